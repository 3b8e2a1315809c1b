"""Reminding people of dates: what is due is told once, with the days that are left at that moment.

An outage that missed several reminders tells of one. What is done, cancelled or past is told no more,
nor what its case has moved past. `Planned.told` is the memory: no step comes twice, whatever the clocks do.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cases.date_rows import body_of, listeners_of, plan, press, row_of
from bot.cases.dates import DateKind, Entry, ReadFrom, has_moved_past, stage_of
from bot.cases.estimates import estimated_day
from bot.cases.reminder_plan import Listener
from bot.cases.represented import with_representatives
from bot.cases.telling import DATE_ADDED, DATE_NEAR, DATE_TODAY, News, Teller
from bot.clock import Clock
from storage import cases, deadlines, links, reminders
from storage.database import Database, Transaction
from storage.due import are_reminders_due
from storage.ids import Ids
from storage.reminders import DueReminder, Planned, Unanswered, Unplanned

_AT_ONCE = 50


class Reminding:
    """Claims reminders that are due, and plans those that nobody has planned yet."""

    def __init__(self, database: Database, clock: Clock, ids: Ids, teller: Teller, zone: ZoneInfo) -> None:
        """`zone` is that of accounts that chose none."""
        self._database = database
        self._clock = clock
        self._ids = ids
        self._teller = teller
        self._zone = zone

    async def tick(self) -> int:
        """Plan and tell what is due. Returns how much there was to do."""
        done = await self._estimate() + await self._plan_for_readers()
        while some := await self._remind():
            done += some
        return done

    # --- what is due -----------------------------------------------------------------------------

    async def _remind(self) -> int:
        now = self._clock.now()
        async with self._database.reading() as tx:
            if not await are_reminders_due(tx, now):
                return 0
        async with self._database.transaction() as tx:
            pairs = await reminders.claim_due_reminders(tx, now, _AT_ONCE)
            if not pairs:
                return 0
            due = await reminders.due_reminders(tx, pairs)
            gone = set(pairs) - {(each.deadline.id, each.account_id) for each in due}
            if gone:
                await reminders.put_off(tx, gone, now)
            listeners = await listeners_of(tx, {each.account_id for each in due}, self._zone)
            planned = [await self._look_at(tx, each, listeners[each.account_id], now) for each in due]
            await reminders.move_on(tx, planned)
        return len(pairs)

    async def _look_at(self, tx: Transaction, due: DueReminder, listener: Listener, now: datetime) -> Planned:
        """Tell what this moment asks for, if anything, and say when to look again."""
        row, told = due.deadline, due.told
        if listener.is_over(row, now):
            return Planned(row.id, due.account_id, None, told)
        step = listener.step_at(row, now)
        if step is not None and (told is None or step < told):
            if not listener.may_be_told(now):
                return Planned(row.id, due.account_id, listener.next_hour(now), told)
            told = step
            # A case that is taken back to where it was is spoken of again.
            if not has_moved_past(DateKind(row.kind), row.stage, stage_of(due.case)):
                await self._tell(tx, due, listener, step, now)
        return Planned(row.id, due.account_id, listener.next_at(row, now, told=told), told)

    async def _tell(
        self, tx: Transaction, due: DueReminder, listener: Listener, step: int, now: datetime
    ) -> None:
        row = due.deadline
        kind = DATE_TODAY if listener.days_left(row, now) == 0 else DATE_NEAR
        news = News(kind, row.case_id, body_of(row, due.case), f"{row.id}:{row.day:%y%m%d}:{step}")
        hear = await with_representatives(tx, row.case_id, due.followers, now)
        await self._teller.tell(tx, news, hear, now)
        await press(tx, row, due.case, now)

    # --- what nobody has planned yet -------------------------------------------------------------

    async def _plan_for_readers(self) -> int:
        """Dates that the staff have entered, for everybody who sees them by now."""
        planned = 0
        while True:
            now = self._clock.now()
            since = now.date() - timedelta(days=1)
            async with self._database.reading() as tx:
                if not await reminders.unplanned(tx, since, limit=1):
                    return planned
            async with self._database.transaction() as tx:
                found = await reminders.unplanned(tx, since, _AT_ONCE)
                by_deadline: dict[str, list[Unplanned]] = defaultdict(list)
                for each in found:
                    by_deadline[each.deadline.id].append(each)
                for readers in by_deadline.values():
                    await self._begin_to_remind(tx, readers, now)
            planned += len(found)

    async def _begin_to_remind(self, tx: Transaction, readers: Sequence[Unplanned], now: datetime) -> None:
        """Plan for those who see it, and tell who followed the case when the staff entered it.

        Who came to follow it later has seen it on the card.
        """
        row = readers[0].deadline
        await plan(tx, row, await listeners_of(tx, {each.account_id for each in readers}, self._zone), now)
        hear = {each.account_id for each in readers if each.is_news}
        case = await cases.lock_case(tx, row.case_id)
        if hear and case is not None:
            everybody = await links.followers_of(tx, row.case_id)
            clients = [each for each in everybody if each.account_id in hear]
            listening = await with_representatives(tx, row.case_id, clients, now)
            news = News(DATE_ADDED, row.case_id, body_of(row, case), f"{row.id}:{row.sequence}")
            await self._teller.tell(tx, news, listening, now)

    async def _estimate(self) -> int:
        """A day for each account from which an answer is awaited, and that has read none on its notice."""
        after, made = "", 0
        while True:
            now = self._clock.now()
            async with self._database.reading() as tx:
                if not await reminders.unanswered(tx, now.date(), after, limit=1):
                    return made
            async with self._database.transaction() as tx:
                found = await reminders.unanswered(tx, now.date(), after, _AT_ONCE)
                listeners = await listeners_of(tx, {each.account_id for each in found}, self._zone)
                for each in found:
                    made += await self._estimate_for(tx, each, listeners[each.account_id], now)
            if not found:
                return made
            after = found[-1].link_id

    async def _estimate_for(
        self, tx: Transaction, awaited: Unanswered, listener: Listener, now: datetime
    ) -> bool:
        day = estimated_day(awaited.case)
        if day is None or day < now.astimezone(listener.zone).date():
            return False
        row = row_of(
            Entry(DateKind.EVIDENCE, day),
            deadline_id=self._ids.new(now),
            case=awaited.case,
            account_id=awaited.account_id,
            read_from=ReadFrom.ESTIMATE,
        )
        await deadlines.add_deadline(tx, row, once_key=f"estimate:{row.id}", now=now)
        await plan(tx, row, {awaited.account_id: listener}, now)
        await press(tx, row, awaited.case, now)
        return True
