"""Requests to the staff to open a case in full: asked in the chat, decided at the desk, told either way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import structlog

from bot.accounts.staff import PAGE, Staff, StaffMember
from bot.accounts.throttling import Window, count_within
from bot.cases.identity_match import identity
from bot.cases.own_records import LINK_APPROVED, LINK_REFUSED, tell_of_link
from bot.cases.receipt_number import ReceiptNumber
from bot.cases.registry import Role
from bot.clock import Clock
from storage import link_requests as rows
from storage import links, registry
from storage.database import Database, Transaction
from storage.ids import Ids
from storage.link_requests import LinkRequest
from storage.registry import PersonRow

_security = structlog.get_logger("casebell.security")

_A_DAY = Window(limit=10, span=timedelta(days=1))


class NotToAsk(Exception):
    """The account follows no such case as status-only, or there is no staff to ask."""


class AlreadyAsked(Exception):
    """A request for this case is open."""


class RequestOver(Exception):
    """The request was answered or taken back, or there is none."""


class OwnRequest(Exception):
    """Nobody decides about their own account."""


class Answer(StrEnum):
    """What became of a request."""

    APPROVED = "approved"
    REFUSED = "refused"
    TAKEN_BACK = "taken-back"


@dataclass(frozen=True)
class Asked:
    """A person's own request, as far as it has come."""

    id: str
    asked_at: datetime
    answer: Answer | None

    @property
    def is_open(self) -> bool:
        """Whether it still waits for the staff."""
        return self.answer is None


@dataclass(frozen=True)
class Compared:
    """A request beside the organisation's own record of the case, if there is one."""

    request: LinkRequest
    receipt: ReceiptNumber
    people: Sequence[PersonRow]
    is_kept: bool
    same_person: PersonRow | None
    """The person of the record with the account's legal name and birth date."""


@dataclass(frozen=True)
class Waiting:
    """A page of the requests that wait, the oldest first."""

    requests: Sequence[LinkRequest]
    count: int


class LinkRequests:
    """Takes requests, and lets the staff decide them."""

    def __init__(self, database: Database, clock: Clock, ids: Ids, staff: Staff) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._staff = staff

    # --- the person ----------------------------------------------------------------------------

    async def of(self, account_id: str, case_id: str) -> Asked | None:
        """The account's last request for a case, once the case is not open to it in full."""
        async with self._database.reading() as tx:
            found = await rows.newest_request(tx, account_id, case_id)
        return None if found is None else _asked(found)

    def can_be_asked(self) -> bool:
        """Whether there is anybody to ask."""
        return self._staff.is_there

    async def ask(self, account_id: str, case_id: str, role: Role, word: str, *, key: str) -> None:
        """Ask the staff. Raises NotToAsk, AlreadyAsked, TooManyAttempts."""
        now = self._clock.now()
        async with self._database.transaction() as tx:
            linked = await links.linked_case(tx, account_id, case_id)
            if linked is None or linked.is_full or not self._staff.is_there:
                raise NotToAsk
            if await rows.is_made(tx, key):
                return
            await count_within(tx, f"link-requests:{account_id}", now, _A_DAY)
            request_id = self._ids.new(now)
            body = {"role": role.value, "word": word}
            added = await rows.add_request(
                tx,
                request_id=request_id,
                account_id=account_id,
                case_id=case_id,
                body=body,
                once_key=key,
                now=now,
            )
            if not added:
                raise AlreadyAsked
            await self._staff.tell(tx, "staff-link-request", account_id, request_id)
        _security.info("link_asked", account=account_id, case=case_id)

    async def take_back(self, account_id: str, case_id: str) -> None:
        """Take back what is open for this case."""
        async with self._database.transaction() as tx:
            await rows.drop_open_request(tx, account_id, case_id, self._clock.now())

    # --- the staff -----------------------------------------------------------------------------

    async def waiting(self, page: int = 0) -> Waiting:
        """The requests that wait for the staff."""
        async with self._database.reading() as tx:
            count = await rows.count_waiting(tx)
            return Waiting(await rows.waiting_requests(tx, PAGE, page * PAGE), count)

    async def compare(self, request_id: str, who: StaffMember) -> Compared:
        """Open a request, which is on record too. Raises RequestOver."""
        async with self._database.transaction() as tx:
            request = await self._open(tx, request_id)
            kept = await registry.record_of(tx, request.case.id)
            people = await registry.people_of(tx, request.case.id) if kept else []
            await self._note(tx, who, "link-opened", request)
        mine = identity(request.personal.legal_name, date.fromisoformat(request.personal.birth_date))
        same = (each for each in people if identity(each.name, date.fromisoformat(each.birth_date)) == mine)
        receipt = ReceiptNumber(request.case.receipt)
        return Compared(request, receipt, people, kept is not None, next(same, None))

    async def approve(self, request_id: str, who: StaffMember) -> None:
        """Open the case to the account in full. Raises RequestOver, OwnRequest."""
        now = self._clock.now()
        async with self._database.transaction() as tx:
            if await self._staff.has_noted(tx, who, "link-approved"):
                return
            request = await self._decide(tx, request_id, Answer.APPROVED, who)
            linked = await links.linked_case(tx, request.account_id, request.case.id)
            if linked is None:
                # Who stopped following it has nothing that could be opened.
                raise RequestOver
            await links.put_link(
                tx,
                link_id=linked.link_id,
                account_id=request.account_id,
                case_id=request.case.id,
                level=links.FULL,
                once_key=linked.once_key,
                now=now,
                awaited_until=linked.awaited_until,
                role=request.body["role"],
            )
            await self._note(tx, who, "link-approved", request)
            await self._tell(tx, LINK_APPROVED, request, now)
        _security.info("link_approved", account=request.account_id, by=who.account_id)

    async def refuse(self, request_id: str, who: StaffMember) -> None:
        """Leave it as it is, and tell the person. Raises RequestOver, OwnRequest."""
        async with self._database.transaction() as tx:
            if await self._staff.has_noted(tx, who, "link-refused"):
                return
            request = await self._decide(tx, request_id, Answer.REFUSED, who)
            await self._note(tx, who, "link-refused", request)
            await self._tell(tx, LINK_REFUSED, request, self._clock.now())
        _security.info("link_refused", account=request.account_id, by=who.account_id)

    # --- within a transaction ------------------------------------------------------------------

    async def _open(self, tx: Transaction, request_id: str) -> LinkRequest:
        request = await rows.request_by_id(tx, request_id)
        if request is None or request.answered_at is not None:
            raise RequestOver
        return request

    async def _decide(
        self, tx: Transaction, request_id: str, answer: Answer, who: StaffMember
    ) -> LinkRequest:
        request = await self._open(tx, request_id)
        if request.account_id == who.account_id:
            raise OwnRequest
        if not await rows.answer_request(tx, request_id, answer, by=who.account_id, now=self._clock.now()):
            raise RequestOver
        return request

    async def _note(self, tx: Transaction, who: StaffMember, action: str, request: LinkRequest) -> None:
        last4 = ReceiptNumber(request.case.receipt).last4
        await self._staff.note(tx, who, action, f"link-request:{request.id}", last4=last4)

    async def _tell(self, tx: Transaction, kind: str, request: LinkRequest, now: datetime) -> None:
        await tell_of_link(tx, self._ids, kind, request.account_id, request.case.id, request.id, now)


def _asked(request: LinkRequest) -> Asked:
    return Asked(request.id, request.asked_at, Answer(request.answer) if request.answer else None)
