"""While a password is being checked, the person sees that something happens."""

import math
import time
from collections.abc import AsyncIterator

import pytest
from argon2.low_level import Type, hash_secret_raw

from bot.sandbox.sandbox import Sandbox
from bot.sandbox.telegram import Event
from tests.dialogues.person import PASSWORD, Person

NOTE = "One moment, please."


async def until(happenings: AsyncIterator[Event], person: Person, words: str) -> None:
    """Until the bot says so to this person."""
    async for each in happenings:
        if each.chat_id == person.phone.id and words in str(each.payload):
            return


def passes_of(*, seconds: float) -> int:
    """How many passes a hash takes that long for."""
    tried = 50
    begin = time.perf_counter()
    hash_secret_raw(
        b"secret", bytes(16), time_cost=tried, memory_cost=19 * 1024, parallelism=1, hash_len=32, type=Type.ID
    )
    return math.ceil(tried * seconds / (time.perf_counter() - begin))


@pytest.fixture
async def at_the_password(sandbox: Sandbox, ana: Person) -> Person:
    """Ana, asked for her password by a bot whose hashes take some five seconds on this machine."""
    await sandbox.stop_bot()
    security = sandbox.settings.security.model_copy(update={"argon2_passes": passes_of(seconds=5)})
    sandbox.settings = sandbox.settings.model_copy(update={"security": security})
    await sandbox.start_bot()
    await ana.sends("/login")
    await ana.sends("somebody.else")
    return ana


async def test_a_long_wait_says_so_and_takes_it_back(sandbox: Sandbox, at_the_password: Person) -> None:
    ana, happenings = at_the_password, sandbox.telegram.events()
    await ana.phone.sends(PASSWORD)
    await until(happenings, ana, NOTE)
    assert "sendChatAction" in [each.method for each in sandbox.telegram.requests]
    await until(happenings, ana, "do not go together")
    await sandbox.stop_bot()
    assert not ana.sees(NOTE)
    await sandbox.start_bot()


async def test_others_are_answered_meanwhile(sandbox: Sandbox, at_the_password: Person, bo: Person) -> None:
    happenings = sandbox.telegram.events()
    await at_the_password.phone.sends(PASSWORD)
    await until(happenings, at_the_password, NOTE)
    await bo.phone.sends("/help")
    await until(happenings, bo, "Press a topic.")
    assert at_the_password.sees(NOTE)
    await sandbox.settle()


async def test_a_short_wait_shows_nothing(sandbox: Sandbox, ana: Person) -> None:
    await ana.sends("/login")
    await ana.sends("somebody.else")
    await ana.sends(PASSWORD)
    assert NOTE not in str([each.parameters for each in sandbox.telegram.requests])
