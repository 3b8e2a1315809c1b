"""Trouble in the middle of a dialogue: old buttons, haste, Telegram's faults, and mistakes of our own."""

import asyncio
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from bot.sandbox.sandbox import Sandbox
from bot.sandbox.telegram.faults import (
    CutAfterDoing,
    CutConnection,
    Fault,
    ServerError,
    TooManyRequests,
)
from tests.dialogues.person import Person

RECEIPT = "EAC9999103403"
PRINTED = "EAC-99-991-03403"
FOUND = "Found it. From now on we watch this case for you."
NOT_VALID = "This button is no longer valid. Please use the newest message."
MISTAKE = "Sorry, something went wrong on our side."


@pytest.fixture
def log() -> Iterator[list[EventDict]]:
    with capture_logs() as entries:
        yield entries


def said(person: Person, text: str) -> int:
    """How many messages of the bot say this."""
    return sum(text in str(each.get("text")) for each in person.phone.chat.visible if each["from"]["is_bot"])


# --- haste -------------------------------------------------------------------------------------------


async def test_two_messages_at_once_are_answered_in_their_order(sandbox: Sandbox, ana: Person) -> None:
    await ana.is_logged_in()
    await ana.phone.sends("/link")
    await ana.phone.sends("EAC99991O34O3")
    await ana.phone.sends("no")
    await ana.phone.sends(RECEIPT)
    await ana.phone.sends("/cases")
    await sandbox.settle()
    before = 0
    for each in ("What is the receipt number", "Did you mean", "I see none", FOUND, PRINTED, "Your case\n"):
        before = ana.screen.index(each, before)


async def test_a_button_pressed_twice_does_its_work_once(sandbox: Sandbox, ana: Person) -> None:
    await ana.is_logged_in()
    await ana.sends("/link EAC99991O34O3")
    await ana.phone.presses("Yes, that is it")
    await ana.phone.presses("Yes, that is it")
    await sandbox.settle()
    assert said(ana, FOUND) == 1
    assert ana.toasts == [NOT_VALID]
    assert PRINTED in ana.last


async def test_an_old_button_says_so_and_leaves_the_question_as_it_is(sandbox: Sandbox, ana: Person) -> None:
    await ana.is_logged_in()
    await ana.sends("/link")
    await ana.sends("EAC99991O34O3")
    before = ana.screen
    await ana.presses("Where do I find it?")
    assert ana.toasts == [NOT_VALID]
    assert ana.screen == before
    await ana.presses("Yes, that is it")
    assert PRINTED in ana.last


async def test_a_code_with_spaces_is_a_code(sandbox: Sandbox, ana: Person) -> None:
    await ana.is_registered()
    await ana.sends("purple tractor sings low")
    await ana.presses("Authenticator app")
    ana.reads_authenticator_key()
    await ana.sends(f" {ana.code()[:3]} {ana.code()[3:]} ")
    await ana.presses("I have written them down")
    assert ana.sees("You are logged in")


# --- Telegram ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [TooManyRequests(1), ServerError(500), CutConnection()],
    ids=lambda fault: type(fault).__name__,
)
@pytest.mark.parametrize("method", ["sendMessage", "editMessageText", "answerCallbackQuery"])
async def test_a_fault_of_telegram_loses_nothing_and_says_nothing_twice(
    sandbox: Sandbox, ana: Person, method: str, fault: Fault
) -> None:
    await ana.is_logged_in()
    await ana.sends("/link EAC99991O34O3")
    sandbox.telegram.faults.next(method, fault)
    await ana.presses("Yes, that is it")
    assert said(ana, FOUND) == 1
    assert said(ana, PRINTED) == 1
    await ana.presses("My cases")
    assert "…3403" in ana.last


async def test_what_may_have_arrived_is_said_again_rather_than_lost(sandbox: Sandbox, ana: Person) -> None:
    await ana.is_logged_in()
    sandbox.telegram.faults.next("sendMessage", CutAfterDoing())
    await ana.sends(f"/link {RECEIPT}")
    assert said(ana, FOUND) == 2
    assert said(ana, PRINTED) == 1
    await ana.sends("/cases")
    assert "Your case\n" in ana.last


async def test_a_bot_that_stops_in_between_goes_on_where_it_was(sandbox: Sandbox, ana: Person) -> None:
    await ana.is_logged_in()
    await ana.sends("/link EAC99991O34O3")
    await sandbox.stop_bot()
    await ana.phone.presses("Yes, that is it")
    await sandbox.start_bot()
    await sandbox.settle()
    assert said(ana, FOUND) == 1
    assert PRINTED in ana.last


# --- ourselves ---------------------------------------------------------------------------------------


async def puts_into_the_case(database: Path, snapshot: bytes) -> bytes:
    """Write something else into the only case, behind the bot's back. Returns what was there."""

    def put() -> bytes:
        connection = sqlite3.connect(database)
        with connection:
            before = connection.execute("SELECT snapshot FROM cases").fetchone()[0]
            connection.execute("UPDATE cases SET snapshot = ?", (snapshot,))
        connection.close()
        return bytes(before)

    # In a thread, or it could wait in vain for a transaction that this loop has open.
    return await asyncio.to_thread(put)


async def test_a_mistake_of_ours_is_one_calm_sentence_with_a_number_that_stands_in_the_log(
    ana: Person, tmp_path: Path, log: list[EventDict]
) -> None:
    await ana.is_logged_in()
    await ana.follows(RECEIPT)
    await puts_into_the_case(tmp_path / "sandbox.db", b"damaged")
    await ana.sends("/cases")
    assert MISTAKE in ana.last
    assert said(ana, MISTAKE) == 1
    reference = re.search(r"tell us this number: ([0-9A-F]{8})$", ana.last)
    assert reference
    assert [each["reference"] for each in log if each["event"] == "turn_failed"] == [reference.group(1)]
    assert "Traceback" not in ana.screen


async def test_after_a_mistake_of_ours_the_question_still_stands(ana: Person, tmp_path: Path) -> None:
    await ana.is_logged_in()
    await ana.follows(RECEIPT)
    await ana.presses("Stop following")
    undamaged = await puts_into_the_case(tmp_path / "sandbox.db", b"damaged")
    await ana.presses("No")
    assert MISTAKE in ana.last
    await puts_into_the_case(tmp_path / "sandbox.db", undamaged)
    await ana.presses("No")
    assert said(ana, PRINTED) == 1
    assert "What it means" in ana.screen
