"""What was decided is said, whatever happens between deciding and saying; and a secret does not stay."""

import asyncio
from datetime import timedelta

import pytest

from bot.sandbox.clock import MovableClock
from bot.sandbox.telegram import LocalPerson, LocalTelegram
from bot.sandbox.telegram.faults import ServerError, TooManyRequests
from bot.telegram.state import ChatState
from bot.telegram.working import LEASE
from storage import chats
from storage.chats import ChatWork
from storage.database import Database
from tests.bot.telegram.conftest import Opens

_AWAY = 5  # attempts that the performer makes


def said(person: LocalPerson) -> list[str]:
    return [
        str(each.get("text", each.get("caption"))) for each in person.chat.visible if each["from"]["is_bot"]
    ]


async def next_work(database: Database, clock: MovableClock, person: LocalPerson) -> ChatWork:
    """What the next worker is handed for this chat, once the lease is over."""
    clock.move_on(LEASE)
    async with database.transaction() as tx:
        (work,) = await chats.claim_chats(tx, "look", clock.now(), clock.now(), [person.id])
    return work


async def all_went_wrong(telegram: LocalTelegram) -> None:
    """Return when everything that was to go wrong at Telegram has gone wrong."""
    async with asyncio.timeout(60):
        while not telegram.faults.are_over:  # noqa: ASYNC110 - it goes wrong over HTTP
            await asyncio.sleep(0.01)


async def test_what_was_decided_before_a_crash_is_said_after_it(
    opens: Opens, telegram: LocalTelegram, clock: MovableClock, ana: LocalPerson
) -> None:
    telegram.faults.next("sendMessage", ServerError(), _AWAY)
    async with opens() as process:
        await process.takes((1, ana.id, "hello"))
        await all_went_wrong(telegram)
    assert said(ana) == []
    clock.move_on(timedelta(minutes=1))

    async with opens(owner="two") as later:
        await later.workers.settled()
    assert said(ana) == ["1: hello"]
    assert later.answered == []


async def test_a_crash_in_the_middle_of_an_answer_answers_the_update_anew(
    opens: Opens, sqlite_database: Database, clock: MovableClock, ana: LocalPerson
) -> None:
    process = opens()
    process.holds[ana.id].clear()
    running = asyncio.create_task(process.workers.run())
    await process.takes((1, ana.id, "hello"))
    await process.reached[ana.id].wait()
    running.cancel()
    await asyncio.wait([running])
    assert (await next_work(sqlite_database, clock, ana)).answer is None

    clock.move_on(LEASE)
    async with opens(owner="two") as later:
        await later.workers.settled()
    assert said(ana) == ["1: hello"]


async def test_of_an_answer_in_parts_what_was_said_is_not_said_again_and_its_mark_is_kept(
    opens: Opens, telegram: LocalTelegram, sqlite_database: Database, clock: MovableClock, ana: LocalPerson
) -> None:
    telegram.faults.next("sendPhoto", TooManyRequests(300))
    async with opens() as process:
        await process.takes((1, ana.id, "twice"))
        await all_went_wrong(telegram)
    assert said(ana) == ["1: twice"]
    clock.move_on(timedelta(minutes=5))
    work = await next_work(sqlite_database, clock, ana)
    assert ChatState.read(work.dialogue, None, clock.now()).marks == {"kept": [ana.newest["message_id"]]}

    clock.move_on(LEASE)
    async with opens(owner="two") as later:
        await later.workers.settled()
    assert said(ana) == ["1: twice", "again: twice"]


@pytest.mark.parametrize("text", ["look", "hello"])
async def test_however_long_telegram_is_away_the_answer_is_the_one_that_was_decided(
    opens: Opens, telegram: LocalTelegram, clock: MovableClock, ana: LocalPerson, text: str
) -> None:
    telegram.faults.next("sendMessage", ServerError(), _AWAY * 6)
    async with opens() as process:
        await process.takes((1, ana.id, text))
        async with asyncio.timeout(60):
            while not said(ana):
                clock.move_on(timedelta(minutes=1))
                await asyncio.sleep(0.01)
        await process.workers.settled()

    assert said(ana) == [f"1: {text}"]
    assert len(process.answered) == 1


async def test_a_chat_that_blocked_the_bot_is_noted_and_its_updates_are_done(
    opens: Opens, sqlite_database: Database, ana: LocalPerson
) -> None:
    await ana.blocks_bot()
    async with opens() as process:
        await process.takes((1, ana.id, "hello"), (2, ana.id, "more"))
        await process.workers.settled()

    assert process.blocked == [ana.id, ana.id]
    async with sqlite_database.reading() as tx:
        assert await chats.count_waiting(tx) == 0


async def test_a_message_that_telegram_refuses_for_good_does_not_stop_the_chat(
    opens: Opens, ana: LocalPerson
) -> None:
    async with opens() as process:
        await process.takes((1, ana.id, "<b>"), (2, ana.id, "&"), (3, ana.id, "x" * 5_000), (4, ana.id, "on"))
        await process.workers.settled()

    assert len(said(ana)) == 4
    assert said(ana)[-1] == "4: on"
