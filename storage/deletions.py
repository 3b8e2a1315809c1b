"""Deletions of accounts: asked for, undone, and done. What is left of one leads back to nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, or_, select, update

from storage.database import Transaction
from storage.schema import accounts, bindings, cases, challenges, chats, deletions, deliveries, links


@dataclass(frozen=True)
class Deletion:
    """An account's deletion that was asked for, and neither undone nor done."""

    id: str
    asked_at: datetime
    due_at: datetime


_OPEN = deletions.c.undone_at.is_(None) & deletions.c.done_at.is_(None)


async def add_deletion(
    tx: Transaction, *, deletion_id: str, account_id: str, now: datetime, due_at: datetime
) -> bool:
    """Write that an account is to be deleted. False when that was asked for before."""
    new = tx.insert(deletions).values(id=deletion_id, account_id=account_id, asked_at=now, due_at=due_at)
    return await tx.value(new.on_conflict_do_nothing().returning(deletions.c.id)) is not None


async def open_deletion(tx: Transaction, account_id: str) -> Deletion | None:
    """The deletion that an account waits for."""
    waiting = select(deletions).where(deletions.c.account_id == account_id, _OPEN)
    row = await tx.one(waiting)
    return None if row is None else Deletion(row["id"], row["asked_at"], row["due_at"])


async def undo_deletion(tx: Transaction, account_id: str, now: datetime) -> str | None:
    """Keep an account after all. Returns the deletion that is undone by it, None when there was none."""
    undo = (
        update(deletions)
        .where(deletions.c.account_id == account_id, _OPEN)
        .values(undone_at=now)
        .returning(deletions.c.id)
    )
    undone: str | None = await tx.value(undo)
    return undone


async def due_deletions(tx: Transaction, now: datetime, limit: int) -> Sequence[str]:
    """The deletions that are due, the longest due first."""
    due = (
        select(deletions.c.id)
        .where(deletions.c.due_at <= now, _OPEN)
        .order_by(deletions.c.due_at)
        .limit(limit)
    )
    return [row["id"] for row in await tx.all(due)]


async def end_deletion(tx: Transaction, deletion_id: str, now: datetime) -> str | None:
    """Write that a deletion is done. Returns the account; None when it was undone, or done by another."""
    done = (
        update(deletions)
        .where(deletions.c.id == deletion_id, _OPEN)
        .values(done_at=now)
        .returning(deletions.c.account_id)
    )
    account: str | None = await tx.value(done)
    return account


async def cases_followed_by(tx: Transaction, account_id: str) -> Sequence[str]:
    """The cases of an account, in one order for everybody who locks several."""
    followed = select(links.c.case_id).where(links.c.account_id == account_id).order_by(links.c.case_id)
    return [row["case_id"] for row in await tx.all(followed)]


async def remove_case_if_unfollowed(tx: Transaction, case_id: str) -> None:
    """Remove a case, with its history, that nobody follows."""
    followed = exists().where(links.c.case_id == cases.c.id)
    await tx.run(delete(cases).where(cases.c.id == case_id, ~followed))


async def remove_account(tx: Transaction, account_id: str, idle_since: datetime) -> None:
    """Remove an account and everything that is about it.

    What its chats were in the middle of goes too, unless somebody has used them after `idle_since`, or
    another account is at home there.
    """
    bound = await tx.all(select(bindings.c.chat_id).where(bindings.c.account_id == account_id))
    await tx.run(delete(challenges).where(challenges.c.subject == account_id))
    # Whatever names the account goes with it (ON DELETE CASCADE); the deletion itself forgets whose it was.
    await tx.run(delete(accounts).where(accounts.c.id == account_id))
    for row in bound:
        await _forget_chat(tx, row["chat_id"], idle_since)


async def _forget_chat(tx: Transaction, chat_id: int, idle_since: datetime) -> None:
    elsewhere = exists().where(bindings.c.chat_id == chats.c.chat_id)
    idle = or_(chats.c.changed_at.is_(None), chats.c.changed_at < idle_since)
    await tx.run(
        delete(chats).where(chats.c.chat_id == chat_id, chats.c.lease_until.is_(None), idle, ~elsewhere)
    )
    # Mails of the registration: sent before there was an account to name.
    about_the_chat = or_(deliveries.c.chat_id == chat_id, deliveries.c.once_key.contains(f":{chat_id}:"))
    await tx.run(
        delete(deliveries).where(
            deliveries.c.account_id.is_(None), deliveries.c.done_at.is_not(None), about_the_chat
        )
    )
