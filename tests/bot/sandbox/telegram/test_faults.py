"""What goes wrong at Telegram on demand, and whether the thing was done nevertheless."""

import asyncio

import aiohttp
import pytest
from telegram import Bot
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut

from bot.sandbox.telegram import LocalPerson, LocalTelegram
from bot.sandbox.telegram.faults import (
    CutAfterDoing,
    CutConnection,
    Fault,
    Garbage,
    Hang,
    HangAfterDoing,
    ServerError,
    TooManyRequests,
)
from tests.bot.sandbox.telegram.bot_end import TOKEN, Line, until

AFTER_DOING = (CutAfterDoing(), HangAfterDoing())


async def test_too_many_requests_says_for_how_long(
    bot: Bot, telegram: LocalTelegram, ana: LocalPerson
) -> None:
    telegram.faults.next("sendMessage", TooManyRequests(retry_after=7))
    with pytest.raises(RetryAfter, match="7 seconds"):
        await bot.send_message(ana.id, "hello")
    assert not ana.sees("hello")


@pytest.mark.parametrize(
    ("code", "kind", "says"),
    [
        (500, "application/json", "Internal Server Error"),
        (502, "text/html", "<title>502 Bad Gateway</title>"),
        (504, "text/html", "<title>504 Gateway Timeout</title>"),
    ],
)
async def test_a_server_error_is_json_of_telegrams_or_a_page_of_the_proxys(
    line: Line, telegram: LocalTelegram, code: int, kind: str, says: str
) -> None:
    telegram.faults.next("getMe", ServerError(code))
    async with line.session.get(f"{line.url}/bot{TOKEN}/getMe") as response:
        assert (response.status, response.content_type) == (code, kind)
        assert says in await response.text()


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (ServerError(500), TelegramError),
        (ServerError(502), NetworkError),
        (Garbage(), TelegramError),
        (CutConnection(), NetworkError),
        (CutAfterDoing(), NetworkError),
        (Hang(), TimedOut),
        (HangAfterDoing(), TimedOut),
    ],
    ids=repr,
)
async def test_a_fault_is_met_once_and_does_or_does_not_do_the_thing(
    bot: Bot, telegram: LocalTelegram, ana: LocalPerson, fault: Fault, error: type[TelegramError]
) -> None:
    telegram.faults.next("sendMessage", fault)
    with pytest.raises(error):
        await bot.send_message(ana.id, "hello", read_timeout=0.3)
    assert ana.sees("hello") is (fault in AFTER_DOING)
    await bot.send_message(ana.id, "again")
    assert ana.sees("again")


async def test_a_fault_waits_for_its_method_as_often_as_it_was_told_to(
    line: Line, telegram: LocalTelegram, ana: LocalPerson
) -> None:
    telegram.faults.next("sendMessage", TooManyRequests(1), times=2)
    await line.does("sendChatAction", chat_id=ana.id, action="typing")
    codes = [(await line.calls("sendMessage", chat_id=ana.id, text="x")).get("error_code") for _ in range(3)]
    assert codes == [429, 429, None]


async def test_faults_that_are_called_off_do_not_come(
    line: Line, telegram: LocalTelegram, ana: LocalPerson
) -> None:
    telegram.faults.next("sendMessage", TooManyRequests(1), times=5)
    telegram.faults.clear()
    await line.does("sendMessage", chat_id=ana.id, text="x")


async def test_updates_whose_answer_is_lost_come_again(
    line: Line, telegram: LocalTelegram, ana: LocalPerson
) -> None:
    await ana.sends("hello")
    telegram.faults.next("getUpdates", CutAfterDoing())
    with pytest.raises(aiohttp.ClientError):
        await line.calls("getUpdates")
    (update,) = await line.does("getUpdates")
    assert update["message"]["text"] == "hello"


async def test_a_caller_that_hangs_up_frees_what_hung(
    line: Line, telegram: LocalTelegram, ana: LocalPerson
) -> None:
    telegram.faults.next("sendMessage", Hang(), times=20)
    calls = [asyncio.create_task(line.calls("sendMessage", chat_id=ana.id, text="x")) for _ in range(20)]
    await until(lambda: telegram.faults.are_over)
    for call in calls:
        call.cancel()
    await asyncio.gather(*calls, return_exceptions=True)
    await line.does("sendMessage", chat_id=ana.id, text="hello")
    assert ana.screen.splitlines()[1:] == ["bot: hello"]
