"""Support requests, and what the help centre is searched by.

Revision: 0012, after 0011.
"""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0012"
down_revision = "0011"

_STATES = "'received', 'working', 'asking', 'answered', 'closed', 'withdrawn'"


def upgrade() -> None:
    """Add the tables."""
    _add_requests()
    _add_entries()
    _add_help()


def _add_requests() -> None:
    op.create_table(
        "support_requests",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=False),
        sa.Column("case_id", sa.String(length=20), nullable=True),
        sa.Column("number", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("once_key", sa.String(length=64), nullable=False),
        sa.Column("asked_at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("waiting_since", storage.types.Moment(timezone=True), nullable=True),
        sa.Column("taken_by", sa.String(length=20), nullable=True),
        sa.Column("ended_at", storage.types.Moment(timezone=True), nullable=True),
        sa.CheckConstraint(f"state IN ({_STATES})", name=op.f("ck_support_requests_state")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_support_requests_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_support_requests_case_id_cases"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["taken_by"],
            ["accounts.id"],
            name=op.f("fk_support_requests_taken_by_accounts"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_requests")),
        sa.UniqueConstraint("number", name=op.f("uq_support_requests_number")),
        sa.UniqueConstraint("once_key", name=op.f("uq_support_requests_once_key")),
    )
    for column in ("account_id", "case_id", "taken_by"):
        op.create_index(f"ix_support_requests_{column}", "support_requests", [column])
    op.create_index(
        "ix_support_requests_waiting",
        "support_requests",
        ["waiting_since"],
        sqlite_where=sa.text("waiting_since IS NOT NULL"),
        postgresql_where=sa.text("waiting_since IS NOT NULL"),
    )


def _add_entries() -> None:
    op.create_table(
        "support_entries",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("request_id", sa.String(length=20), nullable=False),
        sa.Column("author", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("once_key", sa.String(length=96), nullable=False),
        sa.Column("at", storage.types.Moment(timezone=True), nullable=False),
        sa.CheckConstraint("author IN ('person', 'staff')", name=op.f("ck_support_entries_author")),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["support_requests.id"],
            name=op.f("fk_support_entries_request_id_support_requests"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_entries")),
        sa.UniqueConstraint("once_key", name=op.f("uq_support_entries_once_key")),
    )
    op.create_index("ix_support_entries_request_id", "support_entries", ["request_id", "id"])


def _add_help() -> None:
    op.create_table(
        "help_contents",
        sa.Column("name", sa.String(length=8), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_help_contents")),
    )
    # Each database has a text index of its own make: these stand outside the common schema.
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE help_index USING fts5("
            "language UNINDEXED, answer UNINDEXED, title, wordings, body, "
            "tokenize = 'porter unicode61 remove_diacritics 2', prefix = '4 5')"
        )
        return
    op.execute(
        "CREATE TABLE help_index ("
        "language varchar(16) NOT NULL, answer varchar(40) NOT NULL, words tsvector NOT NULL, "
        "CONSTRAINT pk_help_index PRIMARY KEY (language, answer))"
    )
    op.execute("CREATE INDEX ix_help_index_words ON help_index USING gin (words)")


def downgrade() -> None:
    """Remove the tables."""
    for table in ("help_index", "help_contents", "support_entries", "support_requests"):
        op.drop_table(table)
