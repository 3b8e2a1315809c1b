"""Reports: a person's own word is theirs alone, on each database."""

from datetime import date, datetime

from sqlalchemy import func, select

from storage import cases, deletions, reports
from storage.database import Database
from storage.ids import Ids
from storage.reports import ReportRow
from storage.schema import reports as table
from tests.storage.people import opens_account

IDS = Ids()
MAY_3 = date(2026, 5, 3)


async def has_case(database: Database, now: datetime, receipt: str = "IOE0912345678") -> str:
    async with database.transaction() as tx:
        return await cases.add_case(tx, IDS, receipt, "uscis", now)


async def tells(
    database: Database,
    account: str,
    case: str,
    now: datetime,
    title: str = "Approved",
    day: date | None = MAY_3,
) -> bool:
    async with database.transaction() as tx:
        return await reports.add_report(
            tx,
            IDS,
            account_id=account,
            case_id=case,
            title=title,
            title_key=title.lower(),
            how="typed",
            happened_on=day,
            now=now,
        )


async def told(database: Database, account: str, case: str) -> list[ReportRow]:
    async with database.reading() as tx:
        return list(await reports.reports_of(tx, account, case, 10))


async def test_the_same_of_the_same_day_counts_once(database: Database, now: datetime) -> None:
    ana, case = await opens_account(database, now), await has_case(database, now)
    assert await tells(database, ana, case, now)
    assert not await tells(database, ana, case, now, "APPROVED")
    assert await tells(database, ana, case, now, "Approved", None)
    assert await tells(database, ana, case, now, "Denied")
    assert [each.title for each in await told(database, ana, case)] == ["Denied", "Approved", "Approved"]


async def test_nobody_else_reads_it_or_takes_it_back(database: Database, now: datetime) -> None:
    """R11: a report is found by whose it is."""
    ana, bo = await opens_account(database, now), await opens_account(database, now, "bo")
    case = await has_case(database, now)
    await tells(database, ana, case, now)
    assert await tells(database, bo, case, now)
    (of_ana,) = await told(database, ana, case)
    async with database.transaction() as tx:
        assert await reports.remove_report(tx, bo, of_ana.id) is None
        assert await reports.remove_report(tx, ana, of_ana.id) == case
        assert await reports.count_reports(tx, ana, case) == 0
        assert await reports.count_reports(tx, bo, case) == 1


async def test_it_is_in_the_copy_of_the_account_and_goes_with_it(database: Database, now: datetime) -> None:
    """R25."""
    ana, case = await opens_account(database, now), await has_case(database, now)
    await tells(database, ana, case, now)
    async with database.transaction() as tx:
        ((receipt, kept),) = await reports.reports_kept(tx, ana)
        assert (receipt, kept.title, kept.happened_on) == ("IOE0912345678", "Approved", MAY_3)
        await deletions.remove_account(tx, ana, now)
        assert await tx.value(select(func.count()).select_from(table)) == 0


async def test_what_was_told_is_not_readable_in_the_database(database: Database, now: datetime) -> None:
    """R19."""
    ana, case = await opens_account(database, now), await has_case(database, now)
    await tells(database, ana, case, now, "My very own words")
    async with database.reading() as tx:
        row = await tx.one(select(table))
    assert row is not None
    assert b"own words" not in row["body"]
