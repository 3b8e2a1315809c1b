"""Files as they come from case systems, from spreadsheets, and from people who mean no good."""

import codecs
import zipfile
from pathlib import Path

import pytest

from bot.cases.importing import tables
from bot.cases.importing.tables import BadTable, Row, TableTrouble, open_table
from tests.bot.cases.importing.files import csv_file, json_lines, spreadsheet

CELLS = [["Receipt", "Name"], ["IOE0912345678", "Ana López"], ["", ""], ["EAC2190000001", "Bo, Jr."]]


def read(path: Path) -> tuple[list[str], list[Row]]:
    with open_table(path) as table:
        return list(table.headings), list(table.rows())


def trouble(path: Path) -> tuple[TableTrouble, int | None]:
    with pytest.raises(BadTable) as bad:
        read(path)
    return bad.value.trouble, bad.value.line


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_is_read_however_it_is_separated_and_encoded(
    tmp_path: Path, separator: str, encoding: str
) -> None:
    path = csv_file(tmp_path / "cases.txt", CELLS, separator=separator, encoding=encoding)
    assert read(path) == (
        ["Receipt", "Name"],
        [Row(2, ["IOE0912345678", "Ana López"]), Row(4, ["EAC2190000001", "Bo, Jr."])],
    )


def test_a_spreadsheet_and_json_lines_say_the_same(tmp_path: Path) -> None:
    filled = [CELLS[0], CELLS[1], CELLS[3]]
    for path in (spreadsheet(tmp_path / "a", filled), json_lines(tmp_path / "b", filled)):
        headings, rows = read(path)
        assert headings == CELLS[0]
        assert [row.cells for row in rows] == [CELLS[1], CELLS[3]]


def test_a_formula_is_what_it_came_to_and_is_not_computed(tmp_path: Path) -> None:
    path = spreadsheet(tmp_path / "a.xlsx", [["Receipt"], ["=HYPERLINK(&quot;http://x&quot;)"]])
    assert read(path)[1] == [Row(2, ["42"])]


def test_a_blank_line_counts_as_a_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('Receipt,Name\n\n"IOE0912345678","Ana\nLópez"\nx,y\n', encoding="utf-8")
    assert [row.line for row in read(path)[1]] == [4, 5]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", (TableTrouble.EMPTY, None)),
        (b" \n\t\n", (TableTrouble.EMPTY, None)),
        (b",,\n1,2,3\n", (TableTrouble.EMPTY, None)),
        ("Recibo,Nombre\nIOE0912345678,Peña\n".encode("latin-1"), (TableTrouble.ENCODING, None)),
        (b"Receipt\nIOE0912345678\n" * 9_000 + b"\xff\n", (TableTrouble.ENCODING, 18_001)),
        (b"%PDF-1.7\n\x00\x01", (TableTrouble.OTHER_KIND, None)),
        (b"\x89PNG\r\n\x1a\n\x00", (TableTrouble.OTHER_KIND, None)),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), (TableTrouble.OTHER_KIND, None)),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            (TableTrouble.LOCKED, None),
        ),
        (b"PK\x03\x04 and nothing more", (TableTrouble.BROKEN, None)),
        (b'Receipt,Name\nIOE0912345678,"Ana\n', (TableTrouble.BROKEN, 2)),
        (b'{"receipt": "IOE0912345678"}\n{"receipt": \n', (TableTrouble.BROKEN, 2)),
        (b'{"receipt": "IOE0912345678"}\n[1]\n', (TableTrouble.BROKEN, 2)),
        (b'{"receipt": "IOE0912345678"}\n{"name": "Ana"}\n', (TableTrouble.BROKEN, 2)),
        (b'{"a": ' + b"[" * 100_000, (TableTrouble.BROKEN, 1)),
        (b",".join(b"x" for _ in range(300)), (TableTrouble.TOO_MANY_COLUMNS, None)),
    ],
)
def test_what_is_no_table_is_named(
    tmp_path: Path, content: bytes, said: tuple[TableTrouble, int | None]
) -> None:
    path = tmp_path / "cases.csv"
    path.write_bytes(content)
    assert trouble(path) == said


def test_another_zip_file_is_no_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("word/document.xml", "<w/>")
    assert trouble(path) == (TableTrouble.OTHER_KIND, None)


def test_a_spreadsheet_that_unfolds_too_far_is_not_unfolded(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<w/>")
        with packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(513):
                sheet.write(bytes(1024 * 1024))
    assert trouble(path) == (TableTrouble.TOO_LARGE, None)


def test_a_file_that_is_too_large_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(tables.MOST_BYTES + 1)
    assert trouble(path) == (TableTrouble.TOO_LARGE, None)


def test_a_byte_order_mark_is_no_letter_of_a_heading(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(codecs.BOM_UTF8 + b'{"receipt": "IOE0912345678", "filed": true, "n": 3.0}\n')
    assert read(path) == (["receipt", "filed", "n"], [Row(1, ["IOE0912345678", "yes", "3"])])
