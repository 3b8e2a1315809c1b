"""Accounts, their credentials, and registrations that wait for their e-mail address."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, delete, or_, select, update

from storage.database import Transaction
from storage.schema import accounts, credentials, registrations

USERNAME, SKELETON, EMAIL, NUMBER = "username", "username-skeleton", "email", "account-number"
"""What the digests of an account are for."""


@dataclass(frozen=True)
class Personal:
    """What is personal of an account: sealed as one."""

    username: str
    email: str
    legal_name: str
    birth_date: str
    number: str = ""


@dataclass(frozen=True)
class Registration:
    """A registration that was sent off."""

    id: str
    chat_id: int
    telegram_user_id: int
    personal: Personal
    password_hash: str
    language: str
    created_at: datetime
    verified_at: datetime | None = None
    opened_by: str | None = None


@dataclass(frozen=True)
class Account:
    """An account."""

    id: str
    personal: Personal
    language: str
    alert_detail: str
    created_at: datetime
    safety_phrase: str | None = None
    zone: str | None = None
    """Where the person reads times; the house's own where they chose none."""


@dataclass(frozen=True)
class Login:
    """What a log-in needs of an account."""

    account_id: str
    password_hash: str
    language: str
    password_changed_at: datetime
    is_held: bool = False
    """Whether the password opens nothing any more, until another takes its place."""


async def put_registration(
    tx: Transaction, registration: Registration, email_key: str, expires_at: datetime
) -> None:
    """Write a chat's registration; a new one takes the place of the one before."""
    await tx.run(delete(registrations).where(registrations.c.chat_id == registration.chat_id))
    await tx.run(
        registrations.insert().values(
            id=registration.id,
            chat_id=registration.chat_id,
            telegram_user_id=registration.telegram_user_id,
            personal=_seal(tx, registration.personal, f"registrations.personal:{registration.id}"),
            password_hash=registration.password_hash,
            email_digest=tx.vault.digest(email_key, EMAIL),
            language=registration.language,
            created_at=registration.created_at,
            verified_at=registration.verified_at,
            expires_at=expires_at,
        )
    )


async def registration_of_chat(tx: Transaction, chat_id: int, now: datetime) -> Registration | None:
    """The registration that waits in a chat."""
    row = await tx.one(
        select(registrations).where(registrations.c.chat_id == chat_id, registrations.c.expires_at > now)
    )
    if row is None:
        return None
    return Registration(
        id=row["id"],
        chat_id=row["chat_id"],
        telegram_user_id=row["telegram_user_id"],
        personal=_open(tx, row["personal"], f"registrations.personal:{row['id']}"),
        password_hash=row["password_hash"],
        language=row["language"],
        created_at=row["created_at"],
        verified_at=row["verified_at"],
        opened_by=row["opened_by"],
    )


async def mark_registration_verified(tx: Transaction, registration_id: str, now: datetime) -> None:
    """The address is verified; something else is still missing."""
    await tx.run(update(registrations).where(registrations.c.id == registration_id).values(verified_at=now))


async def mark_registration_opened(tx: Transaction, registration_id: str, key: str) -> None:
    """The account is open; the row stays until it expires, should the same update run again."""
    await tx.run(update(registrations).where(registrations.c.id == registration_id).values(opened_by=key))


async def forget_expired_registrations(tx: Transaction, now: datetime) -> int:
    """Drop registrations that nobody finished in time."""
    return await tx.run(delete(registrations).where(registrations.c.expires_at <= now))


async def email_is_taken(tx: Transaction, email_key: str) -> bool:
    """Whether an account has this address."""
    found = select(accounts.c.id).where(accounts.c.email_digest.in_(tx.vault.digests(email_key, EMAIL)))
    return await tx.value(found) is not None


async def username_is_taken(tx: Transaction, key: str, skeleton: str) -> bool:
    """Whether an account has this username, or one that looks like it."""
    found = select(accounts.c.id).where(
        or_(
            accounts.c.username_digest.in_(tx.vault.digests(key, USERNAME)),
            accounts.c.skeleton_digest.in_(tx.vault.digests(skeleton, SKELETON)),
        )
    )
    return await tx.value(found) is not None


async def number_is_taken(tx: Transaction, number: str) -> bool:
    """Whether an account has this number."""
    found = select(accounts.c.id).where(accounts.c.number_digest.in_(tx.vault.digests(number, NUMBER)))
    return await tx.value(found) is not None


async def add_account(
    tx: Transaction,
    account: Account,
    *,
    username_key: str,
    skeleton: str,
    email_key: str,
    password_hash: str,
) -> None:
    """Open an account with its password."""
    await tx.run(
        accounts.insert().values(
            id=account.id,
            number_digest=tx.vault.digest(account.personal.number, NUMBER),
            username_digest=tx.vault.digest(username_key, USERNAME),
            skeleton_digest=tx.vault.digest(skeleton, SKELETON),
            email_digest=tx.vault.digest(email_key, EMAIL),
            personal=_seal(tx, account.personal, f"accounts.personal:{account.id}"),
            language=account.language,
            alert_detail=account.alert_detail,
            created_at=account.created_at,
        )
    )
    await tx.run(
        credentials.insert().values(
            account_id=account.id, password_hash=password_hash, changed_at=account.created_at
        )
    )


async def account_by_id(tx: Transaction, account_id: str) -> Account | None:
    """An account."""
    row = await tx.one(select(accounts).where(accounts.c.id == account_id))
    return None if row is None else _account(tx, row)


async def account_to_change(tx: Transaction, account_id: str) -> Account | None:
    """An account, locked until the transaction ends."""
    row = await tx.one(select(accounts).where(accounts.c.id == account_id).with_for_update())
    return None if row is None else _account(tx, row)


async def set_personal(tx: Transaction, account_id: str, personal: Personal) -> None:
    """Write what is personal of an account, but for what it is looked up by."""
    sealed = _seal(tx, personal, f"accounts.personal:{account_id}")
    await tx.run(update(accounts).where(accounts.c.id == account_id).values(personal=sealed))


async def set_email(tx: Transaction, account: Account, email: str, email_key: str) -> None:
    """Give an account another e-mail address."""
    await set_personal(tx, account.id, replace(account.personal, email=email))
    digest = tx.vault.digest(email_key, EMAIL)
    await tx.run(update(accounts).where(accounts.c.id == account.id).values(email_digest=digest))


def _account(tx: Transaction, row: RowMapping) -> Account:
    return Account(
        id=row["id"],
        personal=open_personal(tx, row["personal"], row["id"]),
        language=row["language"],
        alert_detail=row["alert_detail"],
        created_at=row["created_at"],
        safety_phrase=_opened_phrase(tx, row["safety_phrase"], row["id"]),
        zone=row["zone"],
    )


async def set_safety_phrase(tx: Transaction, account_id: str, phrase: str | None) -> None:
    """Store the words by which a person knows us, or with None forget them."""
    sealed = None if phrase is None else tx.vault.seal(phrase.encode(), _phrase_place(account_id))
    await tx.run(update(accounts).where(accounts.c.id == account_id).values(safety_phrase=sealed))


async def safety_phrase_of(tx: Transaction, account_id: str) -> str | None:
    """The words by which a person knows us, where there are any."""
    sealed = await tx.value(select(accounts.c.safety_phrase).where(accounts.c.id == account_id))
    return _opened_phrase(tx, sealed, account_id)


async def set_alert_detail(tx: Transaction, account_id: str, detail: str) -> None:
    """Let alerts say more or less."""
    await tx.run(update(accounts).where(accounts.c.id == account_id).values(alert_detail=detail))


def open_personal(tx: Transaction, sealed: bytes, account_id: str) -> Personal:
    """What is personal of an account, from its sealed column."""
    return _open(tx, sealed, f"accounts.personal:{account_id}")


async def login_by_name(tx: Transaction, username_key: str | None, email_key: str | None) -> Login | None:
    """The account with this username or this e-mail address, as a log-in needs it."""
    names = []
    if username_key is not None:
        names.append(accounts.c.username_digest.in_(tx.vault.digests(username_key, USERNAME)))
    if email_key is not None:
        names.append(accounts.c.email_digest.in_(tx.vault.digests(email_key, EMAIL)))
    return await _login(tx, or_(*names)) if names else None


async def login_by_id(tx: Transaction, account_id: str) -> Login | None:
    """An account as unlocking needs it."""
    return await _login(tx, accounts.c.id == account_id)


async def set_password_hash(tx: Transaction, account_id: str, password_hash: str, now: datetime) -> None:
    """Store another hash of an account's password; it is not held, whatever the one before was."""
    await tx.run(
        update(credentials)
        .where(credentials.c.account_id == account_id)
        .values(password_hash=password_hash, changed_at=now, held_at=None)
    )


async def rehash_password(tx: Transaction, account_id: str, before: str, password_hash: str) -> None:
    """Store the same password's hash at another cost, unless another password took its place meanwhile."""
    await tx.run(
        update(credentials)
        .where(credentials.c.account_id == account_id, credentials.c.password_hash == before)
        .values(password_hash=password_hash)
    )


async def hold_password(tx: Transaction, account_id: str, now: datetime) -> None:
    """Let the password open nothing any more, until another takes its place."""
    await tx.run(update(credentials).where(credentials.c.account_id == account_id).values(held_at=now))


async def zone_of(tx: Transaction, account_id: str) -> str | None:
    """Where the person of an account reads times."""
    zone: str | None = await tx.value(select(accounts.c.zone).where(accounts.c.id == account_id))
    return zone


async def set_zone(tx: Transaction, account_id: str, zone: str) -> None:
    """Let times be told to an account in another time zone."""
    await tx.run(update(accounts).where(accounts.c.id == account_id).values(zone=zone))


async def set_language(tx: Transaction, account_id: str, language: str) -> None:
    """Let mails and alerts of an account be in another language."""
    await tx.run(update(accounts).where(accounts.c.id == account_id).values(language=language))


async def _login(tx: Transaction, condition: ColumnElement[bool]) -> Login | None:
    row = await tx.one(
        select(
            accounts.c.id,
            accounts.c.language,
            credentials.c.password_hash,
            credentials.c.changed_at,
            credentials.c.held_at,
        )
        .join(credentials, credentials.c.account_id == accounts.c.id)
        .where(condition)
    )
    if row is None:
        return None
    return Login(
        account_id=row["id"],
        password_hash=row["password_hash"],
        language=row["language"],
        password_changed_at=row["changed_at"],
        is_held=row["held_at"] is not None,
    )


def _phrase_place(account_id: str) -> str:
    return f"accounts.safety_phrase:{account_id}"


def _opened_phrase(tx: Transaction, sealed: bytes | None, account_id: str) -> str | None:
    return None if sealed is None else tx.vault.open(sealed, _phrase_place(account_id)).decode()


def _seal(tx: Transaction, personal: Personal, place: str) -> bytes:
    return tx.vault.seal(json.dumps(asdict(personal)).encode(), place)


def _open(tx: Transaction, sealed: bytes, place: str) -> Personal:
    return Personal(**json.loads(tx.vault.open(sealed, place)))
