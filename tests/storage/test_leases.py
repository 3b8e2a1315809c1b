"""What one process of several does, and the one process of a SQLite database."""

import asyncio
import multiprocessing
from datetime import datetime, timedelta
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from storage import chats, deliveries, leases
from storage.chats import NewUpdate
from storage.database import Database
from storage.deliveries import NewDelivery
from storage.ids import Ids
from storage.occupancy import DatabaseOccupied, Occupancy

MINUTE = timedelta(minutes=1)


async def take(database: Database, owner: str, now: datetime, name: str = "poller") -> int | None:
    async with database.transaction() as tx:
        return await leases.take_lease(tx, name, owner, now, now + MINUTE)


async def test_a_lease_has_one_owner_who_may_keep_it(database: Database, now: datetime) -> None:
    assert await take(database, "one", now) == 1
    assert await take(database, "two", now) is None
    assert await take(database, "one", now + MINUTE / 2) == 1
    assert await take(database, "two", now + MINUTE) is None
    assert await take(database, "two", now, name="another") == 1


async def test_a_lease_that_ran_out_goes_over_and_its_fence_grows(database: Database, now: datetime) -> None:
    await take(database, "one", now)

    assert await take(database, "two", now + MINUTE) == 2
    assert await take(database, "one", now + MINUTE) is None
    assert await take(database, "one", now + 2 * MINUTE) == 3


async def test_of_many_who_reach_for_a_lease_one_gets_it(
    database: Database, another_process: Database, now: datetime
) -> None:
    reaches = (take((database, another_process)[number % 2], str(number), now) for number in range(8))

    assert sorted(map(str, await asyncio.gather(*reaches))) == ["1", *["None"] * 7]


async def test_a_lease_that_is_given_up_is_free_at_once(database: Database, now: datetime) -> None:
    await take(database, "one", now)
    async with database.transaction() as tx:
        await leases.release_lease(tx, "poller", "two", now)
    assert await take(database, "two", now) is None
    async with database.transaction() as tx:
        await leases.release_lease(tx, "poller", "one", now)

    assert await take(database, "two", now) == 2


async def test_what_a_dead_process_held_is_free_at_the_next_start(
    database: Database, ids: Ids, now: datetime
) -> None:
    news = NewDelivery(once_key="one", kind="news", channel="telegram", body={}, chat_id=1)
    until = now + MINUTE
    async with database.transaction() as tx:
        await leases.take_lease(tx, "poller", "dead", now, until)
        await chats.add_updates(tx, [NewUpdate(1, 1, b"{}")], now)
        await chats.claim_chats(tx, "dead", now, until, [1])
        await deliveries.add_deliveries(tx, ids, now, [news])
        await deliveries.claim_due_deliveries(tx, "telegram", "dead", now, until, 10)
        await leases.release_everything(tx, now)

    assert await take(database, "alive", now) == 2
    async with database.transaction() as tx:
        assert await chats.chats_waiting(tx, now, 10) == [1]
        (delivery,) = await deliveries.claim_due_deliveries(tx, "telegram", "alive", now, until, 10)
    assert delivery.fence == 2


def test_a_second_occupant_is_refused_by_name(tmp_path: Path) -> None:
    database = tmp_path / "casebell.db"
    with Occupancy(database):
        with pytest.raises(DatabaseOccupied, match=r"another Casebell works on .*casebell\.db"):
            Occupancy(database).__enter__()
        with Occupancy(tmp_path / "another.db"):
            pass
    with Occupancy(database):
        pass


def _occupy(database: Path, in_it: Event) -> None:
    with Occupancy(database):
        in_it.set()
        while True:
            multiprocessing.Event().wait()


def test_an_occupant_that_is_killed_leaves_the_place(tmp_path: Path) -> None:
    database = tmp_path / "casebell.db"
    processes = multiprocessing.get_context("spawn")
    in_it = processes.Event()
    occupant = processes.Process(target=_occupy, args=(database, in_it))
    occupant.start()
    assert in_it.wait(60)
    with pytest.raises(DatabaseOccupied):
        Occupancy(database).__enter__()
    occupant.kill()
    occupant.join()

    with Occupancy(database):
        pass
