"""Support requests, and what the help centre is searched by.

Revision: 0012, after 0011.
"""

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
