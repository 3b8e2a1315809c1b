"""A session that runs out, moves elsewhere, or is ended by its person."""

import pytest

from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person

HOME = "What would you like to do?"
NO_CASES = "You do not follow any case yet"
RECEIPT = "IOE0912345678"


# --- run out ----------------------------------------------------------------------------------------


async def test_an_account_in_use_does_not_lock(sandbox: Sandbox, ana: Person) -> None:
    await ana.is_logged_in()
    for _ in range(3):
        await sandbox.passes(minutes=45)
        await ana.sends("/cases")
        assert NO_CASES in ana.last


async def test_after_a_day_the_whole_log_in_is_asked_for_however_busy_one_was(
    sandbox: Sandbox, ana: Person
) -> None:
    await ana.is_logged_in()
    for _ in range(32):
        await sandbox.passes(minutes=46)
        await ana.sends("/cases")
    assert ana.sees("each log-in ends after some time")
    assert "What is your username" in ana.last
    await ana.sends("ana.lopez")
    await ana.sends(PASSWORD)
    await ana.sends(ana.code())
    assert NO_CASES in ana.last


# --- elsewhere --------------------------------------------------------------------------------------


@pytest.mark.requirement("R27")
async def test_a_log_in_elsewhere_ends_the_session_here_and_says_so(
    ana: Person, bo: Person, mailbox: Mailbox
) -> None:
    await ana.is_logged_in()
    bo.username, bo.secret = ana.username, ana.secret
    await bo.sandbox.passes(minutes=1)
    await bo.logs_in()
    assert HOME in bo.last
    assert "Your account was opened in another chat, by Bo." in ana.last
    letter = await mailbox.letter_to(ana.email)
    assert letter.subject == "Your account was opened in a new chat"
    assert "“Bo”" in letter.text
    await ana.presses("My cases")
    assert "This button is no longer valid. Please use the newest message." in ana.toasts
    await ana.sends("/cases")
    assert "What is your username" in ana.last


# --- logged out -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choice", "told"),
    [("Log out, keep messages", True), ("Log out, no messages", False)],
)
async def test_after_logging_out_news_come_discreetly_or_not_at_all(
    sandbox: Sandbox, ana: Person, desk: CaseDesk, choice: str, told: bool
) -> None:
    desk.has(RECEIPT, "Case Was Received", form="I-765")
    await ana.is_logged_in()
    await ana.follows(RECEIPT)
    await ana.sends("/logout")
    await ana.presses(choice)
    assert "You are logged out." in ana.last
    desk.moves(RECEIPT, "Request for Additional Evidence Was Sent")
    await sandbox.passes(hours=30)
    assert (ana.last == "One of your cases has news. Open it to read more.") is told
    assert not ana.sees("Request for Additional Evidence")


@pytest.mark.requirement("R12")
async def test_buttons_from_before_the_log_out_do_nothing(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.sends("/logout")
    await ana.presses("Log out, keep messages")
    before = ana.screen
    for label in ("My cases", "Add a case", "Log out"):
        await ana.presses(label)
    assert ana.toasts == ["This button is no longer valid. Please use the newest message."] * 3
    assert ana.screen == before


async def test_logging_out_can_be_thought_better_of(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.presses("Log out")
    await ana.presses("Cancel")
    assert HOME in ana.last
    await ana.presses("My cases")
    assert NO_CASES in ana.last


async def test_after_logging_out_one_can_log_in_again(sandbox: Sandbox, ana: Person) -> None:
    await ana.is_logged_in()
    await ana.presses("Log out")
    await ana.presses("Log out, no messages")
    await sandbox.passes(minutes=1)
    await ana.presses("Log in")
    await ana.sends("ana.lopez")
    await ana.sends(PASSWORD)
    await ana.sends(ana.code())
    assert HOME in ana.last


async def test_who_is_not_logged_in_is_told_so_and_not_asked_to_log_in_first(ana: Person) -> None:
    await ana.sends("/logout")
    assert ana.last.startswith("You are not logged in here.")
    await ana.presses("Log in")
    assert "username" in ana.last
