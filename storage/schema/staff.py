"""What people ask the staff for, and what the staff did."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, String, Table

from storage.schema.base import account_column, metadata
from storage.types import Digest, Id, Moment, Sealed

recovery_requests = Table(  # somebody who has lost everything asks the staff for help with an account
    "recovery_requests",
    metadata,
    Column("id", Id, primary_key=True),
    account_column(),
    Column("number", String(8), nullable=False, unique=True),  # said on the phone
    Column("chat_id", BigInteger, nullable=False),  # which asked, and where the right counts
    Column("body", Sealed, nullable=False),  # what the person wrote
    Column("once_key", String(64), nullable=False, unique=True),
    Column("state", String(12), nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("stop_digest", Digest, nullable=False, unique=True),
    Column("decision", Sealed),  # how the identity was checked, or why it was refused; and by whom
    Column("decided_at", Moment),
    Column("ready_at", Moment),  # the cooling time is over
    Column("expires_at", Moment),
    Column("ended_at", Moment),
    CheckConstraint(
        "state IN ('waiting', 'approved', 'refused', 'stopped', 'withdrawn', 'used', 'expired')", name="state"
    ),
)

_request_is_open = recovery_requests.c.ended_at.is_(None)
Index(
    "ix_recovery_requests_open",
    recovery_requests.c.account_id,
    unique=True,
    sqlite_where=_request_is_open,
    postgresql_where=_request_is_open,
)
Index("ix_recovery_requests_account_id", recovery_requests.c.account_id)
Index("ix_recovery_requests_chat_id", recovery_requests.c.chat_id)

staff_actions = Table(  # append-only: who of the staff did what, and when (requirement R13)
    "staff_actions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("telegram_id", BigInteger, nullable=False),
    Column("staff_account", Id, ForeignKey("accounts.id", ondelete="SET NULL")),
    Column("action", String(40), nullable=False),
    Column("subject", String(64), nullable=False),  # such as an account, a case or a request, by its id
    Column("detail", Sealed, nullable=False),
    Column("once_key", String(96), nullable=False, unique=True),
)
Index("ix_staff_actions_staff_account", staff_actions.c.staff_account)
Index("ix_staff_actions_subject", staff_actions.c.subject)
