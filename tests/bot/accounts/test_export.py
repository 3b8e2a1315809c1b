"""Copies of an account's data, where a conversation cannot reach: the same update again, and nobody."""

import json
import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from bot.accounts.export import Exporting
from bot.accounts.sessions import SessionLimits, Sessions
from bot.accounts.throttling import TooManyAttempts
from bot.sandbox.clock import MovableClock
from storage.database import Database
from storage.ids import Ids
from storage.schema import deliveries
from tests.bot.sandbox.far_end import StandingClock
from tests.storage.people import opens_account

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(StandingClock(NOON))


@pytest.fixture
def exporting(sqlite_database: Database, clock: MovableClock) -> Exporting:
    sessions = Sessions(sqlite_database, clock, Ids(), SessionLimits(idle=DAY, absolute=DAY))
    return Exporting(sqlite_database, clock, Ids(), sessions, made_by="Example Legal Aid")


async def test_the_same_update_again_asks_for_no_second_copy(
    sqlite_database: Database, exporting: Exporting
) -> None:
    ana = await opens_account(sqlite_database, NOON)
    for _ in range(2):
        await exporting.ask(ana, 71, telegram_name="Ana", key="71:1")
    async with sqlite_database.reading() as tx:
        kinds = [row["kind"] for row in await tx.all(select(deliveries.c.kind))]
    assert sorted(kinds) == ["export", "export-asked"]


async def test_the_next_copy_is_a_day_away(
    sqlite_database: Database, clock: MovableClock, exporting: Exporting
) -> None:
    ana = await opens_account(sqlite_database, NOON)
    await exporting.ask(ana, 71, telegram_name="Ana", key="71:1")
    clock.move_on(timedelta(hours=23))
    with pytest.raises(TooManyAttempts) as told:
        await exporting.ask(ana, 71, telegram_name="Ana", key="71:2")
    assert told.value.until == NOON + DAY
    clock.move_on(timedelta(hours=2))
    await exporting.ask(ana, 71, telegram_name="Ana", key="71:3")


async def test_of_nobody_there_is_no_copy(exporting: Exporting) -> None:
    assert await exporting.archive("nobody") is None


async def test_a_copy_says_when_and_by_whom_it_was_made(
    sqlite_database: Database, exporting: Exporting
) -> None:
    ana = await opens_account(sqlite_database, NOON)
    archive = await exporting.archive(ana)
    assert archive is not None
    held = json.loads(zipfile.ZipFile(BytesIO(archive)).read("my-data.json"))
    assert held["made"] == {"at": "2026-11-24T12:00:00+00:00", "by": "Example Legal Aid"}
    assert held["account"]["username"] == "ana"
    assert held["cases"] == []
