"""A copy of one's data (requirement R25): after re-authentication, readable, without secrets, once a day."""

import json
import re
import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from bot.accounts.export import Exporting
from bot.accounts.sessions import SessionLimits, Sessions
from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import Sandbox
from storage.database import Database
from storage.ids import Ids
from storage.schema import accounts, metadata
from storage.vault import Key, Vault
from tests.dialogues.person import PASSWORD, Person

RECEIPT = "IOE0912345678"
BEGUN = "Your copy is being put together."
READY = "Here is your copy."
NOTICE = "A copy of your data was made"
WHERE = {
    "credentials": "account",
    "profiles": "profile",
    "identity_changes": "earlier_names_and_birth_dates",
    "email_changes": "email_changes",
    "second_factors": "ways_to_get_codes",
    "recovery_codes": "recovery_codes_left",
    "bindings": "chats",
    "sessions": "sessions",
    "activity": "activity",
    "links": "cases",
    "link_requests": "requests_to_open_cases",
    "registry_people": "cases",
    "reports": "told_by_you",
    "deadlines": "dates",
    "reminders": "dates",
    "recovery_requests": "help_asked_for",
    "address_changes": "address_changes_told",
    "support_requests": "support_requests",
    "threads": "written_to_the_office",
    "message_drafts": "not_sent_yet",
    "shares": "representatives",
    "alert_rules": "how_to_be_told",
    "alert_habits": "how_to_be_told",
    "digest_items": "how_to_be_told",
    "deliveries": "messages",
    "deletions": "deletions_asked_for",
}
"""What of the copy tells what stands in a table about accounts."""


@pytest.fixture
async def following(ana: Person, desk: CaseDesk) -> Person:
    """Ana, who has an account and a case that has moved on."""
    desk.has(RECEIPT, "Case Was Received")
    await ana.is_logged_in()
    await ana.follows(RECEIPT)
    return ana


async def asks_for_a_copy(person: Person) -> None:
    """Up to the question who it is."""
    await person.sends("/privacy")
    await person.presses("Get a copy of my data")
    await person.presses("Make my copy")


async def gets_a_copy(person: Person) -> None:
    await asks_for_a_copy(person)
    await person.sends(PASSWORD)


def file_messages(person: Person) -> list[dict[str, Any]]:
    return [dict(each) for each in person.phone.chat.visible if "document" in each]


def read_copy(person: Person) -> dict[str, Any]:
    """What stands in the file that was sent."""
    (message,) = file_messages(person)
    data = person.sandbox.telegram.files.get(message["document"]["file_id"]).data
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        (name,) = archive.namelist()
        held: dict[str, Any] = json.loads(archive.read(name))
    return held


async def test_the_copy_comes_only_to_who_shows_that_it_is_them(following: Person) -> None:
    await asks_for_a_copy(following)
    assert file_messages(following) == []
    await following.sends("not this one, surely")
    assert file_messages(following) == []
    await following.sends(PASSWORD)
    assert following.sees(READY)
    assert not following.sees(PASSWORD)
    assert len(file_messages(following)) == 1


async def test_the_promise_of_it_becomes_the_word_that_it_is_there(following: Person) -> None:
    await gets_a_copy(following)
    assert following.sees(READY)
    assert not following.sees(BEGUN)
    calls = [each for each in following.sandbox.telegram.requests if each.method == "editMessageText"]
    assert READY in calls[-1].parameters["text"]


@pytest.mark.requirement("R25")
async def test_it_holds_everything_about_the_person_and_their_cases(following: Person) -> None:
    await gets_a_copy(following)
    held = read_copy(following)
    assert held["account"]["legal_name"] == "Ana López"
    assert held["account"]["email"] == following.email
    assert held["account"]["birth_date"] == "1990-05-23"
    assert [each["kind"] for each in held["ways_to_get_codes"]] == ["authenticator"]
    assert held["recovery_codes_left"] == 10
    assert [each["chat_id"] for each in held["chats"]] == [following.phone.id]
    assert [each["ended_at"] for each in held["sessions"]] == [None]
    assert {"login", "export"} <= {each["kind"] for each in held["activity"]}
    (case,) = held["cases"]
    assert case["receipt_number"] == RECEIPT
    assert "Case Was Received" in [step["title"] for step in case["history"]]
    assert {"kind", "channel", "state", "created_at"} <= held["messages"][0].keys()


async def test_it_leaves_out_no_table_about_accounts(following: Person) -> None:
    assert WHERE.keys() == {name for name, table in metadata.tables.items() if "account_id" in table.c}
    await gets_a_copy(following)
    assert set(WHERE.values()) <= read_copy(following).keys()


async def test_it_holds_no_secret(following: Person) -> None:
    await gets_a_copy(following)
    written = json.dumps(read_copy(following))
    assert "argon2" not in written
    assert PASSWORD not in written
    assert following.secret not in written
    for code in following.recovery_codes:
        assert code not in written
        assert code.replace("-", "") not in written
    assert not re.search(r"digest|hash|secret", written)


async def test_nothing_of_another_person_is_in_it(following: Person, bo: Person, desk: CaseDesk) -> None:
    desk.has("IOE0911111111", "Case Was Approved")
    await bo.is_logged_in()
    await bo.follows("IOE0911111111")
    await gets_a_copy(following)
    written = json.dumps(read_copy(following), ensure_ascii=False)
    assert "IOE0911111111" not in written
    assert bo.email not in written
    assert str(bo.phone.id) not in written


async def test_the_file_can_be_saved_and_its_name_tells_nothing(following: Person) -> None:
    await gets_a_copy(following)
    (message,) = file_messages(following)
    assert not message.get("has_protected_content")
    assert message["document"]["file_name"] == "my-data.zip"


async def test_the_file_leaves_the_chat_after_an_hour(sandbox: Sandbox, following: Person) -> None:
    await gets_a_copy(following)
    await sandbox.passes(minutes=59)
    assert len(file_messages(following)) == 1
    await sandbox.passes(minutes=1)
    assert file_messages(following) == []


async def test_there_is_one_copy_a_day(sandbox: Sandbox, following: Person) -> None:
    await gets_a_copy(following)
    await asks_for_a_copy(following)
    assert "You already got a copy. You can get the next one tomorrow at" in following.last
    await following.presses("Home")
    await sandbox.passes(hours=25)
    await following.logs_in()
    await gets_a_copy(following)
    assert len(file_messages(following)) == 1


async def test_a_mail_and_the_activity_tell_of_it(following: Person, mailbox: Mailbox) -> None:
    await gets_a_copy(following)
    letter = await mailbox.letter_to(following.email)
    assert letter.subject == NOTICE
    assert "“Ana”" in letter.text
    assert "Was this not you?" in letter.text
    await following.sends("/activity")
    assert "A copy of the data was asked for, by Ana" in following.last


async def test_it_comes_after_a_restart_in_the_middle(sandbox: Sandbox, following: Person) -> None:
    await asks_for_a_copy(following)
    await sandbox.stop_bot()
    await following.phone.sends(PASSWORD)
    await sandbox.start_bot()
    await sandbox.settle()
    assert following.sees(READY)
    assert len(file_messages(following)) == 1


async def test_nothing_is_handed_over_where_the_account_is_locked_by_then(
    sandbox: Sandbox, following: Person
) -> None:
    clock, url = sandbox.clock, sandbox.settings.database.url
    database = Database.open(url, Vault([Key("none", bytes(32))]))
    limits = SessionLimits(idle=timedelta(hours=1), absolute=timedelta(days=1))
    sessions = Sessions(database, clock, Ids(), limits)
    exporting = Exporting(database, clock, Ids(), sessions, made_by="")
    async with database.reading() as tx:
        account = await tx.value(select(accounts.c.id))
    assert await exporting.may_be_handed_over(account, following.phone.id)
    assert not await exporting.may_be_handed_over(account, following.phone.id + 1)
    await sandbox.passes(minutes=61)
    assert not await exporting.may_be_handed_over(account, following.phone.id)
    await database.close()


async def test_a_copy_in_spanish(luz: Person) -> None:
    await luz.sends_registration_off_in_spanish()
    await luz.sends(await luz.sandbox.mailbox.code_for(luz.email))
    await luz.sends(PASSWORD)
    await luz.presses("App autenticadora")
    luz.reads_authenticator_key()
    await luz.sends(luz.code())
    await luz.presses("Ya los anoté")
    await luz.sends("/privacy")
    await luz.presses("Recibir una copia de mis datos")
    await luz.presses("Hacer mi copia")
    await luz.sends(PASSWORD)
    assert luz.sees("Aquí está su copia.")
    assert read_copy(luz)["account"]["language"] == "es"
