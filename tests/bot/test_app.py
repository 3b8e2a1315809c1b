"""The whole bot: what survives its end, and how it ends."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from bot.sandbox.mailbox import NothingArrived
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.telegram.faults import ServerError, TooManyRequests
from tests.dialogues.person import PASSWORD, Person


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    async with Sandbox(tmp_path, hurried=True) as running:
        yield running


@pytest.fixture
def ana(sandbox: Sandbox) -> Person:
    return Person(sandbox, "Ana")


async def until_all_went_wrong(sandbox: Sandbox) -> None:
    async with asyncio.timeout(60):
        while not sandbox.telegram.faults.are_over:  # noqa: ASYNC110 - it goes wrong over HTTP
            await asyncio.sleep(0.01)


async def test_an_answer_that_could_not_be_said_is_said_after_a_restart(
    sandbox: Sandbox, ana: Person
) -> None:
    sandbox.telegram.faults.next("sendMessage", TooManyRequests(90))
    await ana.phone.sends("/register")
    await until_all_went_wrong(sandbox)
    await sandbox.stop_bot()
    assert "full legal name" not in ana.screen
    await sandbox.start_bot()
    await sandbox.passes(minutes=2)

    assert ana.screen.count("full legal name") == 1
    await ana.sends("Ana López")
    assert ana.sees("When were you born")


async def test_what_was_written_while_the_bot_was_away_is_answered_in_order(
    sandbox: Sandbox, ana: Person
) -> None:
    await sandbox.stop_bot()
    for words in ("/register", "Ana López", "May 23, 1990", ana.email):
        await ana.phone.sends(words)
    await sandbox.start_bot()
    await sandbox.settle()

    assert ana.sees("Choose a username")


async def test_a_mail_waits_for_its_server_over_a_restart(sandbox: Sandbox, ana: Person) -> None:
    sandbox.mailbox.is_down = True
    await ana.answers_registration()
    await ana.phone.presses("Create my account")
    await sandbox.telegram.updates.drained()
    await sandbox.app.workers.settled()
    await sandbox.stop_bot()
    sandbox.mailbox.is_down = False
    with pytest.raises(NothingArrived):
        await sandbox.mailbox.code_for(ana.email, within=0.1)
    await sandbox.start_bot()
    await sandbox.passes(minutes=1)

    await ana.sends(await sandbox.mailbox.code_for(ana.email))
    assert ana.sees("Your account is ready")


@pytest.mark.parametrize("restarts", [False, True])
async def test_recovery_codes_do_not_stay_in_the_chat(sandbox: Sandbox, ana: Person, restarts: bool) -> None:
    await ana.is_registered()
    await ana.sends(PASSWORD)
    await ana.presses("Authenticator app")
    ana.reads_authenticator_key()
    await ana.sends(ana.code())
    assert ana.sees("Your recovery codes")
    if restarts:
        await sandbox.stop_bot()
        await sandbox.start_bot()
    await sandbox.passes(minutes=4)
    assert ana.sees("Your recovery codes")
    await sandbox.passes(minutes=2)

    assert not ana.sees("Your recovery codes")
    assert ana.secret not in ana.screen.replace(" ", "")


async def test_an_update_that_cannot_be_read_gets_a_calm_word_and_the_chat_goes_on(
    sandbox: Sandbox, ana: Person
) -> None:
    await ana.sends("/register")
    # A kind of message that no version of the library knows: it has no date.
    broken = {"message_id": 1, "chat": ana.phone.chat.description, "from": ana.phone.user, "photo": "?"}
    await sandbox.telegram.deliver("message", broken)
    await sandbox.settle()
    assert ana.sees("something went wrong on our side")

    await ana.sends("Ana López")
    assert ana.sees("When were you born")


async def test_an_error_that_nobody_expected_ends_the_app_with_it(
    sandbox: Sandbox, ana: Person, tmp_path: Path
) -> None:
    ended = asyncio.create_task(sandbox.app.run())
    engine = create_engine(f"sqlite:///{tmp_path / 'sandbox.db'}")

    def rename(old: str, new: str) -> None:
        with engine.begin() as connection:
            connection.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))

    # In a thread: the bot may be in the middle of a transaction, and needs the loop to end it.
    await asyncio.to_thread(rename, "inbox", "elsewhere")
    await ana.phone.sends("/start")

    with pytest.raises(DBAPIError, match="no such table: inbox"):
        await ended
    await asyncio.to_thread(rename, "elsewhere", "inbox")
    engine.dispose()
    await sandbox.stop_bot()
    await sandbox.start_bot()
    await sandbox.settle()
    assert ana.sees("Sandbox Legal Aid")


async def test_telegram_that_is_away_at_the_start_of_polling_is_waited_for(
    sandbox: Sandbox, ana: Person
) -> None:
    await sandbox.stop_bot()
    sandbox.telegram.faults.next("deleteWebhook", ServerError(), 1)
    await sandbox.start_bot()
    await ana.sends("/start")

    assert ana.sees("Sandbox Legal Aid")
