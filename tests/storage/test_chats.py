"""The inbox, and whose turn it is to work on a chat."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from storage import chats
from storage.chats import ChatWork, NewUpdate, Outcome
from storage.database import Database

LEASE = timedelta(seconds=15)
ANA, BO = 71, 72


def update(update_id: int, chat_id: int = ANA) -> NewUpdate:
    return NewUpdate(update_id, chat_id, f"update {update_id}".encode())


async def arrive(database: Database, now: datetime, *updates: NewUpdate) -> list[int]:
    async with database.transaction() as tx:
        return await chats.add_updates(tx, updates, now)


async def claim(
    database: Database, now: datetime, *chat_ids: int, owner: str = "one", until: datetime | None = None
) -> list[ChatWork]:
    async with database.transaction() as tx:
        return await chats.claim_chats(tx, owner, now, until or now + LEASE, chat_ids)


async def claim_one(database: Database, now: datetime, *, owner: str = "one") -> ChatWork:
    (work,) = await claim(database, now, ANA, owner=owner)
    return work


async def settle(
    database: Database, now: datetime, *outcomes: Outcome, owner: str = "one"
) -> Sequence[Outcome]:
    async with database.transaction() as tx:
        return await chats.settle(tx, owner, outcomes, now)


async def waiting(database: Database, now: datetime, limit: int = 10) -> list[int]:
    async with database.reading() as tx:
        return await chats.chats_waiting(tx, now, limit)


async def count(database: Database) -> int:
    async with database.reading() as tx:
        return await chats.count_waiting(tx)


async def test_an_update_is_taken_once(database: Database, now: datetime) -> None:
    assert await arrive(database, now, update(1), update(2, BO)) == [ANA, BO]
    assert await arrive(database, now, update(1), update(3)) == [ANA]
    assert await arrive(database, now) == []

    assert await count(database) == 3


async def test_two_processes_that_take_the_same_update_take_it_once(
    database: Database, another_process: Database, now: datetime
) -> None:
    took = await asyncio.gather(arrive(database, now, update(1)), arrive(another_process, now, update(1)))

    assert sorted(took) == [[], [ANA]]


async def test_a_chats_updates_come_in_their_order_whenever_they_arrived(
    database: Database, now: datetime
) -> None:
    await arrive(database, now, update(2), update(1), update(3))
    seen = []
    for _ in range(3):
        work = await claim_one(database, now)
        seen.append((work.update_id, work.body))
        await settle(database, now, Outcome(work))

    assert seen == [(1, b"update 1"), (2, b"update 2"), (3, b"update 3")]
    assert await claim(database, now, ANA) == []
    assert await count(database) == 0


async def test_the_chat_that_has_waited_longest_comes_first(database: Database, now: datetime) -> None:
    await arrive(database, now, update(5), update(4, BO), update(6, 73))

    assert await waiting(database, now) == [BO, ANA, 73]
    assert await waiting(database, now, limit=1) == [BO]


async def test_a_chat_has_one_worker_at_a_time(
    database: Database, another_process: Database, now: datetime
) -> None:
    await arrive(database, now, *(update(number, 100 + number) for number in range(20)))
    chosen = range(100, 120)
    mine, theirs = await asyncio.gather(
        claim(database, now, *chosen), claim(another_process, now, *reversed(chosen), owner="two")
    )

    assert sorted(work.chat_id for work in (*mine, *theirs)) == list(chosen)
    assert await waiting(database, now) == []


async def test_a_chat_with_nothing_to_do_stays_free(database: Database, now: datetime) -> None:
    assert await claim(database, now, ANA) == []
    await arrive(database, now, update(1))

    assert (await claim_one(database, now, owner="two")).update_id == 1


async def test_what_is_decided_waits_to_be_said_and_the_update_itself_is_gone(
    database: Database, now: datetime
) -> None:
    await arrive(database, now, update(1))
    work = await claim_one(database, now)
    decided = Outcome(work, dialogue=b"step two", serial=7, answer=b"what to say")

    assert await settle(database, now, decided) == [decided]
    later = now + LEASE
    again = await claim_one(database, later, owner="two")
    assert (again.body, again.answer, again.dialogue, again.serial) == (None, b"what to say", b"step two", 7)
    assert (again.attempts, again.changed_at) == (2, now)


async def test_an_outcome_without_a_dialogue_leaves_the_dialogue(database: Database, now: datetime) -> None:
    await arrive(database, now, update(1), update(2), update(3))
    await settle(database, now, Outcome(await claim_one(database, now), dialogue=b"talk", serial=3))
    await settle(database, now, Outcome(await claim_one(database, now)))

    work = await claim_one(database, now)
    assert (work.dialogue, work.serial) == (b"talk", 3)


@pytest.mark.parametrize("answer", [None, b"said"])
async def test_a_worker_whose_lease_was_taken_over_changes_nothing(
    database: Database, now: datetime, answer: bytes | None
) -> None:
    await arrive(database, now, update(1))
    late = await claim_one(database, now)
    taken = await claim_one(database, now + LEASE, owner="two")

    assert await settle(database, now, Outcome(late, dialogue=b"late", serial=9, answer=answer)) == []
    await settle(database, now, Outcome(taken, dialogue=b"in time", serial=1), owner="two")
    await arrive(database, now, update(2))
    work = await claim_one(database, now)
    assert (work.update_id, work.dialogue, work.serial) == (2, b"in time", 1)


async def test_a_worker_that_has_its_chat_again_is_not_taken_for_its_earlier_self(
    database: Database, now: datetime
) -> None:
    await arrive(database, now, update(1))
    before = await claim_one(database, now)
    again = await claim_one(database, now + LEASE)

    assert await settle(database, now, Outcome(before, dialogue=b"before")) == []
    assert len(await settle(database, now, Outcome(again))) == 1


async def test_a_lease_that_ran_out_still_counts_while_nobody_else_took_it(
    database: Database, now: datetime
) -> None:
    await arrive(database, now, update(1))
    work = await claim_one(database, now)

    assert len(await settle(database, now + 2 * LEASE, Outcome(work))) == 1


async def test_renewing_keeps_only_the_chats_that_are_named(database: Database, now: datetime) -> None:
    await arrive(database, now, update(1), update(2, BO))
    await claim(database, now, ANA, BO)
    async with database.transaction() as tx:
        await chats.renew_leases(tx, "one", [ANA], now + 2 * LEASE)
        await chats.renew_leases(tx, "two", [ANA, BO], now + 9 * LEASE)
        await chats.renew_leases(tx, "one", [], now + 9 * LEASE)

    assert await waiting(database, now + LEASE) == [BO]
    assert sorted(await waiting(database, now + 2 * LEASE)) == [ANA, BO]


async def test_letting_go_lets_others_in_at_once(database: Database, now: datetime) -> None:
    await arrive(database, now, update(1), update(2, BO), update(3, 73))
    await claim(database, now, ANA, BO)
    await claim(database, now, 73, owner="two")
    async with database.transaction() as tx:
        await chats.release_all_chats(tx, "one")

    assert await waiting(database, now) == [ANA, BO]


async def test_a_chat_that_rests_is_left_alone_until_its_time(database: Database, now: datetime) -> None:
    await arrive(database, now, update(1))
    await claim_one(database, now)
    async with database.transaction() as tx:
        await chats.rest_chat(tx, "two", ANA, now)
        await chats.rest_chat(tx, "one", ANA, now + 2 * LEASE)

    assert await claim(database, now + LEASE, ANA) == []
    assert len(await claim(database, now + 2 * LEASE, ANA)) == 1


async def test_what_is_done_is_known_for_a_while_and_then_forgotten(
    database: Database, now: datetime
) -> None:
    await arrive(database, now, update(1), update(2))
    await settle(database, now, Outcome(await claim_one(database, now)))
    later = now + timedelta(days=2)

    assert await arrive(database, later, update(1)) == []
    async with database.transaction() as tx:
        assert await chats.forget_done_updates(tx, now) == 0
        assert await chats.forget_done_updates(tx, later) == 1
    assert await arrive(database, later, update(1)) == [ANA]
    assert await count(database) == 2
