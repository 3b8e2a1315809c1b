"""Budgets of outside services, and the counters that slow down guessing."""

import asyncio
from contextlib import suppress
from datetime import date, datetime, timedelta

from storage import budgets, throttles
from storage.database import Database, DatabaseBusy
from storage.throttles import Throttle
from storage.vault import Key, Vault

DAY = date(2026, 11, 24)
HOUR = timedelta(hours=1)


async def spend(database: Database, limit: int, day: date = DAY, name: str = "uscis") -> bool:
    while True:
        # Who finds the file held by another process for too long tries again, as everybody who asks does.
        with suppress(DatabaseBusy):
            async with database.transaction() as tx:
                return await budgets.take_from_budget(tx, name, day, limit)


async def count(database: Database, now: datetime, key: str = "login:ana") -> int:
    while True:
        with suppress(DatabaseBusy):
            async with database.transaction() as tx:
                return await throttles.count_up(tx, key, now, now - HOUR)


async def throttle(database: Database, key: str = "login:ana") -> Throttle | None:
    async with database.reading() as tx:
        return await throttles.throttle_of(tx, key)


async def test_a_budget_ends_where_it_ends(database: Database) -> None:
    assert [await spend(database, 2) for _ in range(4)] == [True, True, False, False]
    assert await spend(database, 3)
    async with database.reading() as tx:
        assert await budgets.used_of_budget(tx, "uscis", DAY) == 3


async def test_each_day_and_each_service_has_a_budget_of_its_own(database: Database) -> None:
    assert await spend(database, 1)
    assert await spend(database, 1, DAY + timedelta(days=1))
    assert await spend(database, 1, name="another")
    async with database.reading() as tx:
        assert await budgets.used_of_budget(tx, "uscis", DAY + timedelta(days=9)) == 0


async def test_replicas_together_spend_no_more_than_there_is(
    database: Database, another_process: Database
) -> None:
    spent = await asyncio.gather(*(spend((database, another_process)[n % 2], 7) for n in range(12)))

    assert sum(spent) == 7


async def test_failures_count_up_within_their_window(database: Database, now: datetime) -> None:
    assert await throttle(database) is None
    assert [await count(database, now + number * HOUR / 4) for number in range(4)] == [1, 2, 3, 4]
    assert await throttle(database) == Throttle(4, now, None)


async def test_after_their_window_they_begin_anew(database: Database, now: datetime) -> None:
    await count(database, now)

    assert await count(database, now + 2 * HOUR) == 1
    assert await throttle(database) == Throttle(1, now + 2 * HOUR, None)


async def test_nobody_pays_for_anothers_failures(database: Database, now: datetime) -> None:
    await count(database, now)

    assert await count(database, now, "login:bo") == 1


async def test_of_failures_at_the_same_moment_each_counts(
    database: Database, another_process: Database, now: datetime
) -> None:
    counted = await asyncio.gather(*(count((database, another_process)[n % 2], now) for n in range(10)))

    assert sorted(counted) == list(range(1, 11))


async def test_a_hold_stands_until_it_is_cleared(database: Database, now: datetime) -> None:
    await count(database, now)
    async with database.transaction() as tx:
        await throttles.hold_until(tx, "login:ana", now + HOUR)
    await count(database, now)
    assert await throttle(database) == Throttle(2, now, now + HOUR)

    async with database.transaction() as tx:
        await throttles.clear_throttle(tx, "login:ana")
    assert await throttle(database) is None


async def test_a_counter_is_found_and_cleared_after_a_new_key(
    database: Database, database_url: str, now: datetime
) -> None:
    await count(database, now)
    rotated = Database.open(database_url, Vault([Key("test", bytes(range(32))), Key("next", bytes(32))]))

    found = await throttle(rotated)
    async with rotated.transaction() as tx:
        await throttles.clear_throttle(tx, "login:ana")

    assert found == Throttle(1, now, None)
    assert await throttle(rotated) is None
    await rotated.close()


async def test_only_counters_that_hold_nobody_any_more_are_forgotten(
    database: Database, now: datetime
) -> None:
    for key in ("old", "holds"):
        await count(database, now, key)
    await count(database, now + 3 * HOUR, "new")
    async with database.transaction() as tx:
        await throttles.hold_until(tx, "holds", now + 9 * HOUR)
        assert await throttles.forget_old_throttles(tx, now + 2 * HOUR) == 1

    assert await throttle(database, "old") is None
    assert await throttle(database, "holds")
    assert await throttle(database, "new")
