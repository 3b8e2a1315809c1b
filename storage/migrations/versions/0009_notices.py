"""Notices of the organisation, to whom they went, and who has seen them.

Revision: 0009, after 0008.
"""

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
