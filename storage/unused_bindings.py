"""Bindings of chats to accounts that nobody has used for long."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, select

from storage.database import Transaction
from storage.schema import bindings, sessions
from storage.sessions import name_place


@dataclass(frozen=True)
class EndedBinding:
    """A chat that was an account's until now."""

    account_id: str
    chat_id: int
    telegram_name: str | None
    last_used_at: datetime
    got_messages: bool


async def are_bindings_unused(tx: Transaction, before: datetime) -> bool:
    """Whether there are any that were last used before a moment."""
    return await tx.value(select(bindings.c.chat_id).where(_unused(before)).limit(1)) is not None


async def end_unused_bindings(tx: Transaction, before: datetime, most: int) -> list[EndedBinding]:
    """End up to so many bindings that were last used before a moment. Returns those."""
    unused = _unused(before)
    ended = []
    for row in await tx.all(select(bindings).where(unused).limit(most)):
        account_id, chat_id, name = row["account_id"], row["chat_id"], row["telegram_name"]
        its = (bindings.c.account_id == account_id) & (bindings.c.chat_id == chat_id)
        # Asked once more: the person may log in there at this moment, or another process do the same.
        if await tx.run(delete(bindings).where(its, unused)) == 1:
            ended.append(
                EndedBinding(
                    account_id=account_id,
                    chat_id=chat_id,
                    telegram_name=None
                    if name is None
                    else tx.vault.open(name, name_place(account_id, chat_id)).decode(),
                    last_used_at=row["last_used_at"],
                    got_messages=row["alerts"] and row["blocked_at"] is None,
                )
            )
    return ended


def _unused(before: datetime) -> ColumnElement[bool]:
    used_since = exists().where(
        sessions.c.account_id == bindings.c.account_id,
        sessions.c.chat_id == bindings.c.chat_id,
        sessions.c.last_used_at >= before,
    )
    return (bindings.c.last_used_at < before) & ~used_since
