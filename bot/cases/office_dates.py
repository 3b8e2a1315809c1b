"""Deadlines and appointments that the staff keep: for everybody who follows the case in full.

What the staff do stands in the record of staff actions (requirement R13).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.accounts.staff import StaffMember
from bot.cases.date_rows import body_of, listeners_of, plan, press, row_of
from bot.cases.dates import DateKind, Entry, ReadFrom
from bot.cases.deadlines import NoSuchDeadline
from bot.cases.receipt_number import ReceiptNumber
from bot.cases.represented import with_representatives
from bot.cases.telling import DATE_CANCELLED, DATE_MOVED, News, Teller
from bot.clock import Clock
from storage import cases, deadlines, links, reminders, staff_actions
from storage.cases import CaseRow
from storage.database import Database, Transaction
from storage.deadlines import DeadlineRow
from storage.ids import Ids


@dataclass(frozen=True)
class OfficeDate:
    """A deadline or an appointment as the staff see it."""

    id: str
    case_id: str
    entry: Entry

    @classmethod
    def of(cls, row: DeadlineRow) -> "OfficeDate":
        """As it is kept."""
        return cls(row.id, row.case_id, Entry.of(row))


class OfficeDates:
    """Keeps the dates of the office."""

    def __init__(self, database: Database, clock: Clock, ids: Ids, teller: Teller, zone: ZoneInfo) -> None:
        """`zone` is that of the office, and of accounts that chose none."""
        self._database = database
        self._clock = clock
        self._ids = ids
        self._teller = teller
        self._zone = zone

    async def of_case(self, case_id: str) -> Sequence[OfficeDate]:
        """What the staff keep for a case, the next first."""
        async with self._database.reading() as tx:
            return [OfficeDate.of(each) for each in await deadlines.office_deadlines(tx, case_id)]

    async def one(self, deadline_id: str) -> OfficeDate:
        """One that the staff keep. Raises NoSuchDeadline."""
        async with self._database.transaction() as tx:
            row = await deadlines.office_deadline(tx, deadline_id)
        if row is None:
            raise NoSuchDeadline
        return OfficeDate.of(row)

    async def add_for_case(self, case_id: str, entry: Entry, *, by: StaffMember) -> str | None:
        """Keep a date for everybody who follows the case in full; they hear of it. Returns its id.

        None when there is no such case. Raises BadEntry.
        """
        now = self._clock.now()
        entry.require_sense(now, self._zone)
        async with self._database.transaction() as tx:
            done = await deadlines.deadline_made_by(tx, by.key)
            case = await cases.lock_case(tx, case_id)
            if done is not None or case is None:
                return done
            row = row_of(
                entry,
                deadline_id=self._ids.new(now),
                case=case,
                account_id=None,
                read_from=ReadFrom.OFFICE,
            )
            await deadlines.add_deadline(tx, row, once_key=by.key, now=now)
            if entry.kind is DateKind.EVIDENCE:
                await deadlines.cancel_estimates(tx, case_id, now)
            await press(tx, row, case, now)
            # Who is reminded of it, and told, the next tick finds: those who come to follow the case as well.
            await self._note(tx, "date-added", row, case, by, now)
        return row.id

    async def change_for_case(self, deadline_id: str, entry: Entry, *, by: StaffMember) -> None:
        """Let one that the staff keep be otherwise, and tell who has it. Raises BadEntry, NoSuchDeadline."""
        now = self._clock.now()
        entry.require_sense(now, self._zone)
        async with self._database.transaction() as tx:
            if await deadlines.deadline_made_by(tx, by.key) is not None:
                return
            row, case = await _of_office(tx, deadline_id)
            changed = row_of(
                entry,
                deadline_id=deadline_id,
                case=case,
                account_id=None,
                read_from=ReadFrom.OFFICE,
                sequence=row.sequence,
            )
            moved = await deadlines.change_deadline(tx, changed, once_key=by.key, now=now)
            told = await reminders.reminded_of(tx, deadline_id)
            await plan(tx, moved, await listeners_of(tx, told, self._zone), now)
            await press(tx, moved, case, now)
            kept = {"day_before": row.day.isoformat()} if row.day != moved.day else {}
            await self._tell(tx, DATE_MOVED, moved, case, now, **kept)
            await self._note(tx, "date-changed", moved, case, by, now)

    async def cancel_for_case(self, deadline_id: str, *, by: StaffMember) -> None:
        """Take back one that the staff keep, and tell who has it. Raises NoSuchDeadline."""
        now = self._clock.now()
        async with self._database.transaction() as tx:
            if await staff_actions.is_noted(tx, by.key):
                return
            row, case = await _of_office(tx, deadline_id)
            await deadlines.cancel_deadline(tx, deadline_id, now)
            await self._tell(tx, DATE_CANCELLED, row, case, now)
            await self._note(tx, "date-cancelled", row, case, by, now)

    async def _tell(
        self, tx: Transaction, kind: str, row: DeadlineRow, case: CaseRow, now: datetime, **more: str
    ) -> None:
        in_full = [each for each in await links.followers_of(tx, row.case_id) if each.is_full]
        hear = await with_representatives(tx, row.case_id, in_full, now)
        change = f"{row.id}:{row.sequence}"
        await self._teller.tell(
            tx, News(kind, row.case_id, {**body_of(row, case), **more}, change), hear, now
        )

    async def _note(
        self, tx: Transaction, action: str, row: DeadlineRow, case: CaseRow, by: StaffMember, now: datetime
    ) -> None:
        last4 = ReceiptNumber(case.receipt).last4
        await staff_actions.add_staff_action(
            tx,
            action_id=self._ids.new(now),
            at=now,
            telegram_id=by.telegram_id,
            staff_account=by.account_id,
            action=action,
            subject=f"case:{row.case_id}",
            detail={"last4": last4},
            once_key=by.key,
        )


async def _of_office(tx: Transaction, deadline_id: str) -> tuple[DeadlineRow, CaseRow]:
    row = await deadlines.office_deadline(tx, deadline_id)
    case = await cases.lock_case(tx, row.case_id) if row else None
    if row is None or case is None:
        raise NoSuchDeadline
    return row, case
