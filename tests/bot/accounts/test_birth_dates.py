"""Birth dates in the ways people write them, and those that must be asked about."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.accounts.birth_dates import AmbiguousDate, BadDate, DateOrder, DateProblem, read_birth_date

TODAY = date(2026, 11, 24)
MAY_23 = date(1990, 5, 23)
past_dates = st.dates(date(1906, 11, 24), TODAY)


def read(written: str, order: DateOrder = DateOrder.MONTH_FIRST, today: date = TODAY) -> date:
    return read_birth_date(written, today=today, order=order)


@pytest.mark.parametrize(
    "written",
    [
        "1990-05-23",
        "1990/5/23",
        "1990.05.23",
        "05/23/1990",
        "5-23-1990",
        "23.05.1990",
        "23/05/1990",
        " 23 05 1990 ",
        "May 23, 1990",
        "may 23 1990",
        "MAY 23RD, 1990",
        "May 23rd 1990",
        "the 23rd of May, 1990",
        "23 May 1990",
        "23-May-1990",
        "1990 May 23",
        "23 mayo 1990",
        "23 de mayo de 1990",
        "23 de Mayo del 1990",
        "el 23 de mayo de 1990",
        "mayo 23 de 1990",
        "٢٣/٠٥/١٩٩٠",
    ],
)
@pytest.mark.parametrize("order", DateOrder)
def test_one_date_in_many_ways(written: str, order: DateOrder) -> None:
    assert read(written, order) == MAY_23


@pytest.mark.parametrize(
    ("written", "month"),
    [
        ("1 sept 1990", 9),
        ("1 de sep. de 1990", 9),
        ("Dec 1, 1990", 12),
        ("1 dic 1990", 12),
        ("1 ene 1990", 1),
        ("1.º de abril de 1990", 4),
        ("1st August 1990", 8),
        ("1 ago 1990", 8),
    ],
)
def test_months_may_be_shortened(written: str, month: int) -> None:
    assert read(written) == date(1990, month, 1)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", DateProblem.UNREADABLE),
        ("yesterday", DateProblem.UNREADABLE),
        ("1990", DateProblem.UNREADABLE),
        ("May 1990", DateProblem.UNREADABLE),
        ("05231990", DateProblem.UNREADABLE),
        ("05/1990/23", DateProblem.UNREADABLE),
        ("05/023/1990", DateProblem.UNREADABLE),
        ("05/23/19905", DateProblem.UNREADABLE),
        ("ma 23, 1990", DateProblem.UNREADABLE),
        ("May June 1990", DateProblem.UNREADABLE),
        ("23 Floréal 1990", DateProblem.UNREADABLE),
        ("23 May 1990 <b>", DateProblem.UNREADABLE),
        ("1990-05-23; DROP", DateProblem.UNREADABLE),
        ("1" * 5000, DateProblem.UNREADABLE),
        ("05/23/90", DateProblem.TWO_DIGIT_YEAR),
        ("May 23, 90", DateProblem.TWO_DIGIT_YEAR),
        ("30 February 1990", DateProblem.NOT_IN_CALENDAR),
        ("02/29/1991", DateProblem.NOT_IN_CALENDAR),
        ("1990-23-05", DateProblem.NOT_IN_CALENDAR),
        ("13/13/1990", DateProblem.NOT_IN_CALENDAR),
        ("00/10/1990", DateProblem.NOT_IN_CALENDAR),
        ("0000-10-10", DateProblem.NOT_IN_CALENDAR),
        ("2026-11-25", DateProblem.FUTURE),
        ("03/04/2533", DateProblem.FUTURE),
        ("1906-11-23", DateProblem.TOO_LONG_AGO),
        ("1369/03/02", DateProblem.TOO_LONG_AGO),
    ],
)
def test_what_is_no_birth_date_says_why(written: str, reason: DateProblem) -> None:
    with pytest.raises(BadDate) as bad:
        read(written)
    assert bad.value.reason is reason


def test_the_oldest_and_the_youngest_are_people_too() -> None:
    assert read("1906-11-24") == date(1906, 11, 24)
    assert read("2026-11-24") == TODAY
    assert read("1908-02-28", today=date(2028, 2, 29)) == date(1908, 2, 28)


@pytest.mark.parametrize("written", ["03/04/1990", "3.4.1990", "03-04-1990"])
def test_day_and_month_that_could_be_either_are_asked_the_likelier_first(written: str) -> None:
    march, april = date(1990, 3, 4), date(1990, 4, 3)
    with pytest.raises(AmbiguousDate) as month_first:
        read(written, DateOrder.MONTH_FIRST)
    assert month_first.value.candidates == (march, april)
    with pytest.raises(AmbiguousDate) as day_first:
        read(written, DateOrder.DAY_FIRST)
    assert day_first.value.candidates == (april, march)


def test_no_question_is_asked_where_the_answer_cannot_matter() -> None:
    assert read("04/04/1990") == date(1990, 4, 4)
    assert read("01/12/2026", today=date(2026, 11, 24)) == date(2026, 1, 12)


@given(past_dates)
def test_a_date_written_year_first_or_with_its_month_in_letters_is_read_back(born: date) -> None:
    assert read(born.isoformat()) == born
    assert read(f"{born:%B} {born.day}, {born.year}") == born


@given(past_dates, st.sampled_from(DateOrder), st.sampled_from("/.- "))
def test_a_date_in_numbers_is_read_back_or_asked_about(born: date, order: DateOrder, mark: str) -> None:
    day_first = order is DateOrder.DAY_FIRST
    first, second = (born.day, born.month) if day_first else (born.month, born.day)
    try:
        found = read(f"{first}{mark}{second}{mark}{born.year}", order)
    except AmbiguousDate as ambiguous:
        assert born.day <= 12
        assert born.day != born.month
        found = ambiguous.candidates[0]
    assert found == born


@pytest.mark.requirement("R17")
@given(st.text(max_size=50))
def test_whatever_is_written_there_is_a_date_in_range_or_a_named_error(written: str) -> None:
    try:
        found = read(written)
    except (BadDate, AmbiguousDate):
        return
    assert date(1906, 11, 24) <= found <= TODAY
