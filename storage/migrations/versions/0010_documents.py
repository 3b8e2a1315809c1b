"""Requests for documents, their items, and what was handed in.

Revision: 0010, after 0009.
"""

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
