"""An office without the official source: what it can tell, and what it cannot, in honest words."""

import pytest

from bot.config.outside import Uscis
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import Person

RECEIPT = "EAC2499912345"
PRINTED = "EAC-24-999-12345"


@pytest.fixture
async def ana(ana: Person, sandbox: Sandbox) -> Person:
    await ana.is_logged_in()
    await sandbox.stop_bot()
    sandbox.settings = sandbox.settings.model_copy(update={"uscis": Uscis()})
    await sandbox.start_bot()
    return ana


async def test_a_number_that_the_office_does_not_keep_is_not_called_unknown_to_uscis(ana: Person) -> None:
    await ana.follows(RECEIPT)
    assert f"This office does not have {PRINTED} yet" in ana.last
    assert ana.labels == [
        "Keep trying for me",
        "I know its status",
        "Type it again",
        "I have an access code",
        "Cancel",
    ]


async def test_waiting_for_the_office_ends_with_honest_words(ana: Person, sandbox: Sandbox) -> None:
    await ana.follows(RECEIPT)
    await ana.presses("Keep trying for me")
    assert f"when the office adds {PRINTED}" in ana.last
    await ana.sends("/cases")
    await ana.presses(ana.labels[0])
    assert ana.last.startswith("Not in the office's records yet")
    await sandbox.passes(days=15, hours=8)
    assert ana.sees("One of your cases has news.") or ana.sees("The office still has no case with the number")
    assert not ana.sees("USCIS still does not know")


async def test_what_a_person_wrote_down_stays_when_the_waiting_is_over(ana: Person, sandbox: Sandbox) -> None:
    await ana.follows(RECEIPT)
    await ana.presses("Keep trying for me")
    await ana.sends(f"/report Case Was Approved {RECEIPT}")
    await ana.presses("Today")
    await ana.presses("Yes, keep it")
    await sandbox.passes(days=15, hours=8)
    await ana.logs_in()
    await ana.sends("/cases")
    await ana.presses(ana.labels[0])
    assert "Case Was Approved" in ana.last


async def test_a_quick_look_leads_to_uscis_itself(ana: Person) -> None:
    await ana.sends(f"/status {RECEIPT}")
    assert f"From here we cannot ask USCIS about {PRINTED}" in ana.last
    assert ana.labels[0] == "Look it up at USCIS"
