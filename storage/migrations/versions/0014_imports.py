"""What the columns of imported tables hold.

Revision: 0014, after 0013.
"""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "import_mappings",
        sa.Column("headings_digest", sa.LargeBinary(length=28), nullable=False),
        sa.Column("columns", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", storage.types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("headings_digest", name=op.f("pk_import_mappings")),
    )


def downgrade() -> None:
    """Remove the table."""
    op.drop_table("import_mappings")
