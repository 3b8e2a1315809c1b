"""Dates of a case, as its representatives hear of them."""

import pytest

from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import Person
from tests.dialogues.test_desk_cases import RECEIPT, adds, enters
from tests.dialogues.test_desk_dates import adds_interview
from tests.dialogues.test_office_help import opens_desk
from tests.dialogues.test_representatives import accepts, invites


@pytest.fixture
async def ana(ana: Person, desk: CaseDesk) -> Person:
    """Ana, who follows her case."""
    desk.has(RECEIPT, "Case Was Received", form="I-485")
    await ana.is_logged_in()
    await ana.follows(RECEIPT)
    return ana


@pytest.fixture
async def lawyer(bo: Person) -> Person:
    """Bo, with an account of his own."""
    await bo.is_logged_in()
    return bo


@pytest.fixture
async def at_dates(ana: Person, office: Person) -> Person:
    """One of the staff, at the dates of the case of which Ana is the applicant."""
    await office.comes_to_be_logged_in()
    await opens_desk(office)
    await office.presses("Cases that we keep")
    await adds(office)
    await office.presses("Cancel")
    await enters(office)
    await office.presses("Dates")
    return office


async def shares(ana: Person, lawyer: Person, *, papers: bool) -> None:
    await accepts(lawyer, await invites(ana, cases=("I-485 …2345",), papers=papers))


async def test_a_representative_hears_of_a_date_of_each_change_and_of_its_end(
    at_dates: Person, ana: Person, lawyer: Person
) -> None:
    await shares(ana, lawyer, papers=True)
    await adds_interview(at_dates)
    assert "Case of Ana López" in lawyer.last
    assert "May 3, 2027" in lawyer.last
    await lawyer.presses("Open the case")
    assert "Case of Ana López" in lawyer.last
    await at_dates.presses("Change it")
    await at_dates.sends("May 10, 2027")
    await at_dates.sends("10:00")
    await at_dates.presses("The same place as before")
    await at_dates.presses("Yes, save")
    assert "The date has moved" in lawyer.last
    assert "May 10, 2027" in lawyer.last
    await at_dates.presses("Take it back")
    await at_dates.presses("Yes")
    assert "Case of Ana López" in lawyer.last
    assert "May 10, 2027" in lawyer.last
    assert "Open the case" in lawyer.labels


async def test_a_representative_is_reminded_with_the_client(
    sandbox: Sandbox, at_dates: Person, ana: Person, lawyer: Person
) -> None:
    await shares(ana, lawyer, papers=True)
    await adds_interview(at_dates, "December 20, 2026")
    await sandbox.passes(days=18)
    assert "One of your cases has a date coming." in lawyer.last


async def test_without_the_right_to_papers_no_date_is_told(
    at_dates: Person, ana: Person, lawyer: Person
) -> None:
    await shares(ana, lawyer, papers=False)
    before = lawyer.screen
    await adds_interview(at_dates)
    assert ana.sees("Interview")
    assert lawyer.screen == before


async def test_after_the_end_no_date_is_told(at_dates: Person, ana: Person, lawyer: Person) -> None:
    await shares(ana, lawyer, papers=True)
    await ana.sends("/representatives")
    await ana.presses("Mr. Bo")
    await ana.presses("End it now")
    await ana.presses("Yes")
    before = lawyer.screen
    await adds_interview(at_dates)
    assert lawyer.screen == before
