"""A person's deadlines and appointments: read off a notice, changed, cancelled, done.

What was only computed gives way to what was read, never the other way round.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.cases.date_rows import listeners_of, plan, press, row_of
from bot.cases.dates import CaseDate, DateKind, Entry, ReadFrom
from bot.cases.reminder_plan import Listener
from bot.clock import Clock
from storage import deadlines, links, reminders
from storage.database import Database, Transaction
from storage.deadlines import SeenDeadline
from storage.ids import Ids

PAGE = 8
_MOST = 60
"""Of an account's own that are still to come."""
_MOST_OF_A_CASE = 12
_SHOWN_AFTER = timedelta(days=1)
"""A day is still shown on the next one."""


class NoSuchDeadline(Exception):
    """The account has none of this name, or may not change it: whether there is one is not told."""


class TooManyDeadlines(Exception):
    """The account has as many as it may."""


@dataclass(frozen=True)
class DatePage:
    """A part of an account's dates, the next first, counted from 0."""

    dates: Sequence[CaseDate]
    number: int
    total: int

    @property
    def has_more(self) -> bool:
        """Whether there is a page after this one."""
        return (self.number + 1) * PAGE < self.total


class Deadlines:
    """Keeps deadlines and appointments, each in the name of an account."""

    def __init__(self, database: Database, clock: Clock, ids: Ids, zone: ZoneInfo) -> None:
        """`zone` is that of accounts that chose none."""
        self._database = database
        self._clock = clock
        self._ids = ids
        self._zone = zone

    # --- reading -------------------------------------------------------------------------------

    async def all_of(self, account_id: str, number: int = 0) -> DatePage:
        """A page of everything that is to come, across the account's cases."""
        async with self._database.reading() as tx:
            total = await deadlines.count_seen_deadlines(tx, account_id, since=self._since)
            number = max(0, min(number, (total - 1) // PAGE))
            seen = await deadlines.seen_deadlines(
                tx, account_id, since=self._since, limit=PAGE, offset=number * PAGE
            )
        return DatePage([CaseDate.of(each) for each in seen], number, total)

    async def of_case(self, account_id: str, case_id: str) -> Sequence[CaseDate]:
        """What is to come in one case that the account follows, the next first."""
        async with self._database.reading() as tx:
            seen = await deadlines.seen_deadlines(
                tx, account_id, since=self._since, limit=_MOST_OF_A_CASE, case_id=case_id
            )
        return [CaseDate.of(each) for each in seen]

    async def one(self, account_id: str, deadline_id: str) -> CaseDate:
        """One of them. Raises NoSuchDeadline."""
        async with self._database.reading() as tx:
            return CaseDate.of(await _seen(tx, account_id, deadline_id))

    async def for_calendar(self, account_id: str, deadline_id: str) -> CaseDate:
        """One of them, also one that was taken back: a calendar has to hear of it. Raises NoSuchDeadline."""
        async with self._database.reading() as tx:
            seen = await deadlines.seen_deadline(tx, account_id, deadline_id, also_cancelled=True)
        if seen is None:
            raise NoSuchDeadline
        return CaseDate.of(seen)

    async def is_to_be_told(self, account_id: str, deadline_id: str) -> bool:
        """Whether the account sees a date that still holds, and has not said that it is done."""
        async with self._database.reading() as tx:
            seen = await deadlines.seen_deadline(tx, account_id, deadline_id)
        return seen is not None and seen.done_at is None

    # --- by the person -------------------------------------------------------------------------

    async def add(self, account_id: str, case_id: str, entry: Entry, *, key: str) -> str:
        """Keep a date that the person read off a notice. Returns its id.

        Takes the place of one that was computed. Raises BadEntry, TooManyDeadlines, and NoSuchDeadline where
        the account does not follow the case.
        """
        now = self._clock.now()
        async with self._database.transaction() as tx:
            done = await deadlines.deadline_made_by(tx, key)
            if done is not None:
                return (await _seen(tx, account_id, done)).deadline.id
            linked = await links.linked_case(tx, account_id, case_id)
            if linked is None:
                raise NoSuchDeadline
            listener = await self._listener(tx, account_id)
            entry.require_sense(now, listener.zone)
            today = now.astimezone(listener.zone).date()
            if await deadlines.count_own_deadlines(tx, account_id, since=today) >= _MOST:
                raise TooManyDeadlines
            estimate = None
            if entry.kind is DateKind.EVIDENCE:
                estimate = await deadlines.own_estimate(tx, account_id, case_id)
            row = row_of(
                entry,
                deadline_id=estimate.id if estimate else self._ids.new(now),
                case=linked.case,
                account_id=account_id,
                read_from=ReadFrom.NOTICE,
                sequence=estimate.sequence if estimate else 0,
            )
            if estimate is None:
                await deadlines.add_deadline(tx, row, once_key=key, now=now)
            else:
                await deadlines.change_deadline(tx, row, once_key=key, now=now)
            await plan(tx, row, {account_id: listener}, now)
            await press(tx, row, linked.case, now)
        return row.id

    async def change(self, account_id: str, deadline_id: str, entry: Entry, *, key: str) -> None:
        """Let one of the account's own be otherwise; an estimate becomes one that was read.

        Raises BadEntry, NoSuchDeadline.
        """
        now = self._clock.now()
        async with self._database.transaction() as tx:
            if await deadlines.deadline_made_by(tx, key) is not None:
                return
            seen = await _own(tx, account_id, deadline_id)
            listener = await self._listener(tx, account_id)
            entry.require_sense(now, listener.zone)
            row = row_of(
                entry,
                deadline_id=deadline_id,
                case=seen.case,
                account_id=account_id,
                read_from=ReadFrom.NOTICE,
                sequence=seen.deadline.sequence,
            )
            moved = await deadlines.change_deadline(tx, row, once_key=key, now=now)
            await plan(tx, moved, {account_id: listener}, now)
            await press(tx, moved, seen.case, now)

    async def cancel(self, account_id: str, deadline_id: str) -> None:
        """Take back one of the account's own. Raises NoSuchDeadline."""
        async with self._database.transaction() as tx:
            await _own(tx, account_id, deadline_id)
            await deadlines.cancel_deadline(tx, deadline_id, self._clock.now())

    async def done(self, account_id: str, deadline_id: str) -> None:
        """The person has done it: no more reminders. Raises NoSuchDeadline."""
        async with self._database.transaction() as tx:
            await _seen(tx, account_id, deadline_id)
            await reminders.end_reminders(tx, deadline_id, account_id, self._clock.now())

    async def remind(self, account_id: str, deadline_id: str) -> None:
        """Not done after all: let the reminders that are still ahead come. Raises NoSuchDeadline."""
        now = self._clock.now()
        async with self._database.transaction() as tx:
            seen = await _seen(tx, account_id, deadline_id)
            await plan(tx, seen.deadline, {account_id: await self._listener(tx, account_id)}, now)

    @property
    def _since(self) -> date:
        return self._clock.now().date() - _SHOWN_AFTER

    async def _listener(self, tx: Transaction, account_id: str) -> Listener:
        return (await listeners_of(tx, [account_id], self._zone))[account_id]


async def _seen(tx: Transaction, account_id: str, deadline_id: str) -> SeenDeadline:
    seen = await deadlines.seen_deadline(tx, account_id, deadline_id)
    if seen is None:
        raise NoSuchDeadline
    return seen


async def _own(tx: Transaction, account_id: str, deadline_id: str) -> SeenDeadline:
    seen = await _seen(tx, account_id, deadline_id)
    if seen.deadline.account_id != account_id:
        raise NoSuchDeadline
    return seen
