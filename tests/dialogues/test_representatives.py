"""Representatives: inviting, accepting, looking, and ending at once."""

import re

import pytest

from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person

RECEIPT, OTHER = "EAC2499912345", "EAC2499912346"
GONE = "This case is not in your list any more."


@pytest.fixture
async def client(ana: Person, desk: CaseDesk) -> Person:
    """Ana, who follows two cases."""
    for number, form in ((RECEIPT, "I-130"), (OTHER, "I-765")):
        desk.has(number, "Case Was Received", form=form)
    await ana.is_logged_in()
    await ana.follows(RECEIPT)
    await ana.follows(OTHER)
    return ana


@pytest.fixture
async def lawyer(client: Person, bo: Person) -> Person:
    """Bo, with an account of his own."""
    await bo.is_logged_in()
    return bo


async def invites(client: Person, *, cases: tuple[str, ...] = ("I-130 …2345",), papers: bool = False) -> str:
    """Invites Mr. Bo. Returns the code."""
    await client.sends("/representatives")
    await client.presses("Invite somebody")
    if client.sees("is it still you?"):
        await client.sends(PASSWORD)
    await client.presses("A lawyer")
    await client.sends("Mr. Bo")
    for each in cases:
        await client.presses(f"◻️ {each}")
    await client.presses("Done")
    if papers:
        await client.presses("◻️ See notices and documents")
    await client.presses("Done")
    await client.presses("Three months")
    await client.presses("Make the code")
    found = re.search(r"[A-Z2-9]{4}(?:-[A-Z2-9]{4}){3}", client.last)
    assert found, client.screen
    await client.presses("I have sent it")
    return found.group()


async def accepts(lawyer: Person, code: str) -> None:
    await lawyer.sends(f"/start rep-{code}")
    await lawyer.presses("Accept")


@pytest.mark.requirement("R11")
async def test_a_lawyer_sees_what_was_shared_and_nothing_else(client: Person, lawyer: Person) -> None:
    code = await invites(client)
    assert code not in client.screen
    await lawyer.sends(f"/start rep-{code}")
    assert "Ana López invites you." in lawyer.last
    assert "I-130 …2345" in lawyer.last
    assert "I-765" not in lawyer.last
    await lawyer.presses("Accept")
    await lawyer.sends("/clients")
    assert "Ana López · I-130 …2345" in lawyer.last
    assert "I-765" not in lawyer.last
    await lawyer.presses("Ana López: I-130 …2345")
    assert "Case of Ana López" in lawyer.last
    assert "Case Was Received" in lawyer.last


async def test_the_client_hears_of_it_and_sees_who_looked(
    client: Person, lawyer: Person, mailbox: Mailbox
) -> None:
    await accepts(lawyer, await invites(client))
    assert "Mr. Bo accepted your invitation" in client.last
    assert (await mailbox.letter_to(client.email)).subject == "Your invitation was accepted"
    await client.sends("/representatives")
    await client.presses("Mr. Bo")
    assert "They have not looked yet." in client.last
    await lawyer.sends("/clients")
    await lawyer.presses("Ana López: I-130 …2345")
    await client.sends("/representatives")
    await client.presses("Mr. Bo")
    assert "I-130 …2345: today" in client.last
    assert "Mr. Bo (Bo López)" in client.last


async def test_ended_it_counts_at_the_very_next_press(client: Person, lawyer: Person) -> None:
    """R11 and R12: decided at each reading."""
    await accepts(lawyer, await invites(client))
    await lawyer.sends("/clients")
    await client.sends("/representatives")
    await client.presses("Mr. Bo")
    await client.presses("End it now")
    await client.presses("Yes")
    assert "Ended." in client.last
    await lawyer.presses("Ana López: I-130 …2345")
    assert lawyer.sees(GONE)
    assert "ended it" in lawyer.screen
    await lawyer.sends("/clients")
    assert "No client lets you see" in lawyer.last


async def test_time_ends_it_too(sandbox: Sandbox, client: Person, lawyer: Person) -> None:
    await accepts(lawyer, await invites(client))
    await sandbox.passes(days=91)
    await lawyer.logs_in()
    await lawyer.sends("/clients")
    assert "No client lets you see" in lawyer.last


async def test_the_representative_can_stop(client: Person, lawyer: Person) -> None:
    await accepts(lawyer, await invites(client))
    await lawyer.sends("/clients")
    await lawyer.presses("Ana López: I-130 …2345")
    await lawyer.presses("Stop representing")
    await lawyer.presses("Yes")
    assert "Bo ended it" in client.last
    await client.sends("/representatives")
    assert "Only you." in client.last


async def test_a_code_works_once_and_every_wrong_one_is_the_same(
    sandbox: Sandbox, client: Person, lawyer: Person, luz: Person
) -> None:
    """R5: single use, newest only, and what is wrong with a code is not told."""
    code = await invites(client)
    await accepts(lawyer, code)
    answers = set()
    for written in (code, "ABCD-EFGH-JKMN-PQRS", "hello", code[:-1]):
        await lawyer.sends("/representatives")
        await lawyer.presses("I have an invitation code")
        await lawyer.sends(written)
        assert f"me: {written}" not in lawyer.screen
        answers.add(lawyer.last)
    assert answers == {
        "This code does not work. It may be mistyped, used already or too old. "
        "Please check it, or ask your client for a new one."
    }


async def test_guessing_codes_ends_soon(client: Person, lawyer: Person) -> None:
    for _ in range(6):
        await lawyer.sends("/representatives")
        await lawyer.presses("I have an invitation code")
        await lawyer.sends("ABCD-EFGH-JKMN-PQRS")
    assert "too many tries" in lawyer.last


async def test_an_old_invitation_is_void(sandbox: Sandbox, client: Person, lawyer: Person) -> None:
    code = await invites(client)
    await sandbox.passes(days=8)
    await lawyer.logs_in()
    await lawyer.sends(f"/start rep-{code}")
    assert "This code does not work." in lawyer.last


async def test_nobody_represents_themselves(client: Person) -> None:
    code = await invites(client)
    await client.sends(f"/start rep-{code}")
    assert "This is your own invitation." in client.last


async def test_who_is_invited_may_register_first(client: Person, bo: Person) -> None:
    code = await invites(client)
    await bo.sends(f"/start rep-{code}")
    assert bo.sees("log in") or bo.sees("username")
    await bo.is_logged_in()
    await accepts(bo, code)
    assert "You can now see the cases of Ana López." in bo.last


async def test_rights_are_changed_at_once(client: Person, lawyer: Person) -> None:
    await accepts(lawyer, await invites(client, papers=True))
    await lawyer.sends("/clients")
    await lawyer.presses("Ana López: I-130 …2345")
    assert "see notices and documents" in lawyer.last
    await client.sends("/representatives")
    await client.presses("Mr. Bo")
    await client.presses("✅ See notices and documents")
    await lawyer.sends("/clients")
    await lawyer.presses("Ana López: I-130 …2345")
    assert "see notices and documents" not in lawyer.last


async def test_the_list_is_searched_and_filtered(client: Person, lawyer: Person, desk: CaseDesk) -> None:
    await accepts(lawyer, await invites(client, cases=("I-130 …2345", "I-765 …2346")))
    await lawyer.sends("/clients")
    assert "Shown: 2 of 2" in lawyer.last
    await lawyer.presses("Only what needs action")
    assert "Nothing needs action." in lawyer.last
    for wanted, found in (("lopez", "I-130"), ("i765", "I-765"), ("2345", "I-130")):
        await lawyer.sends("/clients")
        await lawyer.presses("Find")
        await lawyer.sends(wanted)
        assert found in lawyer.last
    await lawyer.sends("/clients")
    await lawyer.presses("Find")
    await lawyer.sends("zebra")
    assert "Nothing fits that." in lawyer.last


async def test_a_case_that_the_client_follows_no_more_is_shared_no_more(
    client: Person, lawyer: Person
) -> None:
    await accepts(lawyer, await invites(client))
    await client.sends("/cases")
    await client.presses("I-130 …2345")
    await client.presses("Stop following")
    await client.presses("Yes")
    await lawyer.sends("/clients")
    assert "No client lets you see" in lawyer.last
