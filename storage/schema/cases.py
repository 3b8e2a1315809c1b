"""Cases, and which accounts follow them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

from storage.schema.base import account_column, case_column, metadata
from storage.types import Digest, Id, Moment, Sealed

cases = Table(
    "cases",
    metadata,
    Column("id", Id, primary_key=True),
    Column("receipt_digest", Digest, nullable=False, unique=True),
    Column("receipt", Sealed, nullable=False),
    Column("snapshot", Sealed),  # the last good answer; nothing until the first
    Column("source", String(16), nullable=False),
    Column("stage", String(24)),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment),
    Column("checked_at", Moment),  # the last good answer
    Column("tried_at", Moment),  # the last attempt
    Column("failures", Integer, nullable=False, default=0),  # in a row
    Column("answers", BigInteger, nullable=False, default=0),  # good ones; tells answers that crossed
    Column("due_at", Moment),  # nothing: nobody follows it
    Column("urgent_until", Moment),  # a deadline is near: asked for more often until then
    Column("urgency", SmallInteger, nullable=False, server_default="2"),  # the plan's; 2: no answer yet
    Column("lease_owner", String(40)),
    Column("lease_until", Moment),
    Column("fence", BigInteger, nullable=False, default=0),
)
Index(
    "ix_cases_due_at",
    cases.c.due_at,
    sqlite_where=cases.c.due_at.is_not(None),
    postgresql_where=cases.c.due_at.is_not(None),
)
Index(
    "ix_cases_urgency_due_at",
    cases.c.urgency,
    cases.c.due_at,
    sqlite_where=cases.c.due_at.is_not(None),
    postgresql_where=cases.c.due_at.is_not(None),
)
Index(  # those in which an answer is awaited by a day
    "ix_cases_stage",
    cases.c.stage,
    sqlite_where=cases.c.stage == "evidence_requested",
    postgresql_where=cases.c.stage == "evidence_requested",
)


status_events = Table(  # append-only
    "status_events",
    metadata,
    Column("id", Id, primary_key=True),
    case_column(),
    Column("once_digest", Digest, nullable=False),  # receipt, text and date: told once
    Column("observed_at", Moment, nullable=False),
    Column("happened_on", Date),
    Column("source", String(16), nullable=False),
    Column("body", Sealed, nullable=False),
    UniqueConstraint("case_id", "once_digest"),
)

links = Table(
    "links",
    metadata,
    Column("id", Id, primary_key=True),
    account_column(),
    case_column(),
    Column("level", String(16), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("awaited_until", Moment),  # the number is not known yet; kept trying until then
    Column("once_key", String(64), nullable=False),  # the update that asked for it last
    Column("role", String(16)),  # what its person is in the case, where that is known
    Column("own_words", Sealed),  # what the person calls the case, and whose it is to them
    Column("filing", Id),  # the same for cases that were filed together, by this account's own word
    Column("archived_at", Moment),  # out of the list; still followed
    Column("touched", Boolean, nullable=False, default=False),  # also told when only its record was touched
    UniqueConstraint("account_id", "case_id"),
    CheckConstraint("level IN ('status-only', 'full')", name="level"),
)
Index("ix_links_case_id", links.c.case_id)
Index("ix_links_awaited_until", links.c.awaited_until)

case_statements = Table(  # what each source said last; the case's own snapshot is the one that is shown first
    "case_statements",
    metadata,
    Column("case_id", Id, ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True, nullable=False),
    Column("source", String(16), primary_key=True),
    Column("snapshot", Sealed, nullable=False),
    Column("said_at", Moment, nullable=False),  # since when it says so, as far as we have seen
    Column("checked_at", Moment, nullable=False),
)

reports = Table(  # a status by the person's own word: nobody else sees it
    "reports",
    metadata,
    Column("id", Id, primary_key=True),
    account_column(),
    case_column(),
    Column("once_digest", Digest, nullable=False, unique=True),
    Column("how", String(16), nullable=False),  # forwarded, pasted, typed, or read from a notice
    Column("reported_at", Moment, nullable=False),
    Column("happened_on", Date),
    Column("body", Sealed, nullable=False),
)
Index("ix_reports_account_id_case_id", reports.c.account_id, reports.c.case_id)
Index("ix_reports_case_id", reports.c.case_id)
