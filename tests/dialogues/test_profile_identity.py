"""Another legal name or birth date: with a reason and a proof, kept in the history, told by mail."""

import re

import pytest

from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person


@pytest.fixture
async def at_profile(ana: Person) -> Person:
    """Ana, who looks at her profile."""
    await ana.is_logged_in()
    await ana.sends("/profile")
    return ana


async def test_a_legal_name_changes_with_a_reason_and_a_proof(at_profile: Person, mailbox: Mailbox) -> None:
    await at_profile.presses("Legal name")
    await at_profile.sends(PASSWORD)
    assert not at_profile.sees(PASSWORD)
    assert "Your legal name is Ana López. Why does it change?" in at_profile.last
    await at_profile.presses("Marriage or divorce")
    await at_profile.sends("Ana García")
    assert "Before: Ana López\nNow: Ana García\nReason: Marriage or divorce" in at_profile.last
    await at_profile.presses("Yes, change it")
    assert at_profile.sees("We do not tell USCIS.")
    assert "Legal name: Ana García" in at_profile.last
    letter = await mailbox.letter_to(at_profile.email, after=1)
    assert "Your legal name was changed." in letter.text
    assert "/activity" in letter.text
    await at_profile.presses("Legal name")
    assert at_profile.sees("Before:\nAna López, until today at")


async def test_the_apps_code_is_a_proof_too_and_counts_for_ten_minutes(
    sandbox: Sandbox, at_profile: Person
) -> None:
    await sandbox.passes(minutes=1)
    await at_profile.presses("Birth date")
    await at_profile.sends(at_profile.code())
    assert "Your birth date is May 23, 1990." in at_profile.last
    await at_profile.presses("There is a typing mistake")
    await sandbox.passes(minutes=10, seconds=1)
    await at_profile.sends("May 24, 1990")
    await at_profile.sends(PASSWORD)
    await at_profile.sends("May 24, 1990")
    await at_profile.presses("Yes, change it")
    assert "Birth date: May 24, 1990" in at_profile.last


async def test_a_wrong_password_changes_nothing(at_profile: Person) -> None:
    await at_profile.presses("Legal name")
    await at_profile.sends("not this one, surely")
    assert not at_profile.sees("Why does it change?")
    await at_profile.presses("Cancel")
    await at_profile.sends("/profile")
    assert "Legal name: Ana López" in at_profile.last


async def test_another_reason_is_said_in_words(at_profile: Person) -> None:
    await at_profile.presses("Birth date")
    await at_profile.sends(PASSWORD)
    assert "Marriage or divorce" not in at_profile.labels
    await at_profile.presses("Another reason")
    await at_profile.sends("x" * 301)
    assert at_profile.sees("Please use at most 300 characters.")
    await at_profile.sends("a\x00b")
    assert at_profile.sees("with letters, digits and common signs only")
    await at_profile.sends("The <b>registry</b>\nwas wrong")
    await at_profile.sends("04/05/1990")
    await at_profile.presses("April 5, 1990")
    assert "Reason: The <b>registry</b> was wrong" in at_profile.last
    await at_profile.presses("Yes, change it")
    assert "Birth date: April 5, 1990" in at_profile.last
    await at_profile.presses("Birth date")
    assert at_profile.sees("May 23, 1990, until today at")
    assert at_profile.sees("(The <b>registry</b> was wrong)")


async def test_each_question_has_a_way_back(at_profile: Person) -> None:
    await at_profile.presses("Legal name")
    await at_profile.sends(PASSWORD)
    await at_profile.presses("Another reason")
    await at_profile.presses("Back")
    await at_profile.presses("A court decided it")
    await at_profile.presses("Back")
    await at_profile.presses("There is a typing mistake")
    await at_profile.sends("12345")
    assert at_profile.sees("A name needs letters.")
    await at_profile.sends("Ana López")
    assert at_profile.sees("That is what we have already.")
    await at_profile.sends("Ana Lopes")
    await at_profile.presses("Back")
    await at_profile.sends("Ana Lópes")
    await at_profile.presses("Cancel")
    assert "Legal name: Ana López" in at_profile.last


async def test_a_restart_in_the_middle_is_not_noticed(sandbox: Sandbox, at_profile: Person) -> None:
    await at_profile.presses("Legal name")
    await at_profile.sends(PASSWORD)
    await at_profile.presses("A court decided it")
    await sandbox.stop_bot()
    await at_profile.phone.sends("Ana García")
    await sandbox.start_bot()
    await sandbox.settle()
    await at_profile.presses("Yes, change it")
    assert "Legal name: Ana García" in at_profile.last


async def test_the_history_keeps_every_name_in_order(at_profile: Person) -> None:
    for reason, name in (("Marriage or divorce", "Ana García"), ("Marriage or divorce", "Ana López")):
        await at_profile.presses("Legal name")
        if "Why does it change?" not in at_profile.last:
            await at_profile.sends(PASSWORD)
        await at_profile.presses(reason)
        await at_profile.sends(name)
        await at_profile.presses("Yes, change it")
    await at_profile.presses("Legal name")
    (told,) = re.findall(r"Before:\n(.+)\n(.+)", at_profile.screen)[-1:]
    assert told[0].startswith("Ana García, until today at")
    assert told[1].startswith("Ana López, until today at")
    assert told[1].endswith("(Marriage or divorce)")
