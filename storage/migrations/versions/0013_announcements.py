"""Announcements, who hears of them, and who has.

Revision: 0013, after 0012.
"""

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
