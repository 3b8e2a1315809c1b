"""When somebody who keeps hours may be asked."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_WEEK = 7


@dataclass(frozen=True)
class OpenHours:
    """Open on these days of the week (Monday is 0) between two times by the clocks of `zone`.

    Times are spans since midnight, so that a day may end at 24 o'clock.
    """

    days: frozenset[int]
    opens: timedelta
    closes: timedelta
    zone: ZoneInfo

    def next_opening(self, now: datetime) -> datetime | None:
        """The moment in UTC when it opens next; None while it is open."""
        today = now.astimezone(self.zone).date()
        for day in (today + timedelta(days=after) for after in range(_WEEK + 1)):
            if day.weekday() in self.days and now < self._moment(day, self.closes):
                opening = self._moment(day, self.opens)
                return opening if now < opening else None
        raise ValueError("hours without a day")

    def _moment(self, day: date, since_midnight: timedelta) -> datetime:
        """By the clock on the wall, also on days when the clocks change."""
        on_the_wall = datetime.combine(day, time()) + since_midnight
        return on_the_wall.replace(tzinfo=self.zone).astimezone(UTC)
