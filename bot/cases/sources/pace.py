"""How fast, and after a refusal how late, a source may be asked."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

_JITTER = 0.25


class QueueTooLong(Exception):
    """A turn would come only in `wait` from now, longer than anyone should be kept waiting."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too many requests are waiting for their turn")
        self.wait = wait


class Pace:
    """Turns at even distances, shared by all requests of the process.

    Evenly spaced rather than in bursts: the API's limit of five a second is meant as one every 200 ms.
    """

    def __init__(
        self,
        per_second: float,
        *,
        longest_wait: timedelta = timedelta(seconds=30),
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._apart = 1 / per_second
        self._longest_wait = longest_wait.total_seconds()
        self._monotonic = monotonic
        self._sleep = sleep
        self._next_turn = monotonic()

    async def turn(self) -> None:
        """Wait for one's turn. Raises QueueTooLong, at once, rather than wait beyond the longest wait."""
        now = self._monotonic()
        turn = max(now, self._next_turn)
        if turn - now > self._longest_wait:
            raise QueueTooLong(timedelta(seconds=turn - now))
        self._next_turn = turn + self._apart
        await self._sleep(turn - now)


class Pause:
    """A time to leave a source alone, longer with each refusal in a row, up to a bound.

    A part of it is left to `chance` (0 to 1), which only lengthens it: what the source asked for is granted.
    """

    def __init__(
        self, first: timedelta, longest: timedelta, *, chance: Callable[[], float] = lambda: 0.0
    ) -> None:
        self._first = first
        self._longest = longest
        self._chance = chance
        self._in_a_row = 0

    def after_refusal(self, now: datetime, asked_for: timedelta = timedelta()) -> datetime:
        """When to ask again. What the source itself `asked_for` is granted, up to the same bound."""
        doubled = self._first * (1 << min(self._in_a_row, 16))
        self._in_a_row += 1
        wait = min(max(doubled, asked_for), self._longest)
        return now + wait * (1 + _JITTER * self._chance())

    def end(self) -> None:
        """The source answered: the next refusal counts as the first again."""
        self._in_a_row = 0
