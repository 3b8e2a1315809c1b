"""The watcher: asks for the cases that are due, and for nothing else believes the source.

A look-up that fails, whatever the reason, never changes a case. What must happen once is a claimed row:
a tick may come twice, or in two processes.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.cases.plan import Plan
from bot.cases.receipt_number import ReceiptNumber
from bot.cases.recording import NOT_FOUND, Recorder, deliveries_to
from bot.cases.sources.several import Sources
from bot.cases.sources.source import (
    BudgetSpent,
    LookUpFailed,
    Observation,
    ReceiptRefused,
    ReceiptUnknown,
    SourceBusy,
    SourceGarbled,
    SourceRefusesUs,
    SourceUnavailable,
)
from bot.clock import Clock
from storage import cases, links
from storage.cases import CaseRow, DueCase
from storage.database import Database, DatabaseUnavailable, Transaction
from storage.deliveries import add_deliveries
from storage.ids import Ids

_log = structlog.get_logger()

_LEASE = timedelta(minutes=5)
_REFUSED_PAUSE = timedelta(hours=1)


@dataclass(frozen=True)
class WatchLimits:
    """How many cases a tick claims, and how many it asks for at the same time."""

    batch: int = 50
    at_once: int = 8


class Watcher:
    """Keeps what we know of each watched case up to date."""

    def __init__(
        self,
        database: Database,
        sources: Sources,
        clock: Clock,
        ids: Ids,
        plan: Plan,
        recorder: Recorder,
        *,
        owner: str,
        limits: WatchLimits | None = None,
    ) -> None:
        self._database = database
        self._sources = sources
        self._clock = clock
        self._ids = ids
        self._plan = plan
        self._recorder = recorder
        self._owner = owner
        self._limits = limits or WatchLimits()
        self._paused_until: datetime | None = None

    async def tick(self) -> int:
        """Check the cases that are due. Returns how many were asked for."""
        now = self._clock.now()
        if self._is_paused():
            return 0
        async with self._database.transaction() as tx:
            due = await cases.claim_due_cases(tx, self._owner, now, now + _LEASE, self._limits.batch)
            watched = await cases.count_watched(tx) if due else 0
        places = asyncio.Semaphore(self._limits.at_once)

        async def check(each: DueCase) -> None:
            async with places:
                await self._check(each, watched)

        await asyncio.gather(*(check(each) for each in due))
        return len(due)

    def _is_paused(self) -> bool:
        return self._paused_until is not None and self._clock.now() < self._paused_until

    async def _check(self, due: DueCase, watched: int) -> None:
        try:
            await self._ask(due, watched)
        except DatabaseUnavailable as trouble:
            # The claim runs out by itself, and the case is asked for again.
            _log.warning("check_not_written", reason=type(trouble).__name__)
        except Exception:
            # A mistake of ours with one case must not hold up the others.
            _log.exception("check_failed", case=due.case.id)

    async def _ask(self, due: DueCase, watched: int) -> None:
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
        except (ReceiptUnknown, ReceiptRefused):
            await self._unknown(due)
        except SourceGarbled:
            await self._failed(due)
        else:
            await self._record(due, observation, watched)

    async def _record(self, due: DueCase, observation: Observation, watched: int) -> None:
        now = self._clock.now()
        async with self._database.transaction() as tx:
            case = await cases.hold_case(tx, due)
            if case is None:
                return
            if case.answers == due.case.answers:
                await self._recorder.record(tx, case, observation, now, watched=watched)
            else:
                await cases.end_claim(tx, case.id)
                await cases.make_due(tx, case.id, now)

    async def _pause(self, due: DueCase, reason: LookUpFailed, until: datetime) -> None:
        """Leave the source alone: the other cases of the batch would fare no better."""
        if self._paused_until is None or until > self._paused_until:
            _log.warning("source_paused", reason=type(reason).__name__, until=until.isoformat())
            self._paused_until = until
        await self._failed(due, due_at=until)

    async def _unknown(self, due: DueCase) -> None:
        """An answer that is no answer: a known case stays as it is, an awaited one goes on or ends."""
        now = self._clock.now()
        async with self._database.transaction() as tx:
            case = await self._hold_unanswered(tx, due)
            if case is None:
                return
            await self._end_waiting(tx, case, now)
            is_known = case.snapshot is not None
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
        body = {"last4": ReceiptNumber(case.receipt).last4}
        await add_deliveries(tx, self._ids, now, deliveries_to(over, NOT_FOUND, case.id, body))
        await links.remove_overdue_links(tx, case.id, now)

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
