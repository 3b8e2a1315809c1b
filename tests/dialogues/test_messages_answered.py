"""The staff answer: read marks, promise, late ones, what the person hears, and what stays on record."""

import pytest

from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.message_people import answers, opens_first, writes
from tests.dialogues.person import Person
from tests.dialogues.registry_office import keeps, opens_desk
from tests.dialogues.test_representatives import accepts

ANSWER = "Please bring the lease."


@pytest.fixture
async def ana(ana: Person, office: Person) -> Person:
    """Ana, who has written; one of the staff is logged in."""
    await ana.is_logged_in()
    await office.comes_to_be_logged_in()
    await writes(ana, "We have moved.")
    return ana


async def reads(ana: Person) -> str:
    await ana.sends("/messages")
    await ana.presses(next(each for each in ana.labels if "My address" in each))
    return ana.last


async def test_an_answer_comes_is_marked_as_read_and_says_nothing_of_its_words(
    ana: Person, office: Person, mailbox: Mailbox
) -> None:
    assert "The office opened" not in await reads(ana)
    await opens_first(office)
    assert "From: Ana López" in office.last
    assert "We promised an answer by November 30, 2026." in office.last
    assert "The office opened your message today at" in await reads(ana)
    await answers(office, "Thank you.", ANSWER)
    assert "💬 The office has written to you." in ana.last
    assert ANSWER not in ana.last
    letter = await mailbox.letter_to(ana.email)
    assert letter.subject == "The office has written to you"
    assert ANSWER not in letter.text
    await ana.sends("/messages")
    assert "🔵 My address" in ana.labels
    assert f"Thank you.\n\n{ANSWER}" in await reads(ana)
    assert "Sandbox Legal Aid, today at" in ana.last
    await ana.sends("/messages")
    assert "• My address" in ana.labels
    await opens_desk(office)
    await office.presses("Messages (0)")
    assert "No message waits for an answer." in office.last
    await office.presses("Answered messages")
    await office.presses(office.labels[0])
    assert "The person opened it today at" in office.last
    assert "Office López, today at" in office.last


async def test_what_needs_no_answer_is_put_aside_and_every_act_stays_on_record(
    ana: Person, office: Person
) -> None:
    await opens_first(office)
    await office.presses("No answer needed")
    assert "No message waits for an answer." in office.last
    await office.presses("To the desk")
    await office.presses("What was done")
    assert "put a message aside" in office.last
    assert "opened messages" in office.last


async def test_the_staff_are_reminded_once_a_day_of_what_is_late(
    sandbox: Sandbox, ana: Person, office: Person
) -> None:
    late = "Some messages wait longer than we promised."
    await sandbox.passes(days=4)
    assert not office.sees(late)
    await sandbox.passes(days=2)
    assert office.screen.count(late) == 1
    await sandbox.passes(hours=2)
    assert office.screen.count(late) == 1
    await sandbox.passes(days=1)
    assert office.screen.count(late) == 2
    await ana.logs_in()
    assert "The answer should have come by November 30, 2026." in await reads(ana)


async def test_more_from_the_person_waits_again(ana: Person, office: Person) -> None:
    await opens_first(office)
    await answers(office, ANSWER)
    await reads(ana)
    await ana.presses("Write more")
    await ana.sends("Here it is.")
    await ana.presses("✅ Send it")
    await opens_first(office)
    assert "Here it is." in office.last
    assert ANSWER in office.last


async def test_nobody_of_the_staff_answers_themselves(ana: Person, office: Person) -> None:
    await writes(office, "A question of my own.", subject="Mine")
    await opens_desk(office)
    await office.presses("Messages (2)")
    await office.presses(next(each for each in office.labels if "Mine" in each))
    await answers(office, "Yes, of course.")
    assert "your own" in office.last


@pytest.mark.requirement("R11")
async def test_a_representative_writes_for_the_client_where_that_is_allowed(
    ana: Person, office: Person, bo: Person
) -> None:
    await keeps(office, "Ana López")
    await ana.follows("IOE0912345678")
    await bo.sandbox.passes(minutes=2)
    await bo.comes_to_be_logged_in()
    code = await invites_to_write(ana)
    await accepts(bo, code)
    await bo.sends("/clients")
    await bo.presses("Ana López: I-485 …5678")
    await bo.presses("Write to the office")
    await bo.sends("The interview")
    await bo.sends("I come with my client.")
    await bo.presses("✅ Send it")
    await ana.sends("/messages")
    await ana.presses("• The interview (…5678)")
    assert "Bo López, for the client" in ana.last
    await bo.sends("/messages")
    assert "• The interview (…5678)" in bo.labels
    assert not any("My address" in each for each in bo.labels)
    await bo.presses("• The interview (…5678)")
    await ana.sends("/representatives")
    await ana.presses("Mr. Bo")
    assert "I-485 …5678 (messages): today" in ana.last
    await ana.presses("End it now")
    await ana.presses("Yes")
    await bo.sends("/messages")
    assert not any("The interview" in each for each in bo.labels)


async def invites_to_write(client: Person) -> str:
    """Invites Mr. Bo to write about the case. Returns the code."""
    import re

    from tests.dialogues.person import PASSWORD

    await client.sends("/representatives")
    await client.presses("Invite somebody")
    if client.sees("is it still you?"):
        await client.sends(PASSWORD)
    await client.presses("A lawyer")
    await client.sends("Mr. Bo")
    await client.presses("◻️ I-485 …5678")
    await client.presses("Done")
    await client.presses(next(each for each in client.labels if "rite" in each))
    await client.presses("Done")
    await client.presses("Three months")
    await client.presses("Make the code")
    found = re.search(r"[A-Z2-9]{4}(?:-[A-Z2-9]{4}){3}", client.last)
    assert found, client.screen
    await client.presses("I have sent it")
    return found.group()
