"""The webhook (requirement R22): 200 means that it is on disk; without the secret nothing gets in."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import text

from bot.sandbox.telegram import LocalPerson, LocalTelegram
from bot.telegram.listening import CannotListen, Listener
from bot.telegram.webhook import Webhook
from storage.database import Database
from storage.vault import Vault
from tests.bot.telegram.conftest import Opens
from tests.bot.telegram.process import Process, update

SECRET = "a-secret-of-the-operator"
_HEADER = "X-Telegram-Bot-Api-Secret-Token"


@dataclass
class Door:
    """The webhook as the network sees it."""

    url: str
    process: Process
    session: aiohttp.ClientSession

    async def takes(self, body: bytes | dict[str, Any], *, secret: str | None = SECRET) -> int:
        """Post this. Returns the status of the answer."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {} if secret is None else {_HEADER: secret}
        async with self.session.post(self.url, data=data, headers=headers) as response:
            await response.read()
            return response.status


@pytest.fixture
async def door(opens: Opens) -> AsyncIterator[Door]:
    async with opens() as process, aiohttp.ClientSession() as session:
        listener = Listener(Webhook(process.inbox, SECRET, "/hook").app, "127.0.0.1", 0)
        await listener.start()
        yield Door(f"http://127.0.0.1:{listener.port}/hook", process, session)
        await listener.stop()


def said(person: LocalPerson) -> list[str]:
    return [each["text"] for each in person.chat.visible if each["from"]["is_bot"]]


async def test_an_update_is_taken_and_answered_once(door: Door, ana: LocalPerson) -> None:
    assert [await door.takes(update(1, ana.id, "hello")) for _ in range(3)] == [200, 200, 200]
    await door.process.workers.settled()

    assert said(ana) == ["1: hello"]


@pytest.mark.requirement("R22")
@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], SECRET + "x", "ñ"])
async def test_whoever_does_not_know_the_secret_is_refused_and_nothing_is_done(
    door: Door, ana: LocalPerson, secret: str | None
) -> None:
    assert await door.takes(update(1, ana.id, "hello"), secret=secret) == 403
    await door.process.workers.settled()

    assert said(ana) == []
    assert door.process.answered == []


@pytest.mark.requirement("R22")
async def test_what_is_larger_than_any_update_is_refused(door: Door, ana: LocalPerson) -> None:
    assert await door.takes(update(1, ana.id, "x" * 1_100_000)) == 413
    assert await door.takes(b"x" * 5_000_000, secret="wrong") == 403
    assert await door.takes(update(2, ana.id, "hello")) == 200
    await door.process.workers.settled()

    assert said(ana) == ["1: hello"]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b"null", b"[]", b"7", b'"x"', b"{}", b'{"update_id": "7"}', b"[" * 100_000],
    ids=lambda body: body[:20].decode("latin-1"),
)
async def test_what_is_no_update_is_refused(door: Door, body: bytes) -> None:
    assert await door.takes(body) == 400


@pytest.mark.parametrize(
    "content",
    [
        {"message": 5},
        {"message": {"chat": {}}},
        {"message": {"chat": 7, "from": None}},
        {"callback_query": {"id": "1", "message": {"chat": {"id": 1}}}},
        {"callback_query": {"id": "1", "inline_message_id": "1"}},
        {"edited_message": []},
        {"poll": {"id": "1"}},
        {},
    ],
    ids=str,
)
async def test_an_update_that_nobody_can_read_is_not_asked_for_again_and_holds_up_nobody(
    door: Door, ana: LocalPerson, content: dict[str, Any]
) -> None:
    assert await door.takes({"update_id": 1, **content}) == 200
    assert await door.takes(update(2, ana.id, "hello")) == 200
    await door.process.workers.settled()

    assert said(ana) == ["1: hello"]


async def test_while_the_database_is_away_telegram_is_asked_to_come_again(
    door: Door, sqlite_path: Path, sqlite_database: Database, vault: Vault, ana: LocalPerson
) -> None:
    another = Database.open(f"sqlite:///{sqlite_path}", vault)
    async with sqlite_database.transaction() as tx:
        await tx.run(text("PRAGMA busy_timeout=1"))
    async with another.transaction():
        assert await door.takes(update(1, ana.id, "hello")) == 503
    assert await door.takes(update(1, ana.id, "hello")) == 200
    await door.process.workers.settled()

    assert said(ana) == ["1: hello"]
    await another.close()


async def test_when_the_work_is_over_telegram_is_asked_to_come_again(door: Door, ana: LocalPerson) -> None:
    await door.process.dies()

    assert await door.takes(update(1, ana.id, "hello")) == 503


async def test_other_addresses_and_methods_are_not_served(door: Door) -> None:
    async with door.session.get(door.url) as response:
        assert response.status == 405
    async with door.session.post(door.url + "/more") as response:
        assert response.status == 404


async def test_telegram_posts_again_until_it_is_taken(
    door: Door, telegram: LocalTelegram, ana: LocalPerson
) -> None:
    telegram.updates.set_webhook(door.url, "wrong", None)
    await ana.sends("hello")
    async with asyncio.timeout(60):
        while telegram.updates.webhook_trouble is None:  # noqa: ASYNC110 - it happens over HTTP
            await asyncio.sleep(0.01)
    assert telegram.updates.pending == 1

    telegram.updates.set_webhook(door.url, SECRET, None)
    await telegram.updates.drained()
    await door.process.workers.settled()
    assert said(ana) == ["1: hello"]


async def test_a_port_that_is_taken_is_told_by_name(door: Door) -> None:
    port = int(door.url.split(":")[2].partition("/")[0])
    listener = Listener(Webhook(door.process.inbox, SECRET, "/hook").app, "127.0.0.1", port)

    with pytest.raises(CannotListen, match=f"cannot listen on 127.0.0.1:{port}"):
        await listener.start()
    await listener.stop()
