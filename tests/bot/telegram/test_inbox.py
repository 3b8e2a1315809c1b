"""What is written down of an update, and notes of our own."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.sandbox.telegram import LocalPerson
from bot.telegram.inbox import Inbox
from storage import chats
from storage.chats import NewUpdate
from storage.database import Database
from tests.bot.telegram.process import update

PRESS = {
    "id": "1",
    "from": {"id": 71, "is_bot": False, "first_name": "Ana"},
    "chat_instance": "1",
    "message": {"chat": {"id": 71, "type": "private"}, "message_id": 5, "date": 9, "text": "Your case: ..."},
    "data": "cases",
}
_NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
OTHER_BOT = {"id": 72, "is_bot": True, "first_name": "Another bot"}


class Book:
    """Where the inbox writes to, opened."""

    def __init__(self) -> None:
        self.updates: list[NewUpdate] = []
        self.inbox = Inbox(self._take)

    async def _take(self, updates: Any) -> None:
        self.updates += updates

    def body(self) -> Any:
        (only,) = self.updates
        return json.loads(only.body)


@pytest.fixture
def book() -> Book:
    return Book()


async def test_a_message_is_kept_as_it_came(book: Book) -> None:
    await book.inbox.take([update(1, 71, "hello")])

    assert book.body() == update(1, 71, "hello")
    assert (book.updates[0].update_id, book.updates[0].chat_id) == (1, 71)


async def test_of_a_press_our_own_message_is_not_kept(book: Book) -> None:
    await book.inbox.take([{"update_id": 1, "callback_query": PRESS}])

    kept = book.body()["callback_query"]
    assert kept["message"] == {"chat": {"id": 71, "type": "private"}, "message_id": 5, "date": 0}
    assert (kept["data"], kept["id"]) == ("cases", "1")


@pytest.mark.requirement("R14")
@pytest.mark.parametrize(
    "content",
    [
        {"channel_post": {"chat": {"id": -1, "type": "channel"}, "message_id": 1, "date": 1}},
        {"message": {**update(1, 71, "hello")["message"], "from": OTHER_BOT}},
        {"callback_query": {**PRESS, "from": OTHER_BOT}},
        {"inline_query": {"id": "1", "from": PRESS["from"], "query": "", "offset": ""}},
    ],
    ids=["channel", "another bot", "another bot's press", "inline"],
)
async def test_what_is_not_for_us_is_left(book: Book, content: dict[str, Any]) -> None:
    await book.inbox.take([{"update_id": 1, **content}])

    assert book.updates == []


async def test_a_note_of_our_own_is_taken_once_for_each_reason(
    sqlite_database: Database, ana: LocalPerson
) -> None:
    taken: list[int] = []

    async def take(updates: Any) -> None:
        async with sqlite_database.transaction() as tx:
            taken.extend(await chats.add_updates(tx, updates, _NOW))

    inbox = Inbox(take)
    keys = [f"delivery {number}" for number in range(200)]
    await asyncio.gather(*(inbox.remind(ana.id, "{}", key=key) for key in keys))
    await asyncio.gather(*(inbox.remind(ana.id, "{}", key=key) for key in keys))
    await inbox.take([update(1, ana.id, "hello")])

    assert len(taken) == 201
