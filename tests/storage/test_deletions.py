"""Deletions: asked for once, undone or done once, and nothing is left that names the account."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from storage import activity, cases, challenges, chats, deletions, deliveries, links, sessions
from storage.chats import NewUpdate, Outcome
from storage.database import Database
from storage.deliveries import NewDelivery
from storage.ids import Ids
from storage.schema import metadata
from tests.storage.people import opens_account

WEEK = timedelta(days=7)
HERE = 7_100_001
ABOUT_ACCOUNTS = [table for table in metadata.tables.values() if "account_id" in table.c]


async def asks(database: Database, account: str, now: datetime, key: str = "one") -> bool:
    async with database.transaction() as tx:
        return await deletions.add_deletion(
            tx, deletion_id=key, account_id=account, now=now, due_at=now + WEEK
        )


async def due(database: Database, now: datetime) -> list[str]:
    async with database.reading() as tx:
        return list(await deletions.due_deletions(tx, now, 10))


async def follows(database: Database, ids: Ids, account: str, receipt: str, now: datetime) -> str:
    async with database.transaction() as tx:
        known = await cases.case_by_receipt(tx, receipt)
        case = known.id if known else await cases.add_case(tx, ids, receipt, "uscis", now)
        await links.put_link(
            tx,
            link_id=ids.new(now),
            account_id=account,
            case_id=case,
            level="status-only",
            once_key=f"{account}:{receipt}",
            now=now,
            awaited_until=None,
        )
    return case


async def speaks(database: Database, now: datetime) -> None:
    """An update of the chat, done with, after which it remembers something."""
    async with database.transaction() as tx:
        await chats.add_updates(tx, [NewUpdate(1, HERE, b"{}")], now)
        (work,) = await chats.claim_chats(tx, "one", now, now, [HERE])
        await chats.settle(tx, "one", [Outcome(work, dialogue=b"{}")], now)
        await chats.release_chats(tx, "one", [HERE])


async def rows_about(database: Database, account: str) -> dict[str, int]:
    async with database.reading() as tx:
        return {
            table.name: count
            for table in ABOUT_ACCOUNTS
            if (
                count := await tx.value(
                    select(func.count()).select_from(table).where(table.c.account_id == account)
                )
            )
        }


async def test_what_is_asked_for_twice_is_due_as_it_was_first(database: Database, now: datetime) -> None:
    ana = await opens_account(database, now)
    assert await asks(database, ana, now)
    assert not await asks(database, ana, now + timedelta(days=1), "two")
    async with database.reading() as tx:
        found = await deletions.open_deletion(tx, ana)
    assert found is not None
    assert (found.id, found.due_at) == ("one", now + WEEK)


async def test_one_that_was_undone_is_never_due_and_can_be_asked_for_again(
    database: Database, now: datetime
) -> None:
    ana = await opens_account(database, now)
    await asks(database, ana, now)
    async with database.transaction() as tx:
        assert await deletions.undo_deletion(tx, ana, now) == "one"
        assert await deletions.undo_deletion(tx, ana, now) is None
        assert await deletions.end_deletion(tx, "one", now + WEEK) is None
    assert await due(database, now + WEEK) == []
    assert await asks(database, ana, now, "two")
    assert await due(database, now + WEEK) == ["two"]


async def test_one_is_due_at_its_moment_and_done_once(database: Database, now: datetime) -> None:
    ana = await opens_account(database, now)
    await asks(database, ana, now)
    assert await due(database, now + WEEK - timedelta(seconds=1)) == []
    assert await due(database, now + WEEK) == ["one"]
    async with database.transaction() as tx:
        assert await deletions.end_deletion(tx, "one", now) == ana
        assert await deletions.end_deletion(tx, "one", now) is None


@pytest.mark.requirement("R25")
@pytest.mark.parametrize("table", ABOUT_ACCOUNTS, ids=lambda table: str(table.name))
def test_every_table_about_accounts_lets_go_of_one_that_is_removed(table: object) -> None:
    """Requirement R25: the database itself sees to it, also for tables to come."""
    column = metadata.tables[str(table)].c.account_id
    (key,) = column.foreign_keys
    assert key.column.table.name == "accounts"
    # What the organisation itself keeps of a case stays; only the account is no longer named in it.
    stays = str(table) in ("deletions", "registry_people")
    assert key.ondelete == ("SET NULL" if stays else "CASCADE")


async def test_with_an_account_goes_all_that_is_about_it(database: Database, ids: Ids, now: datetime) -> None:
    """Requirement R25."""
    ana, bo = await opens_account(database, now), await opens_account(database, now, "bo")
    await asks(database, ana, now)
    shared = await follows(database, ids, ana, "IOE0900000001", now)
    alone = await follows(database, ids, ana, "IOE0900000002", now)
    await follows(database, ids, bo, "IOE0900000001", now)
    await speaks(database, now)
    async with database.transaction() as tx:
        await sessions.bind_chat(tx, ana, HERE, now)
        await activity.add_activity(tx, entry_id="a", account_id=ana, kind="login", now=now, detail={})
        news = NewDelivery(once_key="n", kind="tidy", channel="telegram", account_id=ana, body={})
        await deliveries.add_deliveries(tx, ids, now, [news])
        await challenges.put_challenge(
            tx,
            challenge_id="c",
            subject=ana,
            purpose="any",
            chat_id=HERE,
            code="1",
            link="1",
            tries=1,
            now=now,
            expires_at=now + WEEK,
        )
    assert {"bindings", "activity", "links", "deliveries", "deletions"} <= (
        await rows_about(database, ana)
    ).keys()
    async with database.transaction() as tx:
        for case in await deletions.cases_followed_by(tx, ana):
            await links.remove_link(tx, ana, case)
            await deletions.remove_case_if_unfollowed(tx, case)
        await deletions.remove_account(tx, ana, now + timedelta(days=1))
    assert await rows_about(database, ana) == {}
    async with database.transaction() as tx:
        assert await cases.lock_case(tx, shared) is not None
        assert await cases.lock_case(tx, alone) is None
        assert await challenges.newest_challenge(tx, ana, "any", HERE) is None
        assert await chats.chats_waiting(tx, now, 10) == []
        left = await tx.value(select(func.count()).select_from(metadata.tables["chats"]))
    assert left == 0
    assert "links" in await rows_about(database, bo)


@pytest.mark.parametrize("stays_because", ["of another account", "it is in use"])
async def test_a_chat_stays_that_somebody_needs(
    database: Database, now: datetime, stays_because: str
) -> None:
    ana, bo = await opens_account(database, now), await opens_account(database, now, "bo")
    await speaks(database, now)
    async with database.transaction() as tx:
        await sessions.bind_chat(tx, ana, HERE, now)
        if stays_because == "of another account":
            await sessions.bind_chat(tx, bo, HERE, now)
    idle_since = now + timedelta(days=1) if stays_because == "of another account" else now
    async with database.transaction() as tx:
        await deletions.remove_account(tx, ana, idle_since)
        left = await tx.value(select(func.count()).select_from(metadata.tables["chats"]))
    assert left == 1


async def test_nobody_is_told_of_a_case_who_is_about_to_leave(
    database: Database, ids: Ids, now: datetime
) -> None:
    ana, bo = await opens_account(database, now), await opens_account(database, now, "bo")
    case = await follows(database, ids, ana, "IOE0900000001", now)
    await follows(database, ids, bo, "IOE0900000001", now)
    await asks(database, ana, now)
    async with database.transaction() as tx:
        assert [each.account_id for each in await links.followers_of(tx, case)] == [bo]
        await deletions.undo_deletion(tx, ana, now)
        assert {each.account_id for each in await links.followers_of(tx, case)} == {ana, bo}
