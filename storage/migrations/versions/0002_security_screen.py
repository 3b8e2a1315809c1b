"""What the security screen keeps: names, preferences, the safety phrase, passwords that are held.

Revision: 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("safety_phrase", sa.LargeBinary(), nullable=True))
    with op.batch_alter_table("credentials", schema=None) as batch_op:
        batch_op.add_column(sa.Column("held_at", storage.types.Moment(timezone=True), nullable=True))
    with op.batch_alter_table("second_factors", schema=None) as batch_op:
        batch_op.add_column(sa.Column("name", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("preferred_at", storage.types.Moment(timezone=True), nullable=True))
    with op.batch_alter_table("bindings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("telegram_name", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("bindings", schema=None) as batch_op:
        batch_op.drop_column("telegram_name")
    with op.batch_alter_table("second_factors", schema=None) as batch_op:
        batch_op.drop_column("preferred_at")
        batch_op.drop_column("name")
    with op.batch_alter_table("credentials", schema=None) as batch_op:
        batch_op.drop_column("held_at")
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.drop_column("safety_phrase")
