"""Deleting an account (requirement R25): closed at once, undone by logging in, then without a trace."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import Sandbox
from storage.schema import metadata
from tests.dialogues.person import PASSWORD, Person

RECEIPT = "IOE0912345678"
ASKED, SOON = "Your account will be deleted", "Tomorrow your account will be deleted"
KEPT, DONE = "Your account stays", "Your account was deleted"
NEWS = "News of your case"
HOUSE = {"seals", "leases", "budgets", "inbox", "throttles", "deliveries", "alembic_version", "help_contents"}
"""What is nobody's, or holds nothing that can be read and is forgotten in days."""


@pytest.fixture
async def following(sandbox: Sandbox, ana: Person, desk: CaseDesk) -> Person:
    """Ana, who has an account and a case."""
    desk.has(RECEIPT, "Case Was Received")
    await ana.is_logged_in()
    await sandbox.passes(minutes=6)  # until the recovery codes are taken off the screen
    await ana.follows(RECEIPT)
    return ana


async def asks_for_the_end(person: Person) -> None:
    await person.sends("/privacy")
    await person.presses("Delete my account")
    await person.presses("Yes, delete my account")


async def is_leaving(person: Person) -> None:
    await asks_for_the_end(person)
    await person.sends(PASSWORD)
    assert "Your account is closed." in person.last


def subjects(mailbox: Mailbox, person: Person) -> list[str]:
    return [each.subject for each in mailbox.messages if each.recipient == person.email]


def everything(folder: Path) -> Iterator[tuple[str, str]]:
    """Every value of every table, as it can be read in the file."""
    with closing(sqlite3.connect(folder / "sandbox.db")) as database:
        for table in metadata.tables:
            for row in database.execute(f'SELECT * FROM "{table}"'):  # noqa: S608
                yield from ((table, str(value)) for value in row)


def rows_by_table(folder: Path) -> dict[str, int]:
    with closing(sqlite3.connect(folder / "sandbox.db")) as database:
        return {
            table: database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608
            for table in metadata.tables
        }


# --- asking -----------------------------------------------------------------------------------------


async def test_what_will_be_gone_is_said_before_it_is_asked_who_it_is(following: Person) -> None:
    await following.sends("/privacy")
    await following.presses("Delete my account")
    assert "Your cases at USCIS go on as before." in following.last
    assert "You have 7 days to change your mind." in following.last


async def test_nobody_is_deleted_without_showing_that_it_is_them(following: Person, mailbox: Mailbox) -> None:
    await asks_for_the_end(following)
    await following.sends("not this one, surely")
    assert not following.sees("Your account is closed.")
    assert ASKED not in subjects(mailbox, following)
    await following.sends(PASSWORD)
    assert "Your account is closed." in following.last
    assert not following.sees(PASSWORD)


@pytest.mark.requirement("R12")
async def test_it_closes_the_account_at_once_and_old_buttons_do_nothing(following: Person) -> None:
    """Requirement R12."""
    await is_leaving(following)
    await following.presses("My cases")
    assert "This button is no longer valid. Please use the newest message." in following.toasts
    await following.sends("/cases")
    assert "What is your username" in following.last


async def test_the_mail_says_who_until_when_and_what_if_it_was_not_you(
    following: Person, mailbox: Mailbox
) -> None:
    await is_leaving(following)
    letter = await mailbox.letter_to(following.email)
    assert letter.subject == ASKED
    for said in ("“Ana”", "December", "Log in before then", "Was this not you?"):
        assert said in letter.text


async def test_news_of_cases_stops_at_once(
    sandbox: Sandbox, following: Person, desk: CaseDesk, mailbox: Mailbox
) -> None:
    await is_leaving(following)
    desk.moves(RECEIPT, "Case Was Approved")
    await sandbox.passes(hours=30)
    assert NEWS not in subjects(mailbox, following)
    assert not following.sees("Case Was Approved")


async def test_the_other_chats_hear_who_asked_and_can_stop_it(following: Person, bo: Person) -> None:
    bo.username, bo.secret = following.username, following.secret
    await bo.sandbox.passes(minutes=1)
    await bo.logs_in()
    await is_leaving(bo)
    assert "Bo asked for your account to be deleted." in following.last
    await following.presses("Keep my account")
    await following.sends(following.username)
    await following.sends(PASSWORD)
    await following.sandbox.passes(minutes=1)
    await following.sends(following.code())
    assert following.sees("Your account will not be deleted.")


# --- changing one's mind -----------------------------------------------------------------------------


async def test_logging_in_keeps_the_account_and_says_so(
    sandbox: Sandbox, following: Person, mailbox: Mailbox
) -> None:
    await is_leaving(following)
    await sandbox.passes(days=3)
    await following.presses("Keep my account")
    await following.sends(following.username)
    await following.sends(PASSWORD)
    await following.sends(following.code())
    assert following.sees("Your account will not be deleted.")
    assert "What would you like to do?" in following.last
    assert KEPT in subjects(mailbox, following)
    await following.sends("/activity")
    assert "The deletion of the account was asked for, by Ana" in following.last
    assert "The deletion was stopped by logging in, by Ana" in following.last
    await sandbox.passes(days=10)
    assert DONE not in subjects(mailbox, following)
    assert SOON not in subjects(mailbox, following)


async def test_who_came_back_hears_of_their_cases_again(
    sandbox: Sandbox, following: Person, desk: CaseDesk, mailbox: Mailbox
) -> None:
    await is_leaving(following)
    await sandbox.passes(days=1)
    await following.logs_in()
    desk.moves(RECEIPT, "Case Was Approved")
    await sandbox.passes(hours=30)
    assert NEWS in subjects(mailbox, following)


async def test_the_day_before_there_is_a_reminder_with_the_way_back(
    sandbox: Sandbox, following: Person, mailbox: Mailbox
) -> None:
    await is_leaving(following)
    await sandbox.passes(days=5, hours=23)
    assert SOON not in subjects(mailbox, following)
    await sandbox.passes(hours=1)
    assert subjects(mailbox, following).count(SOON) == 1
    assert "After that we cannot bring it back." in following.last
    await following.presses("Keep my account")
    assert "What is your username" in following.last


async def test_the_office_chooses_the_grace_time(
    sandbox: Sandbox, following: Person, mailbox: Mailbox
) -> None:
    await sandbox.stop_bot()
    security = sandbox.settings.security.model_copy(update={"deletion_grace_days": 1})
    sandbox.settings = sandbox.settings.model_copy(update={"security": security})
    await sandbox.start_bot()
    await following.sends("/privacy")
    await following.presses("Delete my account")
    assert "You have 1 day to change your mind." in following.last
    await following.presses("Yes, delete my account")
    await following.sends(PASSWORD)
    await sandbox.passes(days=1)
    assert subjects(mailbox, following)[-2:] == [ASKED, DONE]


# --- the end ----------------------------------------------------------------------------------------


@pytest.mark.requirement("R25")
async def test_after_the_grace_time_nothing_leads_back_to_the_person(
    sandbox: Sandbox, following: Person, bo: Person, tmp_path: Path
) -> None:
    """Requirement R25: every value of every table is looked at."""
    with closing(sqlite3.connect(tmp_path / "sandbox.db")) as database:
        (account,) = database.execute("SELECT id FROM accounts").fetchone()
    await is_leaving(following)
    for _ in range(8):
        await sandbox.passes(days=1)
        await sandbox.app.housekeeping.tick()
    left = {table for table, value in everything(tmp_path) if account in value}
    assert left == set()
    left = {table for table, value in everything(tmp_path) if str(following.phone.id) in value}
    assert left == set()
    rows = {table: count for table, count in rows_by_table(tmp_path).items() if count}
    assert rows.keys() - HOUSE == {"deletions"}
    assert rows["deletions"] == 1


async def test_a_mail_says_that_it_is_done_and_the_name_is_free_again(
    sandbox: Sandbox, following: Person, mailbox: Mailbox
) -> None:
    await is_leaving(following)
    await sandbox.passes(days=7)
    assert subjects(mailbox, following)[-1] == DONE
    await following.sends(f"/login {following.username}")
    await following.sends(PASSWORD)
    assert following.sees("This username and password do not go together.")
    await following.presses("Cancel")
    await following.is_logged_in()
    await following.sends("/cases")
    assert "You do not follow any case yet" in following.last


async def test_a_case_that_somebody_else_follows_stays(
    sandbox: Sandbox, following: Person, bo: Person, tmp_path: Path
) -> None:
    await bo.is_logged_in()
    await bo.follows(RECEIPT)
    await is_leaving(following)
    await sandbox.passes(days=7)
    assert rows_by_table(tmp_path)["links"] == 1
    assert rows_by_table(tmp_path)["accounts"] == 1
    await bo.logs_in()
    await bo.sends("/cases")
    assert "Case Was Received" in bo.last


async def test_it_is_done_though_the_bot_was_away_at_that_moment(
    sandbox: Sandbox, following: Person, mailbox: Mailbox, tmp_path: Path
) -> None:
    await is_leaving(following)
    await sandbox.stop_bot()
    sandbox.clock.move_on(timedelta(days=9))
    await sandbox.start_bot()
    await sandbox.settle()
    assert rows_by_table(tmp_path)["accounts"] == 0
    assert subjects(mailbox, following).count(DONE) == 1
    assert SOON not in subjects(mailbox, following)


async def test_it_all_can_be_done_in_spanish(sandbox: Sandbox, following: Person, mailbox: Mailbox) -> None:
    await following.sends("/settings")
    await following.presses("Español")
    await following.sends("/privacy")
    await following.presses("Borrar mi cuenta")
    assert "Tiene 7 días para cambiar de opinión." in following.last
    await following.presses("Sí, borrar mi cuenta")
    await following.sends(PASSWORD)
    assert "Su cuenta está cerrada." in following.last
    assert ".." not in following.last
    assert (await mailbox.letter_to(following.email)).subject == "Su cuenta se va a borrar"
    await sandbox.passes(days=7)
    assert subjects(mailbox, following)[-1] == "Su cuenta se borró"
