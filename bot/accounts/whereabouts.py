"""Where an account is open, and which chats get its messages."""

from dataclasses import dataclass
from datetime import datetime

from bot.accounts.changes import By, Changes
from bot.clock import Clock
from storage import sessions as rows
from storage.database import Database

_ONE, _OTHERS = "chat-closed", "other-chats-closed"


@dataclass(frozen=True)
class Whereabout:
    """A chat of an account; `since` is when it was opened there, or when the chat was first used."""

    chat_id: int
    telegram_name: str
    is_open: bool
    since: datetime
    last_used_at: datetime


class Whereabouts:
    """Lists the chats of an account, and closes it there."""

    def __init__(self, database: Database, clock: Clock, changes: Changes) -> None:
        self._database = database
        self._clock = clock
        self._changes = changes

    async def of(self, account_id: str) -> tuple[Whereabout, ...]:
        """The chats in which the account is open or that get its messages, the one used last first."""
        now = self._clock.now()
        async with self._database.reading() as tx:
            chats = await rows.chats_of(tx, account_id)
        return tuple(
            Whereabout(
                chat_id=chat.chat_id,
                telegram_name=chat.telegram_name or "",
                is_open=chat.session_ends_at is not None and now < chat.session_ends_at,
                since=chat.session_started_at or chat.bound_at,
                last_used_at=chat.last_used_at,
            )
            for chat in chats
        )

    async def close(self, account_id: str, chat_id: int, *, by: By) -> None:
        """End the session in one chat, and send no more messages there."""
        async with self._database.transaction() as tx:
            if await self._changes.is_told(tx, _ONE, by):
                return
            await rows.end_session_of(tx, account_id, chat_id, _ONE, self._clock.now())
            await rows.stop_alerts(tx, account_id, chat_id)
            await self._changes.tell(tx, account_id, _ONE, by)

    async def close_others(self, account_id: str, *, by: By) -> None:
        """End the sessions in all other chats, and send no more messages there."""
        async with self._database.transaction() as tx:
            if await self._changes.is_told(tx, _OTHERS, by):
                return
            await rows.end_sessions_elsewhere(tx, account_id, by.chat_id, _OTHERS, self._clock.now())
            await rows.stop_alerts_elsewhere(tx, account_id, by.chat_id)
            await self._changes.tell(tx, account_id, _OTHERS, by)
