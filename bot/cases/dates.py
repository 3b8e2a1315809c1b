"""What a deadline or an appointment is: its kinds, what may be entered, when its case is past it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from bot.cases.receipt_number import ReceiptNumber
from bot.cases.snapshots import Snapshot
from bot.cases.statuses import Stage
from storage.cases import CaseRow
from storage.deadlines import DeadlineRow, SeenDeadline

LONGEST_AHEAD: Final = timedelta(days=2 * 365 + 1)
LONGEST_WORDS: Final = 200


class DateKind(StrEnum):
    """What happens on a day."""

    EVIDENCE = "evidence"
    BIOMETRICS = "biometrics"
    INTERVIEW = "interview"
    OATH = "oath"
    OTHER = "other"

    @property
    def is_appointment(self) -> bool:
        """Whether one goes somewhere at an hour."""
        return self in _APPOINTMENTS


_APPOINTMENTS: Final = frozenset({DateKind.BIOMETRICS, DateKind.INTERVIEW, DateKind.OATH})


class ReadFrom(StrEnum):
    """Where a day was read."""

    NOTICE = "notice"
    OFFICE = "office"
    ESTIMATE = "estimate"
    """Nowhere: it was computed."""


class EntryProblem(StrEnum):
    """Why a day or an hour is refused."""

    PAST = "past"
    TOO_FAR = "too-far"
    NO_SUCH_TIME = "no-such-time"
    """The clocks leave it out on that day."""
    TOO_LONG = "too-long"


class BadEntry(Exception):
    """It cannot be right; `reason` says why."""

    def __init__(self, reason: EntryProblem) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Entry:
    """A deadline or an appointment as it is entered. An hour is by the clock of the place, in `zone`."""

    kind: DateKind
    day: date
    clock: time | None = None
    zone: str | None = None
    place: str = ""
    bring: str = ""
    note: str = ""

    @classmethod
    def of(cls, row: DeadlineRow) -> "Entry":
        """As it was entered."""
        zone = ZoneInfo(row.zone) if row.zone else None
        clock = row.at.astimezone(zone).time() if row.at and zone else None
        return cls(DateKind(row.kind), row.day, clock, row.zone, row.place, row.bring, row.note)

    @property
    def at(self) -> datetime | None:
        """The moment of its hour."""
        if self.clock is None or self.zone is None:
            return None
        return datetime.combine(self.day, self.clock, ZoneInfo(self.zone)).astimezone(UTC)

    def require_sense(self, now: datetime, zone: ZoneInfo) -> None:
        """Raise BadEntry for what is past, too far, or no hour of that day. `zone` says what today is."""
        at, today = self.at, now.astimezone(zone).date()
        if self.day < today or (at is not None and at <= now):
            raise BadEntry(EntryProblem.PAST)
        if self.day > today + LONGEST_AHEAD:
            raise BadEntry(EntryProblem.TOO_FAR)
        if at is not None and at.astimezone(ZoneInfo(self.zone or "")).time() != self.clock:
            raise BadEntry(EntryProblem.NO_SUCH_TIME)
        if any(len(each) > LONGEST_WORDS for each in (self.place, self.bring, self.note)):
            raise BadEntry(EntryProblem.TOO_LONG)


@dataclass(frozen=True)
class CaseDate:
    """A deadline or an appointment as an account may see it."""

    id: str
    case_id: str
    form: str | None
    receipt: ReceiptNumber
    entry: Entry
    at: datetime | None
    read_from: ReadFrom
    is_own: bool
    """Whether the person may change it."""
    sequence: int
    changed_at: datetime
    is_cancelled: bool
    is_done: bool
    is_passed: bool
    """Whether the case has moved past it: nobody is reminded any more."""

    @classmethod
    def of(cls, seen: SeenDeadline) -> "CaseDate":
        """From what is stored."""
        row, case = seen.deadline, seen.case
        entry = Entry.of(row)
        return cls(
            id=row.id,
            case_id=row.case_id,
            form=form_of(case),
            receipt=ReceiptNumber(case.receipt),
            entry=entry,
            at=row.at,
            read_from=ReadFrom(row.read_from),
            is_own=row.account_id is not None,
            sequence=row.sequence,
            changed_at=row.changed_at or case.created_at,
            is_cancelled=row.cancelled_at is not None,
            is_done=seen.done_at is not None,
            is_passed=has_moved_past(entry.kind, row.stage, stage_of(case)),
        )


def form_of(case: CaseRow) -> str | None:
    """What was filed, as far as it is to be seen."""
    return Snapshot.read(case.snapshot).form if case.snapshot is not None else None


def stage_of(case: CaseRow) -> Stage:
    """Where a case stands, as far as it is to be seen."""
    return Snapshot.read(case.snapshot).meaning.stage if case.snapshot is not None else Stage.UNKNOWN


def has_moved_past(kind: DateKind, set_in: str | None, stage: Stage) -> bool:
    """Whether a case that stood in `set_in` when the day was entered has nothing to do with it any more."""
    return stage != set_in and stage not in _KEEPS[kind]


# A stage that may come before the day is dealt with, or that says nothing about it, keeps it: a reminder too
# many is better than one too few.
_UNDECIDED: Final = frozenset(
    {Stage.RECEIVED, Stage.FEE, Stage.NOTICE, Stage.HOLD, Stage.TRANSFERRED, Stage.RETURNED, Stage.UNKNOWN}
)
_BEFORE_INTERVIEW: Final = _UNDECIDED | {
    Stage.BIOMETRICS, Stage.IN_REVIEW, Stage.EVIDENCE_REQUESTED, Stage.INTERVIEW, Stage.REOPENED,
}  # fmt: skip
_KEEPS: Final[Mapping[DateKind, frozenset[Stage]]] = {
    DateKind.EVIDENCE: _UNDECIDED | {Stage.EVIDENCE_REQUESTED},
    DateKind.BIOMETRICS: _BEFORE_INTERVIEW,
    DateKind.INTERVIEW: _BEFORE_INTERVIEW,
    DateKind.OATH: _BEFORE_INTERVIEW | {Stage.OATH, Stage.APPROVED},
    DateKind.OTHER: frozenset(Stage),
}
