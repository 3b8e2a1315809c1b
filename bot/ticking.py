"""The process's own clock: what is done again and again, as long as the process works.

What must happen once is a claimed row, never a tick: a tick may be late, be left out or fail.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from storage.database import DatabaseUnavailable

_log = structlog.get_logger()
_FINISHES_WITHIN = 20.0  # seconds that a tick under way is given when the ticking stops

T = TypeVar("T")


class Ticking:
    """Does things at intervals. One that still runs is not joined by another, and none ends the others."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler()
        self._under_way: set[asyncio.Task[object]] = set()

    def every(
        self, seconds: float, work: Callable[[], Awaitable[T]], *, name: str
    ) -> Callable[[], Awaitable[T]]:
        """Do `work` at this interval from the start on. Returns what does it now, in its turn."""
        running = asyncio.Lock()

        async def in_turn() -> T:
            async with running:
                return await work()

        async def tick() -> None:
            if not running.locked():
                await self._once(in_turn, name)

        # A second instance only finds that the first still runs: the scheduler would warn each time.
        self._scheduler.add_job(
            tick,
            "interval",
            seconds=seconds,
            # At once, too: what came due while no process worked has waited long enough.
            next_run_time=datetime.now(UTC),
            coalesce=True,
            max_instances=2,
            misfire_grace_time=None,
        )
        return in_turn

    def start(self) -> None:
        """Begin."""
        self._scheduler.start()

    async def stop(self) -> None:
        """Begin nothing new, and finish what is under way."""
        self._scheduler.pause()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=_FINISHES_WITHIN)
        for task in self._under_way:
            task.cancel()
        self._scheduler.shutdown(wait=False)

    async def _once(self, work: Callable[[], Awaitable[object]], name: str) -> None:
        task = asyncio.ensure_future(work())
        self._under_way.add(task)
        try:
            await task
        except DatabaseUnavailable as trouble:
            _log.warning("tick_put_off", name=name, reason=type(trouble).__name__)
        except Exception:
            # A mistake of ours in one tick must not end all that come after it.
            _log.exception("tick_failed", name=name)
        finally:
            self._under_way.discard(task)
