"""A person writes to the office: gathered, sent once, kept when left, found again."""

import pytest

from bot.sandbox.sandbox import Sandbox
from tests.dialogues.message_people import begins, writes
from tests.dialogues.person import Person
from tests.dialogues.registry_office import keeps
from tests.dialogues.test_buttons import button, presses


@pytest.fixture
async def ana(ana: Person) -> Person:
    await ana.is_logged_in()
    return ana


@pytest.fixture
async def at_desk(ana: Person, office: Person) -> Person:
    """One of the staff, after Ana has logged in."""
    await office.comes_to_be_logged_in()
    return office


async def test_a_message_is_gathered_in_parts_and_sent_once(ana: Person, at_desk: Person) -> None:
    await begins(ana)
    assert "The office gets nothing until you press" in ana.last
    await ana.sends("We have moved.")
    await ana.sends("Our new street is Main Street.")
    assert "Your message, 2 parts" in ana.last
    assert "We have moved." in ana.last
    assert "Someone wrote" not in at_desk.screen
    await ana.presses("✅ Send it")
    assert "Sent" in ana.last
    assert "You can expect an answer by November 30, 2026." in ana.last
    assert "the office still has what you sent" in ana.last
    assert at_desk.screen.count("Someone wrote a message to the office.") == 1
    await ana.presses("Open the messages")
    assert "You, today at" in ana.last
    assert "We have moved.\n\nOur new street is Main Street." in ana.last


async def test_the_last_part_can_be_taken_out_and_all_of_it_thrown_away(ana: Person) -> None:
    await begins(ana)
    await ana.sends("We have moved.")
    await ana.sends("No, we have not.")
    await ana.presses("Remove the last part")
    assert "No, we have not." not in ana.last
    await ana.presses("Throw it away")
    await ana.presses("No")
    assert "We have moved." in ana.last
    await ana.presses("Throw it away")
    await ana.presses("Yes")
    assert "There is nothing yet." in ana.last
    assert not any("Not sent yet" in each for each in ana.labels)


async def test_what_was_begun_stays_through_everything_until_it_is_sent(
    sandbox: Sandbox, ana: Person, at_desk: Person
) -> None:
    await begins(ana)
    await ana.sends("We have moved.")
    await ana.sends("/cases")
    await sandbox.passes(days=2)
    await ana.logs_in()
    await ana.sends("/messages")
    await ana.presses("✏️ Not sent yet: My address")
    assert "We have moved." in ana.last
    await ana.presses("Later")
    await begins(ana)
    assert "We have moved." in ana.last
    await ana.presses("✅ Send it")
    await ana.sends("/messages")
    assert not any("Not sent yet" in each for each in ana.labels)


async def test_too_much_is_said_and_nothing_of_it_is_lost(ana: Person) -> None:
    await begins(ana)
    await ana.sends("a" * 2990)
    await ana.sends("b" * 20)
    assert ana.sees("There is room for 10 more characters.")
    assert "b" * 20 not in ana.last
    await ana.sends("b" * 10)
    assert "Your message, 2 parts" in ana.last


async def test_pressing_send_twice_sends_once(ana: Person, at_desk: Person) -> None:
    await begins(ana)
    await ana.sends("We have moved.")
    message_id, data = button(ana, "✅ Send it")
    await presses(ana, message_id, data, data)
    await ana.sends("/messages")
    await ana.presses("• My address")
    assert ana.last.count("We have moved.") == 1
    assert at_desk.screen.count("Someone wrote a message to the office.") == 1


async def test_an_edit_of_what_was_sent_changes_nothing_and_is_said(ana: Person, at_desk: Person) -> None:
    await begins(ana)
    part = await ana.sends("We have moved.")
    await ana.presses("✅ Send it")
    await ana.edits(part, "We have not moved.")
    assert ana.sees("I cannot read changes to a message you already sent.")
    await ana.sends("/messages")
    await ana.presses("• My address")
    assert "We have moved." in ana.last
    assert "We have not moved." not in ana.last


async def test_messages_are_found_by_words_without_accents(ana: Person, at_desk: Person) -> None:
    await writes(ana, "Mi dirección es nueva.", subject="Address")
    await writes(ana, "When do you open?", subject="Hours")
    await ana.sends("/messages")
    await ana.presses("Search")
    await ana.sends("direccion NUEVA")
    assert [each for each in ana.labels if "Address" in each or "Hours" in each] == ["• Address"]
    await ana.presses("Search")
    await ana.sends("nothing like this")
    assert "Nothing has these words." in ana.last


@pytest.mark.requirement("R11")
async def test_only_who_sees_a_case_in_full_writes_about_it(ana: Person, at_desk: Person, bo: Person) -> None:
    await keeps(at_desk, "Ana López")
    await ana.follows("IOE0912345678")
    await ana.presses("Write to the office")
    await ana.sends("My interview")
    await ana.sends("Can I bring my mother?")
    await ana.presses("✅ Send it")
    await ana.sends("/messages")
    assert "• My interview (…5678)" in ana.labels
    await bo.sandbox.passes(minutes=2)
    await bo.comes_to_be_logged_in()
    await bo.sends("/messages")
    assert not any("My interview" in each for each in bo.labels)
    await bo.presses("✍️ Write to the office")
    assert "What is it about" in bo.last
