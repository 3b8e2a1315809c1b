"""Messages between a person and the staff.

Revision: 0011, after 0010.
"""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0011"
down_revision = "0010"

_AUTHORS = "'person', 'representative', 'staff'"


def upgrade() -> None:
    """Add the tables."""
    _add_threads()
    _add_messages()
    _add_drafts()


def _add_threads() -> None:
    op.create_table(
        "threads",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=False),
        sa.Column("case_id", sa.String(length=20), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("begun_at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("moved_at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("waiting_since", storage.types.Moment(timezone=True), nullable=True),
        sa.Column("answered_at", storage.types.Moment(timezone=True), nullable=True),
        sa.Column("person_seen_at", storage.types.Moment(timezone=True), nullable=True),
        sa.Column("staff_seen_at", storage.types.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_threads_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_threads_case_id_cases"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threads")),
    )
    op.create_index("ix_threads_account_id", "threads", ["account_id", "moved_at"])
    op.create_index("ix_threads_case_id", "threads", ["case_id"])
    op.create_index(
        "ix_threads_waiting",
        "threads",
        ["waiting_since"],
        sqlite_where=sa.text("waiting_since IS NOT NULL"),
        postgresql_where=sa.text("waiting_since IS NOT NULL"),
    )


def _add_messages() -> None:
    op.create_table(
        "thread_messages",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("thread_id", sa.String(length=20), nullable=False),
        sa.Column("author", sa.String(length=16), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("once_key", sa.String(length=96), nullable=False),
        sa.Column("at", storage.types.Moment(timezone=True), nullable=False),
        sa.CheckConstraint(f"author IN ({_AUTHORS})", name=op.f("ck_thread_messages_author")),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["threads.id"],
            name=op.f("fk_thread_messages_thread_id_threads"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_messages")),
        sa.UniqueConstraint("once_key", name=op.f("uq_thread_messages_once_key")),
    )
    op.create_index("ix_thread_messages_thread_id", "thread_messages", ["thread_id", "id"])


def _add_drafts() -> None:
    op.create_table(
        "message_drafts",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=False),
        sa.Column("target", sa.String(length=32), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", storage.types.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_message_drafts_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_drafts")),
        sa.UniqueConstraint("account_id", "target", name=op.f("uq_message_drafts_account_id_target")),
    )


def downgrade() -> None:
    """Remove the tables."""
    for table in ("message_drafts", "thread_messages", "threads"):
        op.drop_table(table)
