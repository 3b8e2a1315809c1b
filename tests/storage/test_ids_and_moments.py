"""Identifiers in the order of their making, and moments that keep their zone."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError

from storage import leases as rows
from storage.database import Database
from storage.ids import Ids
from storage.schema import leases


def test_identifiers_come_in_the_order_of_their_making_also_at_the_same_moment(now: datetime) -> None:
    ids = Ids()
    made = [ids.new(now + timedelta(milliseconds=number // 50)) for number in range(1_000)]

    assert made == sorted(made)
    assert len(set(made)) == 1_000
    assert all(len(each) == 20 and each.isalnum() and each == each.lower() for each in made)


def test_a_clock_that_was_set_back_does_not_turn_the_order(now: datetime) -> None:
    ids = Ids()

    assert ids.new(now) < ids.new(now - timedelta(hours=1)) < ids.new(now + timedelta(hours=1))


def test_identifiers_of_two_processes_differ_at_the_same_moment(now: datetime) -> None:
    assert Ids().new(now) != Ids().new(now)


async def test_a_moment_comes_back_as_the_same_moment_in_utc(database: Database, now: datetime) -> None:
    in_tokyo = now.astimezone(timezone(timedelta(hours=9))) + timedelta(microseconds=123_456)
    async with database.transaction() as tx:
        await rows.take_lease(tx, "one", "me", now, in_tokyo)
        until = await tx.value(select(leases.c.until))

    assert until == in_tokyo
    assert until.tzinfo is UTC


async def test_moments_compare_as_moments_whatever_their_zone(database: Database, now: datetime) -> None:
    async with database.transaction() as tx:
        await rows.take_lease(tx, "one", "me", now, now)
        earlier = now.astimezone(timezone(timedelta(hours=9))) - timedelta(seconds=1)
        found = await tx.all(select(leases.c.name).where(leases.c.until > earlier))

    assert len(found) == 1


async def test_a_moment_without_a_zone_is_refused(database: Database, now: datetime) -> None:
    async def write() -> None:
        async with database.transaction() as tx:
            await rows.take_lease(tx, "one", "me", now, now.replace(tzinfo=None))

    with pytest.raises(StatementError, match="without a time zone"):
        await write()


async def test_sqlite_keeps_what_others_rely_on(sqlite_database: Database) -> None:
    async with sqlite_database.transaction() as tx:
        kept = [await tx.value(text(f"PRAGMA {name}")) for name in ("journal_mode", "foreign_keys")]
        synchronous = await tx.value(text("PRAGMA synchronous"))

    assert kept == ["wal", 1]
    assert synchronous == 2
