"""What happened to an account, and closing it at once when it was somebody else (requirement R26)."""

import re

import pytest

from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person

NEW = "velvet anchor drinks monday"
WRONG = "not this one, surely"
NEXT = "Nobody can use it now, not even with your password."


@pytest.mark.requirement("R26")
async def test_the_newest_comes_first_with_time_and_name(sandbox: Sandbox, ana: Person, bo: Person) -> None:
    """R26: log-ins, failures and changes, with time and Telegram name."""
    await ana.is_logged_in()
    await bo.sends("/login ana.lopez")
    await bo.sends(WRONG)
    await ana.sends("/activity")
    lines = [line for line in ana.last.splitlines() if line.startswith("•")]
    assert re.fullmatch(r"• (today|yesterday) at \d+:\d\d.[AP]M: A wrong password was typed, by Bo", lines[0])
    assert any(line.endswith("Logged in, by Ana") for line in lines)
    assert lines[-1].endswith("The account was created")


@pytest.mark.requirement("R15")
async def test_a_name_cannot_forge_an_entry(sandbox: Sandbox, ana: Person) -> None:
    """R15: outside text is escaped."""
    await ana.is_logged_in()
    mallory = Person(sandbox, "<b>Ana</b> & Co")
    await mallory.sends("/login ana.lopez")
    await mallory.sends(WRONG)
    await ana.sends("/activity")
    assert "by <b>Ana</b> & Co" in ana.last


async def test_earlier_entries_are_a_press_away(sandbox: Sandbox, ana: Person) -> None:
    await ana.is_logged_in()
    for choice in ("Everything", "Automatic") * 4:
        await ana.sends("/security")
        await ana.presses("How much messages say")
        await ana.presses(choice)
    await ana.sends("/activity")
    assert "The account was created" not in ana.last
    await ana.presses("Earlier")
    assert "The account was created" in ana.last
    await ana.presses("Newest")
    assert "The account was created" not in ana.last


async def test_nobody_reads_another_persons_activity(ana: Person, bo: Person) -> None:
    await ana.is_logged_in()
    await bo.sends("/activity")
    assert "What is your username" in bo.last


@pytest.mark.requirement("R26")
async def test_one_press_closes_the_account_everywhere(
    sandbox: Sandbox, ana: Person, mailbox: Mailbox
) -> None:
    """R26 and R2: closed, and the log-in says of it what it says of every wrong password."""
    await ana.is_logged_in()
    await ana.sends("/activity")
    await ana.presses("This was not me")
    assert NEXT in ana.last
    assert "/recover" in ana.last
    letter = await mailbox.letter_to(ana.email)
    assert letter.subject == "Your account is closed for now"
    assert "“Ana”" in letter.text

    await sandbox.passes(minutes=1)
    await ana.sends("/cases")
    await ana.sends("ana.lopez")
    await ana.sends(PASSWORD)
    assert ana.sees("This username and password do not go together.")
    await ana.presses("My cases")
    assert "This button is no longer valid. Please use the newest message." in ana.toasts


@pytest.mark.requirement("R26")
async def test_recovery_opens_it_again_with_a_new_password(sandbox: Sandbox, ana: Person) -> None:
    """R26: the press starts the way back."""
    await ana.is_logged_in()
    await ana.sends("/activity")
    await ana.presses("This was not me")
    await sandbox.passes(minutes=1)
    await ana.recovers(NEW)
    await sandbox.passes(minutes=1)
    await ana.sends("/login ana.lopez")
    await ana.sends(NEW)
    await ana.sends(ana.code())
    assert "What would you like to do?" in ana.last
    await ana.sends("/activity")
    assert "The account was closed with “This was not me”, by Ana" in ana.last


async def test_who_stands_between_password_and_code_is_kept_out_too(
    sandbox: Sandbox, ana: Person, bo: Person
) -> None:
    await ana.is_logged_in()
    await sandbox.passes(minutes=1)
    await bo.sends("/login ana.lopez")
    await bo.sends(PASSWORD)
    await ana.sends("/activity")
    await ana.presses("This was not me")
    await bo.sends(ana.code())
    assert bo.sees("That is not the right code.")


async def test_it_stays_closed_over_a_restart_and_no_other_chat_hears_of_its_cases(
    sandbox: Sandbox, ana: Person, bo: Person
) -> None:
    await ana.is_logged_in()
    bo.username, bo.secret = ana.username, ana.secret
    await sandbox.passes(minutes=1)
    await bo.logs_in()
    await sandbox.passes(minutes=1)
    await ana.logs_in()
    await ana.sends("/activity")
    assert "Logged in, by Bo" in ana.last
    await ana.presses("This was not me")
    await sandbox.stop_bot()
    await sandbox.start_bot()
    await sandbox.passes(minutes=1)
    await bo.sends("/login ana.lopez")
    await bo.sends(PASSWORD)
    assert bo.sees("This username and password do not go together.")


async def test_it_is_all_there_in_spanish(luz: Person) -> None:
    await luz.is_logged_in_in_spanish()
    await luz.sends("/activity")
    assert "Inicio de sesión, por Luz" in luz.last
    await luz.presses("No fui yo")
    assert "Su cuenta está cerrada" in luz.last
