"""Which of several replicas polls: Telegram hands updates to one poller at a time."""

import asyncio
from datetime import timedelta

from bot.clock import Clock
from storage.database import Database
from storage.leases import take_lease

_NAME = "poller"
_LEASE = timedelta(seconds=60)
"""Longer than one long poll may take, so that who polls keeps the turn."""
_LOOK_AGAIN_AFTER = 5.0  # seconds


class PollingTurn:
    """Takes and keeps the turn to poll."""

    def __init__(self, database: Database, clock: Clock, owner: str) -> None:
        self._database = database
        self._clock = clock
        self._owner = owner

    async def wait(self) -> None:
        """Return when it is this process that polls. Raises DatabaseUnavailable."""
        # The one process of a SQLite database has the turn anyway.
        while not self._database.is_sqlite:
            now = self._clock.now()
            async with self._database.transaction() as tx:
                if await take_lease(tx, _NAME, self._owner, now, now + _LEASE) is not None:
                    return
            await asyncio.sleep(_LOOK_AGAIN_AFTER)
