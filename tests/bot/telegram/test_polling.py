"""Long polling: acknowledged is only what is on disk."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from telegram import Bot
from telegram.error import InvalidToken

from bot.sandbox.clock import MovableClock
from bot.sandbox.telegram import LocalPerson, LocalTelegram
from bot.sandbox.telegram.faults import CutConnection, Fault, Garbage, ServerError, TooManyRequests
from bot.telegram.polling import Polling
from bot.telegram.polling_turn import PollingTurn
from bot.telegram.transport import AiohttpRequest
from storage.database import Database
from storage.vault import Vault
from tests.bot.sandbox.telegram.bot_end import Line
from tests.bot.telegram.conftest import Opens
from tests.bot.telegram.process import Process
from tests.bot.telegram.watch import Watch
from tests.postgres_server import PostgresServer

Polls = Callable[..., Polling]
_MINUTE = timedelta(minutes=1)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def polls(
    bot: Bot, request_of_ours: AiohttpRequest, clock: MovableClock, sqlite_database: Database, watch: Watch
) -> Polls:
    def polls(process: Process, database: Database = sqlite_database, owner: str = "one") -> Polling:
        turn = PollingTurn(database, clock, owner, sleep=watch.sleep)
        return Polling(bot, request_of_ours, process.inbox, turn, sleep=watch.sleep)

    return polls


@asynccontextmanager
async def running(polling: Polling) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(polling.run())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait([task])


def said(person: LocalPerson) -> list[str]:
    return [each["text"] for each in person.chat.visible if each["from"]["is_bot"]]


async def sees(person: LocalPerson, words: str) -> None:
    async with asyncio.timeout(60):
        while words not in said(person):  # noqa: ASYNC110 - what is waited for happens over HTTP
            await asyncio.sleep(0.01)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():  # noqa: ASYNC110 - what is waited for happens over HTTP
            await asyncio.sleep(0.01)


async def test_what_people_write_is_fetched_and_answered(
    opens: Opens, polls: Polls, telegram: LocalTelegram, ana: LocalPerson
) -> None:
    async with opens() as process, running(polls(process)):
        for number in range(3):
            await ana.sends(f"text {number}")
        await telegram.updates.drained()
        await process.workers.settled()

    assert said(ana) == ["1: text 0", "2: text 1", "3: text 2"]


async def test_many_that_wait_are_fetched_in_batches(
    opens: Opens, polls: Polls, telegram: LocalTelegram, ana: LocalPerson
) -> None:
    for number in range(250):
        await ana.sends(f"text {number}")
    async with opens() as process, running(polls(process)):
        await telegram.updates.drained()
        await process.workers.settled()

    assert said(ana) == [f"{number + 1}: text {number}" for number in range(250)]


async def test_what_is_not_on_disk_is_not_acknowledged_and_comes_again(
    opens: Opens,
    polls: Polls,
    telegram: LocalTelegram,
    sqlite_path: Path,
    sqlite_database: Database,
    vault: Vault,
    watch: Watch,
    ana: LocalPerson,
) -> None:
    another = Database.open(f"sqlite:///{sqlite_path}", vault)
    async with sqlite_database.transaction() as tx:
        await tx.run(text("PRAGMA busy_timeout=1"))
    async with opens() as process, running(polls(process)):
        async with another.transaction():
            await ana.sends("hello")
            await until(lambda: len(watch.slept) >= 2)
            assert telegram.updates.pending == 1
        await telegram.updates.drained()
        await process.workers.settled()

    assert said(ana) == ["1: hello"]
    await another.close()


async def test_what_was_taken_and_not_acknowledged_before_a_crash_is_answered_once(
    opens: Opens, polls: Polls, telegram: LocalTelegram, ana: LocalPerson
) -> None:
    await ana.sends("hello")
    async with opens() as process:
        (waiting,) = await telegram.updates.get(0, 100, 0, None)
        await process.inbox.take([waiting])
        await process.workers.settled()
    assert telegram.updates.pending == 1

    async with opens(owner="two") as later, running(polls(later)):
        await telegram.updates.drained()
        await later.workers.settled()
    assert said(ana) == ["1: hello"]


@pytest.mark.parametrize(
    ("fault", "pauses"),
    [
        (ServerError(500), [0.5, 1.0, 2.0]),
        (ServerError(502), [0.5, 1.0, 2.0]),
        (Garbage(), [0.5, 1.0, 2.0]),
        (CutConnection(), [0.5, 1.0, 2.0]),
        (TooManyRequests(7), [7.0, 7.0, 7.0]),
    ],
    ids=str,
)
@pytest.mark.parametrize("method", ["getUpdates", "deleteWebhook"])
async def test_a_telegram_that_stumbles_is_asked_again_after_a_pause(
    opens: Opens,
    polls: Polls,
    telegram: LocalTelegram,
    watch: Watch,
    ana: LocalPerson,
    fault: Fault,
    pauses: list[float],
    method: str,
) -> None:
    telegram.faults.next(method, fault, 3)
    await ana.sends("hello")
    async with opens() as process, running(polls(process)):
        await sees(ana, "1: hello")

    assert watch.slept[:3] == pauses


async def test_the_pause_grows_to_half_a_minute_and_is_short_again_afterwards(
    opens: Opens, polls: Polls, telegram: LocalTelegram, watch: Watch, ana: LocalPerson
) -> None:
    telegram.faults.next("getUpdates", ServerError(), 9)
    async with opens() as process, running(polls(process)):
        await ana.sends("hello")
        await sees(ana, "1: hello")
        telegram.faults.next("getUpdates", ServerError())
        await ana.sends("again")
        await sees(ana, "2: again")

    assert watch.slept == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0, 0.5]


async def test_a_token_that_is_not_good_ends_the_polling_by_name(
    opens: Opens, polls: Polls, telegram: LocalTelegram, bot_line: Line
) -> None:
    telegram.token = "100000001:another"
    async with opens() as process:
        with pytest.raises(InvalidToken):
            await polls(process).run()


async def test_another_that_polls_with_the_same_token_is_endured(
    opens: Opens, polls: Polls, telegram: LocalTelegram, watch: Watch, ana: LocalPerson
) -> None:
    async with opens() as process, running(polls(process)):
        await ana.sends("one")
        await sees(ana, "1: one")
        intruder = asyncio.create_task(telegram.updates.get(0, 100, 20, None))
        await until(lambda: bool(watch.slept))
        await ana.sends("two")
        await sees(ana, "2: two")
        intruder.cancel()


async def test_a_webhook_of_earlier_does_not_keep_us_from_polling(
    opens: Opens, polls: Polls, telegram: LocalTelegram, ana: LocalPerson
) -> None:
    telegram.updates.set_webhook("http://127.0.0.1:1/nowhere", "secret", None)
    await ana.sends("hello")
    async with opens() as process, running(polls(process)):
        await sees(ana, "1: hello")


async def test_of_two_replicas_one_polls_and_the_other_takes_over_at_once(
    opens: Opens,
    polls: Polls,
    postgres: PostgresServer,
    vault: Vault,
    clock: MovableClock,
    watch: Watch,
    telegram: LocalTelegram,
    ana: LocalPerson,
) -> None:
    url = postgres.new_database()
    databases = [Database.open(url, vault) for _ in range(2)]
    async with opens(databases[0]) as one, opens(databases[1], owner="two") as two:
        first = polls(one, databases[0])
        async with running(first):
            await ana.sends("one")
            await sees(ana, "1: one")
            async with running(polls(two, databases[1], "two")):
                await until(lambda: len(watch.slept) >= 3)
                assert set(watch.slept) == {5.0}, "the second looks again, and does not poll"
                await ana.sends("two")
                await sees(ana, "2: two")
        turn = PollingTurn(databases[0], clock, "one")
        await turn.give_up()
        async with running(polls(two, databases[1], "two")):
            await ana.sends("three")
            await sees(ana, "3: three")

    for database in databases:
        await database.close()
    postgres.drop(url)


async def test_a_replica_that_died_is_followed_when_its_turn_is_over(
    postgres: PostgresServer, vault: Vault, clock: MovableClock
) -> None:
    url = postgres.new_database()
    database = Database.open(url, vault)

    async def pass_a_minute(_seconds: float) -> None:
        clock.move_on(_MINUTE)

    await PollingTurn(database, clock, "dead").wait()
    before = clock.now()
    await PollingTurn(database, clock, "next", sleep=pass_a_minute).wait()

    assert clock.now() - before == _MINUTE
    await database.close()
    postgres.drop(url)
