"""Accounts: who somebody is, how they come in, and what became of that."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from storage.schema.base import account_column, metadata
from storage.types import Digest, Id, Moment, Sealed

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
    account_column(),
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
    account_column(),
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
    account_column(),
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
