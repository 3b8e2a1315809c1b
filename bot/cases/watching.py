"""The watcher: asks for the cases that are due, and for nothing else believes the source.

A look-up that fails, whatever the reason, never changes a case. What must happen once is a claimed row:
a tick may come twice, or in two processes.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.cases.allowance import Allowance
from bot.cases.plan import Plan, Urgency
from bot.cases.receipt_number import ReceiptNumber
from bot.cases.recording import REGISTRY, Recorder
from bot.cases.sources.several import Sources
from bot.cases.sources.source import (
    BudgetSpent,
    LookUpFailed,
    NoSource,
    Observation,
    ReceiptRefused,
    ReceiptUnknown,
    SourceBusy,
    SourceClosed,
    SourceGarbled,
    SourceRefusesUs,
    SourceUnavailable,
)
from bot.cases.stored_budget import StoredBudget
from bot.cases.telling import NOT_FOUND, News
from bot.cases.unchanged import Unchanged, says_nothing_new
from bot.clock import Clock
from storage import cases, links, source_states, watching
from storage.cases import CaseRow, DueCase
from storage.database import Database, DatabaseUnavailable, Transaction
from storage.due import are_cases_due

_log = structlog.get_logger()

_LEASE = timedelta(minutes=5)
_REFUSED_PAUSE = timedelta(hours=1)
_COUNTED_EVERY = timedelta(minutes=10)
_SOURCE = "uscis"
"""The one source that is asked again and again; what the organisation keeps itself tells its changes."""


@dataclass(frozen=True)
class WatchLimits:
    """How many cases are claimed together, and how many are asked for at the same time."""

    batch: int = 50
    at_once: int = 8

    @classmethod
    def at_rate(cls, per_second: float) -> "WatchLimits":
        """A minute's work in a batch, well within a lease, and two seconds' waiting for its turn.

        People who link a case wait in the same queue.
        """
        return cls(batch=_between(1, per_second * 60, 200), at_once=_between(1, per_second * 2, 32))


@contextmanager
def _other_checks_go_on(**about: str) -> Iterator[None]:
    try:
        yield
    except DatabaseUnavailable as trouble:
        # The claims run out by themselves, and the cases are asked for again.
        _log.warning("check_not_written", reason=type(trouble).__name__)
    except Exception:
        # A mistake of ours with one case must not hold up the others.
        _log.exception("check_failed", **about)


def _between(least: int, wanted: float, most: int) -> int:
    return max(least, min(int(wanted), most))


class Watcher:
    """Keeps what we know of each watched case up to date."""

    def __init__(
        self,
        database: Database,
        sources: Sources,
        clock: Clock,
        plan: Plan,
        recorder: Recorder,
        *,
        owner: str,
        limits: WatchLimits | None = None,
        budget: StoredBudget | None = None,
    ) -> None:
        self._database = database
        self._sources = sources
        self._clock = clock
        self._plan = plan
        self._recorder = recorder
        self._owner = owner
        self._limits = limits or WatchLimits()
        self._budget = budget
        self._allowance = Allowance()
        self._counted_at: datetime | None = None
        self._paused_until: datetime | None = None
        self._is_known_to_answer = False
        self._is_stopping = False
        self._rounds_up = False
        self._unchanged = Unchanged(database, plan)

    async def tick(self) -> int:
        """Check the cases that are due, as many as the day's budget allows. Returns how many were claimed."""
        claimed = 0
        while not (self._is_stopping or self._is_paused()) and (due := await self._claim()):
            await self._check_all(due)
            claimed += len(due)
        return claimed

    def stop(self) -> None:
        """Claim nothing more."""
        self._is_stopping = True

    def _is_paused(self) -> bool:
        return self._paused_until is not None and self._clock.now() < self._paused_until

    async def _claim(self) -> list[DueCase]:
        """The next cases to be checked: half of them the most pressing, the others whoever waits longest."""
        now = self._clock.now()
        async with self._database.reading() as tx:
            if not await are_cases_due(tx, now):
                return []
        await self._count(now)
        async with self._database.transaction() as tx:
            room = await self._room(tx, now)
            pressing = (room + self._rounds_up) // 2
            self._rounds_up = not self._rounds_up
            due: list[DueCase] = []
            for urgency, until in ((Urgency.URGENT, pressing), (Urgency.LIVELY, pressing), (None, room)):
                if len(due) < until:
                    due += await watching.claim_due_cases(
                        tx, self._owner, now, now + _LEASE, until - len(due), urgency=urgency
                    )
        self._allowance.spend(len(due))
        return due

    async def _count(self, now: datetime) -> None:
        """Let the plan know now and then for how many cases it plans."""
        if self._counted_at is not None and now < self._counted_at + _COUNTED_EVERY:
            return
        # In a transaction, which has a thread of its own: among a million cases counting takes a while.
        async with self._database.transaction() as tx:
            counts = await watching.count_watched(tx)
        self._plan.learn({Urgency(each): count for each, count in counts.items()})
        self._counted_at = now

    async def _room(self, tx: Transaction, now: datetime) -> int:
        if self._paused_until is not None:
            return 1  # the source was away: one question tells whether it is back
        if self._budget is None:
            return self._limits.batch
        return min(self._limits.batch, self._allowance.now(now, await self._budget.state(tx, now)))

    async def _check_all(self, due: Sequence[DueCase]) -> None:
        places = asyncio.Semaphore(self._limits.at_once)

        async def check(each: DueCase) -> None:
            async with places:
                await self._check(each)

        await asyncio.gather(*(check(each) for each in due))
        with _other_checks_go_on():
            await self._record_unchanged()

    async def _check(self, due: DueCase) -> None:
        with _other_checks_go_on(case=due.case.id):
            await self._ask(due)

    async def _ask(self, due: DueCase) -> None:
        if self._paused_until is not None and self._is_paused():
            await self._failed(due, due_at=self._paused_until)
            return
        try:
            observation = await self._sources.look_up(ReceiptNumber(due.case.receipt))
        except (SourceUnavailable, SourceBusy) as later:
            await self._pause(due, later, later.retry_at)
        except BudgetSpent as spent:
            await self._pause(due, spent, spent.until)
        except SourceRefusesUs as refusal:
            _log.error("source_refuses_us", mend="check uscis.client_id and uscis.client_secret")
            await self._pause(due, refusal, self._clock.now() + _REFUSED_PAUSE)
        except (ReceiptUnknown, ReceiptRefused, NoSource):
            await self._end_pause()
            await self._unknown(due)
        except SourceGarbled as garbled:
            await self._note_trouble(garbled)
            await self._failed(due)
        else:
            await self._end_pause()
            await self._record(due, observation)

    async def _record(self, due: DueCase, observation: Observation) -> None:
        if not says_nothing_new(due.case, observation):
            await self._record_news(due, observation)
        elif self._unchanged.add(due, observation):
            await self._record_unchanged()

    async def _record_unchanged(self) -> None:
        for due, observation in await self._unchanged.write():
            await self._record_news(due, observation)

    async def _record_news(self, due: DueCase, observation: Observation) -> None:
        now = self._clock.now()
        async with self._database.transaction() as tx:
            case = await cases.hold_case(tx, due)
            if case is None:
                return
            if case.answers == due.case.answers:
                await self._recorder.record(tx, case, observation, now)
            else:
                await cases.end_claim(tx, case.id)
                await cases.make_due(tx, case.id, now)

    async def _pause(self, due: DueCase, reason: LookUpFailed, until: datetime) -> None:
        """Leave the source alone: the other cases of the batch would fare no better."""
        if self._paused_until is None or until > self._paused_until:
            _log.warning("source_paused", reason=type(reason).__name__, until=until.isoformat())
            self._paused_until = until
            if not isinstance(reason, SourceClosed | BudgetSpent):
                await self._note_trouble(reason, paused_until=until)
        await self._failed(due, due_at=until)

    async def _note_trouble(self, trouble: LookUpFailed, *, paused_until: datetime | None = None) -> None:
        self._is_known_to_answer = False
        async with self._database.transaction() as tx:
            await source_states.note_trouble(
                tx, _SOURCE, type(trouble).__name__, self._clock.now(), paused_until=paused_until
            )

    async def _end_pause(self) -> None:
        """The source has answered."""
        self._paused_until = None
        if not self._is_known_to_answer:
            self._is_known_to_answer = True
            async with self._database.transaction() as tx:
                await source_states.note_answer(tx, _SOURCE)

    async def _unknown(self, due: DueCase) -> None:
        """An answer that is no answer: a known case stays as it is, an awaited one goes on or ends."""
        now = self._clock.now()
        async with self._database.transaction() as tx:
            case = await self._hold_unanswered(tx, due)
            if case is None:
                return
            await self._end_waiting(tx, case, now)
            # Of a case that only the organisation tells of, the source's "no" is no failure.
            is_known = case.snapshot is not None and case.source == _SOURCE
            again = (
                self._plan.next_try(now, failures=case.failures) if is_known else self._plan.next_look(now)
            )
            await cases.write_failure(tx, case.id, counts=is_known, now=now, due_at=again)

    async def _end_waiting(self, tx: Transaction, case: CaseRow, now: datetime) -> None:
        """Tell those whose time is over that the number did not appear."""
        followers = await links.followers_of(tx, case.id)
        over = [each for each in followers if each.awaited_until is not None and each.awaited_until <= now]
        if not over:
            return
        by = "" if self._sources.can_be_asked else REGISTRY
        body = {"last4": ReceiptNumber(case.receipt).last4, "by": by}
        await self._recorder.teller.tell(tx, News(NOT_FOUND, case.id, body), over, now)
        await links.end_overdue_links(tx, case.id, now)

    async def _failed(self, due: DueCase, *, due_at: datetime | None = None) -> None:
        """No answer. It counts as the case's own failure unless the source as a whole is away until then."""
        now = self._clock.now()
        async with self._database.transaction() as tx:
            case = await self._hold_unanswered(tx, due)
            if case is not None:
                again = due_at or self._plan.next_try(now, failures=case.failures)
                await cases.write_failure(tx, case.id, counts=due_at is None, now=now, due_at=again)

    async def _hold_unanswered(self, tx: Transaction, due: DueCase) -> CaseRow | None:
        """The claimed case, unless a good answer came meanwhile: then a failure says nothing any more."""
        case = await cases.hold_case(tx, due)
        if case is not None and case.answers != due.case.answers:
            await cases.end_claim(tx, case.id)
            return None
        return case
