"""Messages out, and how people want to be told."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table

from storage.schema.base import account_column, metadata
from storage.types import Id, Moment, Sealed

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("once_key", String(96), nullable=False, unique=True),
    Column("kind", String(32), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("account_id", Id, ForeignKey("accounts.id", ondelete="CASCADE")),
    Column("case_id", Id, ForeignKey("cases.id", ondelete="CASCADE")),
    Column("chat_id", BigInteger),
    Column("body", Sealed, nullable=False),  # what the words need, and the address of a mail
    Column("state", String(12), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("attempts", Integer, nullable=False, default=0),
    Column("lease_owner", String(40)),
    Column("lease_until", Moment),
    Column("fence", BigInteger, nullable=False, default=0),
    Column("created_at", Moment, nullable=False),
    Column("done_at", Moment),
    CheckConstraint("channel IN ('telegram', 'email')", name="channel"),
    CheckConstraint("state IN ('waiting', 'sent', 'failed', 'dropped')", name="state"),
)
Index(
    "ix_deliveries_due_at",
    deliveries.c.due_at,
    sqlite_where=deliveries.c.state == "waiting",
    postgresql_where=deliveries.c.state == "waiting",
)
Index(  # what a later one to the same chat has to wait for
    "ix_deliveries_waiting",
    deliveries.c.chat_id,
    deliveries.c.id,
    sqlite_where=deliveries.c.state == "waiting",
    postgresql_where=deliveries.c.state == "waiting",
)
Index("ix_deliveries_account_id", deliveries.c.account_id)
Index("ix_deliveries_done_at", deliveries.c.done_at)

alert_rules = Table(  # what a person wants to be told otherwise than usual
    "alert_rules",
    metadata,
    Column("account_id", Id, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, nullable=False),
    Column("event", String(24), primary_key=True),
    Column("channels", String(16), nullable=False),
    Column("rhythm", String(12), nullable=False),
    CheckConstraint("channels IN ('telegram', 'email', 'both', 'none')", name="channels"),
    CheckConstraint("rhythm IN ('at-once', 'daily')", name="rhythm"),
)

alert_habits = Table(  # when a person is to be left alone, and when the day's news come
    "alert_habits",
    metadata,
    Column("account_id", Id, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, nullable=False),
    Column("quiet_from", Integer),  # minutes after midnight, by the person's own clock
    Column("quiet_until", Integer),
    Column("daily_at", Integer),
)

digest_items = Table(  # what waits for the day's one message
    "digest_items",
    metadata,
    Column("id", Id, primary_key=True),
    Column("once_key", String(96), nullable=False, unique=True),
    account_column(),
    Column("case_id", Id, ForeignKey("cases.id", ondelete="CASCADE")),  # none: about no case
    Column("channel", String(16), nullable=False),
    Column("body", Sealed, nullable=False),
    Column("due_at", Moment, nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
)
Index("ix_digest_items_account_id", digest_items.c.account_id)
Index("ix_digest_items_case_id", digest_items.c.case_id)
