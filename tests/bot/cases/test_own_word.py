"""Reading what USCIS wrote to a person: what is in it, and what hostile texts do not do."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cases.data import read_table
from bot.cases.known_titles import known_title
from bot.cases.own_word import (
    LONGEST,
    Found,
    is_sign_in_code,
    is_worth_reading,
    own_title,
    plain_text,
    read_own_word,
    receipts_in,
)

TODAY = date(2026, 11, 24)
EMAIL = """*** DO NOT RESPOND TO THIS E-MAIL ***

The last processing action taken on your case

Receipt Number: EAC-24-123-45678
Application Type: I-765, Application for Employment Authorization
Your Case Status: Request for Additional Evidence Was Sent

On July 4, 2025, we sent a request. Please answer by September 30, 2026.
If you have questions, call 1-800-375-5283."""


def test_an_email_of_case_status_online_is_read() -> None:
    word = read_own_word(EMAIL, today=TODAY)
    assert [each.value.value for each in word.receipts] == ["EAC2412345678"]
    assert word.title == "Request for Additional Evidence Was Sent"
    assert word.form is not None
    assert word.form.value == "I-765"
    assert word.day is not None
    assert (word.day.value, word.day.words) == (date(2025, 7, 4), "On July 4, 2025")


def test_it_says_where_each_thing_stands() -> None:
    plain = plain_text(EMAIL)
    word = read_own_word(EMAIL, today=TODAY)
    everything: list[Found[Any] | None] = [*word.receipts, *word.titles, word.form, word.day]
    for found in everything:
        assert found is not None
        assert plain[found.at :].startswith(found.words)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        (
            "Case Was Received and A Receipt Notice Was Emailed",
            "Case Was Received and A Receipt Notice Was Emailed",
        ),
        ("case was  APPROVED!", "Case Was Approved"),
        (
            "Response to USCIS’ Request for Evidence Was Received",
            "Response To USCIS' Request For Evidence Was Received",
        ),
        ("Your Case Status: Case Was Denied", "Case Was Denied"),
        ("Case\u200b Was\u202e Approved", "Case Was Approved"),
        ("<p>Case Was&nbsp;<b>Approved</b></p>", "Case Was Approved"),
        ("su caso fue APROBADO", "Case Was Approved"),
        ("Se envio una solicitud de evidencia adicional.", "Request for Additional Evidence Was Sent"),
        ("Your case status has been updated", None),
        ("Case was not approved", None),
    ],
)
def test_the_longest_known_title_is_read(written: str, title: str | None) -> None:
    assert read_own_word(written, today=TODAY).title == title


def test_every_spanish_title_leads_to_one_of_the_table() -> None:
    titles = {row["title"] for row in read_table("case_statuses.tsv")}
    for row in read_table("case_statuses_es.tsv"):
        assert row["title"] in titles
        assert known_title(row["title_es"].upper()) == row["title"]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("On May 3, 2026, we approved", date(2026, 5, 3)),
        ("As of May 3, 2026,", date(2026, 5, 3)),
        ("on Sept. 3 2026", date(2026, 9, 3)),
        ("On 05/03/2026, we", date(2026, 5, 3)),
        ("El 3 de mayo de 2026, aprobamos", date(2026, 5, 3)),
        ("A partir del 3 de mayo de 2026", date(2026, 5, 3)),
        ("El mayo 3, 2026", date(2026, 5, 3)),
        ("Please answer by May 3, 2026", None),
        ("On May 3, 2027, we", None),
        ("On February 30, 2026, we", None),
        ("On May 3, 0026, we", None),
    ],
)
def test_only_the_day_of_the_status_is_read(written: str, day: date | None) -> None:
    found = read_own_word(written, today=TODAY).day
    assert (found.value if found else None) == day


@pytest.mark.parametrize(
    ("written", "receipts"),
    [
        ("IOE0912345678, EAC-24-123-45678, ioe0912345678", ["IOE0912345678", "EAC2412345678"]),
        ("lin 24 123 45678", ["LIN2412345678"]),
        ("MSC*912345678", ["MSC*912345678"]),
        ("the 1234567890", []),
        ("call 1-800-375-5283", []),
        ("IOE09123456789", []),
        ("EAC*******403", []),
        ("WAC4012345678", []),
    ],
)
def test_receipt_numbers_are_found_and_telephones_are_not(written: str, receipts: list[str]) -> None:
    assert [each.value for each in receipts_in(written, today=TODAY)] == receipts


@pytest.mark.parametrize(
    ("written", "worth"),
    [
        ("USCIS: Your case status was updated.", True),
        ("IOE0912345678 was approved", True),
        ("Actualización de USCIS: su caso", True),
        ("MSG FROM USCIS: hello", True),
        ("Estado de su caso: aprobado", True),
        ("USCIS is slow", False),
        ("What is my case status?", False),
        ("123456", False),
    ],
)
def test_only_what_looks_like_a_message_of_uscis_is_taken_unasked(written: str, worth: bool) -> None:
    assert is_worth_reading(written, today=TODAY) is worth


def test_what_is_typed_stays_as_it_is_where_it_is_no_title() -> None:
    assert own_title("  they asked\nfor  my <b>tax</b> papers ") == "they asked for my tax papers"
    assert own_title("it says: Case Was Approved") == "Case Was Approved"
    assert own_title("x" * 121) is None
    assert own_title("… 12") is None


@pytest.mark.parametrize(
    "written",
    [
        "<" * 4096,
        "On " * 1400,
        "case was " * 500,
        "El 3 de " * 600,
        "A-" * 2048,
        "&lt;" * 1024,
        "USCIS" * 900,
    ],
)
def test_a_text_made_to_be_slow_says_nothing(written: str) -> None:
    word = read_own_word(written, today=TODAY)
    assert (word.receipts, word.titles, word.day) == ([], [], None)


@pytest.mark.parametrize(
    ("written", "is_code"),
    [
        ("USCIS: Your verification code is 123456", True),
        ("Su código de verificación es 123456", True),
        ("123456 is your one-time code", True),
        (EMAIL, False),
        ("Your access code was mailed", False),
    ],
)
def test_a_code_for_signing_in_is_known_as_one(written: str, is_code: bool) -> None:
    assert is_sign_in_code(written) is is_code


@given(st.text(max_size=6000))
def test_any_text_is_harmless(written: str) -> None:
    word = read_own_word(written, today=TODAY)
    assert len(plain_text(written)) <= LONGEST
    everything: list[Found[Any]] = [*word.receipts, *word.titles]
    for found in everything:
        assert plain_text(written)[found.at :].startswith(found.words)
