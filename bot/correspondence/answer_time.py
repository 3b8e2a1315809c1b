"""When an answer of the staff may be expected."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_A_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5


class AnswerTime:
    """How long the staff take for an answer, in working days."""

    def __init__(self, days: int, zone: ZoneInfo) -> None:
        self._days = days
        self._zone = zone

    def answer_by(self, since: datetime) -> date:
        """The day on which an answer may be expected; weekends do not count."""
        day, left = since.astimezone(self._zone).date(), self._days
        while left:
            day += _A_DAY
            left -= day.weekday() < _SATURDAY
        return day

    def is_late(self, since: datetime, now: datetime) -> bool:
        """Whether that day is over."""
        return self.answer_by(since) < self.today(now)

    def today(self, now: datetime) -> date:
        """The day at the organisation."""
        return now.astimezone(self._zone).date()
