"""Dates and times as people write them, in their language and time zone."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time

from bot.texts.catalogue import Texts


class Dates:
    """Writes dates and times. One place, so that every screen says them the same way."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def day(self, language: str, day: date) -> str:
        """`November 24, 2026`: the month in letters, since 03/04 means two days in two countries."""
        return format_date(day, "long", locale=_locale(language))

    def month(self, language: str, day: date) -> str:
        """`November 2026`: over a page of a calendar."""
        return format_skeleton("yMMMM", day, locale=_locale(language))

    def weekdays(self, language: str) -> list[str]:
        """The shortest names of the days of a week, from Sunday on."""
        names = Locale.parse(_locale(language)).days["stand-alone"]["short"]
        return [str(names[(number - 1) % 7]) for number in range(7)]

    def clock(self, language: str, at: datetime, zone: ZoneInfo) -> str:
        """`2:20 PM`: what the clock shows in a zone."""
        return format_time(at.astimezone(zone), "short", tzinfo=zone, locale=_locale(language))

    def moment(self, language: str, at: datetime, now: datetime, zone: ZoneInfo) -> str:
        """`today at 2:20 PM`, `yesterday at …`, `tomorrow at …`, or the day and the time."""
        local = at.astimezone(zone)
        clock = self.clock(language, at, zone)
        away = local.date() - now.astimezone(zone).date()
        for key, distance in (("date-today", 0), ("date-tomorrow", 1), ("date-yesterday", -1)):
            if away == timedelta(days=distance):
                return self._texts.plain(language, key, time=clock)
        return self._texts.plain(language, "date-other-day", day=self.day(language, local.date()), time=clock)


def _locale(language: str) -> str:
    # Spanish readers here live in the United States: their month names, that country's clock.
    return {"en": "en_US", "es": "es_US"}.get(language, language.replace("-", "_"))
