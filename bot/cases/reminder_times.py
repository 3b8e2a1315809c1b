"""When a person is reminded of a date: at a sensible hour of their own, and never in their quiet hours."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS_BEFORE = (30, 14, 7, 3, 1, 0)
_SENSIBLE = 9 * 60
_DAY = 24 * 60


@dataclass(frozen=True)
class QuietHours:
    """When a person is left alone, in minutes after midnight by their own clock; it may go over midnight."""

    begin: int
    end: int

    def holds(self, minute: int) -> bool:
        """Whether a minute of the day is a quiet one. The last minute is not."""
        return (minute - self.begin) % _DAY < (self.end - self.begin) % _DAY


def next_reminder(
    day: date, zone: ZoneInfo, *, after: datetime, quiet: QuietHours | None = None
) -> datetime | None:
    """The first moment after `after` at which a person in `zone` is reminded of `day`; None: no more."""
    minute = _minute_of_day(quiet)
    moments = (_moment(day - timedelta(days=days), minute, zone) for days in DAYS_BEFORE)
    return next((moment for moment in moments if moment > after), None)


def days_left(day: date, zone: ZoneInfo, now: datetime) -> int:
    """How many days away `day` is for a person in `zone`; below 0 when it is past."""
    return (day - now.astimezone(zone).date()).days


def _minute_of_day(quiet: QuietHours | None) -> int:
    if quiet is None or not quiet.holds(_SENSIBLE):
        return _SENSIBLE
    end = quiet.end % _DAY
    # Quiet until the day is over: told before it begins, for the next day would be too late.
    return end if end > _SENSIBLE else (quiet.begin - 1) % _DAY


def _moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    # Where the clocks leave this minute out, fold names the hour before: the one after may be quiet.
    return datetime.combine(day, time(minute // 60, minute % 60, fold=1), zone).astimezone(UTC)
