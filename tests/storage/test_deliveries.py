"""The outbox."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from storage import deliveries
from storage.database import Database
from storage.deliveries import DROPPED, FAILED, SENT, DueDelivery, NewDelivery
from storage.ids import Ids

LEASE = timedelta(minutes=5)
MINUTE = timedelta(minutes=1)
ANA, BO = 71, 72


def news(key: str, chat_id: int | None = ANA, **options: object) -> NewDelivery:
    plain = NewDelivery(once_key=key, kind="news", channel="telegram", body={"title": key}, chat_id=chat_id)
    return replace(plain, **options)  # type: ignore[arg-type]


async def put(database: Database, ids: Ids, now: datetime, *new: NewDelivery) -> int:
    async with database.transaction() as tx:
        return await deliveries.add_deliveries(tx, ids, now, new)


async def claim(
    database: Database, now: datetime, *, owner: str = "one", channel: str = "telegram", limit: int = 100
) -> list[DueDelivery]:
    async with database.transaction() as tx:
        return await deliveries.claim_due_deliveries(tx, channel, owner, now, now + LEASE, limit)


async def claim_one(database: Database, now: datetime, *, owner: str = "one") -> DueDelivery:
    (delivery,) = await claim(database, now, owner=owner)
    return delivery


async def keys(database: Database, now: datetime) -> list[str]:
    return [each.body["title"] for each in await claim(database, now)]


async def end(database: Database, delivery: DueDelivery, now: datetime, state: str = SENT) -> bool:
    async with database.transaction() as tx:
        return await deliveries.end_delivery(tx, delivery, state, now)


async def put_off(
    database: Database, delivery: DueDelivery, until: datetime, *, counts: bool = False
) -> bool:
    async with database.transaction() as tx:
        return await deliveries.put_off(tx, delivery, until, counts=counts)


async def test_a_delivery_of_a_known_name_is_not_added_again(
    database: Database, ids: Ids, now: datetime
) -> None:
    assert await put(database, ids, now, news("one"), news("two")) == 2
    assert await put(database, ids, now, news("two"), news("three", BO)) == 1
    await end(database, (await claim(database, now))[0], now)

    assert await put(database, ids, now) == 0
    assert await put(database, ids, now, news("one")) == 0
    async with database.reading() as tx:
        assert await deliveries.is_known(tx, "one")
        assert not await deliveries.is_known(tx, "four")


async def test_two_processes_that_add_the_same_add_it_once(
    database: Database, another_process: Database, ids: Ids, now: datetime
) -> None:
    added = await asyncio.gather(
        *(put(each, ids, now, news("one"), news("two")) for each in (database, another_process))
    )

    assert sum(added) == 2


async def test_what_is_claimed_comes_with_everything_it_needs(
    database: Database, ids: Ids, now: datetime
) -> None:
    await put(database, ids, now, news("one", body={"title": "one", "name": "López"}, expires_at=now + LEASE))

    delivery = await claim_one(database, now)

    assert delivery.body == {"title": "one", "name": "López"}
    assert (delivery.kind, delivery.channel, delivery.chat_id) == ("news", "telegram", ANA)
    assert (delivery.attempts, delivery.created_at, delivery.expires_at) == (1, now, now + LEASE)


async def test_nothing_is_claimed_before_it_is_due(database: Database, ids: Ids, now: datetime) -> None:
    await put(database, ids, now, news("later", due_at=now + MINUTE), news("now", BO))

    assert await keys(database, now) == ["now"]
    assert await keys(database, now + MINUTE) == ["later"]


async def test_the_channels_are_claimed_apart(database: Database, ids: Ids, now: datetime) -> None:
    await put(database, ids, now, news("chat"), news("mail", None, channel="email"))

    assert [each.body["title"] for each in await claim(database, now, channel="email")] == ["mail"]
    assert await keys(database, now) == ["chat"]


async def test_no_more_is_claimed_than_there_is_room_for_the_oldest_first(
    database: Database, ids: Ids, now: datetime
) -> None:
    late, early = news("late", 1, due_at=now), news("early", 2, due_at=now - MINUTE)
    await put(database, ids, now, late, early, news("last", 3))

    assert [each.body["title"] for each in await claim(database, now, limit=2)] == ["early", "late"]


async def test_two_processes_claim_each_delivery_once(
    database: Database, another_process: Database, ids: Ids, now: datetime
) -> None:
    await put(database, ids, now, *(news(str(number), number) for number in range(1, 41)))
    claims = await asyncio.gather(
        *(claim(each, now, owner=str(n), limit=10) for n, each in enumerate([database, another_process] * 3))
    )
    claimed = [each.body["title"] for batch in claims for each in batch]

    assert len(claimed) == len(set(claimed))
    assert all(len(batch) <= 10 for batch in claims)


async def test_news_of_one_chat_comes_in_the_order_in_which_it_happened(
    database: Database, ids: Ids, now: datetime
) -> None:
    await put(database, ids, now, news("first"), news("second"), news("third"), news("other", BO))
    first, other = await claim(database, now)
    assert (first.body["title"], other.body["title"]) == ("first", "other")
    assert await claim(database, now, owner="two") == []

    await end(database, first, now)
    second = await claim_one(database, now, owner="two")
    assert second.body["title"] == "second"
    await put_off(database, second, now + MINUTE)
    assert await claim(database, now) == []
    assert await keys(database, now + MINUTE) == ["second"]


async def test_what_waits_after_an_error_of_its_own_holds_up_no_other(
    database: Database, ids: Ids, now: datetime
) -> None:
    await put(database, ids, now, news("broken"), news("next"))
    await put_off(database, await claim_one(database, now), now + MINUTE, counts=True)

    assert await keys(database, now) == ["next"]


async def test_what_is_planned_for_later_holds_up_no_other(
    database: Database, ids: Ids, now: datetime
) -> None:
    await put(database, ids, now, news("planned", due_at=now + MINUTE), news("now"))

    assert await keys(database, now) == ["now"]


async def test_deliveries_without_a_chat_wait_for_no_other(
    database: Database, ids: Ids, now: datetime
) -> None:
    await put(database, ids, now, *(news(name, None, channel="email") for name in ("one", "two")))

    assert len(await claim(database, now, channel="email")) == 2


async def test_an_attempt_counts_unless_the_channel_asked_to_wait(
    database: Database, ids: Ids, now: datetime
) -> None:
    await put(database, ids, now, news("one"))
    await put_off(database, await claim_one(database, now), now)
    again = await claim_one(database, now)
    assert again.attempts == 1
    await put_off(database, again, now, counts=True)
    assert (await claim_one(database, now)).attempts == 2


@pytest.mark.parametrize("state", [SENT, FAILED, DROPPED])
async def test_what_has_ended_is_never_claimed_again_and_says_nothing_any_more(
    database: Database, ids: Ids, now: datetime, state: str
) -> None:
    await put(database, ids, now, news("one"))
    delivery = await claim_one(database, now)

    assert await end(database, delivery, now, state)
    assert not await end(database, delivery, now, SENT)
    assert not await put_off(database, delivery, now)
    assert await claim(database, now + LEASE) == []


async def test_a_sender_whose_lease_was_taken_over_changes_nothing(
    database: Database, ids: Ids, now: datetime
) -> None:
    await put(database, ids, now, news("one"))
    late = await claim_one(database, now)
    assert await claim(database, now + LEASE - MINUTE, owner="two") == []
    taken = await claim_one(database, now + LEASE, owner="two")

    assert not await end(database, late, now, DROPPED)
    assert not await put_off(database, late, now)
    assert await end(database, taken, now)


async def test_what_ended_long_ago_is_forgotten(database: Database, ids: Ids, now: datetime) -> None:
    await put(database, ids, now, news("done"), news("waits", BO))
    await end(database, (await claim(database, now))[0], now)
    async with database.transaction() as tx:
        assert await deliveries.forget_done_deliveries(tx, now) == 0
        assert await deliveries.forget_done_deliveries(tx, now + MINUTE) == 1

    assert await put(database, ids, now, news("done"), news("waits")) == 1
