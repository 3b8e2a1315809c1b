"""The first tables.

Revision: 0001, the first.
"""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("number_digest", sa.LargeBinary(length=28), nullable=False),
        sa.Column("username_digest", sa.LargeBinary(length=28), nullable=False),
        sa.Column("skeleton_digest", sa.LargeBinary(length=28), nullable=False),
        sa.Column("email_digest", sa.LargeBinary(length=28), nullable=False),
        sa.Column("personal", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("alert_detail", sa.String(length=12), nullable=False),
        sa.Column("created_at", storage.types.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("email_digest", name=op.f("uq_accounts_email_digest")),
        sa.UniqueConstraint("number_digest", name=op.f("uq_accounts_number_digest")),
        sa.UniqueConstraint("skeleton_digest", name=op.f("uq_accounts_skeleton_digest")),
        sa.UniqueConstraint("username_digest", name=op.f("uq_accounts_username_digest")),
    )
    op.create_table(
        "budgets",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", "day", name=op.f("pk_budgets")),
    )
    op.create_table(
        "cases",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("receipt_digest", sa.LargeBinary(length=28), nullable=False),
        sa.Column("receipt", sa.LargeBinary(), nullable=False),
        sa.Column("snapshot", sa.LargeBinary(), nullable=True),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("stage", sa.String(length=24), nullable=True),
        sa.Column("created_at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("changed_at", storage.types.Moment(timezone=True), nullable=True),
        sa.Column("checked_at", storage.types.Moment(timezone=True), nullable=True),
        sa.Column("tried_at", storage.types.Moment(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("answers", sa.BigInteger(), nullable=False),
        sa.Column("due_at", storage.types.Moment(timezone=True), nullable=True),
        sa.Column("lease_owner", sa.String(length=40), nullable=True),
        sa.Column("lease_until", storage.types.Moment(timezone=True), nullable=True),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("receipt_digest", name=op.f("uq_cases_receipt_digest")),
    )
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.create_index(
            "ix_cases_due_at",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )

    op.create_table(
        "challenges",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("code_digest", sa.LargeBinary(length=28), nullable=False),
        sa.Column("link_digest", sa.LargeBinary(length=28), nullable=False),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.Column("created_at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("expires_at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("used_at", storage.types.Moment(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenges")),
        sa.UniqueConstraint("link_digest", name=op.f("uq_challenges_link_digest")),
        sa.UniqueConstraint(
            "subject", "purpose", "chat_id", name=op.f("uq_challenges_subject_purpose_chat_id")
        ),
    )
    with op.batch_alter_table("challenges", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_challenges_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "chats",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("dialogue", sa.LargeBinary(), nullable=True),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("changed_at", storage.types.Moment(timezone=True), nullable=True),
        sa.Column("lease_owner", sa.String(length=40), nullable=True),
        sa.Column("lease_until", storage.types.Moment(timezone=True), nullable=True),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_chats")),
    )
    op.create_table(
        "inbox",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("received_at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", storage.types.Moment(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_inbox")),
    )
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.create_index("ix_inbox_done_at", ["done_at"], unique=False)
        batch_op.create_index(
            "ix_inbox_waiting",
            ["chat_id", "update_id"],
            unique=False,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )

    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("owner", sa.String(length=40), nullable=False),
        sa.Column("until", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "registrations",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("telegram_user_id", sa.BigInteger(), nullable=False),
        sa.Column("personal", sa.LargeBinary(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("email_digest", sa.LargeBinary(length=28), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("created_at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("verified_at", storage.types.Moment(timezone=True), nullable=True),
        sa.Column("opened_by", sa.String(length=64), nullable=True),
        sa.Column("expires_at", storage.types.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registrations")),
        sa.UniqueConstraint("chat_id", name=op.f("uq_registrations_chat_id")),
    )
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registrations_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "seals",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_seals")),
    )
    op.create_table(
        "throttles",
        sa.Column("key_digest", sa.LargeBinary(length=28), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("since", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("until", storage.types.Moment(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key_digest", name=op.f("pk_throttles")),
    )
    op.create_table(
        "activity",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=False),
        sa.Column("at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_activity_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.create_index("ix_activity_account_id_at", ["account_id", "at"], unique=False)

    op.create_table(
        "bindings",
        sa.Column("account_id", sa.String(length=20), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("bound_at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("last_used_at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("alerts", sa.Boolean(), nullable=False),
        sa.Column("blocked_at", storage.types.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_bindings_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "chat_id", name=op.f("pk_bindings")),
    )
    with op.batch_alter_table("bindings", schema=None) as batch_op:
        batch_op.create_index("ix_bindings_chat_id", ["chat_id"], unique=False)

    op.create_table(
        "credentials",
        sa.Column("account_id", sa.String(length=20), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("changed_at", storage.types.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_credentials_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_credentials")),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("once_key", sa.String(length=96), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=True),
        sa.Column("case_id", sa.String(length=20), nullable=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("due_at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("expires_at", storage.types.Moment(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.String(length=40), nullable=True),
        sa.Column("lease_until", storage.types.Moment(timezone=True), nullable=True),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("created_at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("done_at", storage.types.Moment(timezone=True), nullable=True),
        sa.CheckConstraint("channel IN ('telegram', 'email')", name=op.f("ck_deliveries_channel")),
        sa.CheckConstraint(
            "state IN ('waiting', 'sent', 'failed', 'dropped')", name=op.f("ck_deliveries_state")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_deliveries_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_deliveries_case_id_cases"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("once_key", name=op.f("uq_deliveries_once_key")),
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index("ix_deliveries_account_id", ["account_id"], unique=False)
        batch_op.create_index("ix_deliveries_done_at", ["done_at"], unique=False)
        batch_op.create_index(
            "ix_deliveries_due_at",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.create_index(
            "ix_deliveries_waiting",
            ["chat_id", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "links",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=False),
        sa.Column("case_id", sa.String(length=20), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("created_at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("awaited_until", storage.types.Moment(timezone=True), nullable=True),
        sa.Column("once_key", sa.String(length=64), nullable=False),
        sa.CheckConstraint("level IN ('status-only', 'full')", name=op.f("ck_links_level")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_links_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_links_case_id_cases"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
        sa.UniqueConstraint("account_id", "case_id", name=op.f("uq_links_account_id_case_id")),
    )
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.create_index("ix_links_awaited_until", ["awaited_until"], unique=False)
        batch_op.create_index("ix_links_case_id", ["case_id"], unique=False)

    op.create_table(
        "recovery_codes",
        sa.Column("account_id", sa.String(length=20), nullable=False),
        sa.Column("code_digest", sa.LargeBinary(length=28), nullable=False),
        sa.Column("used_at", storage.types.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_recovery_codes_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "code_digest", name=op.f("pk_recovery_codes")),
    )
    op.create_table(
        "second_factors",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("created_at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("confirmed_at", storage.types.Moment(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('authenticator', 'email')", name=op.f("ck_second_factors_kind")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_second_factors_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_factors")),
    )
    with op.batch_alter_table("second_factors", schema=None) as batch_op:
        batch_op.create_index("ix_second_factors_account_id", ["account_id"], unique=False)

    op.create_table(
        "sessions",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("started_at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("last_used_at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("ends_at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("locked_at", storage.types.Moment(timezone=True), nullable=True),
        sa.Column("once_key", sa.String(length=64), nullable=False),
        sa.Column("ended_at", storage.types.Moment(timezone=True), nullable=True),
        sa.Column("ended_because", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_sessions_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("once_key", name=op.f("uq_sessions_once_key")),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index("ix_sessions_account_id", ["account_id"], unique=False)
        batch_op.create_index(
            "ix_sessions_open",
            ["chat_id"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "status_events",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("case_id", sa.String(length=20), nullable=False),
        sa.Column("once_digest", sa.LargeBinary(length=28), nullable=False),
        sa.Column("observed_at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_status_events_case_id_cases"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_events")),
        sa.UniqueConstraint("case_id", "once_digest", name=op.f("uq_status_events_case_id_once_digest")),
    )


def downgrade() -> None:
    op.drop_table("status_events")
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_sessions_open",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_sessions_account_id")

    op.drop_table("sessions")
    with op.batch_alter_table("second_factors", schema=None) as batch_op:
        batch_op.drop_index("ix_second_factors_account_id")

    op.drop_table("second_factors")
    op.drop_table("recovery_codes")
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.drop_index("ix_links_case_id")
        batch_op.drop_index("ix_links_awaited_until")

    op.drop_table("links")
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_deliveries_waiting",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index(
            "ix_deliveries_due_at",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index("ix_deliveries_done_at")
        batch_op.drop_index("ix_deliveries_account_id")

    op.drop_table("deliveries")
    op.drop_table("credentials")
    with op.batch_alter_table("bindings", schema=None) as batch_op:
        batch_op.drop_index("ix_bindings_chat_id")

    op.drop_table("bindings")
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_index("ix_activity_account_id_at")

    op.drop_table("activity")
    op.drop_table("throttles")
    op.drop_table("seals")
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registrations_expires_at"))

    op.drop_table("registrations")
    op.drop_table("leases")
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_inbox_waiting",
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )
        batch_op.drop_index("ix_inbox_done_at")

    op.drop_table("inbox")
    op.drop_table("chats")
    with op.batch_alter_table("challenges", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_challenges_expires_at"))

    op.drop_table("challenges")
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_cases_due_at",
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )

    op.drop_table("cases")
    op.drop_table("budgets")
    op.drop_table("accounts")
