"""Support requests, as their people see them: asked, added to, taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.accounts.codes import Randomness, new_mailed_code
from bot.accounts.staff import Staff
from bot.accounts.throttling import Window, count_within
from bot.cases.receipt_number import ReceiptNumber
from bot.clock import Clock
from bot.correspondence.answer_time import AnswerTime
from bot.correspondence.support_kinds import SupportKind
from storage import links
from storage import support as rows
from storage.database import Database, Transaction
from storage.ids import Ids
from storage.support import SupportEntry as SupportEntry
from storage.support import SupportRow

SUPPORT_NEWS: Final = "support-news"
"""The kind of news that the staff have done something about a request."""
STAFF_NEWS: Final = "staff-support"
PAGE: Final = 8
ENTRIES: Final = 2
"""Of a request on one screen: each may be long."""
_A_DAY: Final = timedelta(days=1)
_REQUESTS: Final = Window(limit=10, span=_A_DAY)
_WORDS: Final = Window(limit=30, span=_A_DAY)


class SupportState(StrEnum):
    """How far a request has come."""

    RECEIVED = "received"
    WORKING = "working"
    ASKING = "asking"
    """It waits for the person."""
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"

    @property
    def is_over(self) -> bool:
        """Whether nothing can be said about it any more."""
        return self in (SupportState.CLOSED, SupportState.WITHDRAWN)


class NobodyToAsk(Exception):
    """There is no staff here."""


class NotFollowed(Exception):
    """The account follows no such case."""


class NoSuchRequest(Exception):
    """The account has no such request: whether there is one is not told."""


class RequestOver(Exception):
    """The request is closed, or was taken back."""


@dataclass(frozen=True)
class SupportRequest:
    """A request, as the person and the staff see it."""

    id: str
    account_id: str
    name: str
    number: str
    kind: SupportKind
    answers: Mapping[str, str]
    receipt: ReceiptNumber | None
    """Of the case that it is about, where the person follows one."""
    state: SupportState
    asked_at: datetime
    answer_by: date | None
    """When the staff mean to have answered, as long as it waits for them."""


@dataclass(frozen=True)
class Conversation:
    """A request, and a part of what was said about it, the newest first."""

    request: SupportRequest
    entries: Sequence[SupportEntry]
    number: int
    has_earlier: bool


@dataclass(frozen=True)
class SupportPage:
    """A part of a list of requests, counted from 0."""

    requests: Sequence[SupportRequest]
    number: int
    total: int
    asking: int = 0
    """How many of all wait for the person."""


def request_in(row: SupportRow, times: AnswerTime) -> SupportRequest:
    """A request from its row."""
    receipt = row.body.get("receipt")
    return SupportRequest(
        id=row.id,
        account_id=row.account_id,
        name=row.personal.legal_name,
        number=row.number,
        kind=SupportKind(row.kind),
        answers=row.body,
        receipt=ReceiptNumber(receipt) if receipt else None,
        state=SupportState(row.state),
        asked_at=row.asked_at,
        answer_by=times.answer_by(row.waiting_since) if row.waiting_since else None,
    )


class Support:
    """Takes requests, each read and written in the name of an account."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        ids: Ids,
        staff: Staff,
        times: AnswerTime,
        *,
        randomness: Randomness,
    ) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._staff = staff
        self._times = times
        self._randomness = randomness

    def can_be_asked(self) -> bool:
        """Whether there is anybody to ask."""
        return self._staff.is_there

    async def ask(
        self, account_id: str, kind: SupportKind, answers: Mapping[str, str], case_id: str | None, *, key: str
    ) -> SupportRequest:
        """Ask the staff. Raises NobodyToAsk, NotFollowed, TooManyAttempts."""
        if not self._staff.is_there:
            raise NobodyToAsk
        now = self._clock.now()
        async with self._database.transaction() as tx:
            earlier = await rows.request_once(tx, key)
            if earlier is not None:
                return request_in(earlier, self._times)
            await count_within(tx, f"support:{account_id}", now, _REQUESTS)
            request_id = self._ids.new(now)
            await rows.add_request(
                tx,
                request_id=request_id,
                account_id=account_id,
                case_id=case_id,
                number=await self._new_number(tx),
                kind=kind,
                body={**answers, **await _receipt(tx, account_id, case_id)},
                state=SupportState.RECEIVED,
                once_key=key,
                now=now,
            )
            await self._staff.tell(tx, STAFF_NEWS, account_id, request_id)
            return request_in(await _own(tx, account_id, request_id), self._times)

    async def all_of(self, account_id: str, number: int = 0) -> SupportPage:
        """A page of the account's requests, those first that wait for the person."""
        async with self._database.reading() as tx:
            total, asking = await rows.count_of(tx, account_id)
            number = min(number, max(0, (total - 1) // PAGE))
            found = await rows.requests_of(tx, account_id, PAGE, number * PAGE)
        return SupportPage([request_in(each, self._times) for each in found], number, total, asking)

    async def has_made(self, account_id: str, request_id: str) -> bool:
        """Whether this is a request of the account."""
        async with self._database.reading() as tx:
            return await rows.request_of(tx, account_id, request_id) is not None

    async def one(self, account_id: str, request_id: str, number: int = 0) -> Conversation:
        """A request, with a page of what was said about it. Raises NoSuchRequest."""
        async with self._database.reading() as tx:
            row = await _own(tx, account_id, request_id)
            return await conversation(tx, request_in(row, self._times), number)

    async def add(self, account_id: str, request_id: str, words: str, *, key: str) -> None:
        """Say more; it waits for the staff again. Raises NoSuchRequest, RequestOver, TooManyAttempts."""
        now = self._clock.now()
        async with self._database.transaction() as tx:
            row = await _own(tx, account_id, request_id)
            state = SupportState(row.state)
            if state.is_over:
                raise RequestOver
            entry_id = self._ids.new(now)
            said = await rows.add_entry(
                tx,
                entry_id=entry_id,
                request_id=request_id,
                author="person",
                kind="words",
                text=words,
                once_key=key,
                now=now,
            )
            if not said:
                return
            await count_within(tx, f"support-words:{account_id}", now, _WORDS)
            goes_on = SupportState.RECEIVED if state is SupportState.RECEIVED else SupportState.WORKING
            since = row.waiting_since or now
            await rows.move_request(tx, request_id, goes_on, waiting_since=since)
            await self._staff.tell(tx, STAFF_NEWS, account_id, entry_id)

    async def withdraw(self, account_id: str, request_id: str) -> None:
        """Take a request back. Raises NoSuchRequest, RequestOver."""
        now = self._clock.now()
        async with self._database.transaction() as tx:
            row = await _own(tx, account_id, request_id)
            if row.state == SupportState.WITHDRAWN:
                return
            if row.state == SupportState.CLOSED:
                raise RequestOver
            await rows.move_request(tx, request_id, SupportState.WITHDRAWN, waiting_since=None, ended_at=now)

    async def _new_number(self, tx: Transaction) -> str:
        while True:
            number = new_mailed_code(self._randomness)
            if not await rows.number_is_taken(tx, number):
                return number


async def conversation(tx: Transaction, request: SupportRequest, number: int) -> Conversation:
    """A request with a page of what was said about it."""
    found = await rows.entries_of(tx, request.id, ENTRIES + 1, number * ENTRIES)
    return Conversation(request, found[:ENTRIES], number, len(found) > ENTRIES)


async def _own(tx: Transaction, account_id: str, request_id: str) -> SupportRow:
    row = await rows.request_of(tx, account_id, request_id)
    if row is None:
        raise NoSuchRequest
    return row


async def _receipt(tx: Transaction, account_id: str, case_id: str | None) -> Mapping[str, str]:
    """The number of the case: it stays with the request when the person stops following the case."""
    if case_id is None:
        return {}
    linked = await links.linked_case(tx, account_id, case_id)
    if linked is None:
        raise NotFollowed
    return {"receipt": linked.case.receipt}
