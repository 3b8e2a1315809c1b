"""Adding a case by its receipt number: the number read, the case found, or what is wrong and what to do."""

from collections.abc import Callable

import pytest

from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.case_faults import BodyFault, Faults
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person

RECEIPT = "IOE0912345678"
PRINTED = "IOE-09-123-45678"


@pytest.fixture(autouse=True)
def known_case(desk: CaseDesk) -> None:
    desk.has(RECEIPT, "Case Was Received", form="I-765")


async def limit(sandbox: Sandbox, **limits: int) -> None:
    """Start the bot anew with other limits."""
    await sandbox.stop_bot()
    limited = sandbox.settings.limits.model_copy(update=limits)
    sandbox.settings = sandbox.settings.model_copy(update={"limits": limited})
    await sandbox.start_bot()


# --- the number --------------------------------------------------------------------------------------


async def test_a_number_behind_the_command_is_taken_at_once(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.sends(f"/link {RECEIPT}")
    assert ana.sees("Found it. From now on we watch this case for you.")
    assert "Case Was Received" in ana.last
    assert "I-765" in ana.last
    assert PRINTED in ana.last


async def test_who_does_not_know_the_number_is_told_where_it_stands(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.presses("Add a case")
    assert "3 letters and 10 digits" in ana.last
    await ana.presses("Where do I find it?")
    assert "I-797, Notice of Action" in ana.last
    await ana.sends(RECEIPT)
    assert "Case Was Received" in ana.last


async def test_a_wrong_guess_is_typed_again_or_given_up(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.sends("/link EAC99991O34O3")
    assert "Did you mean EAC-99-991-03403?" in ana.last
    await ana.presses("Type it again")
    assert "What is the receipt number" in ana.last
    await ana.sends("EAC99991O34O3")
    await ana.presses("Cancel")
    assert "No case was added" in ana.last
    await ana.sends("/link EAC99991O34O3")
    await ana.sends(RECEIPT)
    assert "Case Was Received" in ana.last


# --- the case ----------------------------------------------------------------------------------------


async def test_an_unknown_number_is_explained_and_can_be_awaited(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.sends("/link IOE0999999999")
    assert "USCIS does not know IOE-09-999-99999 yet" in ana.last
    assert "Compare it with your letter" in ana.last
    await ana.presses("Keep trying for me")
    assert "We will keep looking for IOE-09-999-99999 until" in ana.last
    await ana.presses("My cases")
    assert "…9999\nNot found yet. We keep looking." in ana.last
    await ana.presses("Case …9999")
    assert "You do not need to do anything now" in ana.last


async def test_an_unknown_number_can_be_typed_again_or_given_up(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.sends("/link IOE0999999999")
    await ana.presses("Type it again")
    await ana.sends("IOE0999999998")
    await ana.presses("Cancel")
    await ana.presses("My cases")
    assert "You do not follow any case yet" in ana.last


def away(faults: Faults) -> None:
    faults.outage = 503


def garbled(faults: Faults) -> None:
    faults.body = BodyFault.GARBLED


def busy(faults: Faults) -> None:
    faults.outage = 429


def not_open_to_us(faults: Faults) -> None:
    faults.refuses_tokens = True


@pytest.mark.parametrize("trouble", [away, garbled, busy, not_open_to_us])
async def test_a_source_in_trouble_is_no_reason_to_doubt_the_number(
    sandbox: Sandbox, ana: Person, desk: CaseDesk, trouble: Callable[[Faults], None]
) -> None:
    await ana.is_logged_in()
    trouble(desk.faults)
    await ana.sends(f"/link {RECEIPT}")
    assert "We cannot reach the case service right now" in ana.last
    assert not ana.sees("USCIS does not know")
    await ana.presses("Keep trying for me")
    desk.faults.__init__()  # type: ignore[misc]
    await sandbox.passes(minutes=30)
    assert ana.sees("We found your case")
    await ana.presses("Open the case")
    assert "Case Was Received" in ana.last


async def test_a_case_that_is_followed_already_is_shown(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.follows(RECEIPT)
    await ana.follows("ioe 09 123 45678")
    assert ana.sees("You follow this case already")
    assert "Case Was Received" in ana.last


async def test_who_follows_as_many_cases_as_possible_is_told_what_to_do(
    sandbox: Sandbox, ana: Person
) -> None:
    await limit(sandbox, cases_per_account=1)
    await ana.is_logged_in()
    await ana.follows(RECEIPT)
    await ana.follows("EAC9999103403")
    assert "Please remove one first" in ana.last
    await ana.presses("My cases")
    await ana.presses("I-765 …5678")
    await ana.presses("Stop following")
    await ana.presses("Yes")
    await ana.follows("EAC9999103403")
    assert "EAC-99-991-03403" in ana.last


async def test_who_looked_up_too_many_numbers_is_told_when_to_come_back(
    sandbox: Sandbox, ana: Person
) -> None:
    await limit(sandbox, receipt_lookups_per_day=2)
    await ana.is_logged_in()
    for number in ("IOE0999999991", "IOE0999999992", RECEIPT):
        await ana.follows(number)
    assert "You have looked up many numbers today. Please try again tomorrow at" in ana.last
    assert not ana.sees("Case Was Received")
    await ana.presses("Home")
    await sandbox.passes(hours=24)
    await ana.logs_in()
    await ana.follows(RECEIPT)
    assert "Case Was Received" in ana.last


# --- who asks ----------------------------------------------------------------------------------------


async def test_without_a_session_the_log_in_comes_first_and_then_the_case(
    sandbox: Sandbox, ana: Person
) -> None:
    await ana.is_logged_in()
    await ana.sends("/logout")
    await ana.presses("Log out, no messages")
    await sandbox.passes(minutes=1)
    await ana.sends(f"/link {RECEIPT}")
    await ana.sends(ana.username)
    await ana.sends(PASSWORD)
    await ana.sends(ana.code())
    assert "Case Was Received" in ana.last


@pytest.mark.parametrize("answer", [RECEIPT, "/help", "(press)", "(edit)"])
async def test_a_question_left_open_on_the_table_is_not_answered_while_locked(
    sandbox: Sandbox, ana: Person, answer: str
) -> None:
    await ana.is_logged_in()
    await sandbox.passes(minutes=6)
    asked = await ana.sends("/link IOE09I2345678")
    await sandbox.passes(minutes=61)
    if answer == "(press)":
        await ana.presses("Yes, that is it")
    elif answer == "(edit)":
        await ana.edits(asked, "something else")
    else:
        await ana.sends(answer)
    assert "Your account is locked" in ana.last
    assert not ana.sees("Case Was Received")
    await ana.sends(PASSWORD)
    assert ana.sees("We kept your answers")
    assert f"Did you mean {PRINTED}?" in ana.last
    await ana.presses("Yes, that is it")
    assert "Case Was Received" in ana.last


async def test_somebody_else_who_logs_in_here_does_not_get_the_question(
    sandbox: Sandbox, ana: Person, bo: Person
) -> None:
    await bo.is_logged_in()
    await ana.is_logged_in()
    await sandbox.passes(minutes=6)
    await ana.sends("/link IOE09I2345678")
    await sandbox.passes(minutes=61)
    await ana.presses("Yes, that is it")
    bo.phone = ana.phone
    await bo.logs_in()
    assert "You are logged in" in bo.screen
    assert PRINTED not in bo.last
    await bo.sends("/cases")
    assert "You do not follow any case yet" in bo.last


async def test_a_session_that_ended_elsewhere_asks_for_a_log_in_and_not_for_patience(
    ana: Person, bo: Person
) -> None:
    await ana.is_logged_in()
    await ana.sends("/link")
    elsewhere = Person(bo.sandbox, "Ana")
    elsewhere.secret = ana.secret
    await ana.sandbox.passes(minutes=1)
    await elsewhere.logs_in()
    await ana.sends(RECEIPT)
    assert "What is your username or e-mail address?" in ana.last
    assert not ana.sees("something went wrong")
