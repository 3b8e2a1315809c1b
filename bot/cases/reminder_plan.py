"""Which reminder of a date comes next for a person, and whether one may be told at this moment."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.accounts.time_zones import zone_named
from bot.cases.reminder_times import DAYS_BEFORE, QuietHours, days_left, next_reminder
from storage.alert_rules import HabitsRow
from storage.deadlines import DeadlineRow

_USUAL_NIGHT = QuietHours(21 * 60, 8 * 60)
"""Of who chose no quiet hours: what an outage has put off does not come at night."""


@dataclass(frozen=True)
class Listener:
    """How a person keeps time."""

    zone: ZoneInfo
    quiet: QuietHours | None = None
    """None: at no hour of the day."""

    @classmethod
    def of(cls, habits: HabitsRow | None, otherwise: ZoneInfo) -> "Listener":
        """From what the person chose; `otherwise` is the zone of who chose none."""
        zone = zone_named(habits.zone if habits else None, otherwise)
        if habits is None or not habits.has_chosen:
            return cls(zone, _USUAL_NIGHT)
        if habits.quiet_from is None or habits.quiet_until is None:
            return cls(zone)
        return cls(zone, QuietHours(habits.quiet_from, habits.quiet_until))

    def day_of(self, deadline: DeadlineRow) -> date:
        """On which day by this person's calendar it is: an hour elsewhere may be on another day here."""
        return deadline.at.astimezone(self.zone).date() if deadline.at else deadline.day

    def days_left(self, deadline: DeadlineRow, now: datetime) -> int:
        """How many days away it is; below 0 when it is past."""
        return days_left(self.day_of(deadline), self.zone, now)

    def is_over(self, deadline: DeadlineRow, now: datetime) -> bool:
        """Whether it is past: its hour, or its day."""
        return deadline.at <= now if deadline.at else self.days_left(deadline, now) < 0

    def step_at(self, deadline: DeadlineRow, now: datetime) -> int | None:
        """Of how many days before the last reminder was whose moment has come; None: none has yet."""
        day = self.day_of(deadline)
        coming = next_reminder(day, self.zone, after=now, quiet=self.quiet)
        if coming is None:
            return DAYS_BEFORE[-1]
        ahead = DAYS_BEFORE.index(days_left(day, self.zone, coming))
        return DAYS_BEFORE[ahead - 1] if ahead else None

    def next_at(self, deadline: DeadlineRow, now: datetime, *, told: int | None) -> datetime | None:
        """When the next reminder is; never again one of as many days before as `told`, or of more."""
        day, moment = self.day_of(deadline), now
        while (coming := next_reminder(day, self.zone, after=moment, quiet=self.quiet)) is not None:
            if told is None or days_left(day, self.zone, coming) < told:
                # What begins before the hour of reminders was told of the day before.
                return None if deadline.at and coming >= deadline.at else coming
            moment = coming
        return None

    def may_be_told(self, now: datetime) -> bool:
        """Whether this is an hour for a reminder that has waited."""
        local = now.astimezone(self.zone)
        is_quiet = self.quiet is not None and self.quiet.holds(local.hour * 60 + local.minute)
        return not is_quiet and self._step_of_today(now)

    def next_hour(self, now: datetime) -> datetime | None:
        """The next sensible hour, whatever the date."""
        tomorrow = now.astimezone(self.zone).date() + timedelta(days=1)
        return next_reminder(tomorrow, self.zone, after=now, quiet=self.quiet)

    def _step_of_today(self, now: datetime) -> bool:
        """Whether today's hour of reminders has come."""
        today = now.astimezone(self.zone).date()
        return next_reminder(today, self.zone, after=now, quiet=self.quiet) is None
