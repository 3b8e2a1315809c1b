"""`casebell import-cases`: what an operator reads, and what it ends with."""

from pathlib import Path

import pytest

from tests.bot.cases.importing.files import csv_file, spreadsheet
from tests.bot.terminal import Terminal

HEADINGS = ["Receipt number", "Form", "Status", "Client name", "DOB", "Notes"]
ROWS = [
    ["IOE0912345678", "I-130", "Case Was Received", "Ana López", "1990-05-23", "x"],
    ["EAC2190000001", "I-485", "Case Was Approved", "Bo Jones", "03/04/1980", ""],
]


@pytest.fixture
def office(terminal: Terminal) -> Terminal:
    """A terminal of an office that has a database."""
    terminal.configures()
    assert terminal.types("migrate").code == 0
    return terminal


def table(office: Terminal, *rows: list[str]) -> Path:
    return csv_file(office.folder / "cases.csv", [HEADINGS, *rows])


def test_a_dry_run_tells_what_would_change_and_changes_nothing(office: Terminal) -> None:
    path = table(office, *ROWS)
    for _ in range(2):
        told = office.types("import-cases", str(path), "--dry-run")
        assert told.code == 0
        assert "  Notes -> passed over\n" in told.said
        assert "  2 new cases\n" in told.said
        assert "line 2: IOE-09-123-45678 · added · “Case Was Received” · with its applicant" in told.said
        assert "mind: 1 dates can be read in two ways" in told.said
        assert told.said.endswith("nothing was changed (--dry-run)\n")


def test_a_table_is_imported_and_the_second_time_nothing_is_new(office: Terminal) -> None:
    path = spreadsheet(office.folder / "cases.xlsx", [HEADINGS, *ROWS])
    told = office.types("import-cases", str(path))
    assert told.code == 0
    assert "  2 new cases\n" in told.said
    assert told.said.endswith("done\n")
    assert "  2 as they are kept already\n" in office.types("import-cases", str(path)).said


def test_bad_rows_are_named_and_end_with_1(office: Terminal) -> None:
    path = table(office, *ROWS, ["EAC21", "", "", "Cy", "", "=1"])
    told = office.types("import-cases", str(path))
    assert told.code == 1
    assert "line 4, Receipt number: not a receipt number (3 letters and 10 digits)" in told.said
    assert "line 4, Client name: a name needs its birth date" in told.said
    assert "Cy" not in told.said
    told = office.types("import-cases", str(path), "--good-rows")
    assert told.code == 0
    assert "  2 new cases\n" in told.said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--column", "Notes"], "HEADING=FIELD"),
        (["--column", "Notes=colour"], "HEADING=FIELD"),
        (["--colum", "x"], "No such option"),
    ],
)
def test_a_mistyped_option_is_explained(office: Terminal, words: list[str], said: str) -> None:
    told = office.types("import-cases", str(table(office, *ROWS)), *words)
    assert told.code == 2
    assert said in told.complained


def test_columns_that_were_named_once_are_known_again(office: Terminal) -> None:
    path = csv_file(office.folder / "a.csv", [["Our no", "Receipt of it"], ["1", "IOE0912345678"]])
    told = office.types("import-cases", str(path))
    assert told.code == 1
    assert 'no column holds receipt numbers; name it: --column "Your heading=receipt_number"' in told.said
    assert office.types("import-cases", str(path), "--column", "receipt of it=receipt_number").code == 0
    assert "  1 as they are kept already\n" in office.types("import-cases", str(path)).said


def test_a_file_that_is_no_table_is_refused_in_words(office: Terminal) -> None:
    path = office.folder / "photo.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    told = office.types("import-cases", str(path))
    assert told.code == 1
    assert "photo.csv: it is no table; CSV, JSON Lines and XLSX can be read\n" in told.said


def test_without_a_database_it_says_what_makes_one(terminal: Terminal) -> None:
    terminal.configures()
    told = terminal.types("import-cases", str(table(terminal, *ROWS)))
    assert told.code == 2
    assert "`casebell migrate` makes it" in told.complained
