"""The staff's cases: find, add, tell a status, say who is in it; and what their people see of it."""

import pytest

from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import Person
from tests.dialogues.test_office_help import opens_desk

RECEIPT = "EAC2499912345"


@pytest.fixture
async def follower(ana: Person, desk: CaseDesk) -> Person:
    """Ana, who follows a case."""
    desk.has(RECEIPT, "Case Was Received", form="I-485")
    await ana.is_logged_in()
    await ana.follows(RECEIPT)
    return ana


@pytest.fixture
async def at_desk(follower: Person, office: Person) -> Person:
    """One of the staff, at the list of cases."""
    await office.comes_to_be_logged_in()
    await opens_desk(office)
    await office.presses("Cases that we keep")
    return office


async def adds(office: Person, receipt: str = RECEIPT) -> None:
    """Keeps a case from now on; its status is being asked for."""
    await office.presses("Find or add a case")
    await office.sends(receipt)
    await office.presses("Yes")
    await office.sends("i-485")


async def enters(office: Person) -> None:
    """Says that Ana is a person of the case, whose screen is open."""
    await office.presses("Add a person")
    await office.presses("Applicant")
    await office.sends("Ana López")
    await office.sends("May 23, 1990")


async def test_a_status_of_the_staff_reaches_the_people_of_the_case_at_once(
    at_desk: Person, follower: Person
) -> None:
    await adds(at_desk)
    await at_desk.presses("Cancel")
    await enters(at_desk)
    await follower.follows(RECEIPT)
    await at_desk.presses("Tell a new status")
    await at_desk.presses("Case Was Approved")
    assert "Everybody who follows the case gets a message." in at_desk.last
    assert "Approved" not in follower.last
    await at_desk.presses("Yes")
    assert "Status: Case Was Approved" in at_desk.last
    assert "New status: Case Was Approved" in follower.screen
    await follower.presses("Open the case")
    assert follower.last.startswith("Case Was Approved")
    assert "our own records" in follower.last


async def test_what_uscis_says_later_of_the_same_is_no_news(
    at_desk: Person, follower: Person, desk: CaseDesk, sandbox: Sandbox
) -> None:
    await adds(at_desk)
    await at_desk.presses("Cancel")
    await enters(at_desk)
    await follower.follows(RECEIPT)
    await at_desk.presses("Tell a new status")
    await at_desk.presses("Case Was Approved")
    await at_desk.presses("Yes")
    told = follower.screen.count("New status")
    desk.moves(RECEIPT, "Case Was Approved")
    await sandbox.passes(hours=30)
    assert follower.screen.count("New status") == told


async def test_it_is_found_again_and_listed(at_desk: Person) -> None:
    await adds(at_desk)
    await at_desk.sends("Case Was Put Into The Blue Folder")
    await at_desk.presses("Yes")
    await at_desk.presses("Cases that we keep")
    assert at_desk.labels[0] == "I-485 …2345"
    await at_desk.presses("Find or add a case")
    await at_desk.sends("EAC-24-999-12345")
    assert "Blue Folder" in at_desk.last


async def test_people_are_entered_with_name_and_birth_date(at_desk: Person) -> None:
    await adds(at_desk)
    await at_desk.presses("Case Was Received")
    await at_desk.presses("Yes")
    await at_desk.presses("Add a person")
    await at_desk.presses("Applicant")
    await at_desk.sends("Ana María López")
    await at_desk.sends("05/06/1990")
    assert "with the month as a word" in at_desk.screen
    await at_desk.sends("May 23, 1990")
    assert "• Ana María López (Applicant)" in at_desk.last


async def test_slips_and_second_thoughts_change_nothing(at_desk: Person) -> None:
    await at_desk.presses("Find or add a case")
    await at_desk.sends("hello")
    await at_desk.sends("EAC249991234O")
    assert "Did you mean EAC-24-999-12340" in at_desk.last
    await at_desk.sends(RECEIPT)
    await at_desk.presses("No")
    assert "We keep no case yet." in at_desk.last


@pytest.mark.requirement("R13")
async def test_what_the_staff_did_stands_in_the_record(at_desk: Person) -> None:
    """R13."""
    await adds(at_desk)
    await at_desk.presses("Case Was Approved")
    await at_desk.presses("Yes")
    await at_desk.sends("/desk")
    await at_desk.presses("What was done")
    assert "added the case …2345" in at_desk.last
    assert "told a new status of the case …2345" in at_desk.last


async def test_nobody_else_gets_there(follower: Person) -> None:
    """R11."""
    for place in ("/desk", "/desk-cases"):
        await follower.sends(place)
        assert "Cases that we keep" not in follower.screen
