"""Messages at the desk of the staff: opened, answered, put aside; each on record."""

from datetime import datetime
from typing import Final

from bot.accounts.staff import PAGE, Staff, StaffMember
from bot.cases.representatives import Right
from bot.cases.represented import representatives_with
from bot.cases.telling import News, Teller
from bot.clock import Clock
from bot.correspondence.answer_time import AnswerTime
from bot.correspondence.drafts import to_thread
from bot.correspondence.threads import (
    MESSAGE_NEWS,
    Author,
    Message,
    NoSuchThread,
    NothingToSend,
    ThreadPage,
    ThreadPart,
    messages_from,
    name_of,
    thread_in,
)
from storage import message_drafts
from storage import threads as rows
from storage.database import Database, Transaction
from storage.ids import Ids
from storage.readers import readers_of_news
from storage.threads import ThreadRow

STAFF_LATE: Final = "staff-late"


class OwnThread(Exception):
    """Nobody answers themselves."""


class ThreadDesk:
    """Lets the staff read and answer."""

    def __init__(
        self, database: Database, clock: Clock, ids: Ids, staff: Staff, teller: Teller, times: AnswerTime
    ) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._staff = staff
        self._teller = teller
        self._times = times

    async def waiting(self, number: int = 0) -> ThreadPage:
        """What waits for an answer, the longest waiting first."""
        now = self._clock.now()
        async with self._database.reading() as tx:
            total = await rows.count_waiting(tx)
            found = await rows.waiting_threads(tx, PAGE, number * PAGE)
        return ThreadPage([thread_in(each, self._times, now) for each in found], number, total)

    async def resting(self, number: int = 0) -> ThreadPage:
        """Those in which nothing is to be answered, the last moved first."""
        now = self._clock.now()
        async with self._database.reading() as tx:
            total = await rows.count_resting(tx)
            found = await rows.resting_threads(tx, PAGE, number * PAGE)
        return ThreadPage([thread_in(each, self._times, now) for each in found], number, total)

    async def open(self, thread_id: str, who: StaffMember, start: int = 0) -> ThreadPart:
        """A thread from its message number `start` back, which is on record; its person sees it.

        Raises NoSuchThread.
        """
        now = self._clock.now()
        async with self._database.transaction() as tx:
            row = await _row(tx, thread_id)
            await self._note(tx, who, "message-opened", row)
            shown = await messages_from(tx, thread_in(row, self._times, now), start)
            if not start and row.account_id != who.account_id:
                await rows.change_thread(tx, thread_id, staff_seen_at=now)
        return shown

    async def answer(self, thread_id: str, who: StaffMember) -> None:
        """Send what this member of the staff has gathered for the thread. The person is told.

        Raises NoSuchThread, OwnThread, NothingToSend.
        """
        now, key = self._clock.now(), f"staff:{who.key}"
        async with self._database.transaction() as tx:
            if await rows.thread_of_message(tx, key) is not None:
                return
            row, target = await self._others(tx, thread_id, who), to_thread(thread_id)
            draft = await message_drafts.draft_of(tx, who.account_id, target)
            if draft is None or not draft.parts:
                raise NothingToSend
            message = Message(
                id=self._ids.new(now),
                thread_id=thread_id,
                author=Author.STAFF,
                name=await name_of(tx, who.account_id),
                parts=[each.text for each in draft.parts],
                at=now,
            )
            await rows.add_message(tx, message, key)
            await rows.change_thread(
                tx, thread_id, moved_at=now, answered_at=now, waiting_since=None, staff_seen_at=now
            )
            await message_drafts.drop_draft(tx, who.account_id, target)
            await self._note(tx, who, "message-answered", row)
            await self._tell(tx, row, message.id, now)

    async def put_aside(self, thread_id: str, who: StaffMember) -> None:
        """Nothing is to be answered. Raises NoSuchThread, OwnThread."""
        async with self._database.transaction() as tx:
            row = await self._others(tx, thread_id, who)
            await rows.change_thread(tx, thread_id, waiting_since=None)
            await self._note(tx, who, "message-put-aside", row)

    async def tick(self) -> int:
        """Remind the staff, once a day, that people wait longer than they were promised."""
        now = self._clock.now()
        async with self._database.reading() as tx:
            oldest = await rows.waiting_threads(tx, 1)
            late = [each for each in oldest if thread_in(each, self._times, now).is_late]
            today = f"{self._times.today(now):%Y%m%d}"
            if not late or await self._staff.was_told(tx, STAFF_LATE, today):
                return 0
        async with self._database.transaction() as tx:
            await self._staff.tell(tx, STAFF_LATE, late[0].account_id, today)
        return 1

    # --- within a transaction ------------------------------------------------------------------

    async def _others(self, tx: Transaction, thread_id: str, who: StaffMember) -> ThreadRow:
        row = await _row(tx, thread_id)
        if row.account_id == who.account_id:
            raise OwnThread
        return row

    async def _note(self, tx: Transaction, who: StaffMember, action: str, row: ThreadRow) -> None:
        await self._staff.note(tx, who, action, f"thread:{row.id}", last4=row.receipt[-4:])

    async def _tell(self, tx: Transaction, row: ThreadRow, message_id: str, now: datetime) -> None:
        """Tell the person, and who may write for them: never a word of it, for a phone is seen by others."""
        news = News(MESSAGE_NEWS, None, {"thread": row.id, "last4": row.receipt[-4:]}, message_id)
        readers = list(await readers_of_news(tx, [row.account_id]))
        if row.case_id is not None:
            readers += await representatives_with(tx, row.case_id, [row.account_id], Right.MESSAGES, now)
        await self._teller.tell(tx, news, readers, now)


async def _row(tx: Transaction, thread_id: str) -> ThreadRow:
    row = await rows.thread_by_id(tx, thread_id)
    if row is None:
        raise NoSuchThread
    return row
