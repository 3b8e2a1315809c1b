"""Linking: an account comes to follow a case, by its receipt number."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.accounts.throttling import Window, count_within
from bot.cases.plan import Plan
from bot.cases.receipts import ReceiptNumber, read_receipt
from bot.cases.recording import Known, Recorder
from bot.cases.sources.several import Sources
from bot.clock import Clock
from storage import cases, links
from storage.database import Database, Transaction
from storage.ids import Ids

KEEP_TRYING = timedelta(days=14)
_STATUS_ONLY = "status-only"


class AlreadyLinked(Exception):
    """The account follows this case already."""

    def __init__(self, case_id: str) -> None:
        super().__init__("already linked")
        self.case_id = case_id


class TooManyCases(Exception):
    """The account follows as many cases as it may."""


@dataclass(frozen=True)
class LinkLimits:
    """How much one account may ask for."""

    lookups_per_day: int
    cases: int


@dataclass(frozen=True)
class Linked:
    """The account follows the case from now on."""

    case_id: str
    receipt: ReceiptNumber


class Linking:
    """Joins accounts to cases."""

    def __init__(
        self,
        database: Database,
        sources: Sources,
        clock: Clock,
        ids: Ids,
        plan: Plan,
        recorder: Recorder,
        limits: LinkLimits,
    ) -> None:
        self._database = database
        self._sources = sources
        self._clock = clock
        self._ids = ids
        self._plan = plan
        self._recorder = recorder
        self._limits = limits

    def read(self, written: str) -> ReceiptNumber:
        """The receipt number that was written. Raises MistypedReceipt, NotAReceipt."""
        return read_receipt(written, today=self._clock.now().date())

    async def link(self, account_id: str, receipt: ReceiptNumber) -> Linked:
        """Link the case with this receipt number, at the level that its source allows.

        The same update may ask again after a crash: then it finds what it did. Raises AlreadyLinked,
        TooManyCases, TooManyAttempts, and what a source raises (LookUpFailed).
        """
        await self._require_room(account_id, receipt)
        observation = await self._sources.look_up(receipt)
        now = self._clock.now()
        async with self._database.transaction() as tx:
            case_id = await cases.add_case(tx, self._ids, receipt.value, observation.source, now)
            case = await cases.case_by_receipt(tx, receipt.value)
            snapshot = case.snapshot if case else None
            changed_at = (case.changed_at if case else None) or now
            # Before the link: what this answer brings is news to the others, not to who is linking.
            await self._recorder.record(tx, Known(case_id, snapshot, changed_at), observation, now)
            await self._follow(tx, account_id, case_id, now, awaited_until=None)
        return Linked(case_id, receipt)

    async def keep_trying(self, account_id: str, receipt: ReceiptNumber) -> datetime:
        """Follow a number that is not known yet. Returns until when it is tried. Raises TooManyCases."""
        now = self._clock.now()
        until = now + KEEP_TRYING
        async with self._database.transaction() as tx:
            if await links.count_links(tx, account_id) >= self._limits.cases:
                raise TooManyCases
            case_id = await cases.add_case(tx, self._ids, receipt.value, "", now)
            await self._follow(tx, account_id, case_id, now, awaited_until=until)
            await cases.make_due(tx, case_id, self._plan.next_look(now))
        return until

    async def unlink(self, account_id: str, case_id: str) -> bool:
        """Follow a case no more. False when the account did not."""
        async with self._database.transaction() as tx:
            removed = await links.remove_link(tx, account_id, case_id)
            if removed:
                await cases.stop_watching_unfollowed(tx, case_id)
        return removed

    async def _require_room(self, account_id: str, receipt: ReceiptNumber) -> None:
        now = self._clock.now()
        async with self._database.transaction() as tx:
            known = await cases.case_by_receipt(tx, receipt.value)
            if known is not None:
                mine = await links.linked_case(tx, account_id, known.id)
                if mine is not None and mine.case.snapshot is not None:
                    raise AlreadyLinked(known.id)
            if await links.count_links(tx, account_id) >= self._limits.cases:
                raise TooManyCases
            window = Window(self._limits.lookups_per_day, timedelta(days=1))
            await count_within(tx, f"lookups:{account_id}", now, window)

    async def _follow(
        self,
        tx: Transaction,
        account_id: str,
        case_id: str,
        now: datetime,
        *,
        awaited_until: datetime | None,
    ) -> None:
        await links.add_link(
            tx,
            link_id=self._ids.new(now),
            account_id=account_id,
            case_id=case_id,
            level=_STATUS_ONLY,
            now=now,
            awaited_until=awaited_until,
        )
