"""The desk of the staff: who gets there, what is decided there, and what stays on record (R11, R13)."""

import pytest

from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person
from tests.dialogues.test_office_help import asks_office, opens_desk, opens_request


@pytest.fixture
async def asked(sandbox: Sandbox, ana: Person, office: Person, mailbox: Mailbox) -> Person:
    """Ana, who has lost everything and asked; one of the staff is logged in."""
    await ana.is_logged_in()
    await ana.sends("/logout")
    await ana.presses("Log out, keep messages")
    await sandbox.passes(minutes=2)
    await asks_office(ana, mailbox)
    await office.comes_to_be_logged_in()
    await sandbox.passes(minutes=11)
    return ana


@pytest.mark.requirement("R11")
async def test_to_everybody_else_the_desk_does_not_exist(ana: Person) -> None:
    """R11: also not to somebody whose account is open."""
    await ana.is_logged_in()
    await ana.sends("/desk")
    said = ana.last
    await ana.sends("/nosuchcommand")
    assert said == ana.last
    assert "Type your password" not in ana.last


async def test_at_a_secret_question_the_command_is_to_others_what_an_unknown_one_is(ana: Person) -> None:
    await ana.sends("/login ana.lopez")
    await ana.sends("/desk")
    said = ana.last
    await ana.sends("/nosuch")
    assert said == ana.last
    assert not ana.sees("me: /desk")


@pytest.mark.requirement("R13")
async def test_without_an_account_of_their_own_the_staff_get_nowhere(office: Person) -> None:
    """R13: being named in the configuration is not enough."""
    await office.sends("/desk")
    assert "What is your username" in office.last


@pytest.mark.requirement("R13")
async def test_the_staff_prove_that_it_is_them_first(asked: Person, office: Person) -> None:
    """R13."""
    await office.sends("/desk")
    assert "The desk" not in office.last
    await office.sends("not this one, surely")
    assert "The desk" not in office.last
    await office.sends(PASSWORD)
    assert "The desk" in office.last
    assert "Requests for help with an account (1)" in office.labels


async def test_what_differs_is_said_without_saying_what_the_account_has(
    sandbox: Sandbox, asked: Person, office: Person, mailbox: Mailbox
) -> None:
    await asked.presses("See my request")
    await asked.presses("Take my request back")
    await sandbox.passes(minutes=2)
    await asked.asks_for_a_new_password()
    await asked.sends(await mailbox.code_for(asked.email))
    await asked.presses("I have none of these")
    await asked.presses("Ask the office to help")
    for answer in ("Maria Cruz", "May 24, 1991", "EAC9999103403", "555 0100", "I moved"):
        await asked.sends(answer)
    await asked.presses("Send it to the office")
    await opens_request(office)
    assert "Maria Cruz (not as in the account)" in office.last
    assert "May 24, 1991 (not as in the account)" in office.last
    assert "EAC9999103403 (not known in the account)" in office.last
    assert "1990" not in office.last
    assert "López" not in office.last


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("We could not reach them", "We could not reach you."),
        ("We could not check who it is", "We could not make sure that it is you."),
        ("It does not fit the account", "What you wrote does not fit the account."),
        ("We helped in another way", "We found another way to help you."),
    ],
)
async def test_a_refusal_is_told_with_its_reason(
    asked: Person, office: Person, mailbox: Mailbox, reason: str, told: str
) -> None:
    await opens_request(office)
    await office.presses("Refuse")
    await office.presses(reason)
    assert "The request is refused." in office.last
    assert told in asked.last
    assert "help@sandbox.example" in asked.last
    assert told in (await mailbox.letter_to(asked.email)).text


@pytest.mark.requirement("R13")
async def test_how_it_was_checked_stays_on_record(asked: Person, office: Person) -> None:
    """R13: who, what, when."""
    await opens_request(office)
    await office.presses("Identity checked")
    await office.presses("Another way")
    await office.sends("Her sister came with her passport")
    assert "can choose a new password" in office.last
    await office.presses("To the desk")
    await office.presses("What was done")
    assert "Office López: checked the identity for request" in office.last
    assert "(Another way)" in office.last
    assert "Office López: opened request" in office.last


async def test_a_request_that_was_taken_back_cannot_be_decided(asked: Person, office: Person) -> None:
    await opens_request(office)
    await office.presses("Identity checked")
    await asked.presses("See my request")
    await asked.presses("Take my request back")
    await office.presses("Known in person")
    assert "This request does not wait any more." in office.last
    assert "The office knows that it is you." not in asked.screen


async def test_nobody_decides_about_their_own_account(
    sandbox: Sandbox, office: Person, bo: Person, mailbox: Mailbox
) -> None:
    await office.is_logged_in()
    await sandbox.passes(minutes=2)
    bo.recovers_for(office)
    await asks_office(bo, mailbox)
    await opens_request(office)
    await office.presses("Identity checked")
    await office.presses("Known in person")
    assert "This is your own account." in office.last


async def test_a_new_address_is_told_and_entered(sandbox: Sandbox, ana: Person, office: Person) -> None:
    await ana.is_logged_in()
    await office.comes_to_be_logged_in()
    await ana.sends("/profile")
    await ana.presses("Mailing address")
    await ana.presses("United States")
    for answer in ("12 Main Street", "Apt 3", "Springfield", "IL", "62701"):
        await ana.sends(answer)
    await ana.presses("Yes, save it")
    assert "Someone has changed their name, birth date or address." in office.last
    assert "Main" not in office.last
    await opens_desk(office)
    await office.presses("Changed details (1)")
    assert "Ana López" in office.last
    assert "12 Main Street" in office.last
    await office.presses("Entered: 1")
    assert "There are no new changes." in office.last
    await office.presses("To the desk")
    await office.presses("What was done")
    assert "entered a changed detail" in office.last


async def test_a_new_legal_name_and_birth_date_are_told_and_entered(ana: Person, office: Person) -> None:
    await ana.is_logged_in()
    await office.comes_to_be_logged_in()
    await ana.sends("/profile")
    await ana.presses("Legal name")
    await ana.sends(PASSWORD)
    await ana.presses("Marriage or divorce")
    await ana.sends("Ana García")
    await ana.presses("Yes, change it")
    assert "Someone has changed their name" in office.last
    assert "García" not in office.last
    await ana.presses("Birth date")
    await ana.presses("There is a typing mistake")
    await ana.sends("May 24, 1990")
    await ana.presses("Yes, change it")
    await opens_desk(office)
    await office.presses("Changed details (2)")
    assert "Legal name\nBefore: Ana López\nNow: Ana García" in office.last
    assert "Birth date\nBefore: May 23, 1990\nNow: May 24, 1990" in office.last
