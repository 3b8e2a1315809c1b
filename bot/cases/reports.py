"""Reports: the status of a case as its person tells it, from what USCIS wrote to them or in their own words.

A report is told to nobody, changes nothing that a source said, and makes no alert. The card shows it beside
what the sources say, and labelled.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum

from bot.cases.receipt_number import ReceiptNumber
from bot.cases.statuses import StatusMeaning, change_key, classify
from bot.clock import Clock
from storage import cases, links
from storage import reports as rows
from storage.database import Database, Transaction
from storage.ids import Ids
from storage.links import LinkedCase
from storage.reports import ReportRow

_MOST = 50
"""Reports of one case: more than any case has steps."""


class NoSuchReport(Exception):
    """The account has made no such report, or has taken it back."""


class NotFollowing(Exception):
    """The account follows no such case: whether there is one is not told."""


class TooManyReports(Exception):
    """The account has told as much of this case as is kept."""


class How(StrEnum):
    """How a report came to us."""

    FORWARDED = "forwarded"
    PASTED = "pasted"
    TYPED = "typed"


@dataclass(frozen=True)
class Report:
    """What the person told, and when; `day` is missing where they did not say since when it is so."""

    id: str
    case_id: str
    title: str
    day: date | None
    told_at: datetime

    @property
    def meaning(self) -> StatusMeaning:
        """What the status says about the case."""
        return classify(self.title)

    def is_newer_than(self, since: date, zone: tzinfo) -> bool:
        """Whether it tells of a later day than a source does; where it names none, it was told on one."""
        day = self.day or self.told_at.astimezone(zone).date()
        return day > since


class Reports:
    """Keeps what people tell us themselves."""

    def __init__(self, database: Database, clock: Clock, ids: Ids) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids

    async def case_of(self, account_id: str, receipt: ReceiptNumber) -> str | None:
        """The case with this number, if the account follows it."""
        async with self._database.reading() as tx:
            known = await cases.case_by_receipt(tx, receipt.value)
            mine = await links.linked_case(tx, account_id, known.id) if known else None
        return mine.case.id if mine else None

    async def receipt_of(self, account_id: str, case_id: str) -> ReceiptNumber:
        """The number of a case that the account follows. Raises NotFollowing."""
        async with self._database.reading() as tx:
            return ReceiptNumber((await _followed(tx, account_id, case_id)).case.receipt)

    async def add(self, account_id: str, case_id: str, title: str, day: date | None, how: How) -> bool:
        """Keep what the account tells of a case. False when it has told the same before.

        Raises NotFollowing, TooManyReports.
        """
        now = self._clock.now()
        async with self._database.transaction() as tx:
            await _followed(tx, account_id, case_id)
            is_new = await rows.add_report(
                tx,
                self._ids,
                account_id=account_id,
                case_id=case_id,
                title=title,
                title_key=change_key(title),
                how=how.value,
                happened_on=day,
                now=now,
            )
            if is_new and await rows.count_reports(tx, account_id, case_id) > _MOST:
                raise TooManyReports
            return is_new

    async def of_case(self, account_id: str, case_id: str, limit: int) -> Sequence[Report]:
        """What the account told of a case it follows, the last first. Raises NotFollowing."""
        async with self._database.reading() as tx:
            await _followed(tx, account_id, case_id)
            return await reports_of(tx, account_id, case_id, limit)

    async def withdraw(self, account_id: str, report_id: str) -> str:
        """Take a report back. Returns its case. Raises NoSuchReport."""
        async with self._database.transaction() as tx:
            case_id = await rows.remove_report(tx, account_id, report_id)
        if case_id is None:
            raise NoSuchReport
        return case_id


async def reports_of(tx: Transaction, account_id: str, case_id: str, limit: int) -> Sequence[Report]:
    """What an account told of a case, what it told last first."""
    return [_report(row) for row in await rows.reports_of(tx, account_id, case_id, limit)]


async def _followed(tx: Transaction, account_id: str, case_id: str) -> LinkedCase:
    linked = await links.linked_case(tx, account_id, case_id)
    if linked is None:
        raise NotFollowing
    return linked


def _report(row: ReportRow) -> Report:
    return Report(row.id, row.case_id, row.title, row.happened_on, row.reported_at)
