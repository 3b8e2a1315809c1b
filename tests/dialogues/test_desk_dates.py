"""The staff's dates of a case: whoever follows it in full hears of each, and of each change."""

import pytest

from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import Person
from tests.dialogues.test_desk_cases import RECEIPT, adds, enters
from tests.dialogues.test_office_help import opens_desk


@pytest.fixture
async def ana(ana: Person, desk: CaseDesk) -> Person:
    desk.has(RECEIPT, "Case Was Received", form="I-485")
    await ana.is_logged_in()
    await ana.follows(RECEIPT)
    return ana


@pytest.fixture
async def at_dates(ana: Person, office: Person) -> Person:
    """One of the staff, at the dates of a case of which Ana is the applicant."""
    await office.comes_to_be_logged_in()
    await opens_desk(office)
    await office.presses("Cases that we keep")
    await adds(office)
    await office.presses("Cancel")
    await enters(office)
    await office.presses("Dates")
    return office


async def adds_interview(office: Person, day: str = "May 3, 2027") -> None:
    await office.presses("Add a date")
    await office.presses("Interview")
    await office.sends(day)
    await office.sends("9:30 am")
    await office.sends("26 Federal Plaza, New York")
    await office.presses("Yes, save")


async def test_a_date_of_the_office_reaches_its_people_and_stands_on_their_card(
    at_dates: Person, ana: Person
) -> None:
    assert "There are no dates for this case yet." in at_dates.last
    await adds_interview(at_dates)
    assert "26 Federal Plaza" in at_dates.last
    assert ana.sees("Interview")
    await ana.sends("/deadlines")
    assert "May 3, 2027" in ana.last
    await at_dates.presses("Dates")
    assert "1. Interview: May 3, 2027" in at_dates.last


async def test_a_date_that_moves_is_told_with_the_day_before(at_dates: Person, ana: Person) -> None:
    await adds_interview(at_dates)
    await at_dates.presses("Change it")
    await at_dates.sends("May 10, 2027")
    await at_dates.sends("10:00")
    await at_dates.presses("The same place as before")
    await at_dates.presses("Yes, save")
    assert ana.sees("The date has moved")
    await ana.sends("/deadlines")
    assert "May 10, 2027" in ana.last
    assert "May 3, 2027" not in ana.last


async def test_a_date_that_is_taken_back_is_told_and_gone(
    at_dates: Person, ana: Person, sandbox: Sandbox
) -> None:
    await adds_interview(at_dates)
    await at_dates.presses("Take it back")
    await at_dates.presses("No")
    await at_dates.presses("Take it back")
    before = ana.screen
    await at_dates.presses("Yes")
    assert "There are no dates for this case yet." in at_dates.last
    assert ana.screen != before
    await ana.sends("/deadlines")
    assert "You have no dates yet." in ana.last
    await at_dates.sends("/desk")
    await at_dates.presses("What was done")
    assert "took back a date of the case …2345" in at_dates.last


async def test_cancel_changes_nothing(at_dates: Person, ana: Person) -> None:
    before = ana.screen
    await at_dates.presses("Add a date")
    await at_dates.presses("Interview")
    await at_dates.presses("Cancel")
    assert "There are no dates for this case yet." in at_dates.last
    assert ana.screen == before


async def test_to_nobody_else_there_are_such_screens(ana: Person) -> None:
    for place in ("desk-dates", "desk-date", "desk-date-add", "desk-date-move", "desk-date-take-back"):
        await ana.sends(f"/{place.replace('-', '_')}")
        assert "Dates of this case" not in ana.screen
