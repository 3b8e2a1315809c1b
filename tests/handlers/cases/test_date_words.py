"""Dates in words: every kind, by every clock, far and near."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.accounts.birth_dates import DateProblem
from bot.cases.dates import DateKind, EntryProblem, ReadFrom
from bot.texts.catalogue import Texts
from bot.texts.dates import Dates
from bot.texts.wording import Wording
from handlers.cases.date_words import DateFacts, left, source, title, what_to_do, when

TEXTS = Texts.load()
NEW_YORK, TOKYO = ZoneInfo("America/New_York"), "Asia/Tokyo"
NOW = datetime(2026, 11, 25, 15, tzinfo=UTC)
IN_TOKYO = datetime(2026, 11, 27, 0, 30, tzinfo=UTC)


def words(language: str = "en") -> Wording:
    return Wording(TEXTS, Dates(TEXTS), language, NOW, NEW_YORK)


def facts(
    kind: DateKind = DateKind.EVIDENCE, day: date = date(2026, 11, 30), read: ReadFrom = ReadFrom.NOTICE
) -> DateFacts:
    return DateFacts(kind, day, None, None, read)


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_kind_and_source_has_its_words(language: str) -> None:
    for kind in DateKind:
        assert title(words(language), facts(kind))
        assert what_to_do(words(language), facts(kind))
    for read in ReadFrom:
        assert source(words(language), facts(read=read), "Ayuda")
    for problem in EntryProblem:
        assert words(language).plain(f"deadlines-problem-{problem}")
    for trouble in DateProblem:
        assert words(language).plain(f"deadlines-day-{trouble}")


def test_a_computed_day_is_called_an_estimate() -> None:
    said = source(words(), facts(read=ReadFrom.ESTIMATE), "Aid")
    assert said.startswith("Estimate.")
    assert "The date on your notice counts" in said


@pytest.mark.parametrize(
    ("day", "said"),
    [(24, "past"), (25, "today"), (26, "tomorrow"), (27, "in 2 days"), (30, "in 5 days")],
)
def test_how_far_away_it_is(day: int, said: str) -> None:
    assert left(words(), facts(day=date(2026, 11, day))) == said


def test_an_hour_elsewhere_may_be_on_another_day_here() -> None:
    there = DateFacts(DateKind.INTERVIEW, date(2026, 11, 27), IN_TOKYO, TOKYO, ReadFrom.NOTICE)
    assert when(words(), there) == (
        "November 27, 2026, 9:30\u202fAM in Tokyo (November 26, 2026, 7:30\u202fPM for you)"
    )
    assert left(words(), there) == "tomorrow"
