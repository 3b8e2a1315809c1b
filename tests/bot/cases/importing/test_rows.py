"""Headings and rows: what is understood, and what is wrong in which line and column (requirement R29)."""

from datetime import date

import pytest

from bot.accounts.birth_dates import DateOrder
from bot.cases.importing.columns import BadColumns, ColumnTrouble, Field, match_columns
from bot.cases.importing.rows import Applicant, BadRow, ImportedCase, Problem, RowProblem, RowReader

TODAY = date(2026, 11, 25)
HEADINGS = [
    "Receipt Number",
    "Form Type",
    "Case Status",
    "Status Date",
    "Client Name",
    "DOB",
    "Valid until",
    "A-Number",
    "Filed online?",
    "Office",
]
GOOD = [
    "ioe-09-123-45678",
    "Form i-130",
    "case was APPROVED",
    "5/23/2026",
    "López, Ana María",
    "23 de mayo de 1990",
    "2031-01-31 00:00:00",
    "a 12 345 678",
    "Yes",
    "Houston  Field Office",
]


def reader(order: DateOrder = DateOrder.MONTH_FIRST) -> RowReader:
    return RowReader(match_columns(HEADINGS, {}), today=TODAY, order=order)


def row(**other: str) -> list[str]:
    """The good row with other cells, by the first word of their heading."""
    cells = dict(zip(HEADINGS, GOOD, strict=True))
    for word, text in other.items():
        cells[next(each for each in HEADINGS if each.startswith(word))] = text
    return list(cells.values())


def read(order: DateOrder = DateOrder.MONTH_FIRST, **other: str) -> ImportedCase:
    return reader(order).read(7, row(**other))


def wrong(cells: list[str]) -> set[tuple[RowProblem, str]]:
    with pytest.raises(BadRow) as bad:
        reader().read(7, cells)
    assert all(each.line == 7 for each in bad.value.problems)
    return {(each.problem, each.heading) for each in bad.value.problems}


def test_a_row_is_read_as_offices_write_it() -> None:
    case = read()
    assert (case.receipt.value, case.status, case.status_on) == (
        "IOE0912345678",
        "Case Was Approved",
        date(2026, 5, 23),
    )
    assert case.applicant == Applicant("Ana María López", date(1990, 5, 23))
    assert case.record.form == "I-130"
    assert case.record.valid_to == date(2031, 1, 31)
    assert case.record.a_number == "A012345678"
    assert case.record.filed_online is True
    assert case.record.office == "Houston Field Office"
    assert case.known == {"form", "valid_to", "a_number", "filed_online", "office"}


@pytest.mark.parametrize("nothing", ["", "  ", "-", "N/A", "none", "NULL", "TBD"])
def test_what_stands_for_nothing_is_nothing(nothing: str) -> None:
    case = read(Office=nothing, Client=nothing, Case=nothing, Status=nothing)
    assert (case.record.office, case.applicant, case.status, case.status_on) == (None, None, None, None)


def test_a_status_that_nobody_knows_is_kept_word_for_word() -> None:
    assert read(Case="Case Is Being Sung To").status == "Case Is Being Sung To"


@pytest.mark.parametrize(
    ("order", "found"), [(DateOrder.MONTH_FIRST, date(2026, 3, 4)), (DateOrder.DAY_FIRST, date(2026, 4, 3))]
)
def test_a_date_that_can_be_read_in_two_ways_is_read_as_chosen_and_counted(
    order: DateOrder, found: date
) -> None:
    ours = reader(order)
    assert ours.read(2, row(Status="03/04/2026")).status_on == found
    assert (ours.dates.either, ours.dates.day_first, ours.dates.month_first) == (1, 0, 0)
    assert ours.read(3, row(Status="13/04/2026", Client="", DOB="")).status_on == date(2026, 4, 13)
    ours.read(4, row(Status="04/13/2026", Client="", DOB=""))
    assert (ours.dates.either, ours.dates.day_first, ours.dates.month_first) == (1, 1, 1)


@pytest.mark.requirement("R29")
@pytest.mark.parametrize(
    ("cells", "problem", "heading"),
    [
        (row(Receipt=""), RowProblem.NO_RECEIPT, "Receipt Number"),
        (row(Receipt="IOE091234567"), RowProblem.BAD_RECEIPT, "Receipt Number"),
        (row(Receipt="=A1"), RowProblem.FORMULA, "Receipt Number"),
        (row(Office="=cmd|' /C calc'!A0"), RowProblem.FORMULA, "Office"),
        (row(Office="+1+1"), RowProblem.FORMULA, "Office"),
        (row(Client="@SUM(1)"), RowProblem.FORMULA, "Client Name"),
        (row(Case="\tx"), RowProblem.FORMULA, "Case Status"),
        (row(Office="x" * 81), RowProblem.TOO_LONG, "Office"),
        (row(Case="x" * 151), RowProblem.TOO_LONG, "Case Status"),
        (row(Status="yesterday"), RowProblem.BAD_DATE, "Status Date"),
        (row(Status="31/31/2026"), RowProblem.BAD_DATE, "Status Date"),
        (row(Status="5/23/26"), RowProblem.TWO_DIGIT_YEAR, "Status Date"),
        (row(Status="2027-01-01"), RowProblem.OUT_OF_RANGE, "Status Date"),
        (row(Valid="2126-01-01"), RowProblem.OUT_OF_RANGE, "Valid until"),
        (row(DOB="2027-01-01"), RowProblem.OUT_OF_RANGE, "DOB"),
        (row(Client="Ana <b>"), RowProblem.BAD_NAME, "Client Name"),
        (row(DOB=""), RowProblem.NAME_WITHOUT_BIRTH_DATE, "Client Name"),
        (row(**{"A-Number": "12345"}), RowProblem.BAD_A_NUMBER, "A-Number"),
        (row(Filed="maybe"), RowProblem.NOT_YES_OR_NO, "Filed online?"),
        (row(Case=""), RowProblem.STATUS_DATE_ALONE, "Status Date"),
        ([*row(), "lost?"], RowProblem.TOO_MANY_CELLS, ""),
    ],
)
def test_what_is_wrong_is_named_with_its_column(cells: list[str], problem: RowProblem, heading: str) -> None:
    assert wrong(cells) == {(problem, heading)}


def test_everything_that_is_wrong_with_a_row_is_said_at_once() -> None:
    assert wrong(row(Receipt="x", Status="x", Client="5")) == {
        (RowProblem.BAD_RECEIPT, "Receipt Number"),
        (RowProblem.BAD_DATE, "Status Date"),
        (RowProblem.BAD_NAME, "Client Name"),
    }


def test_a_problem_never_repeats_what_was_written() -> None:
    with pytest.raises(BadRow) as bad:
        reader().read(7, row(Client="Ana@Secret"))
    assert bad.value.problems == [Problem(7, RowProblem.BAD_NAME, "Client Name")]
    assert "Secret" not in repr(bad.value)


def test_a_row_may_be_shorter_than_the_headings() -> None:
    assert reader().read(2, ["IOE0912345678"]).record.office is None


# --- headings ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headings",
    [
        ["receipt_number", "status"],
        ["RECEIPT #", "Status"],
        ["Número de recibo", "ESTADO DEL CASO"],
        [" Receipt  No. ", "case-status"],
    ],
)
def test_headings_are_known_in_many_forms(headings: list[str]) -> None:
    assert dict(match_columns(headings, {}).places) == {Field.RECEIPT: 0, Field.STATUS: 1}


def test_what_was_chosen_goes_before_what_a_heading_says() -> None:
    columns = match_columns(
        ["Receipt", "Status", "Phase", "Notes", ""], {"phase": "status", "Notes": "", "STATUS": ""}
    )
    assert dict(columns.places) == {Field.RECEIPT: 0, Field.STATUS: 2}
    assert columns.passed_over == ["Status", "Notes"]


def test_a_chosen_column_leaves_its_field_to_no_other() -> None:
    columns = match_columns(["Receipt", "Status", "Phase"], {"Phase": "status"})
    assert columns.places[Field.STATUS] == 2
    assert columns.passed_over == ["Status"]


@pytest.mark.parametrize(
    ("headings", "chosen", "trouble", "heading"),
    [
        (["Name", "Status"], {}, ColumnTrouble.NO_RECEIPT, ""),
        (["Receipt", "Status", "Case status"], {}, ColumnTrouble.TWICE, "Case status"),
        (["Receipt"], {"Phase": "status"}, ColumnTrouble.NO_SUCH_COLUMN, "phase"),
        (["", " "], {}, ColumnTrouble.NO_HEADINGS, ""),
    ],
)
def test_headings_that_cannot_be_used_are_named(
    headings: list[str], chosen: dict[str, str], trouble: ColumnTrouble, heading: str
) -> None:
    with pytest.raises(BadColumns) as bad:
        match_columns(headings, chosen)
    assert (bad.value.trouble, bad.value.heading) == (trouble, heading)
