from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Bot

from bot.sandbox.clock import MovableClock
from bot.sandbox.telegram import LocalPerson, LocalTelegram
from bot.telegram.transport import AiohttpRequest
from storage.database import Database
from tests.bot.sandbox.far_end import StandingClock
from tests.bot.sandbox.telegram.bot_end import TOKEN, Line, line_opened
from tests.bot.telegram.process import Process

Opens = Callable[..., Process]


@pytest.fixture(scope="session")
async def bot_line() -> AsyncIterator[Line]:
    async with line_opened() as opened:
        yield opened


@pytest.fixture(scope="session")
async def request_of_ours() -> AsyncIterator[AiohttpRequest]:
    request = AiohttpRequest()
    await request.initialize()
    yield request
    await request.shutdown()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(StandingClock(datetime(2026, 11, 24, 12, tzinfo=UTC)))


@pytest.fixture
async def telegram(clock: MovableClock, bot_line: Line) -> AsyncIterator[LocalTelegram]:
    bot_line.telegram = telegram = LocalTelegram(clock, token=TOKEN)
    yield telegram
    await telegram.close()


@pytest.fixture(scope="session")
def bot(bot_line: Line, request_of_ours: AiohttpRequest) -> Bot:
    address = f"{bot_line.url}/bot"
    return Bot(TOKEN, address, request=request_of_ours, get_updates_request=request_of_ours)


@pytest.fixture
async def ana(telegram: LocalTelegram) -> LocalPerson:
    """Somebody to whom the bot may write."""
    return await _begun(telegram, "Ana")


@pytest.fixture
async def bo(telegram: LocalTelegram) -> LocalPerson:
    return await _begun(telegram, "Bo")


async def _begun(telegram: LocalTelegram, name: str) -> LocalPerson:
    person = telegram.person(name)
    await person.starts()
    telegram.updates.drop()
    return person


@pytest.fixture
def opens(
    telegram: LocalTelegram,
    bot: Bot,
    request_of_ours: AiohttpRequest,
    clock: MovableClock,
    sqlite_database: Database,
) -> Opens:
    """Opens processes, on the test's database or another."""

    def opens(database: Database = sqlite_database, **options: Any) -> Process:
        return Process(database, bot, request_of_ours, clock, **options)

    return opens
