"""Several processes on one database: each chat has one of them, and another when that one is gone."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.sandbox.clock import MovableClock
from bot.sandbox.telegram import LocalPerson, LocalTelegram
from bot.telegram.working import LEASE
from storage.database import Database
from storage.schema import chats
from storage.vault import Vault
from tests.bot.telegram.conftest import Opens
from tests.postgres_server import PostgresServer


def said(person: LocalPerson) -> list[str]:
    return [each["text"] for each in person.chat.visible if each["from"]["is_bot"]]


async def test_a_chat_whose_answer_takes_long_stays_with_its_process(
    opens: Opens, sqlite_database: Database, clock: MovableClock, ana: LocalPerson
) -> None:
    async with opens() as process:
        process.holds[ana.id].clear()
        await process.takes((1, ana.id, "hello"))
        await process.reached[ana.id].wait()
        leased_until = clock.now() + LEASE
        clock.move_on(timedelta(seconds=10))
        async with asyncio.timeout(60):
            while True:
                async with sqlite_database.reading() as tx:
                    if await tx.value(select(chats.c.lease_until)) > leased_until:
                        break
                await asyncio.sleep(0.05)
        process.holds[ana.id].set()


@pytest.mark.parametrize("ends_well", [True, False])
async def test_another_process_takes_over_at_once_on_postgresql(
    postgres: PostgresServer,
    vault: Vault,
    opens: Opens,
    clock: MovableClock,
    ana: LocalPerson,
    ends_well: bool,
) -> None:
    url = postgres.new_database()
    one, other = (Database.open(url, vault) for _ in range(2))
    process = opens(one)
    running = asyncio.create_task(process.workers.run())
    await process.takes((1, ana.id, "one"))
    await process.workers.settled()
    process.holds[ana.id].clear()
    process.reached[ana.id].clear()
    await process.takes((2, ana.id, "two"))
    await process.reached[ana.id].wait()
    if ends_well:
        running.cancel()
        await asyncio.wait([running])
    else:
        await one.close()
        clock.move_on(LEASE)
    async with opens(other, owner="two") as next_process:
        await next_process.workers.settled()

    assert said(ana) == ["1: one", "2: two"]
    running.cancel()
    await asyncio.wait([running])
    await other.close()
    await one.close()
    postgres.drop(url)


async def test_two_replicas_share_the_chats_and_answer_each_update_once(
    postgres: PostgresServer, vault: Vault, opens: Opens, telegram: LocalTelegram
) -> None:
    url = postgres.new_database()
    databases = [Database.open(url, vault) for _ in range(2)]
    people = [telegram.person(f"Person {number}") for number in range(12)]
    for person in people:
        await person.starts()
    async with opens(databases[0]) as one, opens(databases[1], owner="two") as two:
        updates = [(n * 12 + i, person.id, f"text {n}") for n in range(5) for i, person in enumerate(people)]
        await asyncio.gather(one.takes(*updates), two.takes(*reversed(updates)))
        await asyncio.gather(one.workers.settled(), two.workers.settled())

    for person in people:
        assert said(person) == [f"{n + 1}: text {n}" for n in range(5)]
    for database in databases:
        await database.close()
    postgres.drop(url)
