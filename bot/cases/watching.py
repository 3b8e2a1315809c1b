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
from bot.cases.recording import NOT_FOUND, Known, Recorder, deliveries_to
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
from storage.cases import DueCase
from storage.database import Database, Transaction
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
        if self._paused_until is not None and now < self._paused_until:
            return 0
        async with self._database.transaction() as tx:
            due = await cases.claim_due_cases(tx, self._owner, now, now + _LEASE, self._limits.batch)
        places = asyncio.Semaphore(self._limits.at_once)

        async def check(case: DueCase) -> None:
            async with places:
                await self._check(case)

        await asyncio.gather(*(check(case) for case in due))
        return len(due)

    async def _check(self, case: DueCase) -> None:
        receipt = ReceiptNumber(case.receipt)
        if self._paused_until is not None and self._clock.now() < self._paused_until:
            await self._failed(case, counts=False, due_at=self._paused_until)
            return
        try:
            observation = await self._sources.look_up(receipt)
        except (SourceUnavailable, SourceBusy) as later:
            await self._pause(case, later, later.retry_at)
        except BudgetSpent as spent:
            await self._pause(case, spent, spent.until)
        except SourceRefusesUs as refusal:
            _log.error("source_refuses_us", mend="check uscis.client_id and uscis.client_secret")
            await self._pause(case, refusal, self._clock.now() + _REFUSED_PAUSE)
        except (ReceiptUnknown, ReceiptRefused):
            await self._unknown(case, receipt)
        except SourceGarbled:
            await self._failed(case, counts=True, due_at=None)
        else:
            await self._record(case, observation)

    async def _record(self, case: DueCase, observation: Observation) -> None:
        now = self._clock.now()
        known = Known(case.id, case.snapshot, case.changed_at or case.created_at)
        async with self._database.transaction() as tx:
            if await cases.hold_case(tx, case):
                await self._recorder.record(tx, known, observation, now)

    async def _pause(self, case: DueCase, reason: LookUpFailed, until: datetime) -> None:
        """Leave the source alone: the other cases of the batch would fare no better."""
        if self._paused_until is None or until > self._paused_until:
            _log.warning("source_paused", reason=type(reason).__name__, until=until.isoformat())
            self._paused_until = until
        await self._failed(case, counts=False, due_at=until)

    async def _unknown(self, case: DueCase, receipt: ReceiptNumber) -> None:
        """An answer that is no answer: a known case stays as it is, an awaited one goes on or ends."""
        if case.snapshot is not None:
            await self._failed(case, counts=True, due_at=None)
            return
        now = self._clock.now()
        async with self._database.transaction() as tx:
            if not await cases.hold_case(tx, case):
                return
            await self._end_waiting(tx, case, receipt, now)
            await cases.write_failure(tx, case, counts=False, now=now, due_at=self._plan.next_look(now))
            await cases.stop_watching_unfollowed(tx, case.id)

    async def _end_waiting(
        self, tx: Transaction, case: DueCase, receipt: ReceiptNumber, now: datetime
    ) -> None:
        """Tell those whose time is over that the number did not appear."""
        followers = await links.followers_of(tx, case.id)
        over = [each for each in followers if each.awaited_until is not None and each.awaited_until <= now]
        if not over:
            return
        body = {"last4": receipt.last4}
        told = deliveries_to(over, NOT_FOUND, case.id, body, now.date().isoformat())
        await add_deliveries(tx, self._ids, now, told)
        await links.remove_overdue_links(tx, case.id, now)

    async def _failed(self, case: DueCase, *, counts: bool, due_at: datetime | None) -> None:
        now = self._clock.now()
        again = due_at or self._plan.next_try(now, failures=case.failures)
        async with self._database.transaction() as tx:
            await cases.write_failure(tx, case, counts=counts, now=now, due_at=again)
