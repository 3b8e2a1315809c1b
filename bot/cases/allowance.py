"""How many checks may be made at a moment, so that the day's budget lasts to the end of its day.

What is left is spread over what is left of the day. So nothing is made up for in a rush: what an outage has
saved is used in the hours after it, and what a burst of new links has cost is saved in them. A part is kept
for people who link a case; it shrinks as the day goes by, and by its end everything may be used.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

_DAY = timedelta(days=1)
_KEPT = 0.05
"""The part of a whole day's budget that is kept for people who link a case."""
_SAVED_AT_MOST = timedelta(hours=1)
"""What was allowed for longer ago, and not used, is spread over the rest of the day like all that is left."""


@dataclass(frozen=True)
class DayBudget:
    """A day's budget as it stands: how many requests, how many of them are used, and when it ends."""

    limit: int
    used: int
    ends_at: datetime

    @property
    def left(self) -> int:
        """How many requests may still be made."""
        return max(0, self.limit - self.used)


class Allowance:
    """Lets checks through at an even pace."""

    def __init__(self) -> None:
        self._saved: float | None = None
        self._at: datetime | None = None

    def now(self, now: datetime, budget: DayBudget) -> int:
        """How many checks may be made now."""
        day_left = max(budget.ends_at - now, timedelta(seconds=1))
        free = max(0.0, budget.left - _KEPT * budget.limit * min(1.0, day_left / _DAY))
        most = max(1.0, free * min(1.0, _SAVED_AT_MOST / day_left))
        if self._saved is None or self._at is None:
            self._saved = most
        else:
            passed = max(now - self._at, timedelta())
            self._saved = min(most, self._saved + free * min(1.0, passed / day_left))
        self._at = now
        return min(int(self._saved), math.ceil(free))

    def spend(self, checks: int) -> None:
        """Note that this many were begun."""
        self._saved = max(0.0, (self._saved or 0.0) - checks)
