"""News of a date in words: in full, and so that nobody else learns anything."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.alerts.kinds import ABOUT_A_DATE, Kind
from bot.telegram.alert_channel import Alert
from bot.texts.catalogue import Texts
from bot.texts.dates import Dates
from bot.texts.wording import Wording
from handlers.cases.date_alerts import date_discreetly, date_in_full, is_past

TEXTS = Texts.load()
BODY = {
    "deadline": "06h0deadline00000000",
    "kind": "evidence",
    "day": "2026-11-28",
    "moment": "",
    "place_zone": "",
    "place": "<b>Federal</b> Plaza",
    "bring": "",
    "note": "",
    "read_from": "estimate",
    "form": "I-485",
    "last4": "2345",
}


def words(language: str = "en", day: int = 25) -> Wording:
    now = datetime(2026, 11, day, 15, tzinfo=UTC)
    return Wording(TEXTS, Dates(TEXTS), language, now, ZoneInfo("America/New_York"))


def alert(kind: str, **more: str) -> Alert:
    return Alert(kind, "06h0account000000000", 1, "06h0case000000000000", {**BODY, **more})


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", sorted(ABOUT_A_DATE))
def test_a_discreet_one_says_nothing_of_the_case(kind: str, language: str) -> None:
    text, _ = date_discreetly(words(language), alert(kind))
    assert "2345" not in text
    assert "I-485" not in text
    assert "28" not in text


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", sorted(ABOUT_A_DATE))
def test_a_full_one_names_the_case_and_the_day(kind: str, language: str) -> None:
    text, _ = date_in_full(words(language), alert(kind))
    assert "I-485 …2345" in text
    assert "28" in text
    assert "<b>Federal" not in text


def test_an_estimate_is_called_one_in_every_reminder() -> None:
    text, _ = date_in_full(words(), alert(Kind.DATE_NEAR))
    assert "Estimate. The date on your notice counts." in text


def test_a_reminder_that_waited_counts_from_when_it_is_read() -> None:
    assert "Tomorrow:" in date_in_full(words(day=27), alert(Kind.DATE_NEAR))[0]
    assert "Today:" in date_in_full(words(day=28), alert(Kind.DATE_NEAR))[0]
    assert not is_past(words(day=28), alert(Kind.DATE_NEAR))
    assert is_past(words(day=29), alert(Kind.DATE_NEAR))


def test_a_date_that_has_moved_says_from_where_and_brings_the_new_file() -> None:
    text, keyboard = date_in_full(words(), alert(Kind.DATE_MOVED, day_before="2026-11-26"))
    assert "<s>November 26, 2026</s>" in text
    assert "deadlines-to-calendar" in [button.key for row in keyboard for button in row]


def test_one_that_holds_no_more_is_taken_out_of_the_calendar_by_a_press() -> None:
    _, keyboard = date_in_full(words(), alert(Kind.DATE_CANCELLED))
    assert [button.key for row in keyboard for button in row] == ["deadlines-file-drop"]
