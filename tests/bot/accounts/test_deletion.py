"""Deletion of accounts, where a conversation cannot reach: done twice, and one that cannot be done."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.accounts.deletion import Asker, Deletions
from bot.sandbox.clock import MovableClock
from storage import activity
from storage.cases import add_case
from storage.database import Database
from storage.deliveries import NewDelivery, add_deliveries
from storage.ids import Ids
from storage.schema import accounts, deliveries
from tests.bot.sandbox.far_end import StandingClock
from tests.storage.people import opens_account

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
WEEK = timedelta(days=7)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(StandingClock(NOON))


@pytest.fixture
def leaving(sqlite_database: Database, clock: MovableClock) -> Deletions:
    return Deletions(sqlite_database, clock, Ids(), grace=WEEK)


async def test_what_is_asked_twice_is_told_once_and_due_as_it_was_first(
    sqlite_database: Database, clock: MovableClock, leaving: Deletions
) -> None:
    ana = await opens_account(sqlite_database, NOON)
    assert await leaving.ask(Asker(ana, 71, "Ana")) == NOON + WEEK
    clock.move_on(timedelta(hours=1))
    assert await leaving.ask(Asker(ana, 71, "Ana")) == NOON + WEEK
    async with sqlite_database.reading() as tx:
        assert [each.kind for each in await activity.activity_of(tx, ana, None, 9)] == ["deletion-asked"]
        kinds = [row["kind"] for row in await tx.all(select(deliveries.c.kind))]
    assert sorted(kinds) == ["deletion-asked", "deletion-soon"]


async def test_news_that_waits_to_be_sent_is_dropped_when_the_account_leaves(
    sqlite_database: Database, leaving: Deletions
) -> None:
    ids = Ids()
    ana, bo = await opens_account(sqlite_database, NOON), await opens_account(sqlite_database, NOON, "bo")
    async with sqlite_database.transaction() as tx:
        case = await add_case(tx, ids, "IOE0900000001", "uscis", NOON)
        news = [
            NewDelivery(
                once_key=whose, kind="case-changed", channel="email", account_id=whose, case_id=case, body={}
            )
            for whose in (ana, bo)
        ]
        await add_deliveries(tx, ids, NOON, news)
    await leaving.ask(Asker(ana, 71, "Ana"))
    of = deliveries.c
    async with sqlite_database.reading() as tx:
        states = await tx.all(select(of.account_id, of.state).where(of.kind == "case-changed"))
    assert {row["account_id"]: row["state"] for row in states} == {ana: "dropped", bo: "waiting"}


async def test_nothing_is_undone_where_nothing_was_asked_for(
    sqlite_database: Database, leaving: Deletions
) -> None:
    ana = await opens_account(sqlite_database, NOON)
    async with sqlite_database.transaction() as tx:
        assert not await leaving.undo(tx, ana, "Ana")
        assert await activity.activity_of(tx, ana, None, 9) == []


async def test_two_processes_erase_an_account_once(
    sqlite_database: Database, clock: MovableClock, leaving: Deletions
) -> None:
    ana = await opens_account(sqlite_database, NOON)
    await leaving.ask(Asker(ana, 71, "Ana"))
    assert await leaving.erase_due() == 0
    clock.move_on(WEEK)
    assert await leaving.erase_due() == 1
    assert await Deletions(sqlite_database, clock, Ids(), grace=WEEK).erase_due() == 0


async def test_one_that_cannot_be_erased_holds_up_no_other(
    sqlite_database: Database, clock: MovableClock, leaving: Deletions
) -> None:
    ana = await opens_account(sqlite_database, NOON)
    bo = await opens_account(sqlite_database, NOON, "bo")
    for account in (ana, bo):
        await leaving.ask(Asker(account, 71, "Ana"))
    async with sqlite_database.transaction() as tx:
        await tx.run(update(accounts).where(accounts.c.id == ana).values(personal=b"broken"))
    clock.move_on(WEEK)
    assert await leaving.erase_due() == 1
    async with sqlite_database.reading() as tx:
        assert [row["id"] for row in await tx.all(select(accounts.c.id))] == [ana]
