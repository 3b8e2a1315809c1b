"""One row of a table, judged: what it says of a case, or everything that is wrong with it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final

from bot.accounts.birth_dates import AmbiguousDate, BadDate, DateOrder, DateProblem, read_birth_date, read_day
from bot.accounts.names import BadName, read_name
from bot.cases.identity_match import identity
from bot.cases.importing.columns import DAYS, Columns, Field
from bot.cases.importing.tables import LONGEST_CELL
from bot.cases.known_titles import known_title
from bot.cases.receipt_number import ReceiptNumber
from bot.cases.registry import Record

LONGEST_STATUS: Final = 150  # characters; USCIS's own titles stay under 100
_LONGEST: Final[Mapping[Field, int]] = {
    Field.FORM: 20,
    Field.CATEGORY: 40,
    Field.OFFICE: 80,
    Field.TRACKING: 40,
    Field.A_NUMBER: 12,
}
_NOTHING: Final = frozenset({"", "-", "–", "—", "n/a", "na", "none", "null", "tbd", "?"})
_YES: Final = frozenset({"yes", "y", "true", "1", "x", "si", "sí", "online"})
_NO: Final = frozenset({"no", "n", "false", "0", "paper"})
_EARLIEST: Final = date(1950, 1, 1)
_AHEAD: Final = timedelta(days=366 * 30)
_FORMULA: Final = ("=", "+", "@", "\t", "\r")
"""With these a spreadsheet begins to compute (OWASP, CSV injection). A lone hyphen stands for nothing."""


class RowProblem(StrEnum):
    """What is wrong with a cell, or with a row."""

    NO_RECEIPT = "no-receipt"
    BAD_RECEIPT = "bad-receipt"
    FORMULA = "formula"
    TOO_LONG = "too-long"
    BAD_DATE = "bad-date"
    TWO_DIGIT_YEAR = "two-digit-year"
    OUT_OF_RANGE = "out-of-range"
    BAD_NAME = "bad-name"
    NAME_WITHOUT_BIRTH_DATE = "name-without-birth-date"
    BAD_A_NUMBER = "bad-a-number"
    NOT_YES_OR_NO = "not-yes-or-no"
    STATUS_DATE_ALONE = "status-date-alone"
    TWICE = "twice"
    """The file has this number before, with something else."""
    ANOTHER_PERSON = "another-person"
    """The case is kept already, for somebody else."""
    TOO_MANY_CELLS = "too-many-cells"


@dataclass(frozen=True)
class Problem:
    """What is wrong, in which row, under which heading. Never what was written there: it may be personal."""

    line: int
    problem: RowProblem
    heading: str = ""
    earlier: int | None = None
    """The line that it does not go together with."""


class BadRow(Exception):
    """A row cannot be taken."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"line {problems[0].line}: {problems[0].problem}")
        self.problems = problems


@dataclass(frozen=True)
class Applicant:
    """Who a row says the case is for."""

    name: str
    born_on: date

    @property
    def identity(self) -> str:
        """What the person is compared by."""
        return identity(self.name, self.born_on)


@dataclass(frozen=True)
class ImportedCase:
    """What a row says of a case."""

    line: int
    receipt: ReceiptNumber
    record: Record
    known: frozenset[str] = field(default_factory=frozenset)
    """The fields of the record that the table has a column for: what stands in no column is left as it is."""
    status: str | None = None
    status_on: date | None = None
    applicant: Applicant | None = None


@dataclass
class DatesSeen:
    """How the table writes its days, as far as they are numbers."""

    either: int = 0
    """Could be read in two ways, and were read in the order that was chosen."""
    month_first: int = 0
    day_first: int = 0

    def note(self, written: str) -> None:
        """Count one."""
        parts = re.fullmatch(r"(\d\d?)\D(\d\d?)\D\d{4}", written)
        if parts is None or parts[1] == parts[2]:
            return
        self.day_first += int(parts[1]) > 12
        self.month_first += int(parts[2]) > 12
        self.either += int(parts[1]) <= 12 and int(parts[2]) <= 12


class RowReader:
    """Reads rows of one table."""

    def __init__(self, columns: Columns, *, today: date, order: DateOrder) -> None:
        self._columns = columns
        self._today = today
        self._order = order
        self.dates = DatesSeen()

    def read(self, line: int, cells: Sequence[str]) -> ImportedCase:
        """What the row says. Raises BadRow with everything that is wrong, not with the first thing only."""
        return _Reading(self._columns, self._today, self._order, self.dates, line, cells).result()


class _Reading:
    def __init__(
        self,
        columns: Columns,
        today: date,
        order: DateOrder,
        dates: DatesSeen,
        line: int,
        cells: Sequence[str],
    ) -> None:
        self._columns, self._today, self._order, self._line = columns, today, order, line
        self._dates = dates
        self._problems: list[Problem] = []
        self._cells: dict[Field, str] = {}
        if any(each.strip() for each in cells[columns.width :]):
            self._wrong(RowProblem.TOO_MANY_CELLS)
        for which, place in columns.places.items():
            self._cells[which] = self._cell(which, cells[place] if place < len(cells) else "")

    def result(self) -> ImportedCase:
        receipt = self._receipt()
        days = {each: self._day(each) for each in DAYS - {Field.BORN_ON}}
        record = Record(
            form=self._form(),
            category=self._cells.get(Field.CATEGORY) or None,
            office=self._cells.get(Field.OFFICE) or None,
            received_on=days[Field.RECEIVED_ON],
            notice_on=days[Field.NOTICE_ON],
            priority_on=days[Field.PRIORITY_ON],
            valid_from=days[Field.VALID_FROM],
            valid_to=days[Field.VALID_TO],
            tracking=self._cells.get(Field.TRACKING) or None,
            a_number=self._a_number(),
            filed_online=self._yes_or_no(Field.FILED_ONLINE),
        )
        applicant = self._applicant()
        status = self._cells.get(Field.STATUS) or None
        if days[Field.STATUS_ON] is not None and status is None and not self._is_wrong(Field.STATUS):
            self._wrong(RowProblem.STATUS_DATE_ALONE, Field.STATUS_ON)
        if self._problems or receipt is None:
            raise BadRow(self._problems)
        return ImportedCase(
            line=self._line,
            receipt=receipt,
            record=record,
            known=frozenset(_RECORD_FIELDS[each] for each in self._columns.places if each in _RECORD_FIELDS),
            status=_title(status) if status else None,
            status_on=days[Field.STATUS_ON],
            applicant=applicant,
        )

    def _cell(self, which: Field, written: str) -> str:
        text = " ".join(written.split())
        if text.casefold() in _NOTHING:
            return ""
        if text.startswith(_FORMULA) or written.startswith(_FORMULA):
            self._wrong(RowProblem.FORMULA, which)
            return ""
        longest = LONGEST_STATUS if which is Field.STATUS else _LONGEST.get(which, LONGEST_CELL)
        if len(text) > longest:
            self._wrong(RowProblem.TOO_LONG, which)
            return ""
        return text

    def _receipt(self) -> ReceiptNumber | None:
        written = self._cells[Field.RECEIPT]
        if not written:
            if not self._is_wrong(Field.RECEIPT):
                self._wrong(RowProblem.NO_RECEIPT, Field.RECEIPT)
            return None
        try:
            return ReceiptNumber(re.sub(r"[\s-]", "", written).upper())
        except ValueError:
            self._wrong(RowProblem.BAD_RECEIPT, Field.RECEIPT)
            return None

    def _form(self) -> str | None:
        written = self._cells.get(Field.FORM)
        return written.upper().replace("FORM ", "") if written else None

    def _a_number(self) -> str | None:
        written = self._cells.get(Field.A_NUMBER)
        if not written:
            return None
        digits = re.sub(r"[\s-]", "", written).upper().removeprefix("A")
        if not re.fullmatch(r"[0-9]{7,9}", digits):
            self._wrong(RowProblem.BAD_A_NUMBER, Field.A_NUMBER)
            return None
        return f"A{digits.zfill(9)}"

    def _yes_or_no(self, which: Field) -> bool | None:
        written = self._cells.get(which, "").casefold()
        if not written:
            return None
        if written not in _YES | _NO:
            self._wrong(RowProblem.NOT_YES_OR_NO, which)
        return written in _YES

    def _applicant(self) -> Applicant | None:
        written, born_on = self._cells.get(Field.NAME), self._day(Field.BORN_ON)
        if not written:
            return None
        try:
            name = read_name(_in_order(written))
        except BadName:
            self._wrong(RowProblem.BAD_NAME, Field.NAME)
            return None
        if born_on is None:
            # A name alone opens no case; said once, not as well as what is wrong with the date.
            if not self._cells.get(Field.BORN_ON):
                self._wrong(RowProblem.NAME_WITHOUT_BIRTH_DATE, Field.NAME)
            return None
        return Applicant(name, born_on)

    def _day(self, which: Field) -> date | None:
        written = self._cells.get(which)
        if not written:
            return None
        self._dates.note(written)
        found = _read(written, which, self._today, self._order)
        if isinstance(found, RowProblem):
            self._wrong(found, which)
            return None
        return found

    def _is_wrong(self, which: Field) -> bool:
        heading = self._columns.headings.get(which)
        return any(each.heading == heading for each in self._problems)

    def _wrong(self, problem: RowProblem, which: Field | None = None) -> None:
        heading = self._columns.headings[which] if which else ""
        self._problems.append(Problem(self._line, problem, heading))


@lru_cache(maxsize=20_000)
def _read(written: str, which: Field, today: date, order: DateOrder) -> date | RowProblem:
    """The day; of one table's days many are the same."""
    try:
        if which is Field.BORN_ON:
            return read_birth_date(written, today=today, order=order)
        ahead = _AHEAD if which in (Field.VALID_FROM, Field.VALID_TO) else timedelta(days=1)
        return read_day(_without_hour(written), earliest=_EARLIEST, latest=today + ahead, order=order)
    except AmbiguousDate as either:
        return either.candidates[0]
    except BadDate as bad:
        return _DATE_PROBLEMS.get(bad.reason, RowProblem.BAD_DATE)


@lru_cache(maxsize=2_000)
def _title(written: str) -> str:
    """A status as USCIS writes it, where it is one of theirs."""
    return known_title(written) or written


def _in_order(name: str) -> str:
    """“López, Ana” as Ana López."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and first.strip() and "," not in first else name


def _without_hour(written: str) -> str:
    """A day as databases write a moment, without its hour."""
    return re.sub(r"^(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d.*$", r"\1", written)


_DATE_PROBLEMS: Final = {
    DateProblem.TWO_DIGIT_YEAR: RowProblem.TWO_DIGIT_YEAR,
    DateProblem.FUTURE: RowProblem.OUT_OF_RANGE,
    DateProblem.TOO_LONG_AGO: RowProblem.OUT_OF_RANGE,
}
_RECORD_FIELDS: Final = {
    Field.FORM: "form",
    Field.CATEGORY: "category",
    Field.OFFICE: "office",
    Field.RECEIVED_ON: "received_on",
    Field.NOTICE_ON: "notice_on",
    Field.PRIORITY_ON: "priority_on",
    Field.VALID_FROM: "valid_from",
    Field.VALID_TO: "valid_to",
    Field.TRACKING: "tracking",
    Field.A_NUMBER: "a_number",
    Field.FILED_ONLINE: "filed_online",
}
