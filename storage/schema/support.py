"""What people ask the organisation for, and what is said about it."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table

from storage.schema.base import account_column, metadata
from storage.types import Id, Moment, Sealed

support_requests = Table(
    "support_requests",
    metadata,
    Column("id", Id, primary_key=True),
    account_column(),
    Column("case_id", Id, ForeignKey("cases.id", ondelete="SET NULL")),
    Column("number", String(8), nullable=False, unique=True),  # said on the phone
    Column("kind", String(16), nullable=False),
    Column("body", Sealed, nullable=False),  # the person's answers
    Column("state", String(12), nullable=False),
    Column("once_key", String(64), nullable=False, unique=True),
    Column("asked_at", Moment, nullable=False),
    Column("waiting_since", Moment),  # for the staff; empty while nothing is to be done by them
    Column("taken_by", Id, ForeignKey("accounts.id", ondelete="SET NULL")),
    Column("ended_at", Moment),
    CheckConstraint(
        "state IN ('received', 'working', 'asking', 'answered', 'closed', 'withdrawn')", name="state"
    ),
)
Index("ix_support_requests_account_id", support_requests.c.account_id)
Index("ix_support_requests_case_id", support_requests.c.case_id)
Index("ix_support_requests_taken_by", support_requests.c.taken_by)
_waits = support_requests.c.waiting_since.is_not(None)
Index(
    "ix_support_requests_waiting",
    support_requests.c.waiting_since,
    sqlite_where=_waits,
    postgresql_where=_waits,
)

support_entries = Table(  # what was said about a request, by the person and by the staff; never changed
    "support_entries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("request_id", Id, ForeignKey("support_requests.id", ondelete="CASCADE"), nullable=False),
    Column("author", String(8), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("body", Sealed, nullable=False),
    Column("once_key", String(96), nullable=False, unique=True),
    Column("at", Moment, nullable=False),
    CheckConstraint("author IN ('person', 'staff')", name="author"),
)
Index("ix_support_entries_request_id", support_entries.c.request_id, support_entries.c.id)

help_contents = Table(  # which answers of the help centre the index was filled with
    "help_contents",
    metadata,
    Column("name", String(8), primary_key=True),
    Column("digest", String(64), nullable=False),
)
