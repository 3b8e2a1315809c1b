"""Accounts whose deletion was asked for.

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deletions",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=True),
        sa.Column("asked_at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("due_at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("undone_at", storage.types.Moment(timezone=True), nullable=True),
        sa.Column("done_at", storage.types.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_deletions_account_id_accounts"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deletions")),
    )
    op.create_index(
        "ix_deletions_open",
        "deletions",
        ["account_id"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL AND done_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL AND done_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("deletions")
