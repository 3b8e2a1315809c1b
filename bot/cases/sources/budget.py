"""How many look-ups a day a source allows, and when its day begins."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Budget(Protocol):
    """A count of the day's requests that outlives a restart."""

    async def take(self, now: datetime) -> None:
        """Spend one request of the day of `now`. Raises BudgetSpent when none is left."""
        ...


def day_of(now: datetime, zone: ZoneInfo, hour: int) -> date:
    """The source's day that `now` belongs to, where a day begins at `hour` by the clocks of `zone`."""
    wall_clock = now.astimezone(zone).replace(tzinfo=None)
    return (wall_clock - timedelta(hours=hour)).date()


def next_day_start(now: datetime, zone: ZoneInfo, hour: int) -> datetime:
    """The moment in UTC when the day after that of `now` begins.

    Where the clocks jump over `hour` that day, it is the moment of the jump; where they pass it twice, the
    first time.
    """
    tomorrow = day_of(now, zone, hour) + timedelta(days=1)
    return datetime.combine(tomorrow, time(hour), tzinfo=zone).astimezone(UTC)
