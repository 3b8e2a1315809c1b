"""Several accounts open in one chat: which of them the person turned to last.

Revision: 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sessions", sa.Column("turned_to_at", storage.types.Moment(timezone=True), nullable=True))
    op.execute("UPDATE sessions SET turned_to_at = started_at")


def downgrade() -> None:
    with op.batch_alter_table("sessions") as sessions:
        sessions.drop_column("turned_to_at")
