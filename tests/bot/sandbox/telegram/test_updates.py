"""How updates come to the bot: by asking, to an address of its own, and never to two askers at once."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox.serving import LocalServer
from bot.sandbox.telegram import LocalPerson, LocalTelegram
from tests.bot.sandbox.telegram.bot_end import Line, until


def _texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


# --- asking --------------------------------------------------------------------------------------


async def test_an_update_comes_again_until_it_is_acknowledged(line: Line, ana: LocalPerson) -> None:
    for text in ("one", "two", "three"):
        await ana.sends(text)
    updates = await line.does("getUpdates")
    assert _texts(updates) == _texts(await line.does("getUpdates")) == ["one", "two", "three"]
    assert [each["update_id"] - updates[0]["update_id"] for each in updates] == [0, 1, 2]
    assert _texts(await line.does("getUpdates", offset=updates[1]["update_id"])) == ["two", "three"]
    assert _texts(await line.does("getUpdates")) == ["two", "three"]
    assert await line.does("getUpdates", offset=updates[2]["update_id"] + 1) == []


async def test_a_negative_offset_keeps_so_many_of_the_newest(line: Line, ana: LocalPerson) -> None:
    for text in ("one", "two", "three"):
        await ana.sends(text)
    assert _texts(await line.does("getUpdates", offset=-2)) == ["two", "three"]
    assert _texts(await line.does("getUpdates")) == ["two", "three"]
    assert _texts(await line.does("getUpdates", offset=-100)) == ["two", "three"]


@pytest.mark.parametrize(("limit", "count"), [(1, 1), (2, 2), (100, 100), (1000, 100), (0, 1), (-5, 1)])
async def test_one_answer_has_between_one_and_a_hundred(
    line: Line, ana: LocalPerson, limit: int, count: int
) -> None:
    for number in range(101):
        await ana.sends(str(number))
    assert len(await line.does("getUpdates", limit=limit)) == count
    assert len(await line.does("getUpdates")) == 100


async def test_who_asks_with_a_timeout_is_answered_when_something_comes(
    line: Line, telegram: LocalTelegram, ana: LocalPerson
) -> None:
    asking = asyncio.create_task(line.does("getUpdates", timeout=50))
    await until(lambda: telegram.updates.is_awaited)
    await ana.sends("hello")
    assert _texts(await asking) == ["hello"]


async def test_who_asks_with_a_timeout_is_answered_when_nothing_comes(line: Line, ana: LocalPerson) -> None:
    assert await line.does("getUpdates", timeout=1) == []


async def test_only_the_kinds_that_were_asked_for_come_until_asked_anew(line: Line, ana: LocalPerson) -> None:
    await line.does("getUpdates", allowed_updates=["message"])
    message_id = await ana.sends("one")
    await ana.edits(message_id, "two")
    await line.does("getUpdates", offset=-1)
    await ana.edits(message_id, "three")
    assert [set(each) for each in await line.does("getUpdates")] == [{"update_id", "message"}]
    await line.does("getUpdates", allowed_updates=[])
    await ana.edits(message_id, "four")
    assert "edited_message" in (await line.does("getUpdates"))[-1]


async def test_a_second_asker_sends_the_first_one_away(
    line: Line, telegram: LocalTelegram, ana: LocalPerson
) -> None:
    first = asyncio.create_task(line.calls("getUpdates", timeout=50))
    await until(lambda: telegram.updates.is_awaited)
    second = asyncio.create_task(line.calls("getUpdates", timeout=50))
    refusal = await first
    assert refusal["error_code"] == 409
    assert "terminated by other getUpdates request" in refusal["description"]
    await ana.sends("hello")
    assert _texts((await second)["result"]) == ["hello"]


async def test_drained_is_when_everything_is_acknowledged(
    line: Line, telegram: LocalTelegram, ana: LocalPerson
) -> None:
    await telegram.updates.drained()
    await ana.sends("one")
    await ana.sends("two")
    waiting = asyncio.create_task(telegram.updates.drained())
    first, second = await line.does("getUpdates")
    await line.does("getUpdates", offset=second["update_id"])
    assert telegram.updates.pending == 1
    assert not waiting.done()
    await line.does("getUpdates", offset=second["update_id"] + 1)
    await waiting
    assert first["update_id"] < second["update_id"] == telegram.updates.last_id


# --- being told ----------------------------------------------------------------------------------


class Webhook:
    """The bot's own address: answers as it is told to, and keeps what came."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        """The HTTP statuses of the next answers; 200 after them."""
        self.came: asyncio.Queue[tuple[str | None, dict[str, Any]]] = asyncio.Queue()
        self.server = LocalServer(Starlette(routes=[Route("/hook", self._take, methods=["POST"])]))

    async def _take(self, request: Request) -> Response:
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        self.came.put_nowait((secret, await request.json()))
        return Response(status_code=self.answers.pop(0) if self.answers else 200)

    @property
    def url(self) -> str:
        return f"{self.server.url}/hook"


@pytest.fixture
async def webhook() -> AsyncIterator[Webhook]:
    webhook = Webhook()
    await webhook.server.start()
    yield webhook
    await webhook.server.stop()


async def test_updates_are_posted_in_order_with_the_secret(
    line: Line, telegram: LocalTelegram, ana: LocalPerson, webhook: Webhook
) -> None:
    await ana.sends("from before")
    await line.does("setWebhook", url=webhook.url, secret_token="hush")
    await ana.sends("hello")
    came = [await webhook.came.get(), await webhook.came.get()]
    assert [secret for secret, _ in came] == ["hush", "hush"]
    assert _texts([update for _, update in came]) == ["from before", "hello"]
    await telegram.updates.drained()
    assert (await line.does("getWebhookInfo"))["pending_update_count"] == 0


async def test_an_update_that_is_not_taken_is_posted_again_before_the_next(
    line: Line, telegram: LocalTelegram, ana: LocalPerson, webhook: Webhook
) -> None:
    webhook.answers = [500, 403]
    await line.does("setWebhook", url=webhook.url)
    await ana.sends("one")
    await ana.sends("two")
    await telegram.updates.drained()
    came = [webhook.came.get_nowait() for _ in range(webhook.came.qsize())]
    assert [secret for secret, _ in came] == [None] * 4
    assert _texts([update for _, update in came]) == ["one", "one", "one", "two"]


async def test_what_goes_wrong_with_the_address_can_be_asked(
    line: Line, telegram: LocalTelegram, ana: LocalPerson, webhook: Webhook
) -> None:
    webhook.answers = [503] * 100
    await line.does("setWebhook", url=webhook.url)
    await ana.sends("one")
    await webhook.came.get()
    await webhook.came.get()
    info = await line.does("getWebhookInfo")
    assert (info["url"], info["pending_update_count"]) == (webhook.url, 1)
    assert info["last_error_message"] == "Wrong response from the webhook: 503"
    assert info["last_error_date"] == telegram.now


async def test_an_update_may_be_posted_twice(
    line: Line, telegram: LocalTelegram, ana: LocalPerson, webhook: Webhook
) -> None:
    await line.does("setWebhook", url=webhook.url)
    await ana.sends("one")
    await telegram.updates.drained()
    telegram.updates.repeat()
    await telegram.updates.drained()
    first, again = webhook.came.get_nowait(), webhook.came.get_nowait()
    assert first == again


async def test_nobody_may_ask_while_an_address_is_set(
    line: Line, telegram: LocalTelegram, ana: LocalPerson, webhook: Webhook
) -> None:
    asking = asyncio.create_task(line.refusal("getUpdates", timeout=50))
    await until(lambda: telegram.updates.is_awaited)
    await line.does("setWebhook", url=webhook.url)
    assert await asking == "409 Conflict: terminated by setWebhook request"
    assert (await line.refusal("getUpdates")).startswith(
        "409 Conflict: can't use getUpdates method while webhook"
    )
    await line.does("deleteWebhook")
    await ana.sends("hello")
    assert _texts(await line.does("getUpdates")) == ["hello"]
    assert webhook.came.empty()


@pytest.mark.parametrize("method", ["setWebhook", "deleteWebhook"])
async def test_what_waits_can_be_dropped(line: Line, ana: LocalPerson, method: str) -> None:
    await ana.sends("one")
    await line.does(method, drop_pending_updates=True, **({"url": ""} if method == "setWebhook" else {}))
    assert await line.does("getUpdates") == []


@pytest.mark.parametrize("secret", ["", "with space", "ñ", "x" * 257])
async def test_a_secret_that_fits_no_header_is_refused(
    line: Line, ana: LocalPerson, webhook: Webhook, secret: str
) -> None:
    refusal = await line.refusal("setWebhook", url=webhook.url, secret_token=secret)
    assert refusal == "400 Bad Request: secret token contains unallowed characters"
