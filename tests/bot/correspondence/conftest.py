import pytest

from bot.sandbox.clock import MovableClock
from storage.database import Database
from tests.bot.correspondence.house import WEDNESDAY, SupportHouse, house_on
from tests.storage.people import opens_account


@pytest.fixture
async def house(sqlite_database: Database) -> SupportHouse:
    clock = MovableClock()
    clock.begin_at(WEDNESDAY)
    support, desk = house_on(sqlite_database, clock)
    now = clock.now()
    ana, bo, clerk = [await opens_account(sqlite_database, now, name) for name in ("ana", "bo", "clerk")]
    return SupportHouse(sqlite_database, clock, support, desk, ana, bo, clerk)
