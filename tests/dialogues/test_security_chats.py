"""Where an account is used: this chat, and others that get its messages."""

import pytest

from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person

RECEIPT = "EAC9999103403"


@pytest.fixture
async def ana_in(ana: Person) -> Person:
    """Ana, whose account is open."""
    await ana.is_logged_in()
    return ana


@pytest.fixture
async def both(sandbox: Sandbox, ana_in: Person, bo: Person) -> Person:
    """Ana, whose account was opened in Bo's chat in between."""
    bo.username, bo.secret = ana_in.username, ana_in.secret
    await sandbox.passes(minutes=1)
    await bo.logs_in()
    await sandbox.passes(minutes=1)
    await ana_in.logs_in()
    return ana_in


async def opens(person: Person, label: str = "Where you are logged in") -> None:
    await person.sends("/security")
    await person.presses(label)


async def test_the_list_names_this_chat_with_since_when_and_last_used(ana_in: Person) -> None:
    await opens(ana_in)
    assert "This chat, Ana\nLogged in today at" in ana_in.last
    assert "It is used nowhere else." in ana_in.last


async def test_a_chat_that_only_gets_messages_is_told_apart_and_closed(
    sandbox: Sandbox, both: Person, bo: Person, desk: CaseDesk, mailbox: Mailbox
) -> None:
    desk.has(RECEIPT, "Case Was Received", form="I-765")
    await both.follows(RECEIPT)
    await opens(both)
    assert "Bo\nNot logged in, but gets your messages." in both.last
    await both.presses("Close: Bo")
    await both.sends(PASSWORD)
    assert "It is used nowhere else." in both.last
    assert "Your account was closed in one chat." in (await mailbox.letter_to(both.email)).text
    desk.moves(RECEIPT, "Request for Additional Evidence Was Sent")
    await sandbox.passes(hours=30)
    assert both.sees("One of your cases has news.")
    assert not bo.sees("One of your cases has news.")


async def test_all_others_are_closed_at_once(sandbox: Sandbox, both: Person, luz: Person) -> None:
    luz.secret = both.secret
    await sandbox.passes(minutes=1)
    await luz.sends("/login ana.lopez")
    await luz.sends(PASSWORD)
    await luz.sends(luz.code())
    await sandbox.passes(minutes=1)
    await both.logs_in()
    await opens(both)
    await both.presses("Close all the others")
    await both.sends(PASSWORD)
    assert "It is used nowhere else." in both.last


async def test_a_closed_chat_can_be_used_again_by_logging_in(
    sandbox: Sandbox, both: Person, bo: Person
) -> None:
    await opens(both)
    await both.presses("Close: Bo")
    await both.sends(PASSWORD)
    await sandbox.passes(minutes=1)
    await bo.logs_in()
    assert "What would you like to do?" in bo.last
    await opens(bo)
    assert "This chat, Bo" in bo.last
