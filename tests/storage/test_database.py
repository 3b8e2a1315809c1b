"""What a transaction promises, and by which names it fails."""

import asyncio
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from storage.budgets import take_from_budget, used_of_budget
from storage.database import Database, DatabaseBusy, DatabaseFull, DatabaseUnavailable
from storage.schema import budgets
from storage.vault import Vault
from tests.postgres_server import PostgresServer

DAY = date(2026, 11, 24)


async def spend(database: Database, name: str) -> None:
    async with database.transaction() as tx:
        await take_from_budget(tx, name, DAY, 1_000)


async def used(database: Database, name: str) -> int:
    async with database.reading() as tx:
        return await used_of_budget(tx, name, DAY)


async def test_what_is_committed_is_seen_by_others(database: Database, another_process: Database) -> None:
    await spend(database, "one")

    assert await used(another_process, "one") == 1


async def test_what_fails_leaves_nothing(database: Database) -> None:
    async def fail() -> None:
        async with database.transaction() as tx:
            await take_from_budget(tx, "one", DAY, 1_000)
            raise LookupError

    with pytest.raises(LookupError):
        await fail()

    assert await used(database, "one") == 0


async def test_what_is_not_committed_is_seen_by_nobody(database: Database) -> None:
    async with database.transaction() as tx:
        await take_from_budget(tx, "one", DAY, 1_000)

        assert await used(database, "one") == 0


async def test_a_transaction_that_is_cancelled_leaves_nothing_and_holds_up_nobody(database: Database) -> None:
    begun = asyncio.Event()

    async def work() -> None:
        async with database.transaction() as tx:
            await take_from_budget(tx, "one", DAY, 1_000)
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(work())
    await begun.wait()
    task.cancel()
    await asyncio.wait([task])
    await spend(database, "two")

    assert (await used(database, "one"), await used(database, "two")) == (0, 1)


async def test_reading_first_and_writing_after_loses_no_update(
    database: Database, another_process: Database
) -> None:
    await spend(database, "one")
    counted = select(budgets.c.used).where(budgets.c.name == "one").with_for_update()

    async def read_then_write(mine: Database) -> None:
        async with mine.transaction() as tx:
            before = await tx.value(counted)
            await tx.run(update(budgets).where(budgets.c.name == "one").values(used=before + 1))

    await asyncio.gather(
        *(read_then_write(database if number % 2 else another_process) for number in range(8))
    )

    assert await used(database, "one") == 9


async def test_more_readers_at_once_than_there_are_connections(database: Database) -> None:
    await spend(database, "one")

    assert await asyncio.gather(*(used(database, "one") for _ in range(30))) == [1] * 30


async def test_a_reading_cannot_write_on_sqlite(sqlite_database: Database) -> None:
    with pytest.raises(DatabaseUnavailable):
        async with sqlite_database.reading() as tx:
            await take_from_budget(tx, "one", DAY, 1_000)

    assert await used(sqlite_database, "one") == 0


async def test_a_mistake_of_ours_is_not_taken_for_a_database_that_is_away(database: Database) -> None:
    async def ask() -> None:
        async with database.transaction() as tx:
            await tx.run(text("SELECT * FROM nowhere"))

    with pytest.raises(DBAPIError, match="nowhere"):
        await ask()


async def test_a_database_that_somebody_holds_is_busy(sqlite_path: Path, vault: Vault) -> None:
    patient, impatient = (Database.open(f"sqlite:///{sqlite_path}", vault) for _ in range(2))
    async with impatient.transaction() as tx:
        await tx.run(text("PRAGMA busy_timeout=1"))
    async with patient.transaction() as tx:
        await take_from_budget(tx, "one", DAY, 1_000)
        with pytest.raises(DatabaseBusy):
            await spend(impatient, "one")
    await spend(impatient, "one")

    assert await used(impatient, "one") == 2
    await patient.close()
    await impatient.close()


async def test_a_full_database_says_so_and_keeps_what_it_has(sqlite_database: Database) -> None:
    async with sqlite_database.transaction() as tx:
        pages = await tx.value(text("PRAGMA page_count"))
        await tx.value(text(f"PRAGMA max_page_count={pages + 1}"))

    async def fill() -> None:
        while True:
            async with sqlite_database.transaction() as tx:
                rows = [{"name": f"{number:032}", "day": DAY, "used": 1} for number in range(50)]
                await tx.run(tx.insert(budgets).values(rows).on_conflict_do_nothing())
                await tx.run(text("CREATE TABLE IF NOT EXISTS bulk (content BLOB)"))
                await tx.run(text("INSERT INTO bulk VALUES (zeroblob(4000))"))

    with pytest.raises(DatabaseFull):
        await fill()
    async with sqlite_database.transaction() as tx:
        await tx.value(text(f"PRAGMA max_page_count={pages + 100}"))

    await spend(sqlite_database, "one")
    assert await used(sqlite_database, "one") == 1


async def test_of_two_that_wait_for_each_other_one_is_told_and_the_other_goes_on(
    postgres: PostgresServer, vault: Vault
) -> None:
    url = postgres.new_database()
    database = Database.open(url, vault)
    for name in ("one", "two"):
        await spend(database, name)
    both_hold_one = asyncio.Barrier(2)

    async def cross(first: str, second: str) -> None:
        async with database.transaction() as tx:
            await take_from_budget(tx, first, DAY, 1_000)
            await both_hold_one.wait()
            await take_from_budget(tx, second, DAY, 1_000)

    outcomes = await asyncio.gather(cross("one", "two"), cross("two", "one"), return_exceptions=True)

    assert sorted(type(each).__name__ for each in outcomes) == ["DatabaseBusy", "NoneType"]
    assert (await used(database, "one"), await used(database, "two")) == (2, 2)
    await database.close()
    postgres.drop(url)


async def test_a_server_that_is_away_is_unavailable(tmp_path: Path, vault: Vault) -> None:
    database = Database.open(f"postgresql://nobody@/nothing?host={tmp_path}", vault)

    with pytest.raises(DatabaseUnavailable):
        await used(database, "one")
    await database.close()


async def test_a_connection_that_was_cut_is_not_used_again(postgres: PostgresServer, vault: Vault) -> None:
    url = postgres.new_database()
    database = Database.open(url, vault)
    await spend(database, "one")
    cut = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    other = Database.open(url, vault)
    async with other.transaction() as tx:
        await tx.run(cut)
    await other.close()

    await spend(database, "one")

    assert await used(database, "one") == 2
    await database.close()
    postgres.drop(url)
