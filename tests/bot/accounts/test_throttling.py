"""Guessing is slowed down: by seconds that double, then by twenty minutes."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.accounts.throttling import (
    TooManyAttempts,
    note_failure,
    note_in_a_row,
    note_success,
    require_patience,
    row_key,
)
from storage.database import Database
from storage.throttles import forget_old_throttles

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ACCOUNT, SENDER = "login:ana", "telegram:1"


async def waits(database: Database, key: str, failures: int, now: datetime = NOW) -> list[int]:
    """The seconds to wait after each of so many failures."""
    async with database.transaction() as tx:
        held = [await note_failure(tx, key, now) for _ in range(failures)]
    return [round((each.until - now).total_seconds()) if each else 0 for each in held]


async def is_free(database: Database, *keys: str, now: datetime = NOW) -> bool:
    async with database.reading() as tx:
        try:
            await require_patience(tx, keys, now)
        except TooManyAttempts:
            return False
    return True


async def test_waits_double_after_five_failures_and_each_tenth_one_locks_out(
    sqlite_database: Database,
) -> None:
    assert await waits(sqlite_database, ACCOUNT, 20) == [
        *([0] * 5),
        *(2, 4, 8, 16, 1200),
        *(2, 4, 8, 16, 32, 64, 128, 256, 512, 1200),
    ]


async def test_the_lock_out_is_told_and_ends_after_twenty_minutes(sqlite_database: Database) -> None:
    async with sqlite_database.transaction() as tx:
        held = [await note_failure(tx, ACCOUNT, NOW) for _ in range(10)]
    assert [bool(each and each.locked_out) for each in held] == [*([False] * 9), True]
    assert not await is_free(sqlite_database, ACCOUNT, now=NOW + timedelta(minutes=20, seconds=-1))
    assert await is_free(sqlite_database, ACCOUNT, now=NOW + timedelta(minutes=20))


async def test_failures_are_forgotten_after_a_day(sqlite_database: Database) -> None:
    await waits(sqlite_database, ACCOUNT, 9)
    assert await waits(sqlite_database, ACCOUNT, 6, NOW + timedelta(days=1, seconds=1)) == [0, 0, 0, 0, 0, 2]


async def test_one_held_key_of_several_is_enough_and_others_stay_free(sqlite_database: Database) -> None:
    await waits(sqlite_database, SENDER, 6)
    assert not await is_free(sqlite_database, ACCOUNT, SENDER)
    assert await is_free(sqlite_database, ACCOUNT)


@pytest.mark.parametrize(
    ("under_name", "under_sender", "is_forgiven"), [(4, 4, True), (5, 4, True), (0, 5, False), (3, 5, False)]
)
async def test_a_success_forgives_the_sender_what_it_got_wrong_under_that_name_only(
    sqlite_database: Database, under_name: int, under_sender: int, is_forgiven: bool
) -> None:
    await waits(sqlite_database, ACCOUNT, under_name)
    await waits(sqlite_database, SENDER, under_sender)
    async with sqlite_database.transaction() as tx:
        await note_success(tx, ACCOUNT, sender=SENDER)
    assert await waits(sqlite_database, ACCOUNT, 1) == [0]
    assert (await waits(sqlite_database, SENDER, 2) == [0, 0]) is is_forgiven


async def test_a_hundred_in_a_row_are_too_many_however_slowly_and_a_success_begins_anew(
    sqlite_database: Database,
) -> None:
    async with sqlite_database.transaction() as tx:
        told = [await note_in_a_row(tx, "ana", NOW + timedelta(days=day)) for day in range(99)]
        assert not any(told)
        await note_success(tx, row_key("ana"))
        told = [await note_in_a_row(tx, "ana", NOW + timedelta(days=day)) for day in range(99, 200)]
    assert [number for number, is_told in enumerate(told, 1) if is_told] == [100]


async def test_a_row_is_kept_longer_than_what_is_only_waited_for(sqlite_database: Database) -> None:
    async with sqlite_database.transaction() as tx:
        await note_in_a_row(tx, "ana", NOW)
        await note_failure(tx, ACCOUNT, NOW)
        assert await forget_old_throttles(tx, NOW + timedelta(days=100)) == 1
