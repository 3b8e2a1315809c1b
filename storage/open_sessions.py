"""The accounts that are open in chats, as every answer there needs them. Several may be open in one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, select

from storage.accounts import open_personal
from storage.database import Transaction
from storage.schema import accounts, sessions


@dataclass(frozen=True)
class OpenSession:
    """A session that is open in a chat, and what every answer to it needs of its account.

    `name` is its person's, by which several in one chat are told apart.
    """

    id: str
    account_id: str
    language: str
    started_at: datetime
    last_used_at: datetime
    ends_at: datetime
    locked_at: datetime | None
    zone: str | None = None
    name: str = ""


async def open_sessions(
    tx: Transaction, chat_ids: Collection[int], now: datetime
) -> dict[int, list[OpenSession]]:
    """The open sessions of each chat; first the one at work.

    That is the one turned to last, of those whose time is not over.
    """
    if not chat_ids:
        return {}
    found = await tx.all(
        select(sessions, accounts.c.language, accounts.c.zone, accounts.c.personal)
        .join(accounts, accounts.c.id == sessions.c.account_id)
        .where(sessions.c.chat_id.in_(chat_ids), sessions.c.ended_at.is_(None))
        .order_by(sessions.c.ends_at <= now, sessions.c.turned_to_at.desc(), sessions.c.id.desc())
    )
    by_chat: dict[int, list[OpenSession]] = {}
    for row in found:
        by_chat.setdefault(row["chat_id"], []).append(_open_session(tx, row))
    return by_chat


def _open_session(tx: Transaction, row: RowMapping) -> OpenSession:
    return OpenSession(
        id=row["id"],
        account_id=row["account_id"],
        language=row["language"],
        started_at=row["started_at"],
        last_used_at=row["last_used_at"],
        ends_at=row["ends_at"],
        locked_at=row["locked_at"],
        zone=row["zone"],
        name=open_personal(tx, row["personal"], row["account_id"]).legal_name,
    )
