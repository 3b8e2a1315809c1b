"""Tables from files: CSV, JSON Lines, XLSX. Read a row at a time, bounded, and never computed.

What comes in was exported by some case system and mended by hand in a spreadsheet, so encodings,
separators and blank lines vary. A file is told apart by its content, not by its name.
"""

import codecs
import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Protocol

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

MOST_BYTES: Final = 200 * 1024 * 1024
MOST_ROWS: Final = 1_000_000
MOST_COLUMNS: Final = 200
LONGEST_CELL: Final = 2_000  # characters
_MOST_UNPACKED: Final = 512 * 1024 * 1024
_SAMPLE: Final = 64 * 1024
_UNDECODED: Final = re.compile("[\udc80-\udcff]")
_SEPARATORS: Final = ",;\t|"


class TableTrouble(StrEnum):
    """Why a file cannot be read as a table."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    TOO_MANY_ROWS = "too-many-rows"
    TOO_MANY_COLUMNS = "too-many-columns"
    ENCODING = "encoding"
    """Its letters are neither UTF-8 nor UTF-16."""
    OTHER_KIND = "other-kind"
    BROKEN = "broken"
    LOCKED = "locked"
    """A spreadsheet with a password."""


class BadTable(Exception):
    """The file cannot be read as a table; `line` is where reading ended, where that is known."""

    def __init__(self, trouble: TableTrouble, line: int | None = None) -> None:
        super().__init__(f"{trouble} at line {line}" if line else str(trouble))
        self.trouble = trouble
        self.line = line


@dataclass(frozen=True)
class Row:
    """A row that is not blank. `line` is where it stands in the file, counted from 1."""

    line: int
    cells: Sequence[str]


class Table(Protocol):
    """A table that is open."""

    headings: Sequence[str]

    def rows(self) -> Iterator[Row]:
        """The rows under the headings. Raises BadTable where the file breaks off."""
        ...


@contextmanager
def open_table(path: Path) -> Iterator[Table]:
    """The table in a file. Raises BadTable; OSError when the file cannot be opened."""
    if path.stat().st_size > MOST_BYTES:
        raise BadTable(TableTrouble.TOO_LARGE)
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
        file.seek(0)
        if not head.strip():
            raise BadTable(TableTrouble.EMPTY)
        if head.startswith(b"PK\x03\x04"):
            yield _spreadsheet(file)
            return
        if head.startswith(b"\xd0\xcf\x11\xe0"):
            # The container of old Office files, and of new ones that have a password.
            is_locked = "Encrypt".encode("utf-16-le") in head
            raise BadTable(TableTrouble.LOCKED if is_locked else TableTrouble.OTHER_KIND)
        if b"\x00" in head and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise BadTable(TableTrouble.OTHER_KIND)
        yield (
            _JsonLines(file)
            if head.lstrip(codecs.BOM_UTF8).lstrip().startswith(b"{")
            else _Separated(file, head)
        )


class _Separated:
    """CSV, by whatever sign its cells are separated."""

    def __init__(self, file: BinaryIO, head: bytes) -> None:
        encoding = "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
        # What is no UTF-8 is let through as lone surrogates, to be found in the very line that it stands in.
        errors = "strict" if encoding == "utf-16" else "surrogateescape"
        self._text = io.TextIOWrapper(file, encoding, errors=errors, newline="")
        try:
            first = codecs.getincrementaldecoder(encoding)().decode(head).splitlines()[0]
        except (UnicodeDecodeError, IndexError):
            raise BadTable(TableTrouble.ENCODING) from None
        separator = max(_SEPARATORS, key=first.count)
        self._reader = csv.reader(self._text, delimiter=separator, strict=True)
        self.headings: Sequence[str] = self._next() or []
        if not any(each.strip() for each in self.headings):
            raise BadTable(TableTrouble.EMPTY)
        _check_width(self.headings)

    def rows(self) -> Iterator[Row]:
        count = 0
        while (cells := self._next()) is not None:
            if any(each.strip() for each in cells):
                count += 1
                _check_count(count, self._reader.line_num)
                yield Row(self._reader.line_num, cells)

    def _next(self) -> list[str] | None:
        try:
            cells = next(self._reader, None)
        except UnicodeError:
            raise BadTable(TableTrouble.ENCODING, self._reader.line_num + 1) from None
        except csv.Error:
            raise BadTable(TableTrouble.BROKEN, self._reader.line_num) from None
        if cells is not None and any(not each.isascii() and _UNDECODED.search(each) for each in cells):
            raise BadTable(TableTrouble.ENCODING, self._reader.line_num)
        return cells


class _JsonLines:
    """JSON Lines: an object a line. The keys of the first are the headings, and others come as they come."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        first = self._object(file.readline(), 1)
        self.headings: Sequence[str] = list(first)
        _check_width(self.headings)
        self._first = first

    def rows(self) -> Iterator[Row]:
        yield Row(1, self._cells(self._first, 1))
        count = 1
        for line, written in enumerate(self._file, start=2):
            if written.strip():
                count += 1
                _check_count(count, line)
                yield Row(line, self._cells(self._object(written, line), line))

    def _object(self, written: bytes, line: int) -> dict[str, Any]:
        try:
            found = json.loads(written.decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise BadTable(TableTrouble.ENCODING, line) from None
        except (ValueError, RecursionError):
            raise BadTable(TableTrouble.BROKEN, line) from None
        if not isinstance(found, dict):
            raise BadTable(TableTrouble.BROKEN, line)
        return found

    def _cells(self, found: Mapping[str, Any], line: int) -> Sequence[str]:
        if set(found) - set(self.headings):
            # A key that the first line does not have would be lost without a word.
            raise BadTable(TableTrouble.BROKEN, line)
        return [_text(found.get(each)) for each in self.headings]


def _spreadsheet(file: BinaryIO) -> "_Spreadsheet":
    # Imported here: most runs of the bot never meet a spreadsheet.
    import python_calamine

    try:
        with zipfile.ZipFile(file) as packed:
            if sum(each.file_size for each in packed.infolist()) > _MOST_UNPACKED:
                raise BadTable(TableTrouble.TOO_LARGE)
            if "xl/workbook.xml" not in packed.namelist():
                raise BadTable(TableTrouble.OTHER_KIND)
        file.seek(0)
        sheet = python_calamine.load_workbook(file).get_sheet_by_index(0)
    except (BadTable, KeyboardInterrupt):
        raise
    except python_calamine.PasswordError:
        raise BadTable(TableTrouble.LOCKED) from None
    except BaseException:
        # Whatever a reader of spreadsheets may raise on a file that is none, a panic of its own too.
        raise BadTable(TableTrouble.BROKEN) from None
    return _Spreadsheet(sheet)


class _Spreadsheet:
    """The first sheet of an XLSX file. Of a formula there is what it last came to; nothing is computed."""

    def __init__(self, sheet: "CalamineSheet") -> None:
        self._sheet = sheet
        self._lines = self._filled()
        _, headings = next(self._lines, (0, ()))
        if not headings:
            raise BadTable(TableTrouble.EMPTY)
        self.headings: Sequence[str] = headings
        _check_width(headings)

    def rows(self) -> Iterator[Row]:
        for count, (line, cells) in enumerate(self._lines, start=1):
            _check_count(count, line)
            yield Row(line, cells)

    def _filled(self) -> Iterator[tuple[int, Sequence[str]]]:
        first = self._sheet.start[0] + 1 if self._sheet.start else 1
        for line, cells in enumerate(self._sheet.iter_rows(), start=first):
            texts = [_text(each) for each in cells]
            if any(each.strip() for each in texts):
                yield line, texts


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case str() | int() | float():
            return str(value)
        case _:
            # A list or an object in a cell: no field takes one, and its own words say which it was.
            return json.dumps(value, default=str)


def _check_width(headings: Sequence[str]) -> None:
    if len(headings) > MOST_COLUMNS:
        raise BadTable(TableTrouble.TOO_MANY_COLUMNS)


def _check_count(count: int, line: int) -> None:
    if count > MOST_ROWS:
        raise BadTable(TableTrouble.TOO_MANY_ROWS, line)
