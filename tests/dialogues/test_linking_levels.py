"""How much of a case an account sees: the public source's word, or everything of it (R11)."""

import pytest

from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person
from tests.dialogues.registry_office import PRINTED, RECEIPT, enters, keeps, opens_desk, tells
from tests.dialogues.test_linking import limit


@pytest.fixture
async def at_desk(ana: Person, office: Person) -> Person:
    """One of the staff, after Ana has logged in."""
    await ana.is_logged_in()
    await office.comes_to_be_logged_in()
    return office


async def another(bo: Person) -> None:
    """Bo, who is nobody of the case, is logged in too."""
    await bo.sandbox.passes(minutes=2)
    await bo.comes_to_be_logged_in()


async def test_who_is_a_person_of_the_record_sees_everything(ana: Person, at_desk: Person) -> None:
    await keeps(at_desk, "LÓPEZ ANA", title="Case Was Put Into The Blue Folder")
    await ana.follows(RECEIPT)
    assert ana.sees("This case is yours: you see everything of it")
    assert "Blue Folder" in ana.last
    assert "our own records" in ana.last
    assert "Ask the office to open everything" not in ana.labels


async def test_another_name_that_was_used_counts(ana: Person, at_desk: Person) -> None:
    await keeps(at_desk, "Ana Reyes")
    await ana.sends("/profile")
    await ana.presses("Other names")
    await ana.presses("Add a name")
    await ana.sends("Ana Reyes")
    await ana.follows(RECEIPT)
    assert ana.sees("This case is yours")


async def test_to_anybody_else_the_number_is_as_unknown_as_any(
    ana: Person, bo: Person, at_desk: Person
) -> None:
    """R11: also in what can be pressed, and in keeping trying."""
    await keeps(at_desk, "Ana López")
    await another(bo)
    await bo.follows("IOE0999999999")
    unknown, labels = bo.last, bo.labels
    await bo.follows(RECEIPT)
    assert bo.last == unknown.replace("IOE-09-999-99999", PRINTED)
    assert bo.labels == labels
    await bo.presses("Keep trying for me")
    await tells(at_desk, "Case Was Put Into The Blue Folder")
    await bo.sandbox.passes(hours=26)
    await bo.logs_in()
    await bo.sends("/cases")
    assert "Not found yet. We keep looking." in bo.last
    await bo.presses("Case …5678")
    assert "Not found yet" in bo.last
    assert not bo.sees("Blue Folder")


async def test_a_mismatch_counts_to_the_look_ups_of_the_day(
    sandbox: Sandbox, bo: Person, at_desk: Person
) -> None:
    """R11: the registry cannot be tried out."""
    await keeps(at_desk, "Ana López")
    await limit(sandbox, receipt_lookups_per_day=2)
    await another(bo)
    for _ in range(2):
        await bo.follows(RECEIPT)
        assert "USCIS does not know" in bo.last
    await bo.follows(RECEIPT)
    assert "You have looked up many numbers today" in bo.last


async def test_a_second_account_of_that_name_is_not_let_in_by_it(
    ana: Person, bo: Person, at_desk: Person
) -> None:
    await keeps(at_desk, "Ana López", "Bo López")
    await ana.follows(RECEIPT)
    await another(bo)
    await bo.sends("/profile")
    await bo.presses("Other names")
    await bo.presses("Add a name")
    await bo.sends("Ana López")
    await bo.sends(f"/link {RECEIPT}")
    # As Bo himself he is in the case, and not as Ana.
    assert bo.sees("This case is yours")


async def test_two_accounts_see_one_case_each_at_its_own_level(
    ana: Person, bo: Person, at_desk: Person, desk: CaseDesk
) -> None:
    desk.has(RECEIPT, "Case Was Received", form="I-485")
    await keeps(at_desk, "Ana López")
    await ana.follows(RECEIPT)
    await another(bo)
    await bo.follows(RECEIPT)
    assert bo.sees("Found it. From now on we watch this case for you.")
    await tells(at_desk, "Case Was Put Into The Blue Folder")
    assert ana.sees("New status: Case Was Put Into The Blue Folder")
    assert not bo.sees("Blue Folder")
    await bo.sends("/cases")
    await bo.presses("I-485 …5678")
    assert bo.last.startswith("Case Was Received")
    assert "official USCIS Case Status API" in bo.last
    assert "Blue Folder" not in bo.last


async def test_what_the_office_told_first_is_still_news_to_who_sees_only_uscis(
    sandbox: Sandbox, ana: Person, bo: Person, at_desk: Person, desk: CaseDesk
) -> None:
    desk.has(RECEIPT, "Case Was Received", form="I-485")
    await keeps(at_desk, "Ana López")
    await ana.follows(RECEIPT)
    await another(bo)
    await bo.follows(RECEIPT)
    await tells(at_desk, "Case Was Approved")
    told = ana.screen.count("New status")
    desk.moves(RECEIPT, "Case Was Approved")
    await sandbox.passes(hours=26)
    assert bo.sees("New status: Case Was Approved") or bo.sees("One of your cases has news")
    assert ana.screen.count("New status") == told


async def test_a_case_that_was_followed_by_its_number_opens_once_the_office_knows_whose_it_is(
    ana: Person, at_desk: Person, desk: CaseDesk
) -> None:
    desk.has(RECEIPT, "Case Was Received", form="I-485")
    await ana.follows(RECEIPT)
    assert "Ask the office to open everything" in ana.labels
    await keeps(at_desk)
    assert not ana.sees("The office has opened one of your cases")
    await enters(at_desk, "Ana López")
    assert ana.sees("The office has opened one of your cases: you see everything of it now.")
    await ana.follows(RECEIPT)
    assert ana.sees("You follow this case already")
    assert "Ask the office to open everything" not in ana.labels


async def test_after_a_change_of_name_the_profile_says_which_cases_have_the_other_one(
    ana: Person, at_desk: Person
) -> None:
    await keeps(at_desk, "Ana López")
    await ana.follows(RECEIPT)
    await ana.sends("/profile")
    assert "Another name in the office" not in ana.last
    await ana.presses("Legal name")
    await ana.sends(PASSWORD)
    await ana.presses("Marriage or divorce")
    await ana.sends("Ana Reyes")
    await ana.presses("Yes, change it")
    await ana.sends("/profile")
    assert "Another name in the office’s record" in ana.last
    assert PRINTED in ana.last
    await ana.follows(RECEIPT)
    assert ana.sees("You follow this case already")
    assert "our own records" in ana.last


async def test_the_desk_has_the_ways_to_open_a_case(at_desk: Person) -> None:
    await opens_desk(at_desk)
    assert "Requests to open a case (0)" in at_desk.labels
    assert "Access codes" in at_desk.labels
    await at_desk.presses("Access codes")
    await at_desk.sends(RECEIPT)
    assert "We keep no case with this number" in at_desk.screen
    await at_desk.presses("Back")
    assert "The desk" in at_desk.last
