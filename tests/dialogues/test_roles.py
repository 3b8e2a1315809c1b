"""Whoever somebody is, no command shows them what is another person's (R11)."""

import pytest

from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.sandbox import Sandbox
from bot.telegram.dialogue import Needs
from handlers.dialogues import DIALOGUES
from tests.dialogues.person import PASSWORD, Person
from tests.dialogues.test_representatives import accepts, invites

RECEIPT = "EAC9999103403"
OTHER = "IOE0912347788"

COMMANDS = [
    place.name
    for dialogue in DIALOGUES
    for place in dialogue.places
    if place.command or place.needs is Needs.STAFF
]
OF_ANA = ("Ana López", "ana.lopez", "ana@example.org", RECEIPT, RECEIPT[-4:], OTHER, OTHER[-4:])


@pytest.fixture
async def client(sandbox: Sandbox, ana: Person, desk: CaseDesk) -> Person:
    """Ana, who follows two cases."""
    for number, form in ((RECEIPT, "I-130"), (OTHER, "I-765")):
        desk.has(number, "Case Was Received", form=form)
    await ana.is_logged_in()
    await ana.follows(RECEIPT)
    await ana.follows(OTHER)
    assert all(ana.sees(number[-4:]) for number in (RECEIPT, OTHER))
    return ana


async def tries_every_command(person: Person) -> str:
    """Everything that was said to them meanwhile."""
    before = set(person.phone.chat.messages)
    for name in COMMANDS:
        await person.sends(f"/{name}")
    news = [message for each, message in person.phone.chat.messages.items() if each not in before]
    return "\n".join(str(message.get("text", message.get("caption", ""))) for message in news)


@pytest.mark.requirement("R11")
@pytest.mark.parametrize("has_an_account", [False, True])
async def test_no_command_shows_anybody_what_is_anas_or_the_staffs(
    client: Person, bo: Person, has_an_account: bool
) -> None:
    if has_an_account:
        await bo.is_logged_in()
    said = await tries_every_command(bo)
    assert said
    assert [each for each in (*OF_ANA, "The desk", "Requests for help with an account") if each in said] == []


async def test_no_command_shows_the_staff_what_nobody_asked_them_about(
    client: Person, office: Person
) -> None:
    await office.is_logged_in()
    await office.sends("/desk")
    await office.sends(PASSWORD)
    assert "The desk" in office.last
    said = await tries_every_command(office)
    assert [each for each in OF_ANA if each in said] == []


async def test_no_command_shows_a_representative_what_was_not_shared(
    sandbox: Sandbox, client: Person, bo: Person
) -> None:
    await bo.is_logged_in()
    await accepts(bo, await invites(client, cases=(f"I-130 …{RECEIPT[-4:]}",)))
    said = await tries_every_command(bo)
    assert "Ana López · I-130" in said
    assert [each for each in ("I-765", OTHER[-4:], "ana.lopez", "ana@example.org") if each in said] == []
