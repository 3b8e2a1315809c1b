"""What an account may read of its cases."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.cases.background import Background, background_of
from bot.cases.descriptions import Description
from bot.cases.path import Standing, standing
from bot.cases.receipt_number import ReceiptNumber
from bot.cases.snapshots import Snapshot
from bot.cases.statuses import Stage, StatusMeaning
from storage import cases, links
from storage.cases import CaseRow, StatusEvent
from storage.database import Database, Transaction
from storage.links import LinkedCase

PAGE = 8
_HISTORY = 10


class NoSuchCase(Exception):
    """The account follows no such case: whether there is one is not told."""


@dataclass(frozen=True)
class Told:
    """What a source says of a case, in the language that was asked for where the source speaks it."""

    form: str | None
    title: str
    description: Description
    meaning: StatusMeaning


@dataclass(frozen=True)
class CaseLine:
    """A case in a list; without `told` its number is not known yet."""

    case_id: str
    receipt: ReceiptNumber
    told: Told | None
    name: str = ""
    """What the person calls it; empty where it has no name."""
    person: str = ""
    """Whose it is, in the person's own word."""
    is_full: bool = False
    """Whether the account sees more of it than the public source says."""


@dataclass(frozen=True)
class Page:
    """A part of a list, counted from 0."""

    lines: Sequence[CaseLine]
    number: int
    total: int
    put_away: int = 0
    """How many cases are out of the list."""

    @property
    def has_more(self) -> bool:
        """Whether there is a page after this one."""
        return (self.number + 1) * PAGE < self.total


@dataclass(frozen=True)
class Step:
    """A step of a case's history, and who told of it; the day is missing where nobody told it."""

    day: date | None
    title: str
    source: str
    touched: bool = False
    """Only the record was touched; the status stayed the same."""


@dataclass(frozen=True)
class History:
    """A part of a case's history, newest first, counted from 0."""

    steps: Sequence[Step]
    number: int
    has_earlier: bool


@dataclass(frozen=True)
class CaseCard:
    """A case in full."""

    case_id: str
    receipt: ReceiptNumber
    told: Told | None
    history: History
    standing: Standing
    """Where it stands on the typical way of its form."""
    source: str
    checked_at: datetime | None
    is_stale: bool
    """Whether checks have failed since the last good answer."""
    awaited_until: datetime | None
    is_full: bool
    """Whether the account sees more of it than the public source says."""
    name: str
    """What the person calls it; empty where it has no name."""
    person: str
    is_archived: bool
    background: Background


class Cases:
    """Reads cases, each read in the name of an account."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def cases_of(self, account_id: str, number: int, language: str, wanted: str = "") -> Page:
        """A page of the account's cases: those that ask for something first, then those that moved last.

        With `wanted`, only those whose form, status, own name or last four digits have it.
        """
        async with self._database.reading() as tx:
            followed = await links.linked_cases(tx, account_id)
        # What is put away is found by searching.
        linked = followed if wanted else [each for each in followed if each.archived_at is None]
        newest = sorted(linked, key=lambda each: each.case.changed_at or each.created_at, reverse=True)
        lines = [_line(each, language) for each in newest]
        if wanted:
            lines = [line for line in lines if _fits(line, wanted)]
        lines.sort(key=lambda line: (not (line.told and line.told.meaning.needs_action), line.person))
        last = max(0, (len(lines) - 1) // PAGE)
        number = min(number, last)
        put_away = sum(each.archived_at is not None for each in followed)
        return Page(lines[number * PAGE : (number + 1) * PAGE], number, len(lines), put_away)

    async def put_away(self, account_id: str, number: int, language: str) -> Page:
        """A page of the cases that the account has put away, the last one first."""
        async with self._database.reading() as tx:
            followed = await links.linked_cases(tx, account_id)
        away = [(each.archived_at, each) for each in followed if each.archived_at is not None]
        away.sort(key=lambda pair: (pair[0], pair[1].link_id), reverse=True)
        lines = [_line(each, language) for _, each in away]
        number = min(number, max(0, (len(lines) - 1) // PAGE))
        return Page(lines[number * PAGE : (number + 1) * PAGE], number, len(lines), len(lines))

    async def all_of(self, account_id: str, language: str) -> list[CaseLine]:
        """Every case that the account follows, in the order in which it came to."""
        async with self._database.reading() as tx:
            return [_line(each, language) for each in await links.linked_cases(tx, account_id)]

    async def is_followed(self, account_id: str, case_id: str) -> bool:
        """Whether the account follows this case."""
        async with self._database.reading() as tx:
            return await links.linked_case(tx, account_id, case_id) is not None

    async def card(self, account_id: str, case_id: str, language: str) -> CaseCard:
        """One case of the account. Raises NoSuchCase, also for one that others follow."""
        async with self._database.reading() as tx:
            linked = await links.linked_case(tx, account_id, case_id)
            if linked is None:
                raise NoSuchCase
            history = await _history(tx, linked, 0, language)
            background = await background_of(tx, linked, language)
        line = _line(linked, language)
        return CaseCard(
            case_id=line.case_id,
            receipt=line.receipt,
            told=line.told,
            history=history,
            standing=_standing(line.told),
            source=linked.case.source,
            checked_at=linked.case.checked_at,
            is_stale=linked.case.failures > 0,
            awaited_until=linked.awaited_until,
            is_full=linked.is_full,
            name=linked.name,
            person=linked.person,
            is_archived=linked.archived_at is not None,
            background=background,
        )

    async def history(self, account_id: str, case_id: str, number: int, language: str) -> History:
        """A page of the history of one of the account's cases. Raises NoSuchCase."""
        async with self._database.reading() as tx:
            linked = await links.linked_case(tx, account_id, case_id)
            if linked is None:
                raise NoSuchCase
            return await _history(tx, linked, max(0, number), language)


async def _history(tx: Transaction, linked: LinkedCase, number: int, language: str) -> History:
    case_id, hidden = linked.case.id, linked.hidden_source
    found = await cases.history_of(tx, case_id, _HISTORY + 1, number * _HISTORY, without=hidden)
    return History([_step(each, language) for each in found[:_HISTORY]], number, len(found) > _HISTORY)


def _standing(told: Told | None) -> Standing:
    return standing(told.form, told.meaning.stage) if told else standing(None, Stage.UNKNOWN)


def _fits(line: CaseLine, wanted: str) -> bool:
    sought = as_searched(wanted)
    said = (line.name, line.person, *((line.told.form or "", line.told.title) if line.told else ()))
    return bool(sought) and (
        sought == line.receipt.last4 or any(sought in as_searched(each) for each in said)
    )


def as_searched(text: str) -> str:
    """Without capitals, accents, spaces and signs, as people search."""
    return "".join(each for each in unicodedata.normalize("NFKD", text.casefold()) if each.isalnum())


def _line(linked: LinkedCase, language: str) -> CaseLine:
    told = told_of(linked.case, language)
    receipt = ReceiptNumber(linked.case.receipt)
    return CaseLine(linked.case.id, receipt, told, linked.name, linked.person, linked.is_full)


def _step(event: StatusEvent, language: str) -> Step:
    title = (event.title_es if language == "es" else None) or event.title
    return Step(event.happened_on, title, event.source, event.touched)


def told_of(case: CaseRow, language: str) -> Told | None:
    """What a source says of a case; None as long as no source has."""
    if case.snapshot is None:
        return None
    return told_in(Snapshot.read(case.snapshot), language)


def told_in(snapshot: Snapshot, language: str) -> Told:
    """What a source says, in this language where it speaks it."""
    in_spanish = language == "es" and snapshot.title_es is not None
    return Told(
        form=snapshot.form,
        title=snapshot.title_es or snapshot.title if in_spanish else snapshot.title,
        description=snapshot.description_es or snapshot.description if in_spanish else snapshot.description,
        meaning=snapshot.meaning,
    )
