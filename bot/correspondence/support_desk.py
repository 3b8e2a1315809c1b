"""Support requests at the desk of the staff: opened, taken, asked back, answered, closed; each on record."""

from datetime import datetime

from bot.accounts.staff import PAGE, Staff, StaffMember
from bot.cases.telling import News, Teller
from bot.clock import Clock
from bot.correspondence.answer_time import AnswerTime
from bot.correspondence.support import (
    SUPPORT_NEWS,
    Conversation,
    NoSuchRequest,
    RequestOver,
    SupportPage,
    SupportState,
    conversation,
    request_in,
)
from bot.correspondence.support_kinds import Closed
from storage import support as rows
from storage.database import Database, Transaction
from storage.ids import Ids
from storage.readers import readers_of_news
from storage.support import SupportRow


class OwnRequest(Exception):
    """Nobody decides about a request of their own."""


class AlreadyTaken(Exception):
    """Somebody works on it, or has answered."""


class SupportDesk:
    """Lets the staff work on requests."""

    def __init__(
        self, database: Database, clock: Clock, ids: Ids, staff: Staff, teller: Teller, times: AnswerTime
    ) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._staff = staff
        self._teller = teller
        self._times = times

    async def waiting(self, number: int = 0) -> SupportPage:
        """What waits for the staff, the longest waiting first."""
        async with self._database.reading() as tx:
            total = await rows.count_waiting(tx)
            found = await rows.waiting_requests(tx, PAGE, number * PAGE)
        return SupportPage([request_in(each, self._times) for each in found], number, total)

    async def resting(self, number: int = 0) -> SupportPage:
        """What is open and waits for the person, or was answered; the newest first."""
        async with self._database.reading() as tx:
            total = await rows.count_resting(tx)
            found = await rows.resting_requests(tx, PAGE, number * PAGE)
        return SupportPage([request_in(each, self._times) for each in found], number, total)

    async def open(self, request_id: str, who: StaffMember, number: int = 0) -> Conversation:
        """Open a request, which is on record too. Raises NoSuchRequest."""
        async with self._database.transaction() as tx:
            row = await rows.request_by_id(tx, request_id)
            if row is None:
                raise NoSuchRequest
            await self._note(tx, who, "support-opened", row)
            return await conversation(tx, request_in(row, self._times), number)

    async def take(self, request_id: str, who: StaffMember) -> None:
        """Begin to work on it; the person is told.

        Raises NoSuchRequest, RequestOver, OwnRequest, AlreadyTaken.
        """
        async with self._database.transaction() as tx:
            row = await self._begin(tx, request_id, who, "support-taken")
            if row is None:
                return
            if row.state != SupportState.RECEIVED:
                raise AlreadyTaken
            await rows.move_request(
                tx,
                row.id,
                SupportState.WORKING,
                waiting_since=row.waiting_since,
                taken_by=who.account_id,
            )
            await self._tell(tx, row, SupportState.WORKING, "")

    async def ask_back(self, request_id: str, words: str, who: StaffMember) -> None:
        """Ask the person for more. Raises NoSuchRequest, RequestOver, OwnRequest."""
        await self._say(request_id, "support-asked", SupportState.ASKING, "question", words, who)

    async def answer(self, request_id: str, words: str, who: StaffMember) -> None:
        """Answer it. Raises NoSuchRequest, RequestOver, OwnRequest."""
        await self._say(request_id, "support-answered", SupportState.ANSWERED, "answer", words, who)

    async def close(self, request_id: str, why: Closed, who: StaffMember) -> None:
        """Close it, for a reason that the person reads. Raises NoSuchRequest, RequestOver, OwnRequest."""
        await self._say(request_id, "support-closed", SupportState.CLOSED, "closed", why, who)

    # --- within a transaction ------------------------------------------------------------------

    async def _say(
        self, request_id: str, action: str, state: SupportState, kind: str, words: str, who: StaffMember
    ) -> None:
        now = self._clock.now()
        async with self._database.transaction() as tx:
            row = await self._begin(tx, request_id, who, action)
            if row is None:
                return
            await rows.add_entry(
                tx,
                entry_id=self._ids.new(now),
                request_id=row.id,
                author="staff",
                kind=kind,
                text=words,
                once_key=f"{action}:{who.key}",
                now=now,
            )
            await rows.move_request(
                tx,
                row.id,
                state,
                waiting_since=None,
                taken_by=who.account_id,
                ended_at=_end(state, now),
            )
            await self._tell(tx, row, state, words)

    async def _begin(
        self, tx: Transaction, request_id: str, who: StaffMember, action: str
    ) -> SupportRow | None:
        """The request that this is about; None where this very update has done it already."""
        if await self._staff.has_noted(tx, who, action):
            return None
        row = await rows.request_by_id(tx, request_id)
        if row is None:
            raise NoSuchRequest
        if row.account_id == who.account_id:
            raise OwnRequest
        if SupportState(row.state).is_over:
            raise RequestOver
        await self._note(tx, who, action, row)
        return row

    async def _note(self, tx: Transaction, who: StaffMember, action: str, row: SupportRow) -> None:
        await self._staff.note(tx, who, action, f"support-request:{row.id}", number=row.number)

    async def _tell(self, tx: Transaction, row: SupportRow, state: SupportState, words: str) -> None:
        now = self._clock.now()
        body = {"request": row.id, "number": row.number, "state": state.value, "words": words}
        news = News(SUPPORT_NEWS, None, body, change=self._ids.new(now))
        await self._teller.tell(tx, news, await readers_of_news(tx, [row.account_id]), now)


def _end(state: SupportState, now: datetime) -> datetime | None:
    return now if state is SupportState.CLOSED else None
