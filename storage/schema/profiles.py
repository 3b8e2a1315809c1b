"""What people tell of themselves beyond the account, and how that changed."""

from sqlalchemy import Column, ForeignKey, Index, Table

from storage.schema.base import account_column, metadata
from storage.types import Digest, Id, Moment, Sealed

profiles = Table(  # what a person tells of themselves beyond the account
    "profiles",
    metadata,
    Column("account_id", Id, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, nullable=False),
    Column("details", Sealed, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

identity_changes = Table(  # append-only: earlier legal names and birth dates, and why they changed
    "identity_changes",
    metadata,
    Column("id", Id, primary_key=True),
    account_column(),
    Column("at", Moment, nullable=False),
    Column("body", Sealed, nullable=False),
)
Index("ix_identity_changes_account_id", identity_changes.c.account_id)

email_changes = Table(
    "email_changes",
    metadata,
    Column("id", Id, primary_key=True),
    account_column(),
    Column("addresses", Sealed, nullable=False),  # before and after
    Column("email_digest", Digest, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("confirmed_at", Moment),
    Column("undo_digest", Digest, unique=True),
    Column("undo_until", Moment),
    Column("undone_at", Moment),
)
Index("ix_email_changes_account_id", email_changes.c.account_id)

address_changes = Table(  # what the staff should enter in their files too
    "address_changes",
    metadata,
    Column("id", Id, primary_key=True),
    account_column(),
    Column("at", Moment, nullable=False),
    Column("body", Sealed, nullable=False),
    Column("done_at", Moment),
)
Index("ix_address_changes_account_id", address_changes.c.account_id)
Index("ix_address_changes_done_at", address_changes.c.done_at, address_changes.c.id)
