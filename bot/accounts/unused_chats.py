"""Chats in which an account was not used for long: a phone or number may have changed hands (R32)."""

from datetime import timedelta

import structlog

from bot.accounts.changes import By, Changes
from bot.clock import Clock
from storage.database import Database, Transaction
from storage.unused_bindings import EndedBinding, are_bindings_unused, end_unused_bindings

_security = structlog.get_logger("casebell.security")

UNUSED = timedelta(days=180)
_AT_ONCE = 100
_CHANGE = "chat-unused"


class UnusedChats:
    """Ends the bindings of chats to accounts that nobody opens there any more."""

    def __init__(self, database: Database, clock: Clock, changes: Changes) -> None:
        self._database = database
        self._clock = clock
        self._changes = changes

    async def end(self) -> int:
        """End what is unused for too long, and write to the people whose messages stop. Returns how many."""
        ended = 0
        while some := await self._end_some():
            ended += some
        return ended

    async def _end_some(self) -> int:
        before = self._clock.now() - UNUSED
        async with self._database.reading() as tx:
            if not await are_bindings_unused(tx, before):
                return 0
        async with self._database.transaction() as tx:
            bindings = await end_unused_bindings(tx, before, _AT_ONCE)
            for binding in bindings:
                await self._tell(tx, binding)
        return len(bindings)

    async def _tell(self, tx: Transaction, binding: EndedBinding) -> None:
        if not binding.got_messages:
            return
        key = f"{binding.account_id}:{binding.chat_id}:{binding.last_used_at:%Y%m%d%H%M%S}"
        by = By(binding.chat_id, binding.telegram_name or "", key)
        await self._changes.note(tx, binding.account_id, _CHANGE, by)
        await self._changes.mail(tx, binding.account_id, _CHANGE, by, kind=_CHANGE)
        _security.info("unused_chat_ended", account=binding.account_id)
