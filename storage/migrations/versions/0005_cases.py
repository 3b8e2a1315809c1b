"""Everything about a case: who keeps it, who may see it, its deadlines, and what of it is told.

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alert_habits",
        sa.Column("account_id", sa.String(length=20), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_until", sa.Integer(), nullable=True),
        sa.Column("daily_at", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_alert_habits_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_alert_habits")),
    )
    op.create_table(
        "alert_rules",
        sa.Column("account_id", sa.String(length=20), nullable=False),
        sa.Column("event", sa.String(length=24), nullable=False),
        sa.Column("channels", sa.String(length=16), nullable=False),
        sa.Column("rhythm", sa.String(length=12), nullable=False),
        sa.CheckConstraint(
            "channels IN ('telegram', 'email', 'both', 'none')", name=op.f("ck_alert_rules_channels")
        ),
        sa.CheckConstraint("rhythm IN ('at-once', 'daily')", name=op.f("ck_alert_rules_rhythm")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_alert_rules_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "event", name=op.f("pk_alert_rules")),
    )
    op.create_table(
        "case_statements",
        sa.Column("case_id", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("snapshot", sa.LargeBinary(), nullable=False),
        sa.Column("said_at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("checked_at", storage.types.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_statements_case_id_cases"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("case_id", "source", name=op.f("pk_case_statements")),
    )
    op.create_table(
        "deadlines",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("case_id", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", storage.types.Moment(timezone=True), nullable=True),
        sa.Column("zone", sa.String(length=40), nullable=True),
        sa.Column("read_from", sa.String(length=16), nullable=False),
        sa.Column("stage", sa.String(length=24), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("once_key", sa.String(length=64), nullable=False),
        sa.Column("created_at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("changed_at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("cancelled_at", storage.types.Moment(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('evidence', 'biometrics', 'interview', 'oath', 'other')", name=op.f("ck_deadlines_kind")
        ),
        sa.CheckConstraint(
            "read_from IN ('notice', 'office', 'estimate')", name=op.f("ck_deadlines_read_from")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_deadlines_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_deadlines_case_id_cases"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadlines")),
        sa.UniqueConstraint("once_key", name=op.f("uq_deadlines_once_key")),
    )
    op.create_index("ix_deadlines_account_id", "deadlines", ["account_id"], unique=False)
    op.create_index("ix_deadlines_case_id", "deadlines", ["case_id"], unique=False)
    op.create_index("ix_deadlines_day", "deadlines", ["day"], unique=False)
    op.create_table(
        "digest_items",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("once_key", sa.String(length=96), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=False),
        sa.Column("case_id", sa.String(length=20), nullable=True),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("due_at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("created_at", storage.types.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_digest_items_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_digest_items_case_id_cases"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_items")),
        sa.UniqueConstraint("once_key", name=op.f("uq_digest_items_once_key")),
    )
    op.create_index("ix_digest_items_account_id", "digest_items", ["account_id"], unique=False)
    op.create_index("ix_digest_items_case_id", "digest_items", ["case_id"], unique=False)
    op.create_index(op.f("ix_digest_items_due_at"), "digest_items", ["due_at"], unique=False)
    op.create_table(
        "link_requests",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=False),
        sa.Column("case_id", sa.String(length=20), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("once_key", sa.String(length=64), nullable=False),
        sa.Column("asked_at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=True),
        sa.Column("answered_at", storage.types.Moment(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=20), nullable=True),
        sa.CheckConstraint(
            "answer IN ('approved', 'refused', 'taken-back')", name=op.f("ck_link_requests_answer")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_link_requests_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"],
            ["accounts.id"],
            name=op.f("fk_link_requests_answered_by_accounts"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_link_requests_case_id_cases"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_requests")),
        sa.UniqueConstraint("once_key", name=op.f("uq_link_requests_once_key")),
    )
    op.create_index("ix_link_requests_case_id", "link_requests", ["case_id"], unique=False)
    op.create_index(
        "ix_link_requests_open",
        "link_requests",
        ["account_id", "case_id"],
        unique=True,
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.create_table(
        "registry_people",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("case_id", sa.String(length=20), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("identity_digest", sa.LargeBinary(length=28), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=True),
        sa.Column("created_at", storage.types.Moment(timezone=True), nullable=False),
        sa.CheckConstraint(
            "role IN ('applicant', 'petitioner', 'beneficiary', 'dependent', 'representative')",
            name=op.f("ck_registry_people_role"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_registry_people_account_id_accounts"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_registry_people_case_id_cases"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_people")),
    )
    op.create_index("ix_registry_people_account_id", "registry_people", ["account_id"], unique=False)
    op.create_index("ix_registry_people_case_id", "registry_people", ["case_id"], unique=False)
    op.create_table(
        "registry_records",
        sa.Column("case_id", sa.String(length=20), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("assigned_to", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("changed_at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(
            ["assigned_to"],
            ["accounts.id"],
            name=op.f("fk_registry_records_assigned_to_accounts"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_registry_records_case_id_cases"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["changed_by"],
            ["accounts.id"],
            name=op.f("fk_registry_records_changed_by_accounts"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_registry_records")),
    )
    op.create_index("ix_registry_records_assigned_to", "registry_records", ["assigned_to"], unique=False)
    op.create_table(
        "reports",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=False),
        sa.Column("case_id", sa.String(length=20), nullable=False),
        sa.Column("once_digest", sa.LargeBinary(length=28), nullable=False),
        sa.Column("how", sa.String(length=16), nullable=False),
        sa.Column("reported_at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_reports_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_reports_case_id_cases"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("once_digest", name=op.f("uq_reports_once_digest")),
    )
    op.create_index("ix_reports_account_id_case_id", "reports", ["account_id", "case_id"], unique=False)
    op.create_index("ix_reports_case_id", "reports", ["case_id"], unique=False)
    op.create_table(
        "shares",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=False),
        sa.Column("representative_id", sa.String(length=20), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("rights", sa.String(length=48), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("code_digest", sa.LargeBinary(length=28), nullable=True),
        sa.Column("code_until", storage.types.Moment(timezone=True), nullable=True),
        sa.Column("once_key", sa.String(length=64), nullable=False),
        sa.Column("created_at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("accepted_at", storage.types.Moment(timezone=True), nullable=True),
        sa.Column("ends_at", storage.types.Moment(timezone=True), nullable=True),
        sa.Column("ended_at", storage.types.Moment(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=16), nullable=True),
        sa.CheckConstraint("kind IN ('attorney', 'accredited', 'relative')", name=op.f("ck_shares_kind")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_shares_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["representative_id"],
            ["accounts.id"],
            name=op.f("fk_shares_representative_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shares")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_shares_code_digest")),
        sa.UniqueConstraint("once_key", name=op.f("uq_shares_once_key")),
    )
    op.create_index("ix_shares_account_id", "shares", ["account_id"], unique=False)
    op.create_index("ix_shares_representative_id", "shares", ["representative_id"], unique=False)
    op.create_table(
        "access_codes",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("case_id", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.String(length=20), nullable=True),
        sa.Column("code_digest", sa.LargeBinary(length=28), nullable=False),
        sa.Column("made_by", sa.String(length=20), nullable=True),
        sa.Column("created_at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("expires_at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("used_at", storage.types.Moment(timezone=True), nullable=True),
        sa.Column("used_by", sa.String(length=20), nullable=True),
        sa.Column("withdrawn_at", storage.types.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_access_codes_case_id_cases"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["accounts.id"], name=op.f("fk_access_codes_made_by_accounts"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["registry_people.id"],
            name=op.f("fk_access_codes_person_id_registry_people"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["used_by"], ["accounts.id"], name=op.f("fk_access_codes_used_by_accounts"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_codes")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_access_codes_code_digest")),
    )
    op.create_index("ix_access_codes_case_id", "access_codes", ["case_id"], unique=False)
    op.create_index(op.f("ix_access_codes_expires_at"), "access_codes", ["expires_at"], unique=False)
    op.create_table(
        "reminders",
        sa.Column("deadline_id", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=False),
        sa.Column("next_at", storage.types.Moment(timezone=True), nullable=True),
        sa.Column("told", sa.SmallInteger(), nullable=True),
        sa.Column("done_at", storage.types.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_reminders_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["deadline_id"],
            ["deadlines.id"],
            name=op.f("fk_reminders_deadline_id_deadlines"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("deadline_id", "account_id", name=op.f("pk_reminders")),
    )
    op.create_index("ix_reminders_account_id", "reminders", ["account_id"], unique=False)
    op.create_index(
        "ix_reminders_next_at",
        "reminders",
        ["next_at"],
        unique=False,
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_table(
        "share_cases",
        sa.Column("share_id", sa.String(length=20), nullable=False),
        sa.Column("case_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_share_cases_case_id_cases"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["share_id"], ["shares.id"], name=op.f("fk_share_cases_share_id_shares"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("share_id", "case_id", name=op.f("pk_share_cases")),
    )
    op.create_index("ix_share_cases_case_id", "share_cases", ["case_id"], unique=False)
    op.create_table(
        "share_views",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("share_id", sa.String(length=20), nullable=False),
        sa.Column("case_id", sa.String(length=20), nullable=False),
        sa.Column("at", storage.types.Moment(timezone=True), nullable=False),
        sa.Column("what", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_share_views_case_id_cases"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["share_id"], ["shares.id"], name=op.f("fk_share_views_share_id_shares"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_views")),
    )
    op.create_index("ix_share_views_case_id", "share_views", ["case_id"], unique=False)
    op.create_index("ix_share_views_share_id_at", "share_views", ["share_id", "at"], unique=False)
    op.add_column("cases", sa.Column("urgent_until", storage.types.Moment(timezone=True), nullable=True))
    op.add_column("cases", sa.Column("urgency", sa.SmallInteger(), server_default="2", nullable=False))
    op.create_index(
        "ix_cases_urgency_due_at",
        "cases",
        ["urgency", "due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_cases_stage",
        "cases",
        ["stage"],
        unique=False,
        sqlite_where=sa.text("stage = 'evidence_requested'"),
        postgresql_where=sa.text("stage = 'evidence_requested'"),
    )
    op.create_table(
        "source_states",
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("trouble", sa.String(length=32), nullable=True),
        sa.Column("troubled_at", storage.types.Moment(timezone=True), nullable=True),
        sa.Column("away_since", storage.types.Moment(timezone=True), nullable=True),
        sa.Column("paused_until", storage.types.Moment(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_source_states")),
    )
    op.add_column("links", sa.Column("role", sa.String(length=16), nullable=True))
    op.add_column("links", sa.Column("own_words", sa.LargeBinary(), nullable=True))
    op.add_column("links", sa.Column("filing", sa.String(length=20), nullable=True))
    op.add_column("links", sa.Column("archived_at", storage.types.Moment(timezone=True), nullable=True))
    op.add_column("links", sa.Column("touched", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("links", "touched")
    op.drop_column("links", "archived_at")
    op.drop_column("links", "filing")
    op.drop_column("links", "own_words")
    op.drop_column("links", "role")
    op.drop_table("source_states")
    op.drop_index(
        "ix_cases_stage",
        table_name="cases",
        sqlite_where=sa.text("stage = 'evidence_requested'"),
        postgresql_where=sa.text("stage = 'evidence_requested'"),
    )
    op.drop_index(
        "ix_cases_urgency_due_at",
        table_name="cases",
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.drop_column("cases", "urgency")
    op.drop_column("cases", "urgent_until")
    op.drop_index("ix_share_views_share_id_at", table_name="share_views")
    op.drop_index("ix_share_views_case_id", table_name="share_views")
    op.drop_table("share_views")
    op.drop_index("ix_share_cases_case_id", table_name="share_cases")
    op.drop_table("share_cases")
    op.drop_index(
        "ix_reminders_next_at",
        table_name="reminders",
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.drop_index("ix_reminders_account_id", table_name="reminders")
    op.drop_table("reminders")
    op.drop_index(op.f("ix_access_codes_expires_at"), table_name="access_codes")
    op.drop_index("ix_access_codes_case_id", table_name="access_codes")
    op.drop_table("access_codes")
    op.drop_index("ix_shares_representative_id", table_name="shares")
    op.drop_index("ix_shares_account_id", table_name="shares")
    op.drop_table("shares")
    op.drop_index("ix_reports_case_id", table_name="reports")
    op.drop_index("ix_reports_account_id_case_id", table_name="reports")
    op.drop_table("reports")
    op.drop_index("ix_registry_records_assigned_to", table_name="registry_records")
    op.drop_table("registry_records")
    op.drop_index("ix_registry_people_case_id", table_name="registry_people")
    op.drop_index("ix_registry_people_account_id", table_name="registry_people")
    op.drop_table("registry_people")
    op.drop_index(
        "ix_link_requests_open",
        table_name="link_requests",
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.drop_index("ix_link_requests_case_id", table_name="link_requests")
    op.drop_table("link_requests")
    op.drop_index(op.f("ix_digest_items_due_at"), table_name="digest_items")
    op.drop_index("ix_digest_items_case_id", table_name="digest_items")
    op.drop_index("ix_digest_items_account_id", table_name="digest_items")
    op.drop_table("digest_items")
    op.drop_index("ix_deadlines_day", table_name="deadlines")
    op.drop_index("ix_deadlines_case_id", table_name="deadlines")
    op.drop_index("ix_deadlines_account_id", table_name="deadlines")
    op.drop_table("deadlines")
    op.drop_table("case_statements")
    op.drop_table("alert_rules")
    op.drop_table("alert_habits")
