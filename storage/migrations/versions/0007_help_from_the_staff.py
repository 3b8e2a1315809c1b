"""Requests to the staff for help with an account, what the staff did, and changes of addresses.

Revision: 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_STATES = "'waiting', 'approved', 'refused', 'stopped', 'withdrawn', 'used', 'expired'"


def upgrade() -> None:
    _add_recovery_requests()
    _add_staff_actions()
    _add_address_changes()


def _add_recovery_requests() -> None:
    op.create_table(
        "recovery_requests",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=8), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("once_key", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("asked_at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("stop_digest", sa.LargeBinary(length=28), nullable=False),
        sa.Column("decision", sa.LargeBinary(), nullable=True),
        sa.Column("decided_at", storage.types.Moment(timezone=True), nullable=True),
        sa.Column("ready_at", storage.types.Moment(timezone=True), nullable=True),
        sa.Column("expires_at", storage.types.Moment(timezone=True), nullable=True),
        sa.Column("ended_at", storage.types.Moment(timezone=True), nullable=True),
        sa.CheckConstraint(f"state IN ({_STATES})", name=op.f("ck_recovery_requests_state")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_recovery_requests_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_requests")),
        sa.UniqueConstraint("number", name=op.f("uq_recovery_requests_number")),
        sa.UniqueConstraint("once_key", name=op.f("uq_recovery_requests_once_key")),
        sa.UniqueConstraint("stop_digest", name=op.f("uq_recovery_requests_stop_digest")),
    )
    op.create_index(
        "ix_recovery_requests_open",
        "recovery_requests",
        ["account_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_recovery_requests_account_id", "recovery_requests", ["account_id"])
    op.create_index("ix_recovery_requests_chat_id", "recovery_requests", ["chat_id"])


def _add_staff_actions() -> None:
    op.create_table(
        "staff_actions",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_account", sa.String(length=20), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("detail", sa.LargeBinary(), nullable=False),
        sa.Column("once_key", sa.String(length=96), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_account"],
            ["accounts.id"],
            name=op.f("fk_staff_actions_staff_account_accounts"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_actions")),
        sa.UniqueConstraint("once_key", name=op.f("uq_staff_actions_once_key")),
    )
    op.create_index("ix_staff_actions_staff_account", "staff_actions", ["staff_account"])
    op.create_index("ix_staff_actions_subject", "staff_actions", ["subject"])


def _add_address_changes() -> None:
    op.create_table(
        "address_changes",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=False),
        sa.Column("at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("done_at", storage.types.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_address_changes_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_changes")),
    )
    op.create_index("ix_address_changes_account_id", "address_changes", ["account_id"])
    op.create_index("ix_address_changes_done_at", "address_changes", ["done_at", "id"])


def downgrade() -> None:
    op.drop_table("address_changes")
    op.drop_table("staff_actions")
    op.drop_table("recovery_requests")
