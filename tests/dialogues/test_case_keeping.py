"""One's own list: names, whose cases, what was filed together, what is put away; all of it undoable."""

import pytest

from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import Person

CARD, WORK, TRAVEL = "IOE0912345678", "IOE0912345679", "IOE0912345680"


@pytest.fixture
async def follower(ana: Person, desk: CaseDesk) -> Person:
    """Ana, who follows three cases of one envelope."""
    for receipt, form in ((CARD, "I-485"), (WORK, "I-765"), (TRAVEL, "I-131")):
        desk.has(receipt, "Case Was Received", form=form)
    await ana.is_logged_in()
    for receipt in (TRAVEL, WORK, CARD):
        await ana.follows(receipt)
    await ana.presses("Manage")
    return ana


async def test_a_case_gets_a_name_and_loses_it_again(follower: Person) -> None:
    assert "Name: no name yet" in follower.last
    await follower.presses("Name")
    await follower.sends("Mom’s green card")
    assert "Name: Mom’s green card" in follower.last
    await follower.presses("My cases")
    assert "Mom’s green card · I-485 …5678" in follower.last
    await follower.presses("Mom’s green card …5678")
    assert "Mom’s green card · I-485" in follower.last
    await follower.presses("Manage")
    await follower.presses("Name")
    await follower.presses("No name")
    assert "Name: no name yet" in follower.last


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("x" * 41, "up to 40 characters"),
        ("two\nlines", "one line of plain text"),
        ("a\u202eb", "one line of plain text"),
        ("\u0301", "at least one letter or digit"),
    ],
)
async def test_a_name_that_cannot_be_kept_is_asked_for_again(follower: Person, name: str, said: str) -> None:
    """R17."""
    await follower.presses("Name")
    await follower.sends(name)
    assert said in follower.screen
    assert "What do you want to call I-485 …5678?" in follower.last
    await follower.presses("Back")
    assert "Name: no name yet" in follower.last


async def test_signs_in_a_name_are_shown_as_they_are(follower: Person) -> None:
    """R15."""
    await follower.presses("Name")
    await follower.sends("<b>Mom & Dad</b>")
    assert "Name: <b>Mom & Dad</b>" in follower.last


async def test_cases_are_grouped_by_person(follower: Person) -> None:
    await follower.presses("Whose case")
    await follower.sends("Mom")
    assert "Whose case: Mom" in follower.last
    await follower.presses("My cases")
    await follower.presses("I-765 …5679")
    await follower.presses("Manage")
    await follower.presses("Whose case")
    assert "Mom" in follower.labels
    await follower.presses("Mom")
    await follower.presses("My cases")
    await follower.presses("I-131 …5680")
    await follower.presses("Manage")
    await follower.presses("Whose case")
    await follower.presses("Me")
    await follower.presses("My cases")
    persons = [line.split(" · ")[0] for line in follower.last.splitlines() if " · " in line]
    assert persons == ["• Me", "• Mom", "• Mom"]
    await follower.presses("I-131 …5680")
    await follower.presses("Manage")
    await follower.presses("Whose case")
    await follower.presses("Do not say")
    assert "Whose case: not said" in follower.last


async def test_what_was_likely_filed_together_is_offered_and_joined(follower: Person) -> None:
    assert "These may belong together: I-131 …5680, I-765 …5679." in follower.last
    await follower.presses("Filed together")
    await follower.presses("With I-765 …5679")
    await follower.presses("With I-131 …5680")
    assert "Now: I-131 …5680, I-765 …5679." in follower.last
    await follower.presses("Back")
    assert "These may belong together" not in follower.last
    await follower.presses("Filed together")
    await follower.presses("It was filed alone")
    assert "Now: nothing." in follower.last


async def test_another_form_is_not_offered_but_can_be_joined(follower: Person, desk: CaseDesk) -> None:
    desk.has("EAC2499912345", "Case Was Received", form="N-400")
    await follower.follows("EAC2499912345")
    await follower.presses("Manage")
    assert "These may belong together" not in follower.last
    await follower.presses("Filed together")
    await follower.presses("With I-485 …5678")
    assert "Now: I-485 …5678." in follower.last


async def test_a_case_alone_has_nothing_to_be_filed_with(ana: Person, desk: CaseDesk) -> None:
    desk.has(CARD, "Case Was Received", form="I-485")
    await ana.is_logged_in()
    await ana.follows(CARD)
    await ana.presses("Manage")
    await ana.presses("Filed together")
    assert "You follow no other case yet." in ana.last
    await ana.presses("Back")
    assert "Filed together with: nothing" in ana.last


async def test_a_case_that_is_put_away_is_still_told_of_and_comes_back(
    sandbox: Sandbox, follower: Person, desk: CaseDesk
) -> None:
    await follower.presses("Put away")
    assert "not in your list, but you still get its news" in follower.last
    await follower.presses("My cases")
    assert "5678" not in follower.last
    desk.moves(CARD, "Case Was Approved")
    await sandbox.passes(hours=3)
    assert "Case Was Approved" in follower.screen or "One of your cases has news" in follower.screen
    await follower.sends("/cases")
    if "password" in follower.last:
        await follower.sends(follower.code())
    await follower.presses("Put away (1)")
    assert "Cases that you put away" in follower.last
    await follower.presses("I-485 …5678")
    await follower.presses("Manage")
    await follower.presses("Back into my list")
    await follower.presses("My cases")
    assert "5678" in follower.last
    assert "Put away (1)" not in follower.labels


async def test_with_everything_put_away_the_list_says_so(ana: Person, desk: CaseDesk) -> None:
    desk.has(CARD, "Case Was Received", form="I-485")
    await ana.is_logged_in()
    await ana.follows(CARD)
    await ana.presses("Manage")
    await ana.presses("Put away")
    await ana.presses("My cases")
    assert "All your cases are put away. You still get their news." in ana.last
    assert "Put away (1)" in ana.labels


async def test_own_words_are_seen_by_nobody_else(
    sandbox: Sandbox, follower: Person, bo: Person, desk: CaseDesk
) -> None:
    """R11."""
    await follower.presses("Name")
    await follower.sends("Mom’s green card")
    await sandbox.passes(minutes=2)
    await bo.comes_to_be_logged_in()
    await bo.follows(CARD)
    await bo.presses("Manage")
    assert "Name: no name yet" in bo.last
    assert "Mom" not in bo.screen
