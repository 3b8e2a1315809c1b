"""Asking the office to open a case in full: asked, decided at the desk, told either way (R11, R13)."""

import pytest

from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import Person
from tests.dialogues.registry_office import PRINTED, RECEIPT, keeps, opens_desk

ASK = "Ask the office to open everything"


@pytest.fixture
async def at_desk(ana: Person, office: Person, desk: CaseDesk) -> Person:
    """One of the staff; Ana follows a case by its number."""
    desk.has(RECEIPT, "Case Was Received", form="I-485")
    await ana.is_logged_in()
    await ana.follows(RECEIPT)
    await office.comes_to_be_logged_in()
    return office


async def asks(person: Person, word: str = "") -> None:
    await person.sends("/cases")
    await person.presses("I-485 …5678")
    await person.presses(ASK)
    await person.presses("I am the beneficiary")
    await (person.sends(word) if word else person.presses("Send it"))
    assert "The office has your request" in person.screen


async def opens_request(office: Person) -> None:
    await opens_desk(office)
    await office.presses("Requests to open a case (1)")
    await office.presses(office.labels[0])


async def test_what_is_asked_is_approved_and_told(ana: Person, at_desk: Person) -> None:
    await keeps(at_desk, "Anita Reyes", title="Case Was Put Into The Blue Folder")
    await asks(ana, "I am Anita.\nWe spoke on Monday")
    assert "Someone asks to see everything of a case." in at_desk.screen
    assert "Ana" not in at_desk.last
    await opens_request(at_desk)
    assert PRINTED in at_desk.last
    assert "Ana López, born May 23, 1990" in at_desk.last
    assert "I am the beneficiary" in at_desk.last
    assert "I am Anita. We spoke on Monday" in at_desk.last
    assert "nobody is the same as the account" in at_desk.last
    assert "Anita Reyes, born May 23, 1990 (Applicant)" in at_desk.last
    await at_desk.presses("Open the case")
    await at_desk.presses("Back")
    await at_desk.presses("Open the case")
    await at_desk.presses("Yes, open it")
    assert "The case is open to them." in at_desk.last
    assert "The office has opened one of your cases" in ana.last
    await ana.presses("Open the case")
    assert "Blue Folder" in ana.last
    assert ASK not in ana.labels
    await at_desk.presses("To the desk")
    await at_desk.presses("What was done")
    assert "opened the case …5678 to a person" in at_desk.last


async def test_a_refusal_is_told_and_leaves_the_public_status(ana: Person, at_desk: Person) -> None:
    await asks(ana)
    await opens_request(at_desk)
    assert "We keep no record of this case." in at_desk.last
    await at_desk.presses("Refuse")
    assert "The request is refused." in at_desk.last
    assert "could not open one of your cases in full yet" in ana.last
    assert "help@sandbox.example" in ana.last
    await ana.presses("Open the case")
    assert "Case Was Received" in ana.last
    await ana.presses(ASK)
    assert "You can ask again." in ana.last


async def test_one_request_is_open_and_can_be_taken_back(ana: Person, at_desk: Person) -> None:
    await asks(ana)
    await ana.presses("Open the case")
    await ana.presses(ASK)
    assert "The office has your request" in ana.last
    await opens_desk(at_desk)
    assert "Requests to open a case (1)" in at_desk.labels
    await at_desk.presses("Requests to open a case (1)")
    await at_desk.presses(at_desk.labels[0])
    await ana.presses("Take my request back")
    await at_desk.presses("Refuse")
    assert "This request does not wait any more." in at_desk.last
    assert "could not open" not in ana.screen
    await at_desk.presses("All requests")
    assert "Nobody waits for a case to be opened." in at_desk.last


async def test_who_stops_following_has_nothing_opened(ana: Person, at_desk: Person) -> None:
    await asks(ana)
    await opens_request(at_desk)
    await at_desk.presses("Open the case")
    await ana.presses("Open the case")
    await ana.presses("Stop following")
    await ana.presses("Yes")
    await at_desk.presses("Yes, open it")
    assert "This request does not wait any more." in at_desk.last
    await ana.follows(RECEIPT)
    assert ASK in ana.labels


async def test_a_word_that_is_too_long_is_asked_for_again(ana: Person, at_desk: Person) -> None:
    """R17."""
    await ana.presses(ASK)
    await ana.presses("I am the petitioner")
    await ana.sends("x" * 501)
    assert ana.sees("It can have up to 500 characters.")
    await ana.presses("Back")
    await ana.presses("Back")
    assert "Case Was Received" in ana.last


async def test_nobody_opens_a_case_to_themselves(sandbox: Sandbox, office: Person, desk: CaseDesk) -> None:
    desk.has(RECEIPT, "Case Was Received", form="I-485")
    await office.is_logged_in()
    await office.follows(RECEIPT)
    await asks(office)
    await opens_request(office)
    await office.presses("Open the case")
    await office.presses("Yes, open it")
    assert "This is your own account." in office.last
