"""When a case is asked for next: sooner when it is young or has just moved, never beyond what is allowed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

_JITTER = 0.1
_FIRST_RETRY = timedelta(minutes=5)
AWAITED_INTERVAL = timedelta(hours=6)
"""How often a number that is not known yet is tried."""
_LIVELY = timedelta(days=7)
"""For so long after a change the next one is more likely."""
_FINISHED_FACTOR = 3
"""A case that is over is reopened now and then: it is asked for, but more rarely."""


@dataclass(frozen=True)
class Rhythm:
    """The shortest and the longest time between two checks, and how many checks a day there are for all."""

    shortest: timedelta
    longest: timedelta
    checks_per_day: int | None


class Plan:
    """Decides when each case is due."""

    def __init__(self, rhythm: Rhythm, *, chance: Callable[[], float]) -> None:
        """`chance` gives numbers from 0 to 1, to keep cases from coming due all at once."""
        self._rhythm = rhythm
        self._chance = chance

    def next_check(
        self, now: datetime, *, changed_at: datetime, watched: int, is_finished: bool = False
    ) -> datetime:
        """When a case is due after a good answer, given how many cases are watched."""
        rhythm = self._rhythm
        interval = rhythm.shortest if now - changed_at < _LIVELY else rhythm.longest
        if rhythm.checks_per_day is not None:
            # A tenth is left for people who are linking a case just now.
            fair = timedelta(days=1) * (watched / (rhythm.checks_per_day * 0.9))
            interval = max(interval, fair)
        if is_finished:
            interval *= _FINISHED_FACTOR
        return now + self._jittered(interval)

    def next_try(self, now: datetime, *, failures: int) -> datetime:
        """When to try again after so many failures in a row."""
        wait = min(_FIRST_RETRY * 2 ** min(failures, 10), self._rhythm.longest)
        return now + self._jittered(wait)

    def next_look(self, now: datetime) -> datetime:
        """When to look again for a number that is not known yet."""
        return now + self._jittered(AWAITED_INTERVAL)

    def _jittered(self, interval: timedelta) -> timedelta:
        return interval * (1 + _JITTER * (2 * self._chance() - 1))
