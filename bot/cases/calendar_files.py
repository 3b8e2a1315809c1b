"""A deadline or an appointment as a calendar file (RFC 5545). What it says in words, the caller brings."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from bot.cases.dates import CaseDate, ReadFrom

_PRODUCT = "-//Casebell//Dates//EN"
_LASTS = timedelta(hours=1)
_A_YEAR = timedelta(days=366)
_BEFORE_A_DAY = (timedelta(days=-7) + timedelta(hours=9), timedelta(days=-1) + timedelta(hours=9))
"""Nine o'clock in the morning, a week and a day before."""
_BEFORE_AN_HOUR = (timedelta(days=-1), timedelta(hours=-2))


@dataclass(frozen=True)
class CalendarWords:
    """What the calendar shows, which others may see: the caller decides how much that is."""

    summary: str
    description: str = ""
    location: str = ""


def calendar_file(date: CaseDate, words: CalendarWords) -> bytes:
    """The file. Of the same date always the same entry, which moves with it: UID and SEQUENCE."""
    event = Event()
    event.add("uid", f"{date.id}@casebell")
    event.add("sequence", date.sequence)
    event.add("dtstamp", date.changed_at)
    event.add("summary", words.summary)
    event.add("class", "PRIVATE")
    event.add("status", _status(date))
    if words.description:
        event.add("description", words.description)
    if words.location:
        event.add("location", words.location)
    _put_time(event, date)
    if not date.is_cancelled:
        for trigger in _BEFORE_A_DAY if date.at is None else _BEFORE_AN_HOUR:
            event.add_component(_alarm(trigger, words.summary))
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    # The clocks' changes of these years, not of all time.
    calendar.add_missing_timezones(date.entry.day - _A_YEAR, date.entry.day + _A_YEAR)
    written: bytes = calendar.to_ical()
    return written


def file_name(date: CaseDate) -> str:
    """Nothing of the case: others see what a phone has saved."""
    return f"date-{date.entry.day.isoformat()}.ics"


def _put_time(event: Event, date: CaseDate) -> None:
    if date.at is None or date.entry.zone is None:
        event.add("dtstart", date.entry.day)
        event.add("dtend", date.entry.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        return
    begins: datetime = date.at.astimezone(ZoneInfo(date.entry.zone))
    event.add("dtstart", begins)
    event.add("dtend", begins + _LASTS)


def _status(date: CaseDate) -> str:
    if date.is_cancelled:
        return "CANCELLED"
    return "TENTATIVE" if date.read_from is ReadFrom.ESTIMATE else "CONFIRMED"


def _alarm(trigger: timedelta, summary: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", trigger)
    return alarm
