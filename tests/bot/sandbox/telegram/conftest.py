from collections import deque
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from telegram import Bot

from bot.sandbox.clock import MovableClock
from bot.sandbox.telegram import LocalPerson, LocalTelegram
from tests.bot.sandbox.far_end import StandingClock
from tests.bot.sandbox.telegram.bot_end import TOKEN, Line, line_opened
from tests.bot_api_schema import wrong_in


@pytest.fixture(scope="session")
async def line() -> AsyncIterator[Line]:
    async with line_opened() as opened:
        yield opened


@pytest.fixture(scope="session")
async def library_bot(line: Line) -> AsyncIterator[Bot]:
    line.telegram = LocalTelegram(MovableClock(), token=TOKEN)
    async with Bot(TOKEN, f"{line.url}/bot", f"{line.url}/file/bot") as bot:
        yield bot


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(StandingClock(datetime(2026, 3, 2, 12, tzinfo=UTC)))


@pytest.fixture
async def telegram(clock: MovableClock, line: Line) -> AsyncIterator[LocalTelegram]:
    line.telegram = telegram = LocalTelegram(clock, token=TOKEN)
    yield telegram
    await telegram.close()
    # What is refused may be as wrong as the test wants it; what is done must fit.
    telegram.requests = deque(each for each in telegram.requests if each.answer["ok"])
    assert not wrong_in(telegram)


@pytest.fixture
def bot(library_bot: Bot, telegram: LocalTelegram) -> Bot:
    """python-telegram-bot's bot, over its own HTTP, at the test's own Telegram."""
    return library_bot


@pytest.fixture
async def ana(telegram: LocalTelegram) -> LocalPerson:
    """Somebody who has written to the bot; her message is seen."""
    ana = telegram.person("Ana")
    await ana.starts()
    telegram.updates.drop()
    return ana
