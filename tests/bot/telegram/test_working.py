"""Order within a chat, many chats at once, and what happens when a chat or the database fails."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.sandbox.clock import MovableClock
from bot.sandbox.telegram import LocalPerson
from bot.telegram.working import LEASE
from storage import chats
from storage.chats import NewUpdate
from storage.database import Database, DatabaseUnavailable
from storage.vault import Vault
from tests.bot.telegram.conftest import Opens
from tests.bot.telegram.process import update


def said(person: LocalPerson) -> list[str]:
    return [each["text"] for each in person.chat.visible if each["from"]["is_bot"]]


async def count_waiting(database: Database) -> int:
    async with database.reading() as tx:
        return await chats.count_waiting(tx)


async def sees(person: LocalPerson, words: str) -> None:
    """Return when somebody sees these words."""
    async with asyncio.timeout(60):
        while words not in said(person):  # noqa: ASYNC110 - what is waited for happens over HTTP
            await asyncio.sleep(0.01)


async def another_process_takes_in(
    database: Database, clock: MovableClock, new: tuple[int, int, str]
) -> None:
    update_id, chat_id, _ = new
    body = json.dumps(update(*new)).encode()
    async with database.transaction() as tx:
        await chats.add_updates(tx, [NewUpdate(update_id, chat_id, body)], clock.now())


async def test_a_chat_is_answered_in_order(opens: Opens, ana: LocalPerson) -> None:
    async with opens() as process:
        await process.takes(*((number, ana.id, f"text {number}") for number in range(1, 21)))
        await process.workers.settled()

    assert said(ana) == [f"{number}: text {number}" for number in range(1, 21)]


async def test_updates_that_come_twice_are_answered_once(opens: Opens, ana: LocalPerson) -> None:
    async with opens() as process:
        for _ in range(3):
            await process.takes((1, ana.id, "one"), (2, ana.id, "two"))
            await process.workers.settled()

    assert said(ana) == ["1: one", "2: two"]


async def test_different_chats_are_answered_at_the_same_time(opens: Opens) -> None:
    async with opens(slots=5) as process:
        await process.holds_back(range(1, 10))
        await asyncio.gather(*(process.reached[chat_id].wait() for chat_id in range(1, 6)))
        process.lets_go()
        await process.workers.settled()

        assert len(process.answered) == 9
        assert process.most_at_once == 5


async def test_whoever_waits_for_a_hash_holds_up_nobody(
    opens: Opens, ana: LocalPerson, bo: LocalPerson
) -> None:
    async with opens(slots=1) as process:
        process.hashing.add(ana.id)
        process.holds[ana.id].clear()
        await process.takes((1, ana.id, "password"), (2, ana.id, "more"), (3, bo.id, "hello"))
        await sees(bo, "1: hello")
        assert said(ana) == []
        process.holds[ana.id].set()
        await process.workers.settled()

    assert said(ana) == ["1: password", "2: more"]


@pytest.mark.requirement("R23")
async def test_a_flood_of_one_chat_holds_up_no_other(opens: Opens, ana: LocalPerson, bo: LocalPerson) -> None:
    async with opens(slots=1) as process:
        process.holds[ana.id].clear()
        flood = asyncio.create_task(process.takes(*((n, ana.id, f"flood {n}") for n in range(1, 41))))
        await process.reached[ana.id].wait()
        await process.takes((100, bo.id, "hello"))
        process.holds[ana.id].set()
        await flood
        await process.workers.settled()

    # With one place in all, each chat in its turn: Bo waits for a few of Ana's, not for forty.
    assert process.answered.index((bo.id, "hello")) <= 3
    assert len(said(ana)) == 40


async def test_with_one_place_whoever_waits_longest_goes_before_a_press(opens: Opens) -> None:
    async with opens(slots=1) as process:
        process.holds[1].clear()
        await process.takes(*((number, number, "hello") for number in range(1, 10)))
        await process.reached[1].wait()
        await process.takes_presses((20, 20, "open"), (21, 21, "open"))
        process.holds[1].set()
        await process.workers.settled()

    order = [chat_id for chat_id, _ in process.answered]
    assert order == [*range(1, 10), 20, 21]


async def test_presses_find_a_place_while_texts_are_worked_out(opens: Opens) -> None:
    async with opens(slots=32) as process:
        await process.holds_back(range(1, 21))
        await asyncio.gather(*(process.reached[chat_id].wait() for chat_id in range(1, 9)))
        await process.takes_presses((30, 30, "open"), (31, 31, "open"))
        async with asyncio.timeout(60):
            await asyncio.gather(process.reached[30].wait(), process.reached[31].wait())
        begun = {chat_id for chat_id, reached in process.reached.items() if reached.is_set()} - {30, 31}
        process.lets_go()
        await process.workers.settled()

    assert begun == set(range(1, 9))
    assert len(process.answered) == 22


async def test_a_chat_that_another_process_has_is_left_alone(
    opens: Opens, sqlite_path: Path, vault: Vault, ana: LocalPerson
) -> None:
    another = Database.open(f"sqlite:///{sqlite_path}", vault)
    async with opens() as one, opens(another, owner="two") as two:
        one.holds[ana.id].clear()
        await one.takes((1, ana.id, "one"))
        await one.reached[ana.id].wait()
        await two.takes((2, ana.id, "two"))
        assert two.answered == []
        one.holds[ana.id].set()
        await asyncio.gather(one.workers.settled(), two.workers.settled())

    assert said(ana) == ["1: one", "2: two"]
    await another.close()


async def test_a_process_that_lost_its_chat_says_nothing_there(
    opens: Opens, sqlite_path: Path, vault: Vault, clock: MovableClock, ana: LocalPerson
) -> None:
    another = Database.open(f"sqlite:///{sqlite_path}", vault)
    async with opens() as one:
        one.holds[ana.id].clear()
        await one.takes((1, ana.id, "hello"))
        await one.reached[ana.id].wait()
        clock.move_on(2 * LEASE)
        async with opens(another, owner="two") as two:
            await two.workers.settled()
            one.holds[ana.id].set()
            await one.workers.settled()

    assert (len(one.answered), len(two.answered)) == (1, 1)
    assert said(ana) == ["1: hello"]
    await another.close()


async def test_a_lease_that_ran_out_under_its_own_process_starts_no_second_answer(
    opens: Opens, sqlite_database: Database, clock: MovableClock, ana: LocalPerson, bo: LocalPerson
) -> None:
    async with opens() as process:
        process.holds[ana.id].clear()
        await process.takes((1, ana.id, "hello"), (3, ana.id, "more"))
        await process.reached[ana.id].wait()
        # As after the machine slept.
        clock.move_on(2 * LEASE)
        await another_process_takes_in(sqlite_database, clock, (2, bo.id, "hello"))
        await sees(bo, "1: hello")
        process.holds[ana.id].set()
        await process.workers.settled()

    assert said(ana) == ["1: hello", "2: more"]


async def test_an_error_of_ours_rests_the_chat_and_loses_nothing(
    opens: Opens, clock: MovableClock, ana: LocalPerson, bo: LocalPerson
) -> None:
    async with opens() as process:
        process.trouble = LookupError("a mistake")
        await process.takes((1, ana.id, "hello"))
        await process.reached[ana.id].wait()
        process.trouble = None
        await process.takes((2, bo.id, "hello"))
        await sees(bo, "1: hello")
        assert said(ana) == []
        clock.move_on(timedelta(seconds=31))
        await process.workers.settled()

    assert said(ana) == ["1: hello"]


async def test_while_the_database_is_locked_nothing_is_taken_and_later_all_is(
    opens: Opens, sqlite_path: Path, sqlite_database: Database, vault: Vault, ana: LocalPerson
) -> None:
    another = Database.open(f"sqlite:///{sqlite_path}", vault)
    async with sqlite_database.transaction() as tx:
        await tx.run(text("PRAGMA busy_timeout=1"))
    async with opens() as process:
        async with another.transaction():
            with pytest.raises(DatabaseUnavailable):
                await process.takes((1, ana.id, "hello"))
        await process.takes((1, ana.id, "hello"))
        await process.workers.settled()

    assert said(ana) == ["1: hello"]
    await another.close()


async def test_what_was_decided_while_the_database_is_locked_is_said_afterwards(
    opens: Opens, sqlite_path: Path, sqlite_database: Database, vault: Vault, ana: LocalPerson
) -> None:
    another = Database.open(f"sqlite:///{sqlite_path}", vault)
    async with sqlite_database.transaction() as tx:
        await tx.run(text("PRAGMA busy_timeout=1"))
    async with opens() as process:
        process.holds[ana.id].clear()
        await process.takes((1, ana.id, "hello"))
        await process.reached[ana.id].wait()
        async with another.transaction():
            process.holds[ana.id].set()
            with pytest.raises(DatabaseUnavailable):
                await process.takes((2, ana.id, "more"))
            assert said(ana) == []
        await process.workers.settled()

    assert said(ana) == ["1: hello"]
    await another.close()


async def test_an_error_that_nobody_expected_ends_the_work_and_leaves_nobody_waiting(
    opens: Opens, sqlite_database: Database, ana: LocalPerson
) -> None:
    process = opens()
    running = asyncio.create_task(process.workers.run())
    process.holds[ana.id].clear()
    await process.takes((1, ana.id, "hello"))
    await process.reached[ana.id].wait()
    async with sqlite_database.transaction() as tx:
        await tx.run(text("ALTER TABLE inbox RENAME TO elsewhere"))
    await asyncio.wait([running])

    with pytest.raises(DatabaseUnavailable):
        await process.takes((2, ana.id, "more"))
    with pytest.raises(DatabaseUnavailable):
        await process.workers.settled()
    await process.workers.stop()
    assert said(ana) == []
    assert running.exception() is not None


async def test_stopping_finishes_what_is_under_way_and_keeps_the_rest(
    opens: Opens, sqlite_database: Database, ana: LocalPerson, bo: LocalPerson
) -> None:
    async with opens(slots=1) as process:
        process.holds[ana.id].clear()
        await process.takes((1, ana.id, "one"), (2, ana.id, "two"), (3, bo.id, "hello"))
        await process.reached[ana.id].wait()
        stopping = asyncio.create_task(process.workers.stop())
        await asyncio.sleep(0)
        process.holds[ana.id].set()
        await stopping
    assert said(ana) == ["1: one"]
    assert await count_waiting(sqlite_database) == 2

    async with opens(owner="two") as next_process:
        await next_process.workers.settled()
    assert (said(ana), said(bo)) == (["1: one", "2: two"], ["1: hello"])
