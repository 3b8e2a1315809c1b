"""Requests to the staff: password, second factor and recovery codes are all lost.

A person of the staff checks who it is; then a cooling time passes, in which the account's own mailbox, its
chats and any log-in can stop it. What it gives is a new password in the chat that asked, with a mailed code.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import structlog

from bot.accounts.changes import By, Changes
from bot.accounts.codes import Randomness, new_link_token, new_mailed_code
from bot.accounts.help_news import HelpNews
from bot.accounts.staff import PAGE, Staff, StaffMember
from bot.accounts.throttling import Window, count_within
from bot.clock import Clock
from storage import accounts
from storage import recovery_requests as rows
from storage.accounts import Account
from storage.database import Database, Transaction
from storage.ids import Ids
from storage.links import linked_cases
from storage.recovery_requests import RecoveryRequest as RecoveryRequest
from storage.sessions import chats_bound_to

_security = structlog.get_logger("casebell.security")

RIGHT_LASTS = timedelta(days=7)
_A_DAY = timedelta(days=1)
_OF_ONE_ACCOUNT = Window(limit=3, span=_A_DAY)
_FROM_ONE_CHAT = Window(limit=3, span=_A_DAY)
_OF_ALL = Window(limit=200, span=_A_DAY)


class AlreadyAsked(Exception):
    """A request of this account is open."""


class RequestOver(Exception):
    """The request was decided, stopped or taken back, or there is none."""


class OwnRequest(Exception):
    """Nobody decides about their own account."""


class HowChecked(StrEnum):
    """How it was made sure that the request is the person's own."""

    PASSPORT = "passport"
    VIDEO = "video"
    KNOWN = "known"
    OTHER = "other"


class WhyRefused(StrEnum):
    """Why a request was refused."""

    NOT_REACHED = "not-reached"
    NOT_PROVED = "not-proved"
    NOT_THE_SAME = "not-the-same"
    NOT_NEEDED = "not-needed"


@dataclass(frozen=True)
class Answers:
    """What the person wrote."""

    name: str
    birth: date
    reach: str
    number: str = ""
    more: str = ""


@dataclass(frozen=True)
class Compared:
    """A request beside its account: whether they agree, not what the account says."""

    request: RecoveryRequest
    same_name: bool
    same_birth: bool
    knows_number: bool | None
    """Whether the number that was written is the account's own, or that of one of its cases."""


@dataclass(frozen=True)
class Waiting:
    """A page of the requests that wait, the oldest first."""

    requests: Sequence[RecoveryRequest]
    count: int


class RecoveryRequests:
    """Takes requests, and lets the staff decide them."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        ids: Ids,
        changes: Changes,
        staff: Staff,
        *,
        randomness: Randomness,
        cooling: timedelta,
    ) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._changes = changes
        self._staff = staff
        self._randomness = randomness
        self._cooling = cooling
        self._news = HelpNews(clock, ids)

    @property
    def cooling_hours(self) -> int:
        """How long it takes from the check of the identity to the new password."""
        return int(self._cooling / timedelta(hours=1))

    # --- the person ----------------------------------------------------------------------------

    async def of(self, account_id: str) -> RecoveryRequest | None:
        """The open request of an account."""
        async with self._database.reading() as tx:
            request = await rows.open_request(tx, account_id)
        return None if request is None or self._has_run_out(request) else request

    async def in_chat(self, request_id: str, chat_id: int) -> RecoveryRequest:
        """A request, for the chat that made it. Raises RequestOver."""
        async with self._database.reading() as tx:
            request = await rows.request_by_id(tx, request_id)
        if request is None or request.chat_id != chat_id:
            raise RequestOver
        return request

    async def name_to_recover(self, chat_id: int) -> str:
        """The username of the account to which this chat may give a new password. Raises RequestOver."""
        async with self._database.reading() as tx:
            request = await rows.approved_in_chat(tx, chat_id)
            if request is None or not gives_right(request, chat_id, self._clock.now()):
                raise RequestOver
            account = await accounts.account_by_id(tx, request.account_id)
        if account is None:
            raise RequestOver
        return account.personal.username

    async def ask(self, account_id: str, answers: Answers, *, language: str, by: By) -> RecoveryRequest:
        """Ask the staff, and tell the account's mailbox and its other chats, which can stop it.

        Raises AlreadyAsked, TooManyAttempts, RequestOver where the account is gone.
        """
        now = self._clock.now()
        async with self._database.transaction() as tx:
            account = await self._account(tx, account_id)
            earlier = await rows.request_once(tx, by.key)
            if earlier is not None:
                return earlier
            await self._make_room(tx, account_id, now)
            await count_within(tx, f"help-asked:{account_id}", now, _OF_ONE_ACCOUNT)
            await count_within(tx, f"help-asked-from:{by.chat_id}", now, _FROM_ONE_CHAT)
            await count_within(tx, "help-asked-at-all", now, _OF_ALL)
            request_id, link = self._ids.new(now), new_link_token(self._randomness)
            await rows.add_request(
                tx,
                request_id=request_id,
                account_id=account_id,
                number=await self._new_number(tx),
                chat_id=by.chat_id,
                body={**_written(answers), "language": language, "telegram_name": by.telegram_name},
                stop_link=link,
                once_key=by.key,
                now=now,
            )
            request = await self._request(tx, request_id)
            await self._changes.note(tx, account_id, "help-asked", by)
            await self._news.mail(tx, "help-asked", request, account, {"link": link})
            bound = [each for each in await chats_bound_to(tx, account_id) if each != by.chat_id]
            await self._news.to_chats(tx, "help-asked", request, account, bound)
            await self._staff.tell(tx, "staff-help", account_id, request_id)
        _security.info("help_asked", account=account_id)
        return request

    async def withdraw(self, request_id: str, by: By) -> None:
        """Take a request back, in the chat that made it. Raises RequestOver."""
        async with self._database.transaction() as tx:
            request = await self._request(tx, request_id)
            if request.chat_id != by.chat_id:
                raise RequestOver
            if request.state == "withdrawn":
                return
            await self._end(tx, request, "withdrawn")
            await self._changes.note(tx, request.account_id, "help-withdrawn", by)

    # --- stopping ------------------------------------------------------------------------------

    async def is_stop_link(self, link: str) -> bool:
        """Whether this is a link that stops a request, or did once."""
        async with self._database.reading() as tx:
            return await rows.request_by_stop_link(tx, link) is not None

    async def to_stop(self, link: str) -> RecoveryRequest:
        """The request that this link would stop. Raises RequestOver."""
        async with self._database.reading() as tx:
            return self._stoppable(await rows.request_by_stop_link(tx, link))

    async def stop_by_link(self, link: str, by: By) -> None:
        """Stop a request, in whatever chat the mail was opened. Raises RequestOver."""
        async with self._database.transaction() as tx:
            await self._stop(tx, self._stoppable(await rows.request_by_stop_link(tx, link)), by)

    async def stop_in_chat(self, request_id: str, by: By) -> None:
        """Stop a request from another chat of the account. Raises RequestOver."""
        async with self._database.transaction() as tx:
            request = self._stoppable(await rows.request_by_id(tx, request_id))
            if by.chat_id not in await chats_bound_to(tx, request.account_id):
                raise RequestOver
            await self._stop(tx, request, by)

    async def stop_by_login(self, tx: Transaction, account_id: str, by: By) -> None:
        """Whoever logs in has lost nothing: within the transaction of the log-in."""
        request = await rows.open_request(tx, account_id)
        if request is not None:
            await self._stop(tx, request, by)

    # --- the staff -----------------------------------------------------------------------------

    async def waiting(self, page: int = 0) -> Waiting:
        """The requests that wait for the staff."""
        async with self._database.reading() as tx:
            count = await rows.count_waiting(tx)
            return Waiting(await rows.waiting_requests(tx, PAGE, page * PAGE), count)

    async def compare(self, request_id: str, who: StaffMember) -> Compared:
        """Open a request, which is on record too. Raises RequestOver when it does not wait any more."""
        async with self._database.transaction() as tx:
            request = await self._undecided(tx, request_id)
            account = await self._account(tx, request.account_id)
            numbers = [each.case.receipt for each in await linked_cases(tx, account.id)]
            await self._staff.note(
                tx, who, "help-opened", f"recovery-request:{request_id}", number=request.number
            )
        written, personal = request.body, account.personal
        number = _bare(written["number"])
        return Compared(
            request,
            same_name=_bare(written["name"]) == _bare(personal.legal_name),
            same_birth=written["birth"] == personal.birth_date,
            knows_number=number in {_bare(each) for each in (*numbers, personal.number)} if number else None,
        )

    async def approve(self, request_id: str, how: HowChecked, note: str, who: StaffMember) -> datetime:
        """The identity was checked: the right begins after the cooling time. Returns when.

        Raises RequestOver, OwnRequest.
        """
        now = self._clock.now()
        ready_at = now + self._cooling
        async with self._database.transaction() as tx:
            if await self._staff.has_noted(tx, who, "help-approved"):
                return (await self._request(tx, request_id)).ready_at or ready_at
            await self._to_decide(tx, request_id, who)
            await rows.approve_request(
                tx,
                request_id,
                {"how": how, "note": note, "by": who.account_id, "telegram_id": str(who.telegram_id)},
                now,
                ready_at=ready_at,
                expires_at=ready_at + RIGHT_LASTS,
            )
            request = await self._request(tx, request_id)
            account = await self._account(tx, request.account_id)
            await self._staff.note(
                tx, who, "help-approved", f"recovery-request:{request_id}", number=request.number, how=how
            )
            await self._tell_both(tx, "help-approved", request, account)
            await self._tell_both(tx, "help-ready", request, account, due_at=ready_at)
        _security.info("help_approved", account=request.account_id, by=who.account_id)
        return ready_at

    async def refuse(self, request_id: str, why: WhyRefused, who: StaffMember) -> None:
        """Refuse a request. Raises RequestOver, OwnRequest."""
        now = self._clock.now()
        async with self._database.transaction() as tx:
            if await self._staff.has_noted(tx, who, "help-refused"):
                return
            request = await self._to_decide(tx, request_id, who)
            account = await self._account(tx, request.account_id)
            decision = {"why": why.value, "by": who.account_id, "telegram_id": str(who.telegram_id)}
            await rows.refuse_request(tx, request_id, decision, now)
            await self._staff.note(
                tx, who, "help-refused", f"recovery-request:{request_id}", number=request.number, why=why
            )
            await self._tell_both(tx, "help-refused", await self._request(tx, request_id), account)
        _security.info("help_refused", account=request.account_id, by=who.account_id)

    # --- within a transaction ------------------------------------------------------------------

    async def _account(self, tx: Transaction, account_id: str) -> Account:
        account = await accounts.account_to_change(tx, account_id)
        if account is None:
            raise RequestOver
        return account

    async def _request(self, tx: Transaction, request_id: str) -> RecoveryRequest:
        request = await rows.request_by_id(tx, request_id)
        if request is None:
            raise RequestOver
        return request

    async def _undecided(self, tx: Transaction, request_id: str) -> RecoveryRequest:
        request = await self._request(tx, request_id)
        if request.ended_at is not None or request.state != rows.WAITING:
            raise RequestOver
        return request

    async def _to_decide(self, tx: Transaction, request_id: str, who: StaffMember) -> RecoveryRequest:
        request = await self._undecided(tx, request_id)
        if request.account_id == who.account_id:
            raise OwnRequest
        return request

    async def _make_room(self, tx: Transaction, account_id: str, now: datetime) -> None:
        """One request at a time; one whose right ran out is none any more."""
        earlier = await rows.open_request(tx, account_id)
        if earlier is None:
            return
        if not self._has_run_out(earlier):
            raise AlreadyAsked
        await rows.end_request(tx, earlier.id, "expired", now)

    async def _stop(self, tx: Transaction, request: RecoveryRequest, by: By) -> None:
        account = await self._account(tx, request.account_id)
        await self._end(tx, request, "stopped")
        await self._changes.note(tx, account.id, "help-stopped", by)
        await self._tell_both(tx, "help-stopped", request, account)
        _security.warning("help_stopped", account=account.id)

    async def _end(self, tx: Transaction, request: RecoveryRequest, state: str) -> None:
        if not await rows.end_request(tx, request.id, state, self._clock.now()):
            raise RequestOver
        await self._news.drop(tx, request)

    async def _tell_both(
        self,
        tx: Transaction,
        kind: str,
        request: RecoveryRequest,
        account: Account,
        *,
        due_at: datetime | None = None,
    ) -> None:
        """Tell the chat that asked, and the account's address."""
        await self._news.to_asker(tx, kind, request, due_at)
        await self._news.mail(tx, kind, request, account, {}, due_at)

    async def _new_number(self, tx: Transaction) -> str:
        while True:
            number = new_mailed_code(self._randomness)
            if not await rows.number_is_taken(tx, number):
                return number

    def _stoppable(self, request: RecoveryRequest | None) -> RecoveryRequest:
        now = self._clock.now()
        if request is None or request.ended_at is not None:
            raise RequestOver
        if request.ready_at is not None and now >= request.ready_at:
            raise RequestOver
        return request

    def _has_run_out(self, request: RecoveryRequest) -> bool:
        return request.expires_at is not None and self._clock.now() >= request.expires_at


def gives_right(request: RecoveryRequest | None, chat_id: int, now: datetime) -> bool:
    """Whether a request takes the place of the second factor, in this chat and at this moment."""
    if request is None or request.ready_at is None or request.expires_at is None:
        return False
    return (
        request.state == rows.APPROVED
        and request.ended_at is None
        and request.chat_id == chat_id
        and request.ready_at <= now < request.expires_at
    )


def _written(answers: Answers) -> Mapping[str, str]:
    return {**asdict(answers), "birth": answers.birth.isoformat()}


def _bare(text: str) -> str:
    """Letters and digits only, without accents or case: names and numbers are written in many ways."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"[\W_]", "", "".join(each for each in plain if not unicodedata.combining(each)))
