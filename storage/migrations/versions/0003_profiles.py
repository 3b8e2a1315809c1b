"""Profiles, the history of legal names and birth dates, changes of the e-mail address, time zones.

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("zone", sa.String(length=40), nullable=True))

    op.create_table(
        "profiles",
        sa.Column("account_id", sa.String(length=20), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", storage.types.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_profiles_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_profiles")),
    )
    op.create_table(
        "identity_changes",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=False),
        sa.Column("at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_identity_changes_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_changes")),
    )
    with op.batch_alter_table("identity_changes", schema=None) as batch_op:
        batch_op.create_index("ix_identity_changes_account_id", ["account_id"], unique=False)

    op.create_table(
        "email_changes",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=False),
        sa.Column("addresses", sa.LargeBinary(), nullable=False),
        sa.Column("email_digest", sa.LargeBinary(length=28), nullable=False),
        sa.Column("created_at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("confirmed_at", storage.types.Moment(timezone=True), nullable=True),
        sa.Column("undo_digest", sa.LargeBinary(length=28), nullable=True),
        sa.Column("undo_until", storage.types.Moment(timezone=True), nullable=True),
        sa.Column("undone_at", storage.types.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_email_changes_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_changes")),
        sa.UniqueConstraint("undo_digest", name=op.f("uq_email_changes_undo_digest")),
    )
    with op.batch_alter_table("email_changes", schema=None) as batch_op:
        batch_op.create_index("ix_email_changes_account_id", ["account_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("email_changes", schema=None) as batch_op:
        batch_op.drop_index("ix_email_changes_account_id")

    op.drop_table("email_changes")
    with op.batch_alter_table("identity_changes", schema=None) as batch_op:
        batch_op.drop_index("ix_identity_changes_account_id")

    op.drop_table("identity_changes")
    op.drop_table("profiles")
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.drop_column("zone")
