"""How much a bot may send (Bot API: its FAQ), on the sandbox's clock."""

from collections.abc import Iterable
from datetime import timedelta

import pytest

from bot.sandbox.clock import MovableClock
from bot.sandbox.telegram import LocalPerson, LocalTelegram
from tests.bot.sandbox.telegram.bot_end import Line


async def _answers(line: Line, chats: Iterable[int]) -> list[int]:
    """For each message to these chats: 0 if it went, else how long to wait."""
    answers = [await line.calls("sendMessage", chat_id=chat, text="x") for chat in chats]
    assert all(each.get("error_code") in (None, 429) for each in answers)
    return [each.get("parameters", {}).get("retry_after", 0) for each in answers]


@pytest.fixture
def limited(telegram: LocalTelegram) -> LocalTelegram:
    telegram.limits.are_on = True
    return telegram


async def test_thirty_a_second_over_all(line: Line, clock: MovableClock, limited: LocalTelegram) -> None:
    people = [limited.person(f"P{number}") for number in range(31)]
    for person in people:
        await person.starts()
    ids = [person.id for person in people]
    assert await _answers(line, ids) == [0] * 30 + [1]
    assert not people[30].sees("bot: x")
    clock.move_on(timedelta(seconds=1))
    assert await _answers(line, ids[30:]) == [0]


async def test_one_a_second_in_a_chat_beyond_a_burst(
    line: Line, clock: MovableClock, limited: LocalTelegram, ana: LocalPerson
) -> None:
    for _ in range(20):
        assert await _answers(line, [ana.id]) == [0]
        clock.move_on(timedelta(milliseconds=100))
    assert await _answers(line, [ana.id]) == [18]
    bo = limited.person("Bo")
    await bo.starts()
    assert await _answers(line, [bo.id]) == [0]
    clock.move_on(timedelta(seconds=18))
    assert await _answers(line, [ana.id]) == [0]


async def test_twenty_a_minute_in_a_group(line: Line, clock: MovableClock, limited: LocalTelegram) -> None:
    group = limited.group("Family")
    for _ in range(20):
        assert await _answers(line, [group.id]) == [0]
        clock.move_on(timedelta(seconds=1))
    assert await _answers(line, [group.id]) == [40]
    clock.move_on(timedelta(seconds=40))
    assert await _answers(line, [group.id]) == [0]


async def test_a_refusal_says_how_long_in_words_and_as_a_number(
    line: Line, limited: LocalTelegram, ana: LocalPerson
) -> None:
    await _answers(line, [ana.id] * 20)
    answer = await line.calls("sendMessage", chat_id=ana.id, text="x")
    assert answer == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 20",
        "parameters": {"retry_after": 20},
    }


async def test_only_messages_count(line: Line, limited: LocalTelegram, ana: LocalPerson) -> None:
    await _answers(line, [ana.id] * 20)
    await line.does("sendChatAction", chat_id=ana.id, action="typing")
    await line.does("getChat", chat_id=ana.id)


async def test_as_it_begins_there_is_no_limit(line: Line, ana: LocalPerson) -> None:
    assert await _answers(line, [ana.id] * 50) == [0] * 50
