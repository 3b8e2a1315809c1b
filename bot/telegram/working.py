"""Working on updates: in order within a chat, many chats at once, each on disk until it is answered.

One loop writes for all chats: while a transaction runs, what other chats finish gathers and goes into
the next. The slots of concurrency belong to chats, so one person's flood holds up that person only.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.telegram.chat_turns import Answered, Answerer, ChatLost, Turns
from bot.telegram.line import Line
from bot.telegram.performing import Performer, TelegramUnavailable
from storage import chats
from storage.chats import ChatWork, NewUpdate, Outcome
from storage.database import Database, DatabaseUnavailable, Transaction

_log = structlog.get_logger()

LEASE = timedelta(seconds=15)
_RENEW_AFTER = 5.0  # seconds
_FINISHES_WITHIN = 15.0  # seconds that chats under way are given when the work stops
_LOOK_AGAIN_AFTER = 1.0  # seconds: for updates that another process took in
_PAUSE_AFTER_FAILURE = 0.5  # seconds
_MANY = 8  # chats under way: from here on fewer, larger transactions do more
_GATHER = 0.003
_TEXTS_AT_ONCE = 8
"""Answers to texts being worked out at once: they share one core with the presses."""

_chat_at_work: ContextVar[int] = ContextVar("chat_at_work")


@dataclass
class _Report:
    """What a chat's task hands to the writing loop, and waits for."""

    outcome: Outcome
    written: asyncio.Future[ChatWork | None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


@dataclass
class _Arrival:
    """Updates that came in, and who waits for them to be on disk."""

    updates: Sequence[NewUpdate]
    written: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Workers:
    """Takes updates in, hands them to the answerer, and performs what it decides."""

    def __init__(
        self,
        database: Database,
        answerer: Answerer,
        performer: Performer,
        clock: Clock,
        *,
        owner: str,
        slots: int,
        blocked: Callable[[int], Awaitable[None]],
    ) -> None:
        self._database = database
        self._answerer = answerer
        self._turns = Turns(self._answer, performer, clock, self._report, blocked=blocked)
        self._clock = clock
        self._owner = owner
        self._slots = slots
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._aside: set[int] = set()  # chats under way that need no slot just now
        self._texts: set[int] = set()  # chats under way where the answer to a text is being worked out
        self._arrivals: list[_Arrival] = []
        self._reports: list[_Report] = []
        self._rests: dict[int, timedelta] = {}
        self._line = Line()
        self._awake = asyncio.Event()
        self._awake.set()  # what an earlier process left is taken up at once
        self._looked = self._renewed = -_RENEW_AFTER
        self._stopping = self._over = False
        self._quiet = asyncio.Condition()

    async def take(self, updates: Sequence[NewUpdate]) -> None:
        """Write updates into the inbox. On return they are on disk, and will be worked on.

        Raises DatabaseUnavailable: then they are not.
        """
        if self._over:
            raise DatabaseUnavailable("the work is over")
        arrival = _Arrival(updates)
        self._arrivals.append(arrival)
        self._awake.set()
        await arrival.written

    async def run(self) -> None:
        """Work until `stop`. An error that nobody expected ends the work, and whoever waits for it."""
        try:
            while self._arrivals or self._reports or self._tasks or not self._stopping:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._awake.wait(), _LOOK_AGAIN_AFTER)
                if len(self._tasks) >= _MANY:
                    await asyncio.sleep(_GATHER)
                self._awake.clear()
                try:
                    await self._round()
                except DatabaseUnavailable as trouble:
                    _log.warning("inbox_waits_for_database", reason=type(trouble).__name__)
                    self._refuse_arrivals(trouble)
                    await asyncio.sleep(_PAUSE_AFTER_FAILURE)
                    self._awake.set()
        finally:
            await self._end()

    async def stop(self) -> None:
        """Take nothing new, finish what is under way, and leave the rest to whoever works next."""
        self._stopping = True
        self._awake.set()
        if self._tasks:
            await asyncio.wait(list(self._tasks.values()), timeout=_FINISHES_WITHIN)
        for task in self._tasks.values():
            task.cancel()
        self._awake.set()

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """Let other chats have the slot of the one at work, while its answer waits for something slow.

        Else fifty people whose passwords are being checked would hold up everybody.
        """
        chat_id = _chat_at_work.get(None)
        if chat_id is None:
            yield
            return
        self._aside.add(chat_id)
        self._awake.set()
        try:
            yield
        finally:
            self._aside.discard(chat_id)

    async def settled(self) -> None:
        """Return when no update waits and nobody works on one. Raises DatabaseUnavailable when none will."""
        while True:
            if self._over:
                raise DatabaseUnavailable("the work is over")
            self._awake.set()
            async with self._quiet:
                await self._quiet.wait()
            if await self.is_settled():
                return

    async def is_settled(self) -> bool:
        """Whether no update waits and nobody works on one."""
        if self._tasks or self._reports or self._arrivals or self._line:
            return False
        async with self._database.reading() as tx:
            return await chats.count_waiting(tx) == 0

    async def _end(self) -> None:
        """Leave nobody waiting, and let go of every chat: another process may take them at once."""
        self._over = True
        self._refuse_arrivals(DatabaseUnavailable("the work is over"))
        for task in self._tasks.values():
            task.cancel()
        try:
            async with self._database.transaction() as tx:
                await chats.release_all_chats(tx, self._owner)
        except DatabaseUnavailable as trouble:
            _log.warning("chats_not_released", reason=type(trouble).__name__)
        async with self._quiet:
            self._quiet.notify_all()

    # --- the writing loop ------------------------------------------------------------------------

    async def _round(self) -> None:
        """Write everything that has gathered in one transaction, and hand out what is free to be done."""
        arrivals, reports, rests = list(self._arrivals), list(self._reports), dict(self._rests)
        clock, now = asyncio.get_running_loop().time(), self._clock.now()
        updates = [each for arrival in arrivals for each in arrival.updates]
        presses = [each.chat_id for each in updates if each.is_press]
        async with self._database.transaction() as tx:
            new = await chats.add_updates(tx, updates, now)
            valid = await chats.settle(tx, self._owner, [each.outcome for each in reports], now)
            for chat_id, rest in rests.items():
                await chats.rest_chat(tx, self._owner, chat_id, now + rest)
            done = {each.work.chat_id for each in valid if each.answer is None}
            chosen = await self._choose(tx, new, presses, done, clock, now)
            claimed = await chats.claim_chats(tx, self._owner, now, now + LEASE, chosen)
            if self._tasks and clock - self._renewed > _RENEW_AFTER:
                # Only those: a chat that was leased by a commit whose answer was lost must come free.
                await chats.renew_leases(tx, self._owner, self._tasks.keys(), now + LEASE)
                self._renewed = clock
        # Only what the transaction covered: more may have gathered while it ran.
        del self._arrivals[: len(arrivals)]
        del self._reports[: len(reports)]
        for chat_id in rests:
            self._rests.pop(chat_id, None)
        self._line.add(new, presses)
        self._hand_out(arrivals, reports, {each.work.chat_id for each in valid}, claimed)
        self._line.leave(chosen)
        async with self._quiet:
            self._quiet.notify_all()

    async def _choose(
        self,
        tx: Transaction,
        new: Sequence[int],
        presses: Sequence[int],
        done: set[int],
        clock: float,
        now: datetime,
    ) -> list[int]:
        """The chats to claim: known to wait and not busy; once a second, what others left."""
        under_way = len(self._tasks) - len(self._aside)
        free = 0 if self._stopping else self._slots - under_way + len(done)
        if free <= 0:
            return []
        busy = self._tasks.keys() - done
        texts = max(0, _TEXTS_AT_ONCE - len(self._texts - self._aside))
        chosen = self._line.next(free, texts=texts, busy=busy, new=new, presses=presses)
        is_time = clock - self._looked >= _LOOK_AGAIN_AFTER
        if is_time and len(chosen) < free and not self._line.has_more(chosen, busy=busy, new=new):
            self._looked = clock
            # One of ours may be among them: its lease ran out, but its task is still at work.
            left = [each for each in await chats.chats_waiting(tx, now, free) if each not in busy]
            self._line.add_found(chat_id for chat_id in left if chat_id not in chosen)
            chosen = list(dict.fromkeys((*chosen, *left)))[:free]
        return chosen

    def _hand_out(
        self, arrivals: list[_Arrival], reports: list[_Report], kept: set[int], claimed: list[ChatWork]
    ) -> None:
        work = {each.chat_id: each for each in claimed}
        for report in reports:
            chat_id = report.outcome.work.chat_id
            if report.written.done():
                continue
            if chat_id in kept:
                following = work.pop(chat_id, None) if report.outcome.answer is None else None
                self._begun(following)
                report.written.set_result(following)
            else:
                report.written.set_exception(ChatLost())
        for each in work.values():
            self._start(each)
        for arrival in arrivals:
            if not arrival.written.done():
                arrival.written.set_result(None)

    def _refuse_arrivals(self, trouble: DatabaseUnavailable) -> None:
        """What cannot be written is not taken: Telegram keeps it for us."""
        arrivals, self._arrivals = self._arrivals, []
        for arrival in arrivals:
            if not arrival.written.done():
                arrival.written.set_exception(trouble)

    def _start(self, work: ChatWork) -> None:
        task = asyncio.create_task(self._chat(work), name=f"chat-{work.fence}")
        self._tasks[work.chat_id] = task
        self._begun(work)
        task.add_done_callback(lambda _: self._ended(work.chat_id))

    def _begun(self, work: ChatWork | None) -> None:
        if work is not None and work.answer is None and not self._line.is_pressed(work.chat_id):
            self._texts.add(work.chat_id)

    def _ended(self, chat_id: int) -> None:
        del self._tasks[chat_id]
        self._texts.discard(chat_id)
        self._awake.set()

    async def _answer(self, work: ChatWork) -> Answered:
        try:
            return await self._answerer(work)
        finally:
            # What is left to do is to tell Telegram: another text's answer can be worked out.
            if work.chat_id in self._texts:
                self._texts.discard(work.chat_id)
                if self._line:
                    self._awake.set()

    async def _report(self, outcome: Outcome) -> ChatWork | None:
        report = _Report(outcome)
        self._reports.append(report)
        self._awake.set()
        return await report.written

    # --- one chat --------------------------------------------------------------------------------

    async def _chat(self, work: ChatWork) -> None:
        following: ChatWork | None = work
        _chat_at_work.set(work.chat_id)
        try:
            while following is not None:
                following = await self._turns.take(following)
        except ChatLost:
            _log.warning("chat_lost", fence=work.fence)
        except (TelegramUnavailable, DatabaseUnavailable) as trouble:
            wait = trouble.retry_after if isinstance(trouble, TelegramUnavailable) else 2.0
            _log.warning("chat_rests", reason=type(trouble).__name__, seconds=wait)
            self._rests[work.chat_id] = timedelta(seconds=wait)
        except Exception:
            # Anything else is a mistake of ours; the chat is taken up again after a rest.
            _log.exception("chat_failed")
            self._rests[work.chat_id] = timedelta(seconds=30)
