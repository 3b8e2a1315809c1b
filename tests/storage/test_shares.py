"""Shares: who may see which case at a moment, on each database."""

from datetime import datetime, timedelta

from sqlalchemy import select

from storage import cases, links, shares
from storage.database import Database
from storage.ids import Ids
from storage.schema import shares as shares_table
from tests.storage.people import opens_account

IDS = Ids()
DAY = timedelta(days=1)


async def follows(database: Database, account_id: str, receipt: str, now: datetime) -> str:
    async with database.transaction() as tx:
        case_id = await cases.add_case(tx, IDS, receipt, "uscis", now)
        await links.put_link(
            tx,
            link_id=IDS.new(now),
            account_id=account_id,
            case_id=case_id,
            level="status-only",
            once_key=f"{account_id}:{receipt}",
            now=now,
            awaited_until=None,
        )
    return case_id


async def shares_case(
    database: Database, account_id: str, case_id: str, now: datetime, *, ends_at: datetime | None = None
) -> str:
    share_id = IDS.new(now)
    async with database.transaction() as tx:
        await shares.add_share(
            tx,
            share_id=share_id,
            account_id=account_id,
            kind="attorney",
            rights={"status"},
            label="Ms. Reyes",
            case_ids=[case_id],
            once_key=share_id,
            now=now,
            ends_at=ends_at,
        )
        await shares.put_code(tx, share_id, f"CODE{share_id}", now + DAY)
    return share_id


async def seen_by(database: Database, account_id: str, now: datetime) -> list[str]:
    async with database.reading() as tx:
        return [each.case.receipt for each in await shares.shared_cases(tx, account_id, now)]


async def test_only_who_accepted_sees_and_only_until_it_ends(database: Database, now: datetime) -> None:
    """R11: every read joins the share as it is at that moment."""
    ana, bo = await opens_account(database, now), await opens_account(database, now, "bo")
    case_id = await follows(database, ana, "EAC2499912345", now)
    share_id = await shares_case(database, ana, case_id, now, ends_at=now + 2 * DAY)
    assert await seen_by(database, bo, now) == []
    async with database.transaction() as tx:
        found = await shares.share_by_code(tx, f"CODE{share_id}", now)
        assert found
        assert found.label == "Ms. Reyes"
        assert await shares.accept_share(tx, share_id, bo, now)
        assert not await shares.accept_share(tx, share_id, ana, now)
        assert await shares.share_by_code(tx, f"CODE{share_id}", now) is None
    assert await seen_by(database, bo, now) == ["EAC2499912345"]
    assert await seen_by(database, bo, now + 2 * DAY) == []
    async with database.transaction() as tx:
        assert await shares.end_share(tx, share_id, "owner", now)
        assert not await shares.end_share(tx, share_id, "owner", now)
    assert await seen_by(database, bo, now) == []


async def test_a_share_covers_only_what_its_owner_follows(database: Database, now: datetime) -> None:
    ana, bo = await opens_account(database, now), await opens_account(database, now, "bo")
    mine = await follows(database, ana, "EAC2499912345", now)
    foreign = await follows(database, bo, "EAC2499912346", now)
    share_id = await shares_case(database, ana, foreign, now)
    async with database.transaction() as tx:
        await shares.put_share_cases(tx, ana, share_id, [mine, foreign])
        await shares.accept_share(tx, share_id, bo, now)
    assert await seen_by(database, bo, now) == ["EAC2499912345"]
    async with database.transaction() as tx:
        await links.remove_link(tx, ana, mine)
    assert await seen_by(database, bo, now) == []


async def test_a_code_and_what_people_call_each_other_are_not_to_be_read(
    database: Database, now: datetime
) -> None:
    """R5 and R19: a digest and a seal."""
    ana = await opens_account(database, now)
    share_id = await shares_case(database, ana, await follows(database, ana, "EAC2499912345", now), now)
    async with database.reading() as tx:
        row = await tx.one(select(shares_table))
        assert await shares.share_by_code(tx, f"CODE{share_id}", now + DAY) is None
    assert row is not None
    assert b"CODE" not in row["code_digest"]
    assert b"Reyes" not in row["body"]


async def test_looks_within_an_hour_are_one(database: Database, now: datetime) -> None:
    ana = await opens_account(database, now)
    case_id = await follows(database, ana, "EAC2499912345", now)
    share_id = await shares_case(database, ana, case_id, now)
    async with database.transaction() as tx:
        for minutes in (0, 30, 90):
            await shares.note_view(tx, IDS, share_id, case_id, "card", now + timedelta(minutes=minutes))
        assert [each.at for each in await shares.views_of(tx, share_id, 9)] == [
            now + timedelta(minutes=90),
            now,
        ]
