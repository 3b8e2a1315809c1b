"""Cases from a table: compared with what is kept, shown before anything is changed, and written in pieces.

The same file a second time changes nothing: cases are known by their receipt numbers. So an import that
was broken off is simply begun again. A new status goes the way that every status of the staff goes, and
the followers of the case hear of it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final

import structlog

from bot.accounts.birth_dates import DateOrder
from bot.cases.importing.columns import heading_set, match_columns
from bot.cases.importing.comparing import Difference, Kind
from bot.cases.importing.rows import Applicant, ImportedCase, RowReader
from bot.cases.importing.tables import open_table
from bot.cases.importing.tally import Judge, Piece, Tally, columns_chosen
from bot.cases.own_records import open_for_its_people
from bot.cases.recording import REGISTRY, Recorder
from bot.cases.registry import NewStatus, Role, observed
from bot.cases.snapshots import Snapshot
from bot.clock import Clock
from storage import cases, imports, registry, staff_actions
from storage.database import Database, Transaction
from storage.ids import Ids
from storage.imports import CasesCrossed, KnownCase, NewCase, NewPerson

_security = structlog.get_logger("casebell.security")

_AT_ONCE: Final = 200  # rows: a transaction of some hundredths of a second, so that nobody waits for it
_ATTEMPTS: Final = 3

Progress = Callable[[int], Awaitable[None]]
"""Told how many rows are done. What it raises ends the import between two pieces."""


@dataclass(frozen=True)
class Reading:
    """How the operator wants a table to be read."""

    order: DateOrder = DateOrder.MONTH_FIRST
    columns: Mapping[str, str] = field(default_factory=dict)
    """Heading to field, "" for a column that is not wanted; the rest is found by its name."""


@dataclass(frozen=True)
class Importer:
    """Who imports: one of the staff, or the operator at the command line (without account)."""

    telegram_id: int
    account_id: str | None
    key: str


class BadRows(Exception):
    """Some rows cannot be taken, so none was; `tally` says which."""

    def __init__(self, tally: Tally) -> None:
        super().__init__(f"{tally.bad_rows} bad rows")
        self.tally = tally


class Importing:
    """Reads tables into the registry."""

    def __init__(self, database: Database, clock: Clock, ids: Ids, recorder: Recorder) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._recorder = recorder

    async def look(self, path: Path, reading: Reading, progress: Progress) -> Tally:
        """What the table would change. Changes nothing. Raises BadTable, BadColumns, OSError."""
        return await self._go_through(path, reading, progress, self._look_at)

    async def write(
        self,
        path: Path,
        reading: Reading,
        progress: Progress,
        *,
        by: Importer,
        good_rows_only: bool = False,
    ) -> Tally:
        """Bring the registry up to the table. Raises BadRows, and as `look`.

        Everything is judged before anything is written. Each piece is a transaction of its own: what a
        kill leaves undone, the next import of the same file does.
        """
        seen = await self.look(path, reading, progress)
        if not seen.is_good and not good_rows_only:
            raise BadRows(seen)
        if seen.changes_something:

            async def write(rows: Sequence[ImportedCase], tally: Tally) -> None:
                changing = [each for each in rows if each.line not in seen.same]
                tally.counts[Kind.SAME] += len(rows) - len(changing)
                await self._write_some(changing, tally, by)

            seen = await self._go_through(path, reading, progress, write)
        await self._remember(seen, by)
        return seen

    # --- going through the rows --------------------------------------------------------------------

    async def _go_through(
        self,
        path: Path,
        reading: Reading,
        progress: Progress,
        work: Callable[[Sequence[ImportedCase], Tally], Awaitable[None]],
    ) -> Tally:
        """Read, judge and work on a piece of the table at a time; reading has a thread of its own."""
        coming = None
        opening = open_table(path)
        table = await asyncio.to_thread(opening.__enter__)
        try:
            async with self._database.reading() as tx:
                remembered = await imports.remembered_columns(tx, heading_set(table.headings))
            columns = match_columns(table.headings, {**remembered, **reading.columns})
            reader = RowReader(columns, today=self._clock.now().date(), order=reading.order)
            tally = Tally(columns, reader.dates)
            judge, rows = Judge(reader), table.rows()

            def next_piece() -> Piece:
                return judge.judge(islice(rows, _AT_ONCE))

            coming = asyncio.create_task(asyncio.to_thread(next_piece))
            while (piece := await coming).rows:
                # Read on while the database works on what was read.
                coming = asyncio.create_task(asyncio.to_thread(next_piece))
                tally.take(piece)
                await work(piece.good, tally)
                await progress(tally.rows)
            return tally
        finally:
            if coming is not None:
                await asyncio.wait((coming,))
            await asyncio.to_thread(opening.__exit__, None, None, None)

    async def _look_at(self, rows: Sequence[ImportedCase], tally: Tally) -> None:
        async with self._database.reading() as tx:
            known = await imports.known_cases(tx, [each.receipt.value for each in rows], REGISTRY)
        for each in rows:
            tally.compare(each, known.get(each.receipt.value))

    async def _write_some(self, rows: Sequence[ImportedCase], tally: Tally, by: Importer) -> None:
        for attempt in range(_ATTEMPTS):
            tried = Tally(tally.columns, tally.dates)
            try:
                async with self._database.transaction() as tx:
                    await self._write_in(tx, rows, tried, by)
            except CasesCrossed:
                if attempt == _ATTEMPTS - 1:
                    raise
                continue
            tally.add_up(tried)
            return

    async def _write_in(
        self, tx: Transaction, rows: Sequence[ImportedCase], tally: Tally, by: Importer
    ) -> None:
        now = self._clock.now()
        known = await imports.known_cases(tx, [each.receipt.value for each in rows], REGISTRY)
        new = []
        for each in rows:
            there = known.get(each.receipt.value)
            found = tally.compare(each, there)
            if found is None or found.kind is Kind.SAME:
                continue
            if there is None:
                new.append(_new_case(each, now))
            else:
                await self._change(tx, each, there, found, by, now)
        if new:
            await imports.add_cases(tx, self._ids, new, source=REGISTRY, by=by.account_id, now=now)

    async def _change(
        self,
        tx: Transaction,
        row: ImportedCase,
        known: KnownCase,
        found: Difference,
        by: Importer,
        now: datetime,
    ) -> None:
        case_id = known.case.id
        if known.record is None:
            await registry.add_record(tx, case_id, found.record.write(), by=by.account_id, now=now)
        elif found.fields:
            version = known.record.version
            await registry.change_record(
                tx, case_id, found.record.write(), version=version, by=by.account_id, now=now
            )
        if found.adds_person and row.applicant is not None:
            person = _person(row.applicant)
            await registry.put_person(
                tx,
                person_id=self._ids.new(now),
                case_id=case_id,
                role=person.role,
                identity=person.identity,
                name=row.applicant.name,
                birth_date=row.applicant.born_on.isoformat(),
                more={},
                now=now,
            )
        case = await cases.lock_case(tx, case_id)
        if found.adds_person and case is not None and await open_for_its_people(tx, self._ids, case_id, now):
            await self._recorder.tell_of_what_is_kept(tx, case, now)
        if row.status is not None and case is not None and found.kind in (Kind.MOVED, Kind.ADDED):
            status = NewStatus(row.status, on=row.status_on)
            await self._recorder.record(tx, case, observed(row.receipt, found.record, status, now), now)
        await self._note(
            tx,
            "case-imported",
            case_id,
            by,
            now,
            key=f"{by.key}:{case_id}",
            last4=row.receipt.last4,
            fields=" ".join(found.fields),
            before=found.before,
            title=row.status or "",
        )

    # --- what is kept of an import -----------------------------------------------------------------

    async def _remember(self, done: Tally, by: Importer) -> None:
        now = self._clock.now()
        counts = {kind.value: str(count) for kind, count in done.counts.items()}
        async with self._database.transaction() as tx:
            await imports.remember_columns(tx, done.columns.known_by, columns_chosen(done), now)
            await self._note(
                tx, "cases-imported", "registry", by, now, key=by.key, bad=str(done.bad_rows), **counts
            )
        _security.info("cases_imported", by=by.account_id, bad=done.bad_rows, **counts)

    async def _note(
        self,
        tx: Transaction,
        action: str,
        subject: str,
        by: Importer,
        now: datetime,
        *,
        key: str,
        **detail: str,
    ) -> None:
        await staff_actions.add_staff_action(
            tx,
            action_id=self._ids.new(now),
            at=now,
            telegram_id=by.telegram_id,
            staff_account=by.account_id,
            action=action,
            subject=subject,
            detail=detail,
            once_key=key,
        )


def _new_case(row: ImportedCase, now: datetime) -> NewCase:
    status = None
    if row.status is not None:
        said = observed(row.receipt, row.record, NewStatus(row.status, on=row.status_on), now)
        snapshot = Snapshot.of(said, changes=0)
        status = imports.NewStatus(
            snapshot.meaning.stage, snapshot.write(), snapshot.event(REGISTRY, said.modified)
        )
    person = _person(row.applicant) if row.applicant else None
    return NewCase(row.receipt.value, row.record.write(), status, person)


def _person(applicant: Applicant) -> NewPerson:
    body = {"name": applicant.name, "birth_date": applicant.born_on.isoformat(), "more": {}}
    return NewPerson(Role.APPLICANT, applicant.identity, body)
