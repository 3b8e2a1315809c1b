"""The staff at the desk: cases that they keep, who is in them, and their access codes."""

import re

from tests.dialogues.person import PASSWORD, Person

RECEIPT = "IOE0912345678"
PRINTED = "IOE-09-123-45678"


async def opens_desk(office: Person) -> None:
    await office.sends("/desk")
    if "The desk" not in office.last:
        await office.sends(PASSWORD)


async def keeps(office: Person, *people: str, title: str = "Case Was Received") -> None:
    """A case with this status and these people, all born on May 23, 1990; its screen is open."""
    await opens_desk(office)
    await office.presses("Cases that we keep")
    await office.presses("Find or add a case")
    await office.sends(RECEIPT)
    await office.presses("Yes")
    await office.sends("I-485")
    await tells_picked(office, title)
    for name in people:
        await enters(office, name)


async def enters(office: Person, name: str) -> None:
    await office.presses("Add a person")
    await office.presses("Applicant")
    await office.sends(name)
    await office.sends("May 23, 1990")


async def tells(office: Person, title: str) -> None:
    """Another status of the case whose screen is open."""
    await office.presses("Tell a new status")
    await tells_picked(office, title)


async def tells_picked(office: Person, title: str) -> None:
    await office.sends(title)
    await office.presses("Yes")


async def makes_code(office: Person, name: str) -> str:
    """A new access code for somebody of the case whose screen is open."""
    await opens_desk(office)
    await office.presses("Access codes")
    await office.sends(RECEIPT)
    await office.presses(f"New code: {name}")
    found = re.search(r"[A-Z0-9]{4}(?:-[A-Z0-9]{4}){3}", office.last)
    assert found, office.last
    await office.presses("I have handed it on")
    return found.group()
