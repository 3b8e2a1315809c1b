"""The sender: once each, in order, and never lost."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from bot.alerts.sending import OutcomeUnknown, Refused, Sender, TryLater
from bot.sandbox.clock import MovableClock
from storage import deliveries
from storage.database import Database, DatabaseUnavailable
from storage.deliveries import NewDelivery
from storage.ids import Ids
from storage.schema import deliveries as table
from storage.vault import Vault
from tests.bot.alerts.receiver import Receiver

MINUTE = timedelta(minutes=1)
ANA, BO = 71, 72
Opens = Callable[..., Sender]


@pytest.fixture
def opens(sqlite_database: Database, clock: MovableClock, chats: Receiver, mails: Receiver) -> Opens:
    """Opens senders: each a process of its own."""

    def opens(database: Database = sqlite_database, owner: str = "one") -> Sender:
        return Sender(database, clock, {"telegram": chats, "email": mails}, owner=owner)

    return opens


@pytest.fixture
def sender(opens: Opens) -> Sender:
    return opens()


class Outbox:
    """Puts deliveries in, and looks at what became of them."""

    def __init__(self, database: Database, clock: MovableClock) -> None:
        self.database = database
        self._clock = clock
        self._ids = Ids()

    async def puts(self, *titles: str, chat_id: int | None = ANA, **options: object) -> None:
        channel = "telegram" if chat_id else "email"
        new = [
            NewDelivery(once_key=each, kind="news", channel=channel, body={"title": each}, chat_id=chat_id)
            for each in titles
        ]
        async with self.database.transaction() as tx:
            await deliveries.add_deliveries(
                tx,
                self._ids,
                self._clock.now(),
                [replace(each, **options) for each in new],  # type: ignore[arg-type]
            )

    async def states(self) -> dict[str, str]:
        async with self.database.reading() as tx:
            rows = await tx.all(select(table.c.once_key, table.c.state))
        return {row["once_key"]: row["state"] for row in rows}


@pytest.fixture
def outbox(sqlite_database: Database, clock: MovableClock) -> Outbox:
    return Outbox(sqlite_database, clock)


async def sends_all(sender: Sender) -> None:
    while await sender.tick():
        pass


async def test_each_delivery_is_sent_once_by_its_channel(
    sender: Sender, outbox: Outbox, chats: Receiver, mails: Receiver
) -> None:
    await outbox.puts("one", "two")
    await outbox.puts("letter", chat_id=None)
    await sends_all(sender)
    await sends_all(sender)

    assert (chats.titles(), mails.titles()) == (["one", "two"], ["letter"])
    assert await outbox.states() == {"one": "sent", "two": "sent", "letter": "sent"}


async def test_many_senders_send_each_delivery_once(opens: Opens, outbox: Outbox, chats: Receiver) -> None:
    for chat_id in range(1, 31):
        await outbox.puts(f"to {chat_id}", chat_id=chat_id)
    await asyncio.gather(*(sends_all(opens(owner=str(number))) for number in range(4)))

    assert sorted(chats.titles()) == sorted(f"to {chat_id}" for chat_id in range(1, 31))


async def test_a_chat_gets_its_news_in_order_also_when_it_has_to_wait(
    sender: Sender, outbox: Outbox, chats: Receiver, clock: MovableClock
) -> None:
    await outbox.puts("scheduled", "approved", "mailed")
    chats.troubles.append(TryLater(MINUTE))
    await sends_all(sender)
    assert chats.titles() == []
    await outbox.puts("delivered")
    await sends_all(sender)
    assert chats.titles() == []

    clock.move_on(MINUTE)
    await sends_all(sender)
    assert chats.titles() == ["scheduled", "approved", "mailed", "delivered"]


async def test_a_chat_that_has_to_wait_holds_up_no_other(
    sender: Sender, outbox: Outbox, chats: Receiver
) -> None:
    await outbox.puts("one")
    chats.troubles.append(TryLater(MINUTE))
    await sender.tick()
    await outbox.puts("two", chat_id=BO)
    await sends_all(sender)

    assert chats.titles() == ["two"]


async def test_a_channel_that_hangs_holds_up_no_other(
    sender: Sender, outbox: Outbox, chats: Receiver, mails: Receiver
) -> None:
    mails.hangs()
    await outbox.puts("letter", chat_id=None)
    await sender.begin()
    await mails.is_tried()
    await outbox.puts("one")
    await sender.begin()
    await chats.has_arrived("one")
    assert mails.titles() == []

    mails.goes_on()
    await sender.tick()
    assert mails.titles() == ["letter"]


async def test_what_comes_too_late_is_not_sent(
    sender: Sender, outbox: Outbox, chats: Receiver, clock: MovableClock
) -> None:
    await outbox.puts("code", expires_at=clock.now() + MINUTE)
    clock.move_on(MINUTE)
    await sends_all(sender)

    assert chats.tried == []
    assert await outbox.states() == {"code": "dropped"}


async def test_what_the_channel_asked_to_wait_for_is_tried_for_ever(
    sender: Sender, outbox: Outbox, chats: Receiver, clock: MovableClock
) -> None:
    await outbox.puts("one")
    chats.away = TryLater(MINUTE)
    for _ in range(30):
        await sends_all(sender)
        clock.move_on(MINUTE)
    assert len(chats.tried) == 30

    chats.away = None
    await sends_all(sender)
    assert chats.titles() == ["one"]


@pytest.mark.parametrize("trouble", [OutcomeUnknown(), LookupError("a mistake of ours")], ids=repr)
async def test_after_an_error_it_is_tried_again_ever_more_rarely_and_not_for_ever(
    sender: Sender, outbox: Outbox, chats: Receiver, clock: MovableClock, trouble: Exception
) -> None:
    await outbox.puts("one")
    chats.away = trouble
    assert await sender.tick() == 1
    for seconds in (10, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120, 7200):
        clock.move_on(timedelta(seconds=seconds - 1))
        assert await sender.tick() == 0
        clock.move_on(timedelta(seconds=1))
        assert await sender.tick() == 1
    clock.move_on(timedelta(days=1))
    assert await sender.tick() == 0
    assert await outbox.states() == {"one": "failed"}


async def test_an_error_in_one_holds_up_no_other(sender: Sender, outbox: Outbox, chats: Receiver) -> None:
    await outbox.puts("broken", "next")
    await outbox.puts("other", chat_id=BO)
    chats.troubles.append(LookupError("a mistake of ours"))
    await sends_all(sender)

    assert sorted(chats.titles()) == ["next", "other"]


async def test_an_unknown_outcome_is_rather_told_twice_than_not(
    sender: Sender, outbox: Outbox, chats: Receiver, clock: MovableClock
) -> None:
    await outbox.puts("one")
    chats.troubles.append(OutcomeUnknown())
    await sends_all(sender)
    clock.move_on(MINUTE)
    await sends_all(sender)

    assert chats.titles() == ["one", "one"]


async def test_what_will_never_arrive_is_not_tried_again(
    sender: Sender, outbox: Outbox, chats: Receiver, clock: MovableClock
) -> None:
    await outbox.puts("one", "two")
    chats.troubles.append(Refused("the chat is closed"))
    await sends_all(sender)
    clock.move_on(timedelta(days=1))
    await sends_all(sender)

    assert len(chats.tried) == 2
    assert await outbox.states() == {"one": "dropped", "two": "sent"}


async def test_what_a_dead_sender_had_claimed_is_sent_when_its_lease_is_over(
    opens: Opens, outbox: Outbox, chats: Receiver, clock: MovableClock
) -> None:
    await outbox.puts("one")
    hanging = Receiver()
    hanging.hangs()
    dead = Sender(outbox.database, clock, {"telegram": hanging}, owner="dead")
    await dead.begin()
    await hanging.is_tried()
    alive = opens(owner="alive")
    assert await alive.tick() == 0
    clock.move_on(5 * MINUTE)
    await sends_all(alive)
    assert chats.titles() == ["one"]

    hanging.troubles.append(Refused("too late to change anything"))
    hanging.goes_on()
    await dead.stop()
    assert await outbox.states() == {"one": "sent"}


async def test_what_was_sent_is_noted_as_soon_as_the_database_is_back_and_not_sent_again(
    sender: Sender, outbox: Outbox, chats: Receiver, sqlite_path: Path, vault: Vault
) -> None:
    await outbox.puts("one")
    async with outbox.database.transaction() as tx:
        await tx.run(text("PRAGMA busy_timeout=1"))
    another = Database.open(f"sqlite:///{sqlite_path}", vault)
    chats.hangs()
    await sender.begin()
    await chats.is_tried()
    async with another.transaction():
        chats.goes_on()
        await chats.has_arrived("one")
        with pytest.raises(DatabaseUnavailable):
            await sender.begin()
    await sends_all(sender)

    assert chats.titles() == ["one"]
    assert await outbox.states() == {"one": "sent"}
    await another.close()


async def test_stopping_finishes_what_is_being_sent_and_leaves_the_rest_free(
    opens: Opens, outbox: Outbox, chats: Receiver
) -> None:
    for chat_id in range(1, 41):
        await outbox.puts(f"to {chat_id}", chat_id=chat_id)
    sender = opens()
    chats.hangs()
    await sender.begin()
    await chats.is_tried()
    stopping = asyncio.create_task(sender.stop())
    await asyncio.sleep(0)
    chats.goes_on()
    await stopping
    assert await sender.tick() == 0
    assert 0 < len(chats.arrived) < 40

    await sends_all(opens(owner="two"))
    assert sorted(chats.titles()) == sorted(f"to {chat_id}" for chat_id in range(1, 41))


async def test_mails_to_one_address_go_one_after_the_other(
    sender: Sender, outbox: Outbox, mails: Receiver
) -> None:
    for number in range(5):
        body = {"address": "ana@example.org", "title": str(number)}
        await outbox.puts(f"mail {number}", chat_id=None, body=body)
    await sends_all(sender)

    assert mails.titles() == ["0", "1", "2", "3", "4"]
