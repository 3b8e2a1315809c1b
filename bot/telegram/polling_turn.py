"""Which of several replicas polls: Telegram hands updates to one poller at a time."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from bot.clock import Clock
from storage.database import Database, DatabaseUnavailable
from storage.leases import release_lease, take_lease

_log = structlog.get_logger()
_NAME = "poller"
_LEASE = timedelta(seconds=60)
"""Longer than one long poll may take, so that who polls keeps the turn."""
_LOOK_AGAIN_AFTER = 5.0  # seconds


class PollingTurn:
    """Takes and keeps the turn to poll."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        owner: str,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._database = database
        self._clock = clock
        self._owner = owner
        self._sleep = sleep

    async def wait(self) -> None:
        """Return when it is this process that polls. Raises DatabaseUnavailable."""
        # The one process of a SQLite database has the turn anyway.
        while not self._database.is_sqlite:
            now = self._clock.now()
            async with self._database.transaction() as tx:
                if await take_lease(tx, _NAME, self._owner, now, now + _LEASE) is not None:
                    return
            await self._sleep(_LOOK_AGAIN_AFTER)

    async def give_up(self) -> None:
        """Let another process poll at once."""
        if self._database.is_sqlite:
            return
        try:
            async with self._database.transaction() as tx:
                await release_lease(tx, _NAME, self._owner, self._clock.now())
        except DatabaseUnavailable as trouble:
            _log.warning("polling_turn_not_given_up", reason=type(trouble).__name__)
