"""What is kept about a person, told to everybody; a copy and an end for those who have an account."""

import pytest

from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import Person

COPY, DELETE = "Get a copy of my data", "Delete my account"


async def test_privacy_says_what_is_kept_who_sees_it_and_for_how_long(ana: Person) -> None:
    await ana.sends("/privacy")
    for said in ("What Sandbox Legal Aid keeps about you", "Who sees it", "For how long"):
        assert said in ana.last
    assert "We never store your password" in ana.last
    assert "ask us: help@sandbox.example" in ana.last
    await ana.presses("Home")
    assert "runs this bot" in ana.last


async def test_who_has_no_account_here_is_led_to_the_log_in(ana: Person) -> None:
    await ana.sends("/privacy")
    assert not ana.sees(COPY)
    assert not ana.sees(DELETE)
    await ana.presses("Log in")
    assert "What is your username" in ana.last


@pytest.mark.parametrize("label", [COPY, DELETE])
async def test_a_copy_and_the_end_are_offered_and_can_be_left_alone(ana: Person, label: str) -> None:
    await ana.is_logged_in()
    await ana.sends("/privacy")
    await ana.presses(label)
    await ana.presses("Cancel" if label == COPY else "No, keep it")
    assert "keeps about you" in ana.last
    await ana.presses("Home")
    assert "What would you like to do?" in ana.last


async def test_the_privacy_page_is_linked_where_there_is_one(sandbox: Sandbox, ana: Person) -> None:
    await sandbox.stop_bot()
    organisation = sandbox.settings.organisation.model_validate(
        {"name": "Amparo", "contact": "555 0100", "privacy_url": "https://amparo.example/privacy"}
    )
    sandbox.settings = sandbox.settings.model_copy(update={"organisation": organisation})
    await sandbox.start_bot()
    await ana.sends("/privacy")
    assert ana.sees("[Read the privacy page]")
    assert "ask us: 555 0100" in ana.last


async def test_it_all_can_be_read_in_spanish(luz: Person) -> None:
    await luz.sends("/privacy")
    assert "Lo que Sandbox Legal Aid guarda sobre usted" in luz.last
    assert "Pregúntenos: help@sandbox.example" in luz.last
