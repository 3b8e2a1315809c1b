"""Several news for one person become one message, and what must not get lost finds another way."""

from datetime import timedelta

import pytest

from bot.alerts.sending import Sender, TryLater, Unreachable
from bot.alerts.several import read_several
from bot.sandbox.clock import MovableClock
from storage import deliveries
from storage.database import Database
from storage.deliveries import NewDelivery
from storage.ids import Ids
from tests.bot.alerts.receiver import Receiver
from tests.storage.people import opens_account

ANA_CHAT = 71
MINUTE = timedelta(minutes=1)
IDS = Ids()


@pytest.fixture
def sender(sqlite_database: Database, clock: MovableClock, chats: Receiver, mails: Receiver) -> Sender:
    return Sender(sqlite_database, clock, {"telegram": chats, "email": mails}, owner="one")


async def puts(database: Database, clock: MovableClock, count: int, **body: str) -> None:
    """News of so many cases for Ana's chat."""
    ana = await opens_account(database, clock.now())
    new = [
        NewDelivery(
            once_key=f"news {number}",
            kind="case-changed",
            channel="telegram",
            account_id=ana,
            chat_id=ANA_CHAT,
            body={"title": str(number), **body, **({"instead": f"mail {number}"} if body else {})},
        )
        for number in range(count)
    ]
    async with database.transaction() as tx:
        await deliveries.add_deliveries(tx, IDS, clock.now(), new)


async def sends_all(sender: Sender) -> None:
    while await sender.tick():
        pass


def told(receiver: Receiver) -> list[list[str]]:
    """The news in each message."""
    return [
        [each.body["title"] for each in read_several(message.body)]
        if "items" in message.body
        else [message.body["title"]]
        for message in receiver.arrived
    ]


@pytest.mark.parametrize(
    ("count", "sizes"), [(1, [1]), (2, [2]), (10, [10]), (11, [10, 1]), (23, [10, 10, 3])]
)
async def test_up_to_ten_are_joined_the_newest_first_and_none_is_lost(
    sender: Sender,
    sqlite_database: Database,
    clock: MovableClock,
    chats: Receiver,
    count: int,
    sizes: list[int],
) -> None:
    await puts(sqlite_database, clock, count)
    await sends_all(sender)
    messages = told(chats)
    assert [len(each) for each in messages] == sizes
    assert sorted(int(title) for each in messages for title in each) == list(range(count))
    assert all(each == sorted(each, key=int, reverse=True) for each in messages)


async def test_joined_news_that_have_to_wait_are_told_once_each(
    sender: Sender, sqlite_database: Database, clock: MovableClock, chats: Receiver
) -> None:
    await puts(sqlite_database, clock, 3)
    chats.troubles.append(TryLater(MINUTE))
    await sends_all(sender)
    assert told(chats) == []
    for _ in range(10):
        clock.move_on(MINUTE)
        await sends_all(sender)
    assert told(chats) == [["2", "1", "0"]]


async def test_what_must_not_get_lost_goes_by_mail_where_the_chat_is_closed(
    sender: Sender, sqlite_database: Database, clock: MovableClock, chats: Receiver, mails: Receiver
) -> None:
    await puts(sqlite_database, clock, 2, address="ana@example.org", name="Ana", language="en")
    chats.away = Unreachable("the chat is closed")
    await sends_all(sender)
    await sends_all(sender)
    assert told(chats) == []
    assert sorted(title for each in told(mails) for title in each) == ["0", "1"]
