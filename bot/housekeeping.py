"""Once an hour: what has served its time is forgotten, so that the database does not grow for ever."""

from datetime import timedelta

import structlog

from bot.accounts.deletion import Deletions
from bot.accounts.unused_chats import UnusedChats
from bot.clock import Clock
from storage import accounts, cases, challenges, chats, deliveries, email_changes, sessions, throttles
from storage.database import Database

_log = structlog.get_logger()

_UPDATES_KEPT = timedelta(days=2)
"""Telegram itself keeps an update for a day at most (Bot API: getting updates)."""
_CHALLENGES_KEPT = timedelta(days=1)
_THROTTLES_KEPT = timedelta(days=2)
_EMAIL_CHANGES_KEPT = timedelta(days=7)
"""Longer than their links work."""
_DELIVERIES_KEPT = timedelta(days=90)
_SESSIONS_KEPT = timedelta(days=90)
_UNFOLLOWED_CASES_KEPT = timedelta(days=90)


class Housekeeping:
    """Ends and forgets."""

    def __init__(
        self, database: Database, clock: Clock, deletions: Deletions, unused_chats: UnusedChats
    ) -> None:
        self._database = database
        self._clock = clock
        self._deletions = deletions
        self._unused_chats = unused_chats

    async def end(self) -> int:
        """End what has run out: accounts after their grace time, chats that nobody uses. Returns how much."""
        return await self._erase() + await self._unused_chats.end()

    async def _erase(self) -> int:
        """Delete the accounts whose grace time is over. Returns how many."""
        erased = 0
        while some := await self._deletions.erase_due():
            erased += some
        return erased

    async def tick(self) -> None:
        """Forget what is old. Each table in a transaction of its own: none is held for long."""
        now = self._clock.now()
        forgotten = {"accounts": await self._erase(), "bindings": await self._unused_chats.end()}
        async with self._database.transaction() as tx:
            forgotten["updates"] = await chats.forget_done_updates(tx, now - _UPDATES_KEPT)
        async with self._database.transaction() as tx:
            forgotten["registrations"] = await accounts.forget_expired_registrations(tx, now)
            forgotten["challenges"] = await challenges.forget_expired_challenges(tx, now - _CHALLENGES_KEPT)
            forgotten["email_changes"] = await email_changes.forget_old_email_changes(
                tx, now - _EMAIL_CHANGES_KEPT
            )
            forgotten["throttles"] = await throttles.forget_old_throttles(tx, now - _THROTTLES_KEPT)
        async with self._database.transaction() as tx:
            forgotten["deliveries"] = await deliveries.forget_done_deliveries(tx, now - _DELIVERIES_KEPT)
        async with self._database.transaction() as tx:
            forgotten["sessions"] = await sessions.forget_old_sessions(tx, now - _SESSIONS_KEPT)
        async with self._database.transaction() as tx:
            forgotten["cases"] = await cases.forget_unfollowed_cases(tx, now - _UNFOLLOWED_CASES_KEPT)
        _log.info("housekeeping", **forgotten)
