"""Both sides of a support request, in the chat and at the desk."""

from tests.dialogues.person import Person
from tests.dialogues.registry_office import opens_desk

RECEIPT = "EAC9999103403"
PRINTED = "EAC-99-991-03403"


async def asks_something(person: Person, words: str = "Can you call me?") -> None:
    """A request of no special kind, about no case."""
    await person.sends("/support")
    await person.presses_key("support-kind-other")
    await person.presses_key("support-no-number")
    await person.sends(words)
    await person.presses_key("support-send")


async def opens_first(office: Person, waiting: int = 1) -> None:
    """The request that waits longest."""
    await opens_desk(office)
    await office.presses_key("support-desk", number=waiting)
    await office.presses(office.labels[0])


async def writes(office: Person, key: str, words: str) -> None:
    """Ask back or answer, on the screen of a request."""
    await office.presses_key(key)
    await office.sends(words)
    await office.presses_key("support-desk-send")
