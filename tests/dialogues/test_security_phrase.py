"""A phrase of the person's own by which our mails and questions are known (requirement R30)."""

import pytest

from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person

PHRASE = "red <roof> & two cats"
SHOWN = f"Your safety phrase: {PHRASE}"
ASK = "Type your phrase"


@pytest.fixture
async def ana_in(ana: Person) -> Person:
    """Ana, whose account is open."""
    await ana.is_logged_in()
    return ana


async def chooses(person: Person, phrase: str) -> None:
    await person.sends("/security")
    await person.presses("Safety phrase")
    await person.presses("Choose a phrase")
    if person.sees("is it still you?"):
        await person.sends(PASSWORD)
    await person.sends(phrase)


@pytest.mark.requirement("R30")
async def test_the_phrase_stands_in_mails_from_then_on(ana_in: Person, mailbox: Mailbox) -> None:
    """R30 and R15: as it was typed, also in the HTML of the mail."""
    await chooses(ana_in, PHRASE)
    assert f"Yours is: {PHRASE}" in ana_in.last
    letter = await mailbox.letter_to(ana_in.email)
    assert "Your safety phrase was chosen." in letter.text
    assert SHOWN in letter.text
    assert "red &lt;roof&gt; &amp; two cats" in letter.html


async def test_it_is_shown_before_unlocking_and_never_to_who_types_the_name(
    sandbox: Sandbox, ana_in: Person, bo: Person
) -> None:
    """R30: only in a chat that is bound to the account."""
    await chooses(ana_in, PHRASE)
    await sandbox.passes(minutes=61)
    before = len(ana_in.phone.chat.messages)
    await ana_in.sends("/cases")
    asked = [str(each.get("text")) for each in list(ana_in.phone.chat.messages.values())[before:]]
    assert SHOWN in asked
    await bo.sends("/login ana.lopez")
    await bo.sends(PASSWORD)
    assert not bo.sees("roof")


async def test_it_can_be_changed_and_removed(ana_in: Person, mailbox: Mailbox) -> None:
    await chooses(ana_in, PHRASE)
    await ana_in.presses("Change it")
    await ana_in.sends("blue door")
    assert "Yours is: blue door" in ana_in.last
    await ana_in.presses("Remove it")
    assert "Choose a few words that only you know." in ana_in.last
    letter = await mailbox.letter_to(ana_in.email)
    assert "Your safety phrase was removed." in letter.text
    assert "Your safety phrase:" not in letter.text


async def test_the_message_with_the_phrase_is_deleted(ana_in: Person) -> None:
    """R8: it is between the person and us."""
    await chooses(ana_in, PHRASE)
    assert PHRASE not in [each.get("text") for each in ana_in.phone.chat.visible]


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("ab", "too short"),
        ("x" * 61, "at most 60 characters"),
        ("two\nlines", "on one line"),
        ("turned\u202earound", "on one line"),
        (PASSWORD, "That is your password."),
    ],
)
async def test_what_cannot_be_a_phrase_is_asked_for_again(ana_in: Person, phrase: str, said: str) -> None:
    """R17: bounded, without control characters; and R8: never the password."""
    await chooses(ana_in, phrase)
    assert ana_in.sees(said)
    assert ASK in ana_in.last
    await ana_in.presses("Cancel")
    assert "Choose a few words that only you know." in ana_in.last
