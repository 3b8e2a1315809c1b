"""Keeping one's own list: what a case is called, whose it is, what was filed with it, and what is put away.

All of it is this account's own word: nobody else sees it, and no alert depends on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.accounts.short_texts import read_short_text
from bot.cases.receipt_number import ReceiptNumber
from bot.cases.snapshots import Snapshot
from bot.clock import Clock
from storage import links, own_lists
from storage.database import Database, Transaction
from storage.ids import Ids
from storage.links import LinkedCase

LONGEST_NAME = 40
LONGEST_PERSON = 30
_TOGETHER = frozenset({"I-485", "I-765", "I-131"})
"""Forms that are often filed in one envelope: adjustment of status, with work and travel permits."""
_SAME_FILING = timedelta(days=45)
"""How far apart USCIS may enter what came in one envelope."""


class NotFollowed(Exception):
    """The account follows no such case."""


@dataclass(frozen=True)
class Together:
    """Another case of the account, beside one."""

    case_id: str
    receipt: ReceiptNumber
    form: str | None
    name: str


@dataclass(frozen=True)
class Kept:
    """How the account keeps a case."""

    case_id: str
    receipt: ReceiptNumber
    form: str | None
    name: str
    person: str
    is_archived: bool
    people: Sequence[str]
    """Whose cases there are besides."""
    filed_with: Sequence[Together]
    may_be_filed_with: Sequence[Together]
    """Those that by form and day were likely filed with it, and are not said to be."""
    others: Sequence[Together]
    """All other cases of the account."""


class Keeping:
    """Lets accounts keep their lists."""

    def __init__(self, database: Database, clock: Clock, ids: Ids) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids

    async def of(self, account_id: str, case_id: str) -> Kept:
        """How a case is kept. Raises NotFollowed."""
        async with self._database.reading() as tx:
            linked = await links.linked_cases(tx, account_id)
        mine = next((each for each in linked if each.case.id == case_id), None)
        if mine is None:
            raise NotFollowed
        others = [each for each in linked if each is not mine]
        return Kept(
            case_id=case_id,
            receipt=ReceiptNumber(mine.case.receipt),
            form=_form(mine),
            name=mine.name,
            person=mine.person,
            is_archived=mine.archived_at is not None,
            people=sorted({each.person for each in others if each.person and each.person != mine.person}),
            filed_with=[_together(each) for each in others if _is_filed_with(each, mine)],
            may_be_filed_with=[
                _together(each) for each in others if not _is_filed_with(each, mine) and _fits(each, mine)
            ],
            others=[_together(each) for each in others if not _is_filed_with(each, mine)],
        )

    async def rename(self, account_id: str, case_id: str, written: str) -> str:
        """Call the case this, or nothing with an empty text. Raises BadText, NotFollowed."""
        name = read_short_text(written, at_least=1, at_most=LONGEST_NAME) if written else ""
        async with self._database.transaction() as tx:
            mine = await self._mine(tx, account_id, case_id)
            await own_lists.put_own_words(tx, account_id, mine.link_id, name=name, person=mine.person)
        return name

    async def put_person(self, account_id: str, case_id: str, written: str) -> str:
        """Say whose case it is, or nothing with an empty text. Raises BadText, NotFollowed."""
        person = read_short_text(written, at_least=1, at_most=LONGEST_PERSON) if written else ""
        async with self._database.transaction() as tx:
            mine = await self._mine(tx, account_id, case_id)
            await own_lists.put_own_words(tx, account_id, mine.link_id, name=mine.name, person=person)
        return person

    async def file_together(self, account_id: str, case_id: str, other_id: str) -> None:
        """Say that two cases were filed together, with all that were filed with them. Raises NotFollowed."""
        async with self._database.transaction() as tx:
            mine = await self._mine(tx, account_id, case_id)
            other = await self._mine(tx, account_id, other_id)
            filing = mine.filing or other.filing or self._ids.new(self._clock.now())
            filings = {mine.filing, other.filing} - {None}
            joined = {case_id, other_id}
            for each in await links.linked_cases(tx, account_id):
                if each.filing in filings:
                    joined.add(each.case.id)
            await own_lists.put_filing(tx, account_id, sorted(joined), filing)

    async def leave_filing(self, account_id: str, case_id: str) -> None:
        """Say that a case was filed by itself. Raises NotFollowed."""
        async with self._database.transaction() as tx:
            mine = await self._mine(tx, account_id, case_id)
            if mine.filing is None:
                return
            left = [
                each.case.id
                for each in await links.linked_cases(tx, account_id)
                if each.filing == mine.filing and each.case.id != case_id
            ]
            # One case alone is no filing.
            alone = [case_id, *(left if len(left) == 1 else [])]
            await own_lists.put_filing(tx, account_id, alone, None)

    async def archive(self, account_id: str, case_id: str) -> None:
        """Put a case away: it is followed as before. Raises NotFollowed."""
        async with self._database.transaction() as tx:
            await self._mine(tx, account_id, case_id)
            await own_lists.put_archived(tx, account_id, case_id, self._clock.now())

    async def bring_back(self, account_id: str, case_id: str) -> None:
        """Put a case back into the list. Raises NotFollowed."""
        async with self._database.transaction() as tx:
            await self._mine(tx, account_id, case_id)
            await own_lists.put_archived(tx, account_id, case_id, None)

    async def _mine(self, tx: Transaction, account_id: str, case_id: str) -> LinkedCase:
        mine = await links.linked_case(tx, account_id, case_id)
        if mine is None:
            raise NotFollowed
        return mine


def _is_filed_with(one: LinkedCase, other: LinkedCase) -> bool:
    return one.filing is not None and one.filing == other.filing


def _fits(one: LinkedCase, other: LinkedCase) -> bool:
    """Whether two cases were likely in one envelope: forms that go together, received within weeks.

    Not every answer tells the day: then the forms have to do, for the person is only asked.
    """
    forms = {_form(one), _form(other)}
    if len(forms) < 2 or not forms <= _TOGETHER or one.person != other.person:
        return False
    first, second = _received(one), _received(other)
    return first is None or second is None or abs(first - second) <= _SAME_FILING


def _form(linked: LinkedCase) -> str | None:
    return Snapshot.read(linked.case.snapshot).form if linked.case.snapshot is not None else None


def _received(linked: LinkedCase) -> date | None:
    return Snapshot.read(linked.case.snapshot).submitted if linked.case.snapshot is not None else None


def _together(linked: LinkedCase) -> Together:
    return Together(linked.case.id, ReceiptNumber(linked.case.receipt), _form(linked), linked.name)
