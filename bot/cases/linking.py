"""Linking: an account comes to follow a case, by its receipt number.

Whoever is a person of the organisation's own record, by legal name and birth date, follows the case in full.
Everybody else sees what the public source says; that the organisation keeps the case is told to nobody.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.accounts.throttling import Window, count_within
from bot.cases.own_records import person_of
from bot.cases.plan import Plan
from bot.cases.receipts import ReceiptNumber, read_receipt
from bot.cases.recording import Recorder
from bot.cases.sources.several import Sources
from bot.cases.sources.source import (
    BudgetSpent,
    LookUpFailed,
    Observation,
    SourceBusy,
    SourceRefusesUs,
    SourceUnavailable,
)
from bot.clock import Clock
from storage import cases, links, registry, throttles
from storage.cases import CaseRow
from storage.database import Database, Transaction
from storage.ids import Ids
from storage.registry import PersonRow

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
    is_full: bool = False
    """Whether the account was found to be a person of the case."""


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

    @property
    def asks_outside(self) -> bool:
        """Whether an outside source is set up; else cases are those that the organisation keeps."""
        return self._sources.can_be_asked

    def read(self, written: str) -> ReceiptNumber:
        """The receipt number that was written. Raises MistypedReceipt, NotAReceipt."""
        return read_receipt(written, today=self._clock.now().date())

    async def link(self, account_id: str, receipt: ReceiptNumber, *, key: str) -> Linked:
        """Link the case with this receipt number, at the level that is the account's.

        Under the same `key` it may be asked for again after a crash: then it finds what it did. Raises
        AlreadyLinked, TooManyCases, TooManyAttempts, and what a source raises (LookUpFailed).
        """
        room = await self._require_room(account_id, receipt, key)
        if room.linked is not None:
            return room.linked
        observation = await self._look_up(account_id, receipt, room)
        now, person = self._clock.now(), room.person
        async with self._database.transaction() as tx:
            case = await self._lock(tx, receipt, observation.source if observation else "", now)
            await self._follow(tx, account_id, case.id, key, now, awaited_until=None, person=person)
            if observation is not None and case.answers == room.answers:
                await self._recorder.record(tx, case, observation, now, reader=account_id)
            else:
                await cases.make_due(tx, case.id, now if observation else self._plan.next_look(now))
        return Linked(case.id, receipt, is_full=person is not None)

    async def keep_trying(self, account_id: str, receipt: ReceiptNumber, *, key: str) -> datetime:
        """Follow a number that is not known yet, or that nobody could be asked about just now.

        Returns until when it is tried. Raises AlreadyLinked, TooManyCases.
        """
        now = self._clock.now()
        until = now + KEEP_TRYING
        async with self._database.transaction() as tx:
            case = await self._lock(tx, receipt, "", now)
            mine = await links.linked_case(tx, account_id, case.id)
            if mine is None:
                await self._require_few_cases(tx, account_id)
            elif mine.awaited_until is None:
                raise AlreadyLinked(case.id)
            elif mine.once_key == key:
                return mine.awaited_until
            await self._follow(tx, account_id, case.id, key, now, awaited_until=until)
            await cases.make_due(tx, case.id, self._plan.next_try(now, failures=0))
        return until

    async def unlink(self, account_id: str, case_id: str) -> bool:
        """Follow a case no more. False when the account did not."""
        async with self._database.transaction() as tx:
            # Locked, so that whoever comes to follow it at this moment is seen, or comes afterwards.
            await cases.lock_case(tx, case_id)
            removed = await links.remove_link(tx, account_id, case_id)
            if removed:
                await cases.stop_watching_unfollowed(tx, case_id)
        return removed

    async def _require_room(self, account_id: str, receipt: ReceiptNumber, key: str) -> "_Room":
        """What is known before the source is asked, if it may be asked at all."""
        now = self._clock.now()
        async with self._database.transaction() as tx:
            known = await cases.case_by_receipt(tx, receipt.value)
            # Looked for also where there is no case: it takes as long.
            person = await person_of(tx, account_id, known.id if known else "")
            mine = await links.linked_case(tx, account_id, known.id) if known else None
            if mine is None:
                await self._require_few_cases(tx, account_id)
            elif mine.awaited_until is None and mine.once_key == key:
                return _Room(0, person, Linked(mine.case.id, receipt, is_full=mine.is_full))
            elif mine.awaited_until is None and (mine.is_full or person is None):
                raise AlreadyLinked(mine.case.id)
            window = Window(self._limits.lookups_per_day, timedelta(days=1))
            await count_within(tx, lookups_of(account_id), now, window)
            return _Room(known.answers if known else 0, person)

    async def _look_up(self, account_id: str, receipt: ReceiptNumber, room: "_Room") -> Observation | None:
        """Ask the source; None when it does not tell, of a case that the account is a person of.

        While it is away, asking in vain does not count to the look-ups of the day.
        """
        try:
            return await self._sources.look_up(receipt)
        except LookUpFailed as failed:
            if isinstance(failed, SourceUnavailable | SourceBusy | SourceRefusesUs | BudgetSpent):
                async with self._database.transaction() as tx:
                    await throttles.count_down(tx, lookups_of(account_id))
            if room.person is None:
                raise
            return None

    async def _require_few_cases(self, tx: Transaction, account_id: str) -> None:
        if await links.count_links(tx, account_id) >= self._limits.cases:
            raise TooManyCases

    async def _lock(self, tx: Transaction, receipt: ReceiptNumber, source: str, now: datetime) -> CaseRow:
        """The case with this number, which is added where it is missing."""
        case = await cases.lock_case(tx, await cases.add_case(tx, self._ids, receipt.value, source, now))
        if case is None:
            raise LookupError("a case that was there a moment ago is gone")
        return case

    async def _follow(
        self,
        tx: Transaction,
        account_id: str,
        case_id: str,
        key: str,
        now: datetime,
        *,
        awaited_until: datetime | None,
        person: PersonRow | None = None,
    ) -> None:
        await links.put_link(
            tx,
            link_id=self._ids.new(now),
            account_id=account_id,
            case_id=case_id,
            level=_STATUS_ONLY if person is None else links.FULL,
            once_key=key,
            now=now,
            awaited_until=awaited_until,
            role=person.role if person else None,
        )
        if person is not None:
            await registry.attach_account(tx, person.id, account_id)


def lookups_of(account_id: str) -> str:
    """What an account's look-ups of a day are counted under."""
    return f"lookups:{account_id}"


@dataclass(frozen=True)
class _Room:
    """There is room for another case; how many good answers it had, and who the account is in it."""

    answers: int
    person: PersonRow | None
    linked: Linked | None = None
    """Already done, by the same update before a crash."""
