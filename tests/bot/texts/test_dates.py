"""Dates and times in both languages: never to be read as another day."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.texts.catalogue import Texts
from bot.texts.dates import Dates

DATES = Dates(Texts.load())
NEW_YORK, MADRID = ZoneInfo("America/New_York"), ZoneInfo("Europe/Madrid")
NOON = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)  # noon in New York


def spaced(text: str) -> str:
    """Narrow and unbreakable spaces as plain ones."""
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "March 4, 2026"), ("es", "4 de marzo de 2026")],
)
def test_the_month_is_in_letters(language: str, written: str) -> None:
    assert DATES.day(language, date(2026, 3, 4)) == written


@pytest.mark.parametrize(
    ("language", "at", "written"),
    [
        ("en", datetime(2026, 11, 24, 19, 20, tzinfo=UTC), "today at 2:20 PM"),
        ("en", datetime(2026, 11, 24, 4, 59, tzinfo=UTC), "yesterday at 11:59 PM"),
        ("en", datetime(2026, 11, 25, 5, 0, tzinfo=UTC), "tomorrow at 12:00 AM"),
        ("en", datetime(2026, 11, 26, 17, 0, tzinfo=UTC), "on November 26, 2026 at 12:00 PM"),
        ("es", datetime(2026, 11, 24, 19, 20, tzinfo=UTC), "hoy, 2:20 p.m."),
        ("es", datetime(2026, 11, 23, 17, 0, tzinfo=UTC), "ayer, 12:00 p.m."),
        ("es", datetime(2026, 11, 24, 18, 5, tzinfo=UTC), "hoy, 1:05 p.m."),
        ("es", datetime(2026, 11, 20, 6, 5, tzinfo=UTC), "20 de noviembre de 2026, 1:05 a.m."),
    ],
)
def test_a_moment_is_told_from_now_in_the_zone_of_the_organisation(
    language: str, at: datetime, written: str
) -> None:
    assert spaced(DATES.moment(language, at, NOON, NEW_YORK)) == written


def test_the_zone_decides_which_day_it_is() -> None:
    at = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    assert spaced(DATES.moment("en", at, NOON, NEW_YORK)) == "today at 6:30 PM"
    assert spaced(DATES.moment("en", at, NOON, MADRID)) == "tomorrow at 12:30 AM"


def test_the_hour_that_comes_twice_is_told_by_the_clock_of_the_day() -> None:
    """Clocks went back in New York on November 1, 2026."""
    now = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
    for hour in (5, 6):
        at = datetime(2026, 11, 1, hour, 30, tzinfo=UTC)
        assert spaced(DATES.moment("en", at, now, NEW_YORK)) == "today at 1:30 AM"
