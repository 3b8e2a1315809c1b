"""An account that is locked after an hour of quiet opens to its password or its app only."""

import pytest

from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person

HOME = "What would you like to do?"
NO_CASES = "You do not follow any case yet"
WRONG = "not this one, surely"


@pytest.fixture
async def locked(sandbox: Sandbox, ana: Person) -> Person:
    """Ana, who has an authenticator app, and has not used her open account for an hour."""
    await ana.is_logged_in()
    await sandbox.passes(minutes=61)
    return ana


async def test_after_an_hour_of_quiet_the_account_is_locked_and_home_shows_nothing(locked: Person) -> None:
    await locked.sends("/cases")
    assert "Your account is locked" in locked.last
    assert NO_CASES not in locked.screen


async def test_the_password_unlocks_and_leads_on_to_what_was_wanted(locked: Person) -> None:
    await locked.sends("/cases")
    await locked.sends(PASSWORD)
    assert NO_CASES in locked.last
    assert not locked.sees(PASSWORD)


@pytest.mark.parametrize("space", ["", " ", "-"])
async def test_the_app_s_code_unlocks_too(locked: Person, space: str) -> None:
    await locked.sends("/cases")
    code = locked.code()
    await locked.sends(f"{code[:3]}{space}{code[3:]}")
    assert NO_CASES in locked.last


async def test_whoever_has_codes_by_e_mail_is_asked_for_the_password_only(
    sandbox: Sandbox, ana: Person, mailbox: Mailbox
) -> None:
    await ana.is_registered()
    await ana.sends(PASSWORD)
    await ana.presses("E-mail")
    await sandbox.settle()
    code = await mailbox.code_for(ana.email)
    await ana.sends(code)
    await ana.presses("I have written them down")
    await sandbox.passes(minutes=61)
    await ana.sends("/cases")
    assert "app" not in ana.last
    await ana.sends(code)
    assert "That did not open your account." in ana.last
    await ana.sends(PASSWORD)
    assert NO_CASES in ana.last


async def test_neither_writing_nor_pressing_unlocks(locked: Person) -> None:
    await locked.presses("My cases")
    await locked.sends(WRONG)
    assert "That did not open your account." in locked.last
    await locked.sends("/help")
    await locked.presses("My cases")
    assert "Your account is locked" in locked.last
    assert NO_CASES not in locked.screen
    assert not locked.sees(WRONG)


async def test_logging_in_again_only_asks_to_unlock(locked: Person) -> None:
    await locked.sends("/login")
    assert "Your account is locked" in locked.last
    await locked.sends(PASSWORD)
    assert HOME in locked.last


async def test_a_code_that_unlocked_does_not_unlock_again(locked: Person, bo: Person) -> None:
    await locked.sends("/cases")
    code = locked.code()
    await locked.sends(code)
    await bo.sends("/login ana.lopez")
    await bo.sends(PASSWORD)
    await bo.sends(code)
    assert "That code was used already." in bo.last


async def test_guessing_at_a_locked_account_is_slowed_down_and_its_owner_told(
    sandbox: Sandbox, locked: Person, mailbox: Mailbox
) -> None:
    await locked.sends("/cases")
    for _ in range(10):
        await locked.sends(WRONG)
        await sandbox.passes(seconds=20)
    assert "There were too many tries. Please try again" in locked.last
    await locked.sends(PASSWORD)
    assert "There were too many tries. Please try again" in locked.last
    assert (await mailbox.letter_to(locked.email)).subject == "Someone tried to log in to your account"
    await sandbox.passes(minutes=21)
    await locked.sends(PASSWORD)
    assert NO_CASES in locked.last


async def test_one_can_log_out_of_a_locked_account(locked: Person) -> None:
    await locked.sends("/cases")
    await locked.presses("Log out")
    await locked.presses("Log out, keep messages")
    assert "You are logged out." in locked.last
    await locked.sends(PASSWORD)
    assert NO_CASES not in locked.screen


async def test_a_password_that_comes_after_the_day_is_over_is_deleted_and_opens_nothing(
    sandbox: Sandbox, locked: Person
) -> None:
    await locked.sends("/cases")
    await sandbox.passes(hours=23)
    await locked.sends(PASSWORD)
    assert "What is your username" in locked.last
    assert not locked.sees(PASSWORD)


async def test_a_chat_that_was_locked_when_the_account_moved_is_asked_for_a_full_log_in(
    locked: Person, bo: Person
) -> None:
    await locked.sends("/cases")
    bo.username, bo.secret = locked.username, locked.secret
    await bo.logs_in()
    await locked.sends(PASSWORD)
    assert "What is your username" in locked.last
    assert not locked.sees(PASSWORD)
