"""The time, as every part of the house is given it.

Nothing asks the machine for the time by itself: a constructor takes a `Clock`, so the sandbox and
the tests can move time on.
"""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, in UTC and aware of it."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present moment by the machine's clock, in UTC."""
        return datetime.now(UTC)
