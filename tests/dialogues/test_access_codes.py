"""Access codes: whoever has one from the office sees everything of its case; once, and for 90 days (R5)."""

import pytest

from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import Person
from tests.dialogues.registry_office import RECEIPT, keeps, makes_code, opens_desk

WRONG = "This code does not open a case."
OPENED = "From now on you see everything of this case."


@pytest.fixture
async def at_desk(ana: Person, office: Person) -> Person:
    """One of the staff, who keeps a case of somebody else by the name in Ana's account."""
    await ana.is_logged_in()
    await office.comes_to_be_logged_in()
    await keeps(office, "Anita Reyes")
    return office


async def types(person: Person, code: str) -> None:
    await person.sends("/link")
    await person.presses("I have an access code")
    await person.sends(code)


async def test_a_code_alone_opens_its_case(ana: Person, at_desk: Person) -> None:
    code = await makes_code(at_desk, "Anita Reyes")
    assert code not in at_desk.screen
    await types(ana, code.lower().replace("-", " "))
    assert ana.sees(OPENED)
    assert "our own records" in ana.last
    assert code.lower().replace("-", " ") not in ana.screen


async def test_a_code_is_taken_where_the_number_is_asked_for(ana: Person, at_desk: Person) -> None:
    code = await makes_code(at_desk, "Anita Reyes")
    await ana.sends(f"/link {code}")
    assert ana.sees(OPENED)
    assert code not in ana.screen


async def test_it_works_once(ana: Person, bo: Person, at_desk: Person) -> None:
    """R5: replay."""
    code = await makes_code(at_desk, "Anita Reyes")
    await types(ana, code)
    await bo.sandbox.passes(minutes=2)
    await bo.comes_to_be_logged_in()
    await types(bo, code)
    assert WRONG in bo.last


async def test_wrong_void_withdrawn_and_too_old_get_the_same_answer(
    sandbox: Sandbox, ana: Person, at_desk: Person
) -> None:
    """R5: newest only, and expiry; which of them is not told."""
    first = await makes_code(at_desk, "Anita Reyes")
    second = await makes_code(at_desk, "Anita Reyes")
    await at_desk.presses("Withdraw: Anita Reyes")
    answers = set()
    for code in ("ABCD-EFGH-JKMN-PQRS", first, second, "nonsense"):
        await types(ana, code)
        answers.add(ana.last)
    assert len(answers) == 1
    assert WRONG in answers.pop()
    third = await makes_code(at_desk, "Anita Reyes")
    await sandbox.passes(days=90)
    await ana.logs_in()
    await types(ana, third)
    assert WRONG in ana.last


async def test_five_tries_an_hour(sandbox: Sandbox, ana: Person, at_desk: Person) -> None:
    """R5: also with the right one in the end."""
    code = await makes_code(at_desk, "Anita Reyes")
    for _ in range(5):
        await types(ana, "ABCD-EFGH-JKMN-PQRS")
    await types(ana, code)
    assert "That were many tries" in ana.last
    await sandbox.passes(minutes=59)
    await types(ana, code)
    assert "That were many tries" in ana.last
    await sandbox.passes(minutes=2)
    await types(ana, code)
    assert ana.sees(OPENED)


async def test_who_sees_everything_already_does_not_use_it_up(
    ana: Person, bo: Person, at_desk: Person
) -> None:
    await types(ana, await makes_code(at_desk, "Anita Reyes"))
    code = await makes_code(at_desk, "Anita Reyes")
    await types(ana, code)
    assert ana.sees("You see everything of this case already.")
    await bo.sandbox.passes(minutes=2)
    await bo.comes_to_be_logged_in()
    await types(bo, code)
    assert bo.sees(OPENED)


async def test_second_thoughts_change_nothing(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.sends("/link")
    await ana.presses("I have an access code")
    await ana.presses("Cancel")
    assert "Nothing was changed" in ana.last


async def test_the_staff_see_what_became_of_codes_and_it_stays_on_record(
    ana: Person, at_desk: Person
) -> None:
    """R13; the code itself stands nowhere."""
    await types(ana, await makes_code(at_desk, "Anita Reyes"))
    await makes_code(at_desk, "Anita Reyes")
    assert "• Anita Reyes: used" in at_desk.last
    assert "• Anita Reyes: waits, until" in at_desk.last
    await at_desk.presses("Withdraw: Anita Reyes")
    assert "• Anita Reyes: void" in at_desk.last
    await opens_desk(at_desk)
    await at_desk.presses("What was done")
    assert "made an access code for the case …5678" in at_desk.last
    assert "withdrew an access code of the case …5678" in at_desk.last


async def test_codes_are_reached_from_the_case_too(at_desk: Person) -> None:
    await opens_desk(at_desk)
    await at_desk.presses("Cases that we keep")
    await at_desk.presses("I-485 …5678")
    await at_desk.presses("Access codes")
    assert f"Access codes of {RECEIPT[:3]}" in at_desk.last
    assert "No code was made yet." in at_desk.last
