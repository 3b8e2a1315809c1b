"""Files that are kept for the organisation: where they lie and whose they are.

Revision: 0008, after 0007.
"""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
