"""The registry: cases that the staff keep, for who asks no outside source, and beside it.

A change by the staff goes the same way as one that a source tells: one transaction writes the step, what is
said, what is shown, and a delivery for each follower; at once, nobody polls for it. What the staff do stands
in the record of staff actions (requirement R13).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import structlog

from bot.accounts.staff import StaffMember
from bot.cases.descriptions import read_description, read_line
from bot.cases.identity_match import identity
from bot.cases.own_records import open_for_its_people
from bot.cases.receipt_number import ReceiptNumber
from bot.cases.recording import REGISTRY, Recorder
from bot.cases.sources.source import Observation
from bot.clock import Clock
from storage import cases, staff_actions
from storage import registry as rows
from storage.cases import CaseRow
from storage.database import Database, Transaction
from storage.ids import Ids
from storage.registry import PersonRow, RecordRow

_security = structlog.get_logger("casebell.security")

PAGE = 8


class Role(StrEnum):
    """What somebody is in a case."""

    APPLICANT = "applicant"
    PETITIONER = "petitioner"
    BENEFICIARY = "beneficiary"
    DEPENDENT = "dependent"
    REPRESENTATIVE = "representative"


class AlreadyKept(Exception):
    """The registry has this case."""

    def __init__(self, case_id: str) -> None:
        super().__init__("already kept")
        self.case_id = case_id


class NotKept(Exception):
    """The registry has no such case."""


class ChangedMeanwhile(Exception):
    """Somebody else has changed the record since it was read."""


@dataclass(frozen=True)
class Record:
    """What the organisation knows of a case besides its status; what it does not know is None."""

    form: str | None = None
    category: str | None = None
    office: str | None = None
    received_on: date | None = None
    notice_on: date | None = None
    priority_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    tracking: str | None = None
    a_number: str | None = None
    filed_online: bool | None = None

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> "Record":
        """From the stored form."""
        return cls(**{name: _value(name, value) for name, value in body.items() if name in _FIELDS_OF_RECORD})

    def write(self) -> Mapping[str, Any]:
        """The stored form."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name in _FIELDS_OF_RECORD
            if (value := getattr(self, name)) is not None
        }


_FIELDS_OF_RECORD = tuple(each.name for each in fields(Record))


@dataclass(frozen=True)
class NewStatus:
    """A status by the staff's word; `on` is since when, where they know."""

    title: str
    description: str = ""
    on: date | None = None


@dataclass(frozen=True)
class KeptCase:
    """A case as the staff see it."""

    case: CaseRow
    receipt: ReceiptNumber
    record: Record
    version: int
    people: Sequence[PersonRow]


@dataclass(frozen=True)
class KeptPage:
    """A page of kept cases, and how many there are."""

    records: Sequence[RecordRow]
    count: int


class Registry:
    """Keeps cases."""

    def __init__(self, database: Database, clock: Clock, ids: Ids, recorder: Recorder) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._recorder = recorder

    async def add(self, receipt: ReceiptNumber, record: Record, *, by: StaffMember) -> str:
        """Keep the case with this number from now on. Returns its id. Raises AlreadyKept."""
        now = self._clock.now()
        async with self._database.transaction() as tx:
            case_id = await cases.add_case(tx, self._ids, receipt.value, REGISTRY, now)
            done = await staff_actions.is_noted(tx, by.key)
            added = done or await rows.add_record(tx, case_id, record.write(), by=by.account_id, now=now)
            if not added:
                raise AlreadyKept(case_id)
            await self._note(tx, "case-added", case_id, by, now, last4=receipt.last4)
        _security.info("case_kept", by=by.account_id, case=case_id)
        return case_id

    async def set_status(self, case_id: str, status: NewStatus, *, by: StaffMember) -> None:
        """Tell a new status of a kept case: its followers hear of it at once. Raises NotKept."""
        now = self._clock.now()
        async with self._database.transaction() as tx:
            if await staff_actions.is_noted(tx, by.key):
                return
            kept = await rows.record_of(tx, case_id)
            case = await cases.lock_case(tx, case_id)
            if kept is None or case is None:
                raise NotKept
            observation = observed(ReceiptNumber(case.receipt), Record.read(kept.body), status, now)
            await self._recorder.record(tx, case, observation, now)
            last4 = ReceiptNumber(case.receipt).last4
            await self._note(tx, "case-status", case_id, by, now, last4=last4, title=observation.title)
        _security.info("case_status_set", by=by.account_id, case=case_id)

    async def describe(self, case_id: str, record: Record, *, version: int, by: StaffMember) -> None:
        """Change what is known of a case, if nobody did since `version`. Raises ChangedMeanwhile."""
        now = self._clock.now()
        async with self._database.transaction() as tx:
            if await staff_actions.is_noted(tx, by.key):
                return
            changed = await rows.change_record(
                tx, case_id, record.write(), version=version, by=by.account_id, now=now
            )
            if not changed:
                raise ChangedMeanwhile
            await self._note(tx, "case-described", case_id, by, now)

    async def add_person(
        self,
        case_id: str,
        role: Role,
        name: str,
        birth_date: date,
        *,
        by: StaffMember,
        more: Mapping[str, str] | None = None,
    ) -> str:
        """Add somebody to a case: who shows to be them sees the case in full. Raises NotKept.

        Who follows it already and is that very person, by legal name and birth date, does so at once.
        """
        now = self._clock.now()
        async with self._database.transaction() as tx:
            kept = await rows.record_of(tx, case_id)
            if kept is None:
                raise NotKept
            person_id = self._ids.new(now)
            if await staff_actions.is_noted(tx, by.key):
                return next(each.id for each in reversed(await rows.people_of(tx, case_id)))
            await rows.put_person(
                tx,
                person_id=person_id,
                case_id=case_id,
                role=role,
                identity=identity(name, birth_date),
                name=name,
                birth_date=birth_date.isoformat(),
                more=more or {},
                now=now,
            )
            last4 = ReceiptNumber(kept.case.receipt).last4
            await self._note(tx, "case-person-added", case_id, by, now, last4=last4, role=role)
            case = await cases.lock_case(tx, case_id)
            if await open_for_its_people(tx, self._ids, case_id, now) and case is not None:
                await self._recorder.tell_of_what_is_kept(tx, case, now)
        return person_id

    async def remove_person(self, case_id: str, person_id: str, *, by: StaffMember) -> None:
        """Take somebody out of a case."""
        now = self._clock.now()
        async with self._database.transaction() as tx:
            if await rows.remove_person(tx, case_id, person_id):
                await self._note(tx, "case-person-removed", case_id, by, now)

    async def find(self, receipt: ReceiptNumber) -> str | None:
        """The kept case with this number."""
        async with self._database.reading() as tx:
            case = await cases.case_by_receipt(tx, receipt.value)
            kept = await rows.record_of(tx, case.id) if case else None
        return kept.case.id if kept else None

    async def case(self, case_id: str) -> KeptCase:
        """A kept case in full. Raises NotKept."""
        async with self._database.reading() as tx:
            kept = await rows.record_of(tx, case_id)
            if kept is None:
                raise NotKept
            people = await rows.people_of(tx, case_id)
        receipt = ReceiptNumber(kept.case.receipt)
        return KeptCase(kept.case, receipt, Record.read(kept.body), kept.version, people)

    async def page(self, number: int) -> KeptPage:
        """A page of kept cases, counted from 0, those that changed last first."""
        async with self._database.reading() as tx:
            found = await rows.records_page(tx, PAGE, number * PAGE)
            return KeptPage(found, await rows.count_records(tx))

    async def _note(
        self, tx: Transaction, action: str, case_id: str, by: StaffMember, now: datetime, **detail: str
    ) -> None:
        await staff_actions.add_staff_action(
            tx,
            action_id=self._ids.new(now),
            at=now,
            telegram_id=by.telegram_id,
            staff_account=by.account_id,
            action=action,
            subject=case_id,
            detail=detail,
            once_key=by.key,
        )


def observed(receipt: ReceiptNumber, record: Record, status: NewStatus, now: datetime) -> Observation:
    """The staff's word in the form of a source's answer; cleaned in the same way."""
    return Observation(
        receipt=receipt,
        form=record.form,
        title=read_line(status.title),
        description=read_description(status.description),
        title_es=None,
        description_es=None,
        submitted=record.received_on,
        modified=status.on,
        history=(),
        observed_at=now,
        source=REGISTRY,
    )


def _value(name: str, value: Any) -> Any:
    is_day = name.endswith("_on") or name in ("valid_from", "valid_to")
    return date.fromisoformat(value) if is_day else value
