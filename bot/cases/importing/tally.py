"""What a table holds, row by row, or what became of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

from bot.cases.importing.columns import Columns
from bot.cases.importing.comparing import Difference, Kind, difference
from bot.cases.importing.rows import BadRow, DatesSeen, ImportedCase, Problem, RowProblem, RowReader
from bot.cases.importing.tables import Row
from bot.cases.receipt_number import ReceiptNumber
from storage.imports import KnownCase

PROBLEMS_KEPT: Final = 200
CHANGES_KEPT: Final = 200


@dataclass(frozen=True)
class Change:
    """What one row does."""

    line: int
    receipt: ReceiptNumber
    difference: Difference
    status: str


@dataclass
class Piece:
    """Some rows of a table, judged."""

    rows: int = 0
    good: list[ImportedCase] = field(default_factory=list)
    """Those that can be taken, each number once."""
    bad: list[Sequence[Problem]] = field(default_factory=list)
    repeated: int = 0


@dataclass
class Tally:
    """What a table holds, or what became of it."""

    columns: Columns
    dates: DatesSeen
    rows: int = 0
    counts: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(Kind, 0))
    repeated: int = 0
    """Rows that say again what an earlier one said."""
    bad_rows: int = 0
    problems: list[Problem] = field(default_factory=list)
    """The first of them."""
    changes: list[Change] = field(default_factory=list)
    """The first of them; those that are the same are not among them."""
    same: set[int] = field(default_factory=set)
    """The lines that change nothing."""

    def compare(self, row: ImportedCase, known: KnownCase | None) -> Difference | None:
        """Note what a row does to the case as it is; None when it may not."""
        found = difference(row, known)
        if isinstance(found, RowProblem):
            self.refuse([Problem(row.line, found)])
            return None
        self.counts[found.kind] += 1
        if found.kind is Kind.SAME:
            self.same.add(row.line)
        elif len(self.changes) < CHANGES_KEPT:
            self.changes.append(Change(row.line, row.receipt, found, row.status or ""))
        return found

    def add_up(self, more: "Tally") -> None:
        """Count what a piece of the table came to."""
        for kind, count in more.counts.items():
            self.counts[kind] += count
        self.bad_rows += more.bad_rows
        self.problems += more.problems[: PROBLEMS_KEPT - len(self.problems)]
        self.changes += more.changes[: CHANGES_KEPT - len(self.changes)]

    @property
    def is_good(self) -> bool:
        """Whether every row can be taken."""
        return not self.bad_rows

    @property
    def changes_something(self) -> bool:
        """Whether there is anything to write."""
        return any(count for kind, count in self.counts.items() if kind is not Kind.SAME)

    def take(self, piece: Piece) -> None:
        """Count what a piece of the table holds."""
        self.rows += piece.rows
        self.repeated += piece.repeated
        for each in piece.bad:
            self.refuse(each)

    def refuse(self, problems: Sequence[Problem]) -> None:
        """Note a row that cannot be taken."""
        self.bad_rows += 1
        self.problems += problems[: PROBLEMS_KEPT - len(self.problems)]


class Judge:
    """Tells good rows of one table from bad ones and from repeated ones."""

    def __init__(self, reader: RowReader) -> None:
        self._reader = reader
        self._seen: dict[bytes, tuple[int, bytes]] = {}

    def judge(self, rows: Iterable[Row]) -> Piece:
        """Judge some rows."""
        piece = Piece()
        for each in rows:
            piece.rows += 1
            self._judge(each, piece)
        return piece

    def _judge(self, row: Row, piece: Piece) -> None:
        try:
            read = self._reader.read(row.line, row.cells)
        except BadRow as bad:
            piece.bad.append(bad.problems)
            return
        # Of a number only a digest is remembered: a long table must not fill the memory.
        number = blake2b(read.receipt.value.encode(), digest_size=8).digest()
        content = blake2b("\0".join(each.strip() for each in row.cells).encode(), digest_size=8).digest()
        if (before := self._seen.get(number)) is None:
            self._seen[number] = (row.line, content)
            piece.good.append(read)
        elif before[1] == content:
            piece.repeated += 1
        else:
            piece.bad.append([Problem(row.line, RowProblem.TWICE, earlier=before[0])])


def columns_chosen(tally: Tally) -> Mapping[str, str]:
    """What the columns hold, to be known again."""
    used = {heading: which.value for which, heading in tally.columns.headings.items()}
    return {**dict.fromkeys(tally.columns.passed_over, ""), **used}
