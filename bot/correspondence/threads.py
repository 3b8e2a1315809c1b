"""Messages, as the person and whoever may write for them see them: sent once, answered, searched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.accounts.staff import Staff
from bot.accounts.throttling import Window, count_within
from bot.cases.reading import as_searched
from bot.cases.receipt_number import ReceiptNumber
from bot.cases.representatives import Right
from bot.clock import Clock
from bot.correspondence.answer_time import AnswerTime
from bot.correspondence.drafts import OFFICE, about_case, to_thread
from storage import accounts, links, message_drafts, shares
from storage import threads as rows
from storage.database import Database, Transaction
from storage.ids import Ids
from storage.threads import Message as Message
from storage.threads import Sight, ThreadRow

MESSAGE_NEWS: Final = "message-news"
"""The kind of news that the staff have answered."""
STAFF_NEWS: Final = "staff-message"
PAGE: Final = 8
_LONGEST_SCREEN: Final = 3_300
"""Characters of messages on one screen."""
_LOOKED_AT, _SEARCHED = 200, 2_000
_A_DAY: Final = Window(limit=30, span=timedelta(days=1))


class Author(StrEnum):
    """Who wrote a message."""

    PERSON = "person"
    REPRESENTATIVE = "representative"
    STAFF = "staff"


class NobodyToWriteTo(Exception):
    """There is no staff here."""


class NoSuchThread(Exception):
    """The account may read no such thread: whether there is one is not told."""


class NotAllowed(Exception):
    """The account sees no such case in full, or may not write for its client."""


class NothingToSend(Exception):
    """Nothing is gathered; or it was sent already."""


@dataclass(frozen=True)
class Thread:
    """A thread, as the person and the staff see it."""

    id: str
    account_id: str
    name: str
    """Of the person whose it is."""
    subject: str
    receipt: ReceiptNumber | None
    case_id: str | None
    moved_at: datetime
    is_unread: bool
    """Whether the person has not opened the last answer yet."""
    answer_by: date | None
    """When the staff mean to have answered, as long as it waits for them."""
    is_late: bool
    person_seen_at: datetime | None
    staff_seen_at: datetime | None


@dataclass(frozen=True)
class ThreadPart:
    """A thread, and as many of its messages as a screen holds, the newest first."""

    thread: Thread
    messages: Sequence[Message]
    start: int
    has_earlier: bool


@dataclass(frozen=True)
class ThreadPage:
    """A part of a list of threads, counted from 0."""

    threads: Sequence[Thread]
    number: int
    total: int
    unread: int = 0


class Threads:
    """Sends and shows messages, each in the name of an account."""

    def __init__(self, database: Database, clock: Clock, ids: Ids, staff: Staff, times: AnswerTime) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._staff = staff
        self._times = times

    def can_be_written_to(self) -> bool:
        """Whether there is anybody to read it."""
        return self._staff.is_there

    async def all_of(self, account_id: str, number: int = 0) -> ThreadPage:
        """A page of the threads that the account may read, those with an unread answer first."""
        now = self._clock.now()
        async with self._database.reading() as tx:
            sight = await _sight(tx, account_id, now)
            total, unread = await rows.count_seen(tx, sight)
            number = min(number, max(0, (total - 1) // PAGE))
            found = await rows.threads_seen(tx, sight, PAGE, number * PAGE)
        return ThreadPage([thread_in(each, self._times, now) for each in found], number, total, unread)

    async def is_open_to(self, account_id: str, thread_id: str) -> bool:
        """Whether the account may read this thread."""
        async with self._database.reading() as tx:
            sight = await _sight(tx, account_id, self._clock.now())
            return await rows.thread_seen(tx, sight, thread_id) is not None

    async def open(self, account_id: str, thread_id: str, start: int = 0) -> ThreadPart:
        """A thread from its message number `start` back. Raises NoSuchThread.

        The staff see that its person opened it; the person sees that a representative did.
        """
        now = self._clock.now()
        async with self._database.transaction() as tx:
            row = await _seen(tx, account_id, thread_id, now)
            shown = await messages_from(tx, thread_in(row, self._times, now), start)
            if row.account_id != account_id and row.case_id is not None:
                await self._note_look(tx, account_id, row.account_id, row.case_id, now)
            elif not start:
                await rows.change_thread(tx, thread_id, person_seen_at=now)
        return shown

    async def search(self, account_id: str, wanted: str) -> Sequence[Thread]:
        """The threads whose subject or messages have all these words, the last moved first; a page of them.

        What is stored is sealed, so the account's own messages are opened and read, a bounded number of them.
        """
        words, now, hits = [as_searched(each) for each in wanted.split()], self._clock.now(), set[str]()
        words = [each for each in words if each]
        if not words:
            return []
        async with self._database.reading() as tx:
            sight = await _sight(tx, account_id, now)
            found = await rows.threads_seen(tx, sight, _SEARCHED)
            before, looked_at = None, 0
            while looked_at < _SEARCHED:
                messages = await rows.messages_seen(tx, sight, _LOOKED_AT, before)
                hits |= {each.thread_id for each in messages if _has(words, " ".join(each.parts))}
                if len(messages) < _LOOKED_AT:
                    break
                before, looked_at = messages[-1].id, looked_at + len(messages)
        fitting = [each for each in found if each.id in hits or _has(words, each.subject)]
        fitting.sort(key=lambda each: each.moved_at, reverse=True)
        return [thread_in(each, self._times, now) for each in fitting[:PAGE]]

    async def require_allowed(self, account_id: str, case_id: str) -> None:
        """Return when the account may write about this case. Raises NotAllowed."""
        async with self._database.reading() as tx:
            await _client_of(tx, account_id, case_id, self._clock.now())

    async def send(self, account_id: str, target: str, *, key: str) -> Thread:
        """Send what is gathered for this target, once.

        Raises NobodyToWriteTo, NothingToSend, NoSuchThread, NotAllowed, TooManyAttempts.
        """
        if not self._staff.is_there:
            raise NobodyToWriteTo
        now = self._clock.now()
        async with self._database.transaction() as tx:
            thread_id = await rows.thread_of_message(tx, key)
            if thread_id is None:
                thread_id = await self._send(tx, account_id, target, key, now)
            return thread_in(await _seen(tx, account_id, thread_id, now), self._times, now)

    async def _note_look(
        self, tx: Transaction, account_id: str, client_id: str, case_id: str, now: datetime
    ) -> None:
        """The client sees that a representative looked."""
        for each in await shares.shared_cases(tx, account_id, now, case_id):
            if each.account_id == client_id:
                await shares.note_view(tx, self._ids, each.share_id, case_id, "messages", now)

    async def _send(self, tx: Transaction, account_id: str, target: str, key: str, now: datetime) -> str:
        draft = await message_drafts.draft_of(tx, account_id, target)
        if draft is None or not draft.parts:
            raise NothingToSend
        row = await self._thread_for(tx, account_id, target, draft.subject, now)
        await count_within(tx, f"messages:{account_id}", now, _A_DAY)
        author = Author.PERSON if row.account_id == account_id else Author.REPRESENTATIVE
        message = Message(
            id=self._ids.new(now),
            thread_id=row.id,
            author=author,
            name=await name_of(tx, account_id),
            parts=[each.text for each in draft.parts],
            at=now,
        )
        await rows.add_message(tx, message, key)
        await rows.change_thread(tx, row.id, moved_at=now, waiting_since=row.waiting_since or now)
        await message_drafts.drop_draft(tx, account_id, target)
        await self._staff.tell(tx, STAFF_NEWS, row.account_id, message.id)
        return row.id

    async def _thread_for(
        self, tx: Transaction, account_id: str, target: str, subject: str, now: datetime
    ) -> ThreadRow:
        """The thread that the target names, or a new one."""
        kind, _, name = target.partition(":")
        if target == to_thread(name):
            return await _seen(tx, account_id, name, now)
        case_id, client, receipt = None, account_id, ""
        if target == about_case(name):
            case_id = name
            client, receipt = await _client_of(tx, account_id, name, now)
        elif kind != OFFICE:
            raise NoSuchThread
        thread_id = self._ids.new(now)
        await rows.add_thread(tx, thread_id, client, case_id, subject=subject, receipt=receipt, now=now)
        return await _seen(tx, account_id, thread_id, now)


def thread_in(row: ThreadRow, times: AnswerTime, now: datetime) -> Thread:
    """A thread from its row."""
    since = row.waiting_since
    seen, answered = row.person_seen_at, row.answered_at
    return Thread(
        id=row.id,
        account_id=row.account_id,
        name=row.personal.legal_name,
        subject=row.subject,
        receipt=ReceiptNumber(row.receipt) if row.receipt else None,
        case_id=row.case_id,
        moved_at=row.moved_at,
        is_unread=answered is not None and (seen is None or seen < answered),
        answer_by=times.answer_by(since) if since else None,
        is_late=since is not None and times.is_late(since, now),
        person_seen_at=seen,
        staff_seen_at=row.staff_seen_at,
    )


async def messages_from(tx: Transaction, thread: Thread, start: int) -> ThreadPart:
    """As many messages, from number `start` back, as a screen holds; one at least."""
    found, shown, left = (
        await rows.messages_of(tx, thread.id, PAGE + 1, start),
        list[Message](),
        _LONGEST_SCREEN,
    )
    for each in found[:PAGE]:
        left -= sum(map(len, each.parts))
        if shown and left < 0:
            break
        shown.append(each)
    return ThreadPart(thread, shown, start, has_earlier=len(found) > len(shown))


async def name_of(tx: Transaction, account_id: str) -> str:
    """What the person of an account is called."""
    account = await accounts.account_by_id(tx, account_id)
    return account.personal.legal_name if account else ""


async def _sight(tx: Transaction, account_id: str, now: datetime) -> Sight:
    shared = await shares.shared_cases(tx, account_id, now)
    return Sight(
        account_id,
        [(each.account_id, each.case.id) for each in shared if Right.MESSAGES in each.rights],
    )


async def _seen(tx: Transaction, account_id: str, thread_id: str, now: datetime) -> ThreadRow:
    row = await rows.thread_seen(tx, await _sight(tx, account_id, now), thread_id)
    if row is None:
        raise NoSuchThread
    return row


async def _client_of(tx: Transaction, account_id: str, case_id: str, now: datetime) -> tuple[str, str]:
    """In whose name the account may write about a case, and the case's number. Raises NotAllowed.

    What the organisation and a person write about a case is for who sees it in full (R11).
    """
    mine = await links.linked_case(tx, account_id, case_id)
    if mine is not None and mine.is_full:
        return account_id, mine.case.receipt
    for each in await shares.shared_cases(tx, account_id, now, case_id):
        if Right.MESSAGES in each.rights:
            theirs = await links.linked_case(tx, each.account_id, case_id)
            if theirs is not None and theirs.is_full:
                return each.account_id, theirs.case.receipt
    raise NotAllowed


def _has(words: Sequence[str], text: str) -> bool:
    said = as_searched(text)
    return all(each in said for each in words)
