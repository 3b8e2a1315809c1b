"""A person's own word of a case: kept once, for whoever follows the case, and taken back by nobody else."""

import json
import zipfile
from datetime import date
from io import BytesIO
from typing import Any

import pytest

from bot.accounts.export import Exporting
from bot.accounts.sessions import SessionLimits, Sessions
from bot.cases.receipt_number import ReceiptNumber
from bot.cases.reports import How, NoSuchReport, NotFollowing, Report, Reports, TooManyReports
from tests.bot.cases.office import HOUR, RECEIPT, ZONE, Office

MAY_3 = date(2026, 5, 3)
APPROVED = "Case Was Approved"


@pytest.fixture
def reports(office: Office) -> Reports:
    return Reports(office.database, office.clock, office.ids)


def everything_in(archive: bytes | None) -> dict[str, Any]:
    """What the copy of an account holds."""
    assert archive is not None
    with zipfile.ZipFile(BytesIO(archive)) as files:
        held: dict[str, Any] = json.loads(files.read("my-data.json"))
    return held


async def test_it_changes_nothing_that_a_source_said_and_is_told_to_nobody(
    office: Office, reports: Reports, ana: str, bo: str
) -> None:
    for person in (ana, bo):
        await office.links(person)
    assert await reports.add(ana, await office.case_id(), APPROVED, MAY_3, How.PASTED)
    assert await office.title(ana) == await office.title(bo) == "Case Was Received"
    assert await office.news(ana) == await office.news(bo) == []


async def test_the_same_of_the_same_day_is_kept_once(office: Office, reports: Reports, ana: str) -> None:
    await office.links(ana)
    case_id = await office.case_id()
    assert await reports.add(ana, case_id, APPROVED, MAY_3, How.PASTED)
    assert not await reports.add(ana, case_id, "case was APPROVED!", MAY_3, How.TYPED)
    assert await reports.add(ana, case_id, APPROVED, None, How.TYPED)
    assert [each.day for each in await reports.of_case(ana, case_id, 10)] == [None, MAY_3]


async def test_only_who_follows_a_case_tells_of_it_or_learns_of_it(
    office: Office, reports: Reports, ana: str, bo: str
) -> None:
    await office.links(ana)
    case_id = await office.case_id()
    assert await reports.case_of(ana, RECEIPT) == case_id
    assert await reports.case_of(bo, RECEIPT) is None
    assert await reports.case_of(bo, ReceiptNumber("EAC2412345678")) is None
    with pytest.raises(NotFollowing):
        await reports.add(bo, case_id, APPROVED, MAY_3, How.TYPED)
    with pytest.raises(NotFollowing):
        await reports.of_case(bo, case_id, 10)
    with pytest.raises(NotFollowing):
        await reports.receipt_of(bo, case_id)


async def test_only_who_told_it_takes_it_back_and_once(
    office: Office, reports: Reports, ana: str, bo: str
) -> None:
    await office.links(ana)
    case_id = await office.case_id()
    await reports.add(ana, case_id, APPROVED, MAY_3, How.TYPED)
    (told,) = await reports.of_case(ana, case_id, 10)
    with pytest.raises(NoSuchReport):
        await reports.withdraw(bo, told.id)
    assert await reports.withdraw(ana, told.id) == case_id
    with pytest.raises(NoSuchReport):
        await reports.withdraw(ana, told.id)


async def test_of_one_case_no_more_is_kept_than_anybody_needs(
    office: Office, reports: Reports, ana: str
) -> None:
    await office.links(ana)
    case_id = await office.case_id()
    for number in range(50):
        await reports.add(ana, case_id, f"Step {number}", MAY_3, How.TYPED)
    with pytest.raises(TooManyReports):
        await reports.add(ana, case_id, "One more", MAY_3, How.TYPED)
    assert not await reports.add(ana, case_id, "Step 7", MAY_3, How.TYPED)


async def test_it_is_in_the_copy_that_a_person_may_have(office: Office, reports: Reports, ana: str) -> None:
    await office.links(ana)
    await reports.add(ana, await office.case_id(), APPROVED, MAY_3, How.FORWARDED)
    sessions = Sessions(office.database, office.clock, office.ids, SessionLimits(idle=HOUR, absolute=HOUR))
    exporting = Exporting(office.database, office.clock, office.ids, sessions, made_by="Example Legal Aid")
    assert everything_in(await exporting.archive(ana))["told_by_you"] == [
        {
            "receipt_number": RECEIPT.value,
            "title": APPROVED,
            "since": "2026-05-03",
            "told_at": office.clock.now().isoformat(timespec="seconds"),
            "how": "forwarded",
        }
    ]


@pytest.mark.parametrize(
    ("day", "since", "is_newer"),
    [
        (MAY_3, date(2026, 5, 2), True),
        (MAY_3, MAY_3, False),
        (MAY_3, date(2026, 5, 4), False),
        (None, date(2026, 11, 22), True),
        (None, date(2030, 1, 1), False),
    ],
)
def test_only_a_later_day_makes_it_newer(
    office: Office, day: date | None, since: date, is_newer: bool
) -> None:
    """Where it names no day, it is of the day on which it was told."""
    report = Report("1", "2", APPROVED, day, office.clock.now())
    assert report.is_newer_than(since, ZONE) is is_newer
