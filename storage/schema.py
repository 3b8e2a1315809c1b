"""Every table. What is personal is sealed (`storage.vault`); what must be found again has a digest.

Nothing here decides anything: the rules stand in the services of `bot`.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

from storage.types import Digest, Id, Moment, Sealed

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _account() -> Column[str]:
    return Column("account_id", Id, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False)


# --- updates in, and the conversations that they move -----------------------------------------

inbox = Table(
    "inbox",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("body", Sealed),  # the update; gone once it is done
    Column("answer", Sealed),  # what to say, decided and not yet said
    Column("attempts", Integer, nullable=False, default=0),
    Column("done_at", Moment),  # kept for a while, so that a repeated update is known
)
Index(
    "ix_inbox_waiting",
    inbox.c.chat_id,
    inbox.c.update_id,
    sqlite_where=inbox.c.done_at.is_(None),
    postgresql_where=inbox.c.done_at.is_(None),
)
Index("ix_inbox_done_at", inbox.c.done_at)

chats = Table(  # one row a chat: its dialogue, and who works on its updates just now
    "chats",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("dialogue", Sealed),
    Column(
        "serial", Integer, nullable=False, default=0
    ),  # grows with every step: old buttons are known by it
    Column("changed_at", Moment),
    Column("lease_owner", String(40)),
    Column("lease_until", Moment),
    Column("fence", BigInteger, nullable=False, default=0),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("owner", String(40), nullable=False),
    Column("until", Moment, nullable=False),
    Column("fence", BigInteger, nullable=False),
)

# --- accounts -----------------------------------------------------------------------------------

accounts = Table(
    "accounts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number_digest", Digest, nullable=False, unique=True),
    Column("username_digest", Digest, nullable=False, unique=True),
    Column("skeleton_digest", Digest, nullable=False, unique=True),  # usernames that look alike
    Column("email_digest", Digest, nullable=False, unique=True),
    Column("personal", Sealed, nullable=False),
    Column("language", String(12), nullable=False),
    Column("alert_detail", String(12), nullable=False),
    Column("zone", String(40)),  # where the person reads times; without it, that of the house
    Column("safety_phrase", Sealed),  # the person's own words, by which they know that it is us
    Column("created_at", Moment, nullable=False),
)

registrations = Table(  # begun, and waiting for the e-mail address to be verified
    "registrations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("chat_id", BigInteger, nullable=False, unique=True),
    Column("telegram_user_id", BigInteger, nullable=False),
    Column("personal", Sealed, nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("email_digest", Digest, nullable=False),
    Column("language", String(12), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("verified_at", Moment),  # verified, and only a free username is missing
    Column("opened_by", String(64)),  # the account is open; by which update, should that run again
    Column("expires_at", Moment, nullable=False, index=True),
)

credentials = Table(
    "credentials",
    metadata,
    Column("account_id", Id, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("held_at", Moment),  # it opens nothing any more, until another takes its place
)

second_factors = Table(
    "second_factors",
    metadata,
    Column("id", Id, primary_key=True),
    _account(),
    Column("kind", String(16), nullable=False),
    Column("secret", Sealed),
    Column("last_step", BigInteger, nullable=False, default=0),  # each time step counts once
    Column("created_at", Moment, nullable=False),
    Column("confirmed_at", Moment),
    Column("name", Sealed),  # as its person calls it
    Column("preferred_at", Moment),  # asked for first
    CheckConstraint("kind IN ('authenticator', 'email')", name="kind"),
)
Index("ix_second_factors_account_id", second_factors.c.account_id)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("account_id", Id, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, nullable=False),
    Column("code_digest", Digest, primary_key=True),
    Column("used_at", Moment),
)

challenges = Table(  # codes and links that were sent
    "challenges",
    metadata,
    Column("id", Id, primary_key=True),
    Column("subject", Id, nullable=False),  # the registration or account that it is about
    Column("purpose", String(32), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("code_digest", Digest, nullable=False),
    Column("link_digest", Digest, nullable=False, unique=True),
    Column("tries_left", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("used_at", Moment),
    UniqueConstraint("subject", "purpose", "chat_id"),  # the newest only: a new one takes the place
)

bindings = Table(  # a Telegram user to whom an account has been opened, and whether alerts go there
    "bindings",
    metadata,
    Column("account_id", Id, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, nullable=False),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("bound_at", Moment, nullable=False),
    Column("last_used_at", Moment, nullable=False),
    Column("alerts", Boolean, nullable=False),
    Column("blocked_at", Moment),
    Column("telegram_name", Sealed),  # who opened it there last
)
Index("ix_bindings_chat_id", bindings.c.chat_id)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Id, primary_key=True),
    _account(),
    Column("chat_id", BigInteger, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("last_used_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("locked_at", Moment),
    Column("turned_to_at", Moment),  # of several in one chat, that which was turned to last is at work
    Column("once_key", String(64), nullable=False, unique=True),
    Column("ended_at", Moment),
    Column("ended_because", String(32)),
)
Index(
    "ix_sessions_open",
    sessions.c.chat_id,
    sqlite_where=sessions.c.ended_at.is_(None),
    postgresql_where=sessions.c.ended_at.is_(None),
)
Index("ix_sessions_account_id", sessions.c.account_id)

throttles = Table(
    "throttles",
    metadata,
    Column("key_digest", Digest, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("since", Moment, nullable=False),
    Column("until", Moment),
)

activity = Table(  # append-only; carries no secret
    "activity",
    metadata,
    Column("id", Id, primary_key=True),
    _account(),
    Column("at", Moment, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("detail", Sealed, nullable=False),
)
Index("ix_activity_account_id_at", activity.c.account_id, activity.c.at)

deletions = Table(  # asked for; what is left of one that was done leads back to nobody
    "deletions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account_id", Id, ForeignKey("accounts.id", ondelete="SET NULL")),
    Column("asked_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("undone_at", Moment),
    Column("done_at", Moment),
)
_deletion_is_open = deletions.c.undone_at.is_(None) & deletions.c.done_at.is_(None)
Index(
    "ix_deletions_open",
    deletions.c.account_id,
    unique=True,
    sqlite_where=_deletion_is_open,
    postgresql_where=_deletion_is_open,
)

profiles = Table(  # what a person tells of themselves beyond the account
    "profiles",
    metadata,
    Column("account_id", Id, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, nullable=False),
    Column("details", Sealed, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

identity_changes = Table(  # append-only: earlier legal names and birth dates, and why they changed
    "identity_changes",
    metadata,
    Column("id", Id, primary_key=True),
    _account(),
    Column("at", Moment, nullable=False),
    Column("body", Sealed, nullable=False),
)
Index("ix_identity_changes_account_id", identity_changes.c.account_id)

email_changes = Table(
    "email_changes",
    metadata,
    Column("id", Id, primary_key=True),
    _account(),
    Column("addresses", Sealed, nullable=False),  # before and after
    Column("email_digest", Digest, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("confirmed_at", Moment),
    Column("undo_digest", Digest, unique=True),
    Column("undo_until", Moment),
    Column("undone_at", Moment),
)
Index("ix_email_changes_account_id", email_changes.c.account_id)

recovery_requests = Table(  # somebody who has lost everything asks the staff for help with an account
    "recovery_requests",
    metadata,
    Column("id", Id, primary_key=True),
    _account(),
    Column("number", String(8), nullable=False, unique=True),  # said on the phone
    Column("chat_id", BigInteger, nullable=False),  # which asked, and where the right counts
    Column("body", Sealed, nullable=False),  # what the person wrote
    Column("once_key", String(64), nullable=False, unique=True),
    Column("state", String(12), nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("stop_digest", Digest, nullable=False, unique=True),
    Column("decision", Sealed),  # how the identity was checked, or why it was refused; and by whom
    Column("decided_at", Moment),
    Column("ready_at", Moment),  # the cooling time is over
    Column("expires_at", Moment),
    Column("ended_at", Moment),
    CheckConstraint(
        "state IN ('waiting', 'approved', 'refused', 'stopped', 'withdrawn', 'used', 'expired')", name="state"
    ),
)
_request_is_open = recovery_requests.c.ended_at.is_(None)
Index(
    "ix_recovery_requests_open",
    recovery_requests.c.account_id,
    unique=True,
    sqlite_where=_request_is_open,
    postgresql_where=_request_is_open,
)
Index("ix_recovery_requests_account_id", recovery_requests.c.account_id)
Index("ix_recovery_requests_chat_id", recovery_requests.c.chat_id)

staff_actions = Table(  # append-only: who of the staff did what, and when (requirement R13)
    "staff_actions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("telegram_id", BigInteger, nullable=False),
    Column("staff_account", Id, ForeignKey("accounts.id", ondelete="SET NULL")),
    Column("action", String(40), nullable=False),
    Column("subject", String(64), nullable=False),  # such as an account, a case or a request, by its id
    Column("detail", Sealed, nullable=False),
    Column("once_key", String(96), nullable=False, unique=True),
)
Index("ix_staff_actions_staff_account", staff_actions.c.staff_account)
Index("ix_staff_actions_subject", staff_actions.c.subject)

address_changes = Table(  # what the staff should enter in their files too
    "address_changes",
    metadata,
    Column("id", Id, primary_key=True),
    _account(),
    Column("at", Moment, nullable=False),
    Column("body", Sealed, nullable=False),
    Column("done_at", Moment),
)
Index("ix_address_changes_account_id", address_changes.c.account_id)
Index("ix_address_changes_done_at", address_changes.c.done_at, address_changes.c.id)

# --- cases --------------------------------------------------------------------------------------

cases = Table(
    "cases",
    metadata,
    Column("id", Id, primary_key=True),
    Column("receipt_digest", Digest, nullable=False, unique=True),
    Column("receipt", Sealed, nullable=False),
    Column("snapshot", Sealed),  # the last good answer; nothing until the first
    Column("source", String(16), nullable=False),
    Column("stage", String(24)),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment),
    Column("checked_at", Moment),  # the last good answer
    Column("tried_at", Moment),  # the last attempt
    Column("failures", Integer, nullable=False, default=0),  # in a row
    Column("answers", BigInteger, nullable=False, default=0),  # good ones; tells answers that crossed
    Column("due_at", Moment),  # nothing: nobody follows it
    Column("urgent_until", Moment),  # a deadline is near: asked for more often until then
    Column("urgency", SmallInteger, nullable=False, server_default="2"),  # the plan's; 2: no answer yet
    Column("lease_owner", String(40)),
    Column("lease_until", Moment),
    Column("fence", BigInteger, nullable=False, default=0),
)
Index(
    "ix_cases_due_at",
    cases.c.due_at,
    sqlite_where=cases.c.due_at.is_not(None),
    postgresql_where=cases.c.due_at.is_not(None),
)
Index(
    "ix_cases_urgency_due_at",
    cases.c.urgency,
    cases.c.due_at,
    sqlite_where=cases.c.due_at.is_not(None),
    postgresql_where=cases.c.due_at.is_not(None),
)


def _case() -> Column[str]:
    return Column("case_id", Id, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False)


status_events = Table(  # append-only
    "status_events",
    metadata,
    Column("id", Id, primary_key=True),
    _case(),
    Column("once_digest", Digest, nullable=False),  # receipt, text and date: told once
    Column("observed_at", Moment, nullable=False),
    Column("happened_on", Date),
    Column("source", String(16), nullable=False),
    Column("body", Sealed, nullable=False),
    UniqueConstraint("case_id", "once_digest"),
)

links = Table(
    "links",
    metadata,
    Column("id", Id, primary_key=True),
    _account(),
    _case(),
    Column("level", String(16), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("awaited_until", Moment),  # the number is not known yet; kept trying until then
    Column("once_key", String(64), nullable=False),  # the update that asked for it last
    Column("role", String(16)),  # what its person is in the case, where that is known
    Column("own_words", Sealed),  # what the person calls the case, and whose it is to them
    Column("filing", Id),  # the same for cases that were filed together, by this account's own word
    Column("archived_at", Moment),  # out of the list; still followed
    Column("touched", Boolean, nullable=False, default=False),  # also told when only its record was touched
    UniqueConstraint("account_id", "case_id"),
    CheckConstraint("level IN ('status-only', 'full')", name="level"),
)
Index("ix_links_case_id", links.c.case_id)
Index("ix_links_awaited_until", links.c.awaited_until)

case_statements = Table(  # what each source said last; the case's own snapshot is the one that is shown first
    "case_statements",
    metadata,
    Column("case_id", Id, ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True, nullable=False),
    Column("source", String(16), primary_key=True),
    Column("snapshot", Sealed, nullable=False),
    Column("said_at", Moment, nullable=False),  # since when it says so, as far as we have seen
    Column("checked_at", Moment, nullable=False),
)

registry_records = Table(  # cases that the organisation itself keeps
    "registry_records",
    metadata,
    Column("case_id", Id, ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True, nullable=False),
    Column("body", Sealed, nullable=False),
    Column("assigned_to", Id, ForeignKey("accounts.id", ondelete="SET NULL")),
    Column(
        "version", Integer, nullable=False, default=1
    ),  # grows with each change: tells changes that crossed
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("changed_by", Id, ForeignKey("accounts.id", ondelete="SET NULL")),
)
Index("ix_registry_records_assigned_to", registry_records.c.assigned_to)

registry_people = Table(  # who is in a case of the registry
    "registry_people",
    metadata,
    Column("id", Id, primary_key=True),
    _case(),
    Column("role", String(16), nullable=False),
    Column("identity_digest", Digest, nullable=False),  # of the case, the legal name and the birth date
    Column("body", Sealed, nullable=False),
    Column("account_id", Id, ForeignKey("accounts.id", ondelete="SET NULL")),  # has shown to be this person
    Column("created_at", Moment, nullable=False),
    CheckConstraint(
        "role IN ('applicant', 'petitioner', 'beneficiary', 'dependent', 'representative')", name="role"
    ),
)
Index("ix_registry_people_case_id", registry_people.c.case_id)
Index("ix_registry_people_account_id", registry_people.c.account_id)

access_codes = Table(  # one-time codes from the staff that open a case in full
    "access_codes",
    metadata,
    Column("id", Id, primary_key=True),
    _case(),
    Column("person_id", Id, ForeignKey("registry_people.id", ondelete="CASCADE")),
    Column("code_digest", Digest, nullable=False, unique=True),
    Column("made_by", Id, ForeignKey("accounts.id", ondelete="SET NULL")),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("used_at", Moment),
    Column("used_by", Id, ForeignKey("accounts.id", ondelete="SET NULL")),
    Column("withdrawn_at", Moment),
)
Index("ix_access_codes_case_id", access_codes.c.case_id)

link_requests = Table(  # a person asks the staff to open a case in full
    "link_requests",
    metadata,
    Column("id", Id, primary_key=True),
    _account(),
    _case(),
    Column("body", Sealed, nullable=False),
    Column("once_key", String(64), nullable=False, unique=True),
    Column("asked_at", Moment, nullable=False),
    Column("answer", String(16)),
    Column("answered_at", Moment),
    Column("answered_by", Id, ForeignKey("accounts.id", ondelete="SET NULL")),
    CheckConstraint("answer IN ('approved', 'refused', 'taken-back')", name="answer"),
)
_request_is_open = link_requests.c.answered_at.is_(None)
Index(
    "ix_link_requests_open",
    link_requests.c.account_id,
    link_requests.c.case_id,
    unique=True,
    sqlite_where=_request_is_open,
    postgresql_where=_request_is_open,
)
Index("ix_link_requests_case_id", link_requests.c.case_id)

reports = Table(  # a status by the person's own word: nobody else sees it
    "reports",
    metadata,
    Column("id", Id, primary_key=True),
    _account(),
    _case(),
    Column("once_digest", Digest, nullable=False, unique=True),
    Column("how", String(16), nullable=False),  # forwarded, pasted, typed, or read from a notice
    Column("reported_at", Moment, nullable=False),
    Column("happened_on", Date),
    Column("body", Sealed, nullable=False),
)
Index("ix_reports_account_id_case_id", reports.c.account_id, reports.c.case_id)
Index("ix_reports_case_id", reports.c.case_id)

# --- representatives ----------------------------------------------------------------------------

shares = Table(  # an account lets a representative see some of its cases
    "shares",
    metadata,
    Column("id", Id, primary_key=True),
    _account(),
    Column("representative_id", Id, ForeignKey("accounts.id", ondelete="CASCADE")),  # nobody yet: invited
    Column("kind", String(16), nullable=False),
    Column("rights", String(48), nullable=False),
    Column("body", Sealed, nullable=False),  # what each calls the other
    Column("code_digest", Digest, unique=True),
    Column("code_until", Moment),
    Column("once_key", String(64), nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
    Column("accepted_at", Moment),
    Column("ends_at", Moment),
    Column("ended_at", Moment),
    Column("ended_by", String(16)),  # owner, representative, or time
    CheckConstraint("kind IN ('attorney', 'accredited', 'relative')", name="kind"),
)
Index("ix_shares_account_id", shares.c.account_id)
Index("ix_shares_representative_id", shares.c.representative_id)

share_cases = Table(
    "share_cases",
    metadata,
    Column("share_id", Id, ForeignKey("shares.id", ondelete="CASCADE"), primary_key=True, nullable=False),
    Column("case_id", Id, ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True, nullable=False),
)
Index("ix_share_cases_case_id", share_cases.c.case_id)

share_views = Table(  # append-only: who looked at what, and when
    "share_views",
    metadata,
    Column("id", Id, primary_key=True),
    Column("share_id", Id, ForeignKey("shares.id", ondelete="CASCADE"), nullable=False),
    _case(),
    Column("at", Moment, nullable=False),
    Column("what", String(24), nullable=False),
)
Index("ix_share_views_share_id_at", share_views.c.share_id, share_views.c.at)
Index("ix_share_views_case_id", share_views.c.case_id)

# --- deadlines and appointments -----------------------------------------------------------------

deadlines = Table(
    "deadlines",
    metadata,
    Column("id", Id, primary_key=True),
    _case(),
    Column("account_id", Id, ForeignKey("accounts.id", ondelete="CASCADE")),  # its own; none: by the staff
    Column("kind", String(16), nullable=False),
    Column("day", Date, nullable=False),
    Column("at", Moment),  # where an hour is named
    Column("zone", String(40)),  # of the place
    Column("read_from", String(16), nullable=False),
    Column("stage", String(24)),  # of the case when it was set: past that, nobody is reminded
    Column("body", Sealed, nullable=False),
    Column("sequence", Integer, nullable=False, default=0),  # grows when it moves (RFC 5545, 3.8.7.4)
    Column("once_key", String(64), nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("cancelled_at", Moment),
    CheckConstraint("kind IN ('evidence', 'biometrics', 'interview', 'oath', 'other')", name="kind"),
    CheckConstraint("read_from IN ('notice', 'office', 'estimate')", name="read_from"),
)
Index("ix_deadlines_case_id", deadlines.c.case_id)
Index("ix_deadlines_account_id", deadlines.c.account_id)

reminders = Table(  # one row for each person who is reminded of a deadline
    "reminders",
    metadata,
    Column(
        "deadline_id", Id, ForeignKey("deadlines.id", ondelete="CASCADE"), primary_key=True, nullable=False
    ),
    Column("account_id", Id, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, nullable=False),
    Column("next_at", Moment),  # nothing: no more of them
    Column("done_at", Moment),  # the person has said so
)
Index(
    "ix_reminders_next_at",
    reminders.c.next_at,
    sqlite_where=reminders.c.next_at.is_not(None),
    postgresql_where=reminders.c.next_at.is_not(None),
)
Index("ix_reminders_account_id", reminders.c.account_id)

budgets = Table(  # what an outside service allows, counted over restarts and replicas
    "budgets",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("used", Integer, nullable=False),
)

source_states = Table(  # how an outside source does, as the watcher last found it
    "source_states",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("trouble", String(32)),  # the last one's name
    Column("troubled_at", Moment),
    Column("away_since", Moment),  # nothing: it answers
    Column("paused_until", Moment),
)

# --- messages out -------------------------------------------------------------------------------

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("once_key", String(96), nullable=False, unique=True),
    Column("kind", String(32), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("account_id", Id, ForeignKey("accounts.id", ondelete="CASCADE")),
    Column("case_id", Id, ForeignKey("cases.id", ondelete="CASCADE")),
    Column("chat_id", BigInteger),
    Column("body", Sealed, nullable=False),  # what the words need, and the address of a mail
    Column("state", String(12), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("attempts", Integer, nullable=False, default=0),
    Column("lease_owner", String(40)),
    Column("lease_until", Moment),
    Column("fence", BigInteger, nullable=False, default=0),
    Column("created_at", Moment, nullable=False),
    Column("done_at", Moment),
    CheckConstraint("channel IN ('telegram', 'email')", name="channel"),
    CheckConstraint("state IN ('waiting', 'sent', 'failed', 'dropped')", name="state"),
)
Index(
    "ix_deliveries_due_at",
    deliveries.c.due_at,
    sqlite_where=deliveries.c.state == "waiting",
    postgresql_where=deliveries.c.state == "waiting",
)
Index(  # what a later one to the same chat has to wait for
    "ix_deliveries_waiting",
    deliveries.c.chat_id,
    deliveries.c.id,
    sqlite_where=deliveries.c.state == "waiting",
    postgresql_where=deliveries.c.state == "waiting",
)
Index("ix_deliveries_account_id", deliveries.c.account_id)
Index("ix_deliveries_done_at", deliveries.c.done_at)

alert_rules = Table(  # what a person wants to be told otherwise than usual
    "alert_rules",
    metadata,
    Column("account_id", Id, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, nullable=False),
    Column("event", String(24), primary_key=True),
    Column("channels", String(16), nullable=False),
    Column("rhythm", String(12), nullable=False),
    CheckConstraint("channels IN ('telegram', 'email', 'both', 'none')", name="channels"),
    CheckConstraint("rhythm IN ('at-once', 'daily')", name="rhythm"),
)

alert_habits = Table(  # when a person is to be left alone, and when the day's news come
    "alert_habits",
    metadata,
    Column("account_id", Id, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, nullable=False),
    Column("quiet_from", Integer),  # minutes after midnight, by the person's own clock
    Column("quiet_until", Integer),
    Column("daily_at", Integer),
)

digest_items = Table(  # what waits for the day's one message
    "digest_items",
    metadata,
    Column("id", Id, primary_key=True),
    Column("once_key", String(96), nullable=False, unique=True),
    _account(),
    _case(),
    Column("channel", String(16), nullable=False),
    Column("body", Sealed, nullable=False),
    Column("due_at", Moment, nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
)
Index("ix_digest_items_account_id", digest_items.c.account_id)
Index("ix_digest_items_case_id", digest_items.c.case_id)

# --- the house itself ---------------------------------------------------------------------------

seals = Table(  # a known value under the key of the day, to tell at start when the key file is not ours
    "seals",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", Sealed, nullable=False),
)
