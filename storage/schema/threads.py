"""What a person and the staff write to each other, and what is written and not sent yet."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table, UniqueConstraint

from storage.schema.base import account_column, metadata
from storage.types import Id, Moment, Sealed

threads = Table(
    "threads",
    metadata,
    Column("id", Id, primary_key=True),
    account_column(),  # whose it is; a representative writes into threads of the client
    Column("case_id", Id, ForeignKey("cases.id", ondelete="SET NULL")),
    Column("body", Sealed, nullable=False),  # what it is about, and the number of the case
    Column("begun_at", Moment, nullable=False),
    Column("moved_at", Moment, nullable=False),  # the last message
    Column("waiting_since", Moment),  # for the staff; empty while nothing is to be answered
    Column("answered_at", Moment),  # the staff's last message
    Column("person_seen_at", Moment),
    Column("staff_seen_at", Moment),
)
Index("ix_threads_account_id", threads.c.account_id, threads.c.moved_at)
Index("ix_threads_case_id", threads.c.case_id)
_waits = threads.c.waiting_since.is_not(None)
Index("ix_threads_waiting", threads.c.waiting_since, sqlite_where=_waits, postgresql_where=_waits)

thread_messages = Table(  # never changed once they are sent
    "thread_messages",
    metadata,
    Column("id", Id, primary_key=True),
    Column("thread_id", Id, ForeignKey("threads.id", ondelete="CASCADE"), nullable=False),
    Column("author", String(16), nullable=False),
    Column("body", Sealed, nullable=False),
    Column("once_key", String(96), nullable=False, unique=True),
    Column("at", Moment, nullable=False),
    CheckConstraint("author IN ('person', 'representative', 'staff')", name="author"),
)
Index("ix_thread_messages_thread_id", thread_messages.c.thread_id, thread_messages.c.id)

message_drafts = Table(  # gathered part by part; it stays until it is sent or thrown away
    "message_drafts",
    metadata,
    Column("id", Id, primary_key=True),
    account_column(),  # of who writes
    Column("target", String(32), nullable=False),  # a thread that is there, or what a new one is about
    Column("body", Sealed, nullable=False),
    Column("changed_at", Moment, nullable=False),
    UniqueConstraint("account_id", "target"),
)
