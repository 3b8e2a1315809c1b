"""Both sides of messages, in the chat and at the desk."""

from tests.dialogues.person import Person
from tests.dialogues.registry_office import opens_desk


async def begins(person: Person, subject: str = "My address") -> None:
    """A message about no case; its parts are awaited."""
    await person.sends("/messages")
    await person.presses_key("messages-new")
    if person.sees("Which case is it about?"):
        await person.presses_key("messages-other")
    await person.sends(subject)


async def writes(person: Person, *parts: str, subject: str = "My address") -> None:
    """A message about no case, and sends it."""
    await begins(person, subject)
    for part in parts:
        await person.sends(part)
    await person.presses_key("messages-send")


async def opens_first(office: Person, waiting: int = 1) -> None:
    """The thread that waits longest."""
    await opens_desk(office)
    await office.presses_key("messages-desk", number=waiting)
    await office.presses(office.labels[0])


async def answers(office: Person, *parts: str) -> None:
    """On the screen of a thread."""
    await office.presses_key("messages-desk-answer")
    for part in parts:
        await office.sends(part)
    await office.presses_key("messages-send")
