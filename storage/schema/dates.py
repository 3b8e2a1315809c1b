"""Deadlines and appointments, and who is reminded of them."""

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Integer, SmallInteger, String, Table

from storage.schema.base import case_column, metadata
from storage.types import Id, Moment, Sealed

deadlines = Table(
    "deadlines",
    metadata,
    Column("id", Id, primary_key=True),
    case_column(),
    Column("account_id", Id, ForeignKey("accounts.id", ondelete="CASCADE")),  # its own; none: by the staff
    Column("kind", String(16), nullable=False),
    Column("day", Date, nullable=False),
    Column("at", Moment),  # where an hour is named
    Column("zone", String(40)),  # of the place
    Column("read_from", String(16), nullable=False),
    Column("stage", String(24)),  # of the case when it was set: past that, nobody is reminded
    Column("body", Sealed, nullable=False),
    Column("sequence", Integer, nullable=False, default=0),  # grows when it moves (RFC 5545, 3.8.7.4)
    Column("once_key", String(64), nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("cancelled_at", Moment),
    CheckConstraint("kind IN ('evidence', 'biometrics', 'interview', 'oath', 'other')", name="kind"),
    CheckConstraint("read_from IN ('notice', 'office', 'estimate')", name="read_from"),
)
Index("ix_deadlines_case_id", deadlines.c.case_id)
Index("ix_deadlines_account_id", deadlines.c.account_id)
Index("ix_deadlines_day", deadlines.c.day)

reminders = Table(  # one row for each person who is reminded of a deadline
    "reminders",
    metadata,
    Column(
        "deadline_id", Id, ForeignKey("deadlines.id", ondelete="CASCADE"), primary_key=True, nullable=False
    ),
    Column("account_id", Id, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, nullable=False),
    Column("next_at", Moment),  # nothing: no more of them
    Column(
        "told", SmallInteger
    ),  # how many days before it the last one was that came, or was too late to come
    Column("done_at", Moment),  # the person has said so
)
Index(
    "ix_reminders_next_at",
    reminders.c.next_at,
    sqlite_where=reminders.c.next_at.is_not(None),
    postgresql_where=reminders.c.next_at.is_not(None),
)
Index("ix_reminders_account_id", reminders.c.account_id)
