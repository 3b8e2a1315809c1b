"""Calendar files, read again by the library's own parser."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from bot.cases.calendar_files import CalendarWords, calendar_file, file_name
from bot.cases.dates import CaseDate, DateKind, Entry, ReadFrom
from bot.cases.receipt_number import ReceiptNumber

MOMENT = datetime(2026, 11, 25, 15, tzinfo=UTC)
HONOLULU = "Pacific/Honolulu"
WORDS = CalendarWords("Cita, Ayuda; Legal", "Línea uno\nlínea dos " + "ñ" * 90, "26 Federal Plaza, floor 3")
INTERVIEW = Entry(DateKind.INTERVIEW, date(2027, 3, 20), time(9, 30), HONOLULU)


def a_date(entry: Entry = INTERVIEW) -> CaseDate:
    return CaseDate(
        id="06h0abc",
        case_id="c",
        form="I-485",
        receipt=ReceiptNumber("EAC2499912345"),
        entry=entry,
        at=entry.at,
        read_from=ReadFrom.NOTICE,
        is_own=True,
        sequence=2,
        changed_at=MOMENT,
        is_cancelled=False,
        is_done=False,
        is_passed=False,
    )


def read(found: CaseDate, words: CalendarWords = WORDS) -> Any:
    """The only event of the file."""
    parsed = Calendar.from_ical(calendar_file(found, words).decode())
    (event,) = parsed.walk("VEVENT")
    return event


def test_an_appointment_is_at_its_hour_in_the_zone_of_its_place() -> None:
    event = read(a_date())
    assert event.decoded("dtstart") == datetime(2027, 3, 20, 9, 30, tzinfo=ZoneInfo(HONOLULU))
    assert event["dtstart"].params["TZID"] == HONOLULU
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(hours=1)
    assert (event["uid"], event["sequence"], event["status"]) == ("06h0abc@casebell", 2, "CONFIRMED")
    assert event.decoded("dtstamp") == MOMENT


def test_the_file_brings_the_clock_changes_of_its_zone() -> None:
    whole = Calendar.from_ical(
        calendar_file(a_date(replace(INTERVIEW, zone="America/New_York")), WORDS).decode()
    )
    assert [zone["tzid"] for zone in whole.walk("VTIMEZONE")] == ["America/New_York"]
    assert whole["method"] == "PUBLISH"


def test_a_deadline_is_a_whole_day_and_leaves_it_free() -> None:
    event = read(a_date(Entry(DateKind.EVIDENCE, date(2027, 3, 20))))
    assert event.decoded("dtstart") == date(2027, 3, 20)
    assert event.decoded("dtend") == date(2027, 3, 21)
    assert event["transp"] == "TRANSPARENT"


@pytest.mark.parametrize("entry", [INTERVIEW, Entry(DateKind.EVIDENCE, date(2027, 3, 20))])
def test_it_rings_before(entry: Entry) -> None:
    alarms = read(a_date(entry)).walk("VALARM")
    assert len(alarms) == 2
    assert all(alarm.decoded("trigger") < timedelta() for alarm in alarms)


def test_whatever_is_written_comes_back_as_it_was() -> None:
    event = read(a_date())
    assert (event["summary"], event["description"], event["location"]) == (
        WORDS.summary,
        WORDS.description,
        WORDS.location,
    )


def test_a_date_that_was_taken_back_is_cancelled_and_rings_no_more() -> None:
    event = read(replace(a_date(), is_cancelled=True))
    assert event["status"] == "CANCELLED"
    assert event.walk("VALARM") == []


def test_an_estimate_is_tentative() -> None:
    assert read(replace(a_date(), read_from=ReadFrom.ESTIMATE))["status"] == "TENTATIVE"


def test_nothing_of_the_case_is_in_it_or_its_name_but_what_the_words_say() -> None:
    content = calendar_file(a_date(), CalendarWords("Appointment")).decode()
    assert "2345" not in content
    assert "I-485" not in content
    assert "Interview" not in content
    assert file_name(a_date()) == "date-2027-03-20.ics"


def test_every_line_is_as_short_as_the_standard_wants() -> None:
    lines = calendar_file(a_date(), WORDS).split(b"\r\n")
    assert max(map(len, lines)) <= 75
