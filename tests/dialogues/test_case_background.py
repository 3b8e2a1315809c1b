"""What stands behind a status on a card: sources that differ, people, and what the office has on record."""

import pytest

from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import Person
from tests.dialogues.registry_office import RECEIPT, enters, keeps, tells

ROW = "I-485 …5678"


@pytest.fixture
async def at_desk(ana: Person, office: Person, desk: CaseDesk) -> Person:
    """One of the staff, after Ana has logged in; USCIS knows the case too."""
    desk.has(RECEIPT, "Case Was Received", form="I-485")
    await ana.is_logged_in()
    await office.comes_to_be_logged_in()
    return office


async def looks(ana: Person) -> str:
    await ana.sends("/cases")
    await ana.presses(ROW)
    return ana.last


async def test_where_sources_differ_the_card_says_who_said_what_and_since_when(
    sandbox: Sandbox, ana: Person, at_desk: Person, desk: CaseDesk
) -> None:
    await keeps(at_desk, "Ana López")
    await ana.follows(RECEIPT)
    assert "Who says what" not in ana.last
    await tells(at_desk, "Interview Was Scheduled")
    card = await looks(ana)
    assert card.startswith("Interview Was Scheduled")
    assert "Who says what" in card
    assert "Our office: Interview Was Scheduled (since November 25, 2026)" in card
    assert "USCIS: Case Was Received (since November 25, 2026)" in card
    desk.moves(RECEIPT, "Interview Was Scheduled")
    await sandbox.passes(hours=26)
    await ana.logs_in()
    assert "Who says what" not in await looks(ana)


async def test_the_people_of_a_case_see_each_other_and_no_birth_date(ana: Person, at_desk: Person) -> None:
    await keeps(at_desk, "Ana López")
    await enters(at_desk, "Luis López")
    await ana.follows(RECEIPT)
    assert "On record with our office" in ana.last
    assert "Ana López" in ana.last
    assert "Luis López" in ana.last
    assert "1990" not in ana.last


@pytest.mark.requirement("R11")
async def test_who_sees_the_status_only_sees_nothing_of_that(
    ana: Person, bo: Person, at_desk: Person
) -> None:
    await keeps(at_desk, "Ana López")
    await tells(at_desk, "Interview Was Scheduled")
    await bo.sandbox.passes(minutes=2)
    await bo.comes_to_be_logged_in()
    await bo.follows(RECEIPT)
    assert bo.last.startswith("Case Was Received")
    for hidden in ("Who says what", "On record", "Ana", "Interview Was Scheduled"):
        assert hidden not in bo.last
