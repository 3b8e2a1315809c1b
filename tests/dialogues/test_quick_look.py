"""A look at a status without following: bounded, off by configuration, and nothing is kept of it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import Person
from tests.dialogues.registry_office import keeps
from tests.dialogues.test_linking import PRINTED, RECEIPT, limit


@pytest.fixture(autouse=True)
def known_case(desk: CaseDesk) -> None:
    desk.has(RECEIPT, "Case Was Received", form="I-765")


def kept(folder: Path) -> int:
    """How many cases and links the database holds."""
    with closing(sqlite3.connect(folder / "sandbox.db")) as database:
        (counted,) = database.execute("SELECT (SELECT count(*) FROM cases) + (SELECT count(*) FROM links)")
    return int(counted[0])


async def test_a_look_shows_the_status_and_what_to_do_and_keeps_nothing(tmp_path: Path, ana: Person) -> None:
    await ana.is_logged_in()
    await ana.sends(f"/status {RECEIPT}")
    assert "Case Was Received" in ana.last
    assert PRINTED in ana.last
    assert "What to do" in ana.last
    assert "Nothing of this is kept" in ana.last
    assert kept(tmp_path) == 0
    await ana.presses("Follow this case")
    assert ana.sees("Found it.")


async def test_a_number_is_asked_for_and_put_right(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.sends("/status")
    await ana.sends("hello")
    await ana.sends("IOE09I2345678")
    await ana.presses("Yes, that is it")
    assert "Case Was Received" in ana.last
    await ana.presses("Look up another")
    await ana.presses("Cancel")
    assert "Nothing was looked up" in ana.last


async def test_looks_count_to_the_same_look_ups_as_linking(sandbox: Sandbox, ana: Person) -> None:
    await limit(sandbox, receipt_lookups_per_day=2)
    await ana.is_logged_in()
    await ana.sends(f"/status {RECEIPT}")
    await ana.sends("/status IOE0999999999")
    assert "USCIS does not know IOE-09-999-99999 yet" in ana.last
    await ana.follows(RECEIPT)
    assert "You have looked up many numbers today" in ana.last


async def test_what_only_the_office_knows_is_not_looked_up(
    ana: Person, office: Person, desk: CaseDesk
) -> None:
    """R11: not even by who is in the case."""
    desk.forgets(RECEIPT)
    await ana.is_logged_in()
    await office.comes_to_be_logged_in()
    await keeps(office, "Ana López")
    await ana.sends(f"/status {RECEIPT}")
    assert "USCIS does not know" in ana.last


async def test_a_source_that_is_away_is_no_reason_to_doubt_the_number(ana: Person, desk: CaseDesk) -> None:
    await ana.is_logged_in()
    desk.faults.outage = 503
    await ana.sends(f"/status {RECEIPT}")
    assert "We cannot reach the case service right now" in ana.last


async def test_an_organisation_may_not_offer_it(sandbox: Sandbox, ana: Person) -> None:
    await limit(sandbox, quick_look=False)
    await ana.is_logged_in()
    await ana.sends(f"/status {RECEIPT}")
    assert "is not offered here" in ana.last
    assert "Case Was Received" not in ana.screen
