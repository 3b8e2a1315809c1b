"""Sessions, and the bindings of Telegram chats to accounts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, update

from storage.accounts import open_personal
from storage.database import Transaction
from storage.schema import accounts, bindings, sessions


@dataclass(frozen=True)
class BoundChat:
    """A chat that alerts of an account may go to."""

    chat_id: int
    language: str
    alert_detail: str
    session_last_used_at: datetime | None
    session_ends_at: datetime | None
    session_locked_at: datetime | None
    zone: str | None = None
    name: str | None = None
    """The account's person, where messages of other accounts come here too."""


@dataclass(frozen=True)
class AccountsChat:
    """A chat in which an account is open, or to which its messages go."""

    chat_id: int
    telegram_name: str | None
    bound_at: datetime
    last_used_at: datetime
    session_started_at: datetime | None
    session_ends_at: datetime | None


async def add_session(
    tx: Transaction,
    *,
    session_id: str,
    account_id: str,
    chat_id: int,
    once_key: str,
    now: datetime,
    ends_at: datetime,
) -> None:
    """Open a session."""
    await tx.run(
        sessions.insert().values(
            id=session_id,
            account_id=account_id,
            chat_id=chat_id,
            once_key=once_key,
            started_at=now,
            last_used_at=now,
            turned_to_at=await _after_all_in(tx, chat_id, now),
            ends_at=ends_at,
        )
    )


async def turn_to(tx: Transaction, session_id: str, chat_id: int, now: datetime) -> bool:
    """Let this session be the one at work in its chat. False when it is not open there any more."""
    turned = update(sessions).where(
        sessions.c.id == session_id, sessions.c.chat_id == chat_id, sessions.c.ended_at.is_(None)
    )
    return await tx.run(turned.values(turned_to_at=await _after_all_in(tx, chat_id, now))) == 1


async def _after_all_in(tx: Transaction, chat_id: int, now: datetime) -> datetime:
    """Now, or just after the last turn in the chat: a clock that is set back does not undo it."""
    opened = sessions.c.chat_id == chat_id, sessions.c.ended_at.is_(None)
    last: datetime | None = await tx.value(select(func.max(sessions.c.turned_to_at)).where(*opened))
    return now if last is None or last < now else last + timedelta(microseconds=1)


async def session_opened_by(tx: Transaction, once_key: str) -> str | None:
    """The open session that this update has opened already."""
    found: str | None = await tx.value(
        select(sessions.c.id).where(sessions.c.once_key == once_key, sessions.c.ended_at.is_(None))
    )
    return found


async def end_sessions_over_in(tx: Transaction, chat_id: int, now: datetime) -> None:
    """End what has outlived its time in a chat."""
    await tx.run(
        update(sessions)
        .where(sessions.c.chat_id == chat_id, sessions.c.ended_at.is_(None), sessions.c.ends_at <= now)
        .values(ended_at=now, ended_because="time")
    )


async def count_open_in(tx: Transaction, chat_id: int) -> int:
    """How many accounts are open in a chat."""
    opened = sessions.c.chat_id == chat_id, sessions.c.ended_at.is_(None)
    return int(await tx.value(select(func.count()).select_from(sessions).where(*opened)))


async def end_sessions_elsewhere(
    tx: Transaction, account_id: str, chat_id: int, because: str, now: datetime
) -> list[int]:
    """End the sessions of an account in every other chat. Returns those chats."""
    ended = await tx.all(
        update(sessions)
        .where(
            sessions.c.account_id == account_id, sessions.c.chat_id != chat_id, sessions.c.ended_at.is_(None)
        )
        .values(ended_at=now, ended_because=because)
        .returning(sessions.c.chat_id)
    )
    return [row["chat_id"] for row in ended]


async def end_all_sessions(tx: Transaction, account_id: str, because: str, now: datetime) -> None:
    """End the sessions of an account in every chat."""
    await tx.run(
        update(sessions)
        .where(sessions.c.account_id == account_id, sessions.c.ended_at.is_(None))
        .values(ended_at=now, ended_because=because)
    )


async def end_session_of(tx: Transaction, account_id: str, chat_id: int, because: str, now: datetime) -> None:
    """End an account's session in one chat."""
    await tx.run(
        update(sessions)
        .where(
            sessions.c.account_id == account_id, sessions.c.chat_id == chat_id, sessions.c.ended_at.is_(None)
        )
        .values(ended_at=now, ended_because=because)
    )


async def lock_sessions_in(tx: Transaction, chat_id: int, now: datetime) -> None:
    """Mark what is open in a chat as locked, as if it had not been used for long."""
    opened = sessions.c.chat_id == chat_id, sessions.c.ended_at.is_(None)
    await tx.run(update(sessions).where(*opened).values(locked_at=now))


async def unlock_session(tx: Transaction, session_id: str, now: datetime) -> None:
    """Mark a session as used now, so that it is no longer locked."""
    await tx.run(update(sessions).where(sessions.c.id == session_id).values(locked_at=None, last_used_at=now))


async def forget_old_sessions(tx: Transaction, before: datetime) -> int:
    """Drop sessions that were over before a moment."""
    over = or_(sessions.c.ended_at < before, sessions.c.ends_at < before)
    return await tx.run(delete(sessions).where(over))


async def bind_chat(
    tx: Transaction, account_id: str, chat_id: int, now: datetime, telegram_name: str = ""
) -> None:
    """Let alerts of an account go to a chat, in which it was opened by somebody of this name."""
    name = tx.vault.seal(telegram_name.encode(), name_place(account_id, chat_id)) if telegram_name else None
    fresh = {"last_used_at": now, "alerts": True, "blocked_at": None, "telegram_name": name}
    binding = tx.insert(bindings).values(account_id=account_id, chat_id=chat_id, bound_at=now, **fresh)
    await tx.run(binding.on_conflict_do_update(index_elements=["account_id", "chat_id"], set_=fresh))


async def chats_bound_to(tx: Transaction, account_id: str) -> list[int]:
    """The chats in which an account has been opened."""
    found = await tx.all(select(bindings.c.chat_id).where(bindings.c.account_id == account_id))
    return [row["chat_id"] for row in found]


async def chats_of(tx: Transaction, account_id: str) -> list[AccountsChat]:
    """The chats in which an account is open or that get its messages, the one used last first."""
    found = await tx.all(
        select(
            bindings,
            sessions.c.last_used_at.label("session_used_at"),
            sessions.c.started_at,
            sessions.c.ends_at,
        )
        .outerjoin(
            sessions,
            (sessions.c.chat_id == bindings.c.chat_id)
            & (sessions.c.account_id == bindings.c.account_id)
            & sessions.c.ended_at.is_(None),
        )
        .where(bindings.c.account_id == account_id, bindings.c.alerts | sessions.c.id.is_not(None))
    )
    chats = [
        AccountsChat(
            chat_id=row["chat_id"],
            telegram_name=None
            if row["telegram_name"] is None
            else tx.vault.open(row["telegram_name"], name_place(account_id, row["chat_id"])).decode(),
            bound_at=row["bound_at"],
            last_used_at=row["session_used_at"] or row["last_used_at"],
            session_started_at=row["started_at"],
            session_ends_at=row["ends_at"],
        )
        for row in found
    ]
    return sorted(chats, key=lambda chat: chat.last_used_at, reverse=True)


async def stop_alerts_elsewhere(tx: Transaction, account_id: str, chat_id: int) -> None:
    """Send no more alerts of an account to any chat but this one."""
    await tx.run(
        update(bindings)
        .where(bindings.c.account_id == account_id, bindings.c.chat_id != chat_id)
        .values(alerts=False)
    )


async def stop_alerts(tx: Transaction, account_id: str, chat_id: int) -> None:
    """Send no more alerts of an account to a chat."""
    await tx.run(
        update(bindings)
        .where(bindings.c.account_id == account_id, bindings.c.chat_id == chat_id)
        .values(alerts=False)
    )


async def mark_chat_blocked(tx: Transaction, chat_id: int, blocked_at: datetime | None) -> None:
    """Note that the person blocked the bot in a chat, or with None that the chat is open again."""
    await tx.run(update(bindings).where(bindings.c.chat_id == chat_id).values(blocked_at=blocked_at))


async def bound_chat(tx: Transaction, account_id: str, chat_id: int) -> BoundChat | None:
    """The chat as alerts find it, or None when none may go there."""
    row = await tx.one(
        select(
            bindings.c.chat_id,
            accounts.c.language,
            accounts.c.alert_detail,
            accounts.c.zone,
            sessions.c.last_used_at,
            sessions.c.ends_at,
            sessions.c.locked_at,
            accounts.c.personal,
            _comes_here_too(account_id, chat_id).label("is_shared"),
        )
        .join(accounts, accounts.c.id == bindings.c.account_id)
        .outerjoin(
            sessions,
            (sessions.c.chat_id == bindings.c.chat_id)
            & (sessions.c.account_id == bindings.c.account_id)
            & sessions.c.ended_at.is_(None),
        )
        .where(
            bindings.c.account_id == account_id,
            bindings.c.chat_id == chat_id,
            bindings.c.alerts,
            bindings.c.blocked_at.is_(None),
        )
    )
    if row is None:
        return None
    return BoundChat(
        chat_id=row["chat_id"],
        language=row["language"],
        alert_detail=row["alert_detail"],
        session_last_used_at=row["last_used_at"],
        session_ends_at=row["ends_at"],
        session_locked_at=row["locked_at"],
        zone=row["zone"],
        name=open_personal(tx, row["personal"], account_id).legal_name if row["is_shared"] else None,
    )


def _comes_here_too(account_id: str, chat_id: int) -> ColumnElement[bool]:
    """Whether messages of another account go to this chat."""
    other = bindings.alias("other")
    return exists().where(other.c.chat_id == chat_id, other.c.account_id != account_id, other.c.alerts)


def name_place(account_id: str, chat_id: int) -> str:
    """Where the name of a chat's person is sealed to."""
    return f"bindings.telegram_name:{account_id}:{chat_id}"
