"""`casebell import-cases`: a table of the organisation's case system, read into the registry."""

import asyncio
import random
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.accounts.birth_dates import DateOrder
from bot.alerts.telling import RuledTeller
from bot.cases.importing.columns import BadColumns, ColumnTrouble, Field
from bot.cases.importing.comparing import Kind
from bot.cases.importing.importing import BadRows, Importer, Importing, Reading
from bot.cases.importing.rows import Problem, RowProblem
from bot.cases.importing.tables import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, BadTable, TableTrouble
from bot.cases.importing.tally import Change, Tally
from bot.cases.plan import Plan
from bot.cases.recording import Recorder
from bot.clock import SystemClock
from bot.config import Settings
from bot.key_file import read_key_file
from bot.source_setup import rhythm_of
from storage.database import Database
from storage.ids import Ids
from storage.vault import Vault

_AT_THE_COMMAND_LINE: Final = 0
_SHOWN: Final = 20


@dataclass(frozen=True)
class Wish:
    """How to import."""

    columns: Mapping[str, str]
    day_first: bool = False
    dry_run: bool = False
    good_rows_only: bool = False


@dataclass(frozen=True)
class Outcome:
    """What there is to say, line by line, and whether it went as wished."""

    lines: list[str]
    is_good: bool


def import_cases(settings: Settings, file: Path, wish: Wish, progress: Callable[[int], None]) -> Outcome:
    """Import a table; `progress` is told how many rows are done."""
    return asyncio.run(_import(settings, file, wish, progress))


async def _import(settings: Settings, file: Path, wish: Wish, progress: Callable[[int], None]) -> Outcome:
    async def tell(rows: int) -> None:
        progress(rows)

    database = Database.open(settings.database.url, Vault(read_key_file(settings.security.key_file)))
    ids = Ids()
    plan = Plan(rhythm_of(settings), chance=random.random)
    recorder = Recorder(ids, plan, RuledTeller(ids, settings.organisation.time_zone))
    importing = Importing(database, SystemClock(), ids, recorder)
    reading = Reading(DateOrder.DAY_FIRST if wish.day_first else DateOrder.MONTH_FIRST, wish.columns)
    by = Importer(_AT_THE_COMMAND_LINE, None, f"import:{secrets.token_hex(8)}")
    try:
        if wish.dry_run:
            tally = await importing.look(file, reading, tell)
            return Outcome([*_told(tally), "nothing was changed (--dry-run)"], tally.is_good)
        tally = await importing.write(file, reading, tell, by=by, good_rows_only=wish.good_rows_only)
        return Outcome([*_told(tally), "done"], True)
    except BadRows as bad:
        why = "nothing was changed: mend these rows, or take the good ones with --good-rows"
        return Outcome([*_told(bad.tally), why], False)
    except BadTable as bad:
        at = f" (line {bad.line})" if bad.line else ""
        return Outcome([f"{file.name}: {_TABLE_TROUBLES[bad.trouble]}{at}", "nothing was changed"], False)
    except BadColumns as bad:
        return Outcome([f"{file.name}: {_column_trouble(bad)}", "nothing was changed"], False)
    finally:
        await database.close()


def _told(tally: Tally) -> Iterator[str]:
    yield "columns:"
    for which, heading in tally.columns.headings.items():
        yield f"  {heading} -> {which}"
    for heading in tally.columns.passed_over:
        yield f"  {heading} -> passed over"
    yield f"rows: {tally.rows:,}"
    for kind, words in _KINDS.items():
        yield f"  {tally.counts[kind]:,} {words}"
    if tally.repeated:
        yield f"  {tally.repeated:,} repeated word for word"
    yield f"  {tally.bad_rows:,} that cannot be taken"
    yield from _about_dates(tally)
    if tally.changes:
        yield "what changes:"
        yield from (f"  {_change(each)}" for each in tally.changes[:_SHOWN])
        changing = sum(count for kind, count in tally.counts.items() if kind is not Kind.SAME)
        if changing > _SHOWN:
            yield f"  … and {changing - _SHOWN:,} more"
    if tally.problems:
        yield "what is wrong:"
        yield from (f"  {_problem(each)}" for each in tally.problems)
        if tally.bad_rows > len(tally.problems):
            yield "  … and more: mend these first"


def _about_dates(tally: Tally) -> Iterator[str]:
    dates = tally.dates
    if dates.either:
        yield (
            f"mind: {dates.either:,} dates can be read in two ways; they were read as month/day/year, "
            "or as day/month/year with --day-first"
        )
    if dates.month_first and dates.day_first:
        yield (
            f"mind: {dates.month_first:,} dates only fit month first and {dates.day_first:,} "
            "only fit day first: does the table mix them?"
        )


def _change(change: Change) -> str:
    found = change.difference
    words = [f"line {change.line}: {change.receipt.printed}", f"{found.kind}"]
    if found.kind is Kind.MOVED:
        words.append(f"“{found.before or 'no status'}” -> “{change.status}”")
    elif change.status and found.kind is Kind.ADDED:
        words.append(f"“{change.status}”")
    if found.fields:
        words.append(", ".join(found.fields))
    if found.adds_person:
        words.append("with its applicant")
    return " · ".join(words)


def _problem(problem: Problem) -> str:
    at = f"line {problem.line}" + (f", {problem.heading}" if problem.heading else "")
    earlier = f" (line {problem.earlier})" if problem.earlier else ""
    return f"{at}: {_ROW_PROBLEMS[problem.problem]}{earlier}"


def _column_trouble(bad: BadColumns) -> str:
    match bad.trouble:
        case ColumnTrouble.NO_RECEIPT:
            return f'no column holds receipt numbers; name it: --column "Your heading={Field.RECEIPT}"'
        case ColumnTrouble.TWICE:
            return f'two columns hold the same; leave one out: --column "{bad.heading}="'
        case ColumnTrouble.NO_SUCH_COLUMN:
            return f"it has no column “{bad.heading}”"
        case ColumnTrouble.NO_HEADINGS:
            return "its first line names no columns"


_KINDS: Final = {
    Kind.ADDED: "new cases",
    Kind.MOVED: "with a new status: their followers get a message",
    Kind.CHANGED: "with other changes",
    Kind.SAME: "as they are kept already",
}
_TABLE_TROUBLES: Final = {
    TableTrouble.EMPTY: "there is nothing in it",
    TableTrouble.TOO_LARGE: f"it is too large; at most {MOST_BYTES // 1024 // 1024} MB",
    TableTrouble.TOO_MANY_ROWS: f"it has too many rows; at most {MOST_ROWS:,}",
    TableTrouble.TOO_MANY_COLUMNS: f"it has too many columns; at most {MOST_COLUMNS}",
    TableTrouble.ENCODING: "its letters are in an old encoding; save it as “CSV UTF-8”",
    TableTrouble.OTHER_KIND: "it is no table; CSV, JSON Lines and XLSX can be read",
    TableTrouble.BROKEN: "it breaks off, or a line of it cannot be read",
    TableTrouble.LOCKED: "it has a password; save it without one",
}
_ROW_PROBLEMS: Final = {
    RowProblem.NO_RECEIPT: "the receipt number is missing",
    RowProblem.BAD_RECEIPT: "not a receipt number (3 letters and 10 digits)",
    RowProblem.FORMULA: "looks like a formula; write it as plain text",
    RowProblem.TOO_LONG: "too long",
    RowProblem.BAD_DATE: "not a date that we can read; 2026-05-23 is always understood",
    RowProblem.TWO_DIGIT_YEAR: "the year needs four digits",
    RowProblem.OUT_OF_RANGE: "the date is too far away",
    RowProblem.BAD_NAME: "not a name",
    RowProblem.NAME_WITHOUT_BIRTH_DATE: "a name needs its birth date",
    RowProblem.BAD_A_NUMBER: "not an A-number (7 to 9 digits)",
    RowProblem.NOT_YES_OR_NO: "neither yes nor no",
    RowProblem.STATUS_DATE_ALONE: "a status date without a status",
    RowProblem.TWICE: "the same receipt number stands there before, with something else",
    RowProblem.ANOTHER_PERSON: "this case is kept for another person; is the number right?",
    RowProblem.TOO_MANY_CELLS: "more cells than headings",
}
