"""Logging in: by either name, with one answer to every failure, and nothing secret left in the chat."""

import re
from datetime import datetime, timedelta

import pytest

from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person

WRONG = "not this one, surely"
HOME = "What would you like to do?"
HELD = "Someone tried to log in to your account"


@pytest.fixture
async def out(sandbox: Sandbox, ana: Person) -> Person:
    """Ana, who has an account with an authenticator app, and is logged out."""
    await ana.is_logged_in()
    await ana.sends("/logout")
    await ana.presses("Log out, keep messages")
    await sandbox.passes(minutes=1)
    return ana


async def fails(person: Person, times: int) -> None:
    """Types wrong passwords, with as much patience as is asked for."""
    for _ in range(times):
        await person.sends(WRONG)
        await person.sandbox.passes(seconds=20)


async def tries(person: Person, name: str, password: str) -> str:
    """Logs in up to the password, and returns everything that the bot said to it."""
    await person.sends("/login")
    await person.sends(name)
    before = len(person.phone.chat.messages)
    await person.sends(password)
    return said_after(person, before).replace(name, "NAME")


def said_after(person: Person, count: int) -> str:
    return "\n".join(str(each.get("text")) for each in list(person.phone.chat.messages.values())[count:])


def moment_told(person: Person) -> datetime:
    """The moment from which the bot promises to take the next try."""
    told = re.search(r"try again (today|tomorrow) at (\d+):(\d\d)\s([AP])M", person.last)
    assert told, person.last
    now = person.sandbox.clock.now().astimezone(person.sandbox.settings.organisation.time_zone)
    hour = int(told[2]) % 12 + (12 if told[4] == "P" else 0)
    day = now + timedelta(days=told[1] == "tomorrow")
    return day.replace(hour=hour, minute=int(told[3]), second=0, microsecond=0)


# --- names and passwords ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ana.lopez", "ANA.Lopez", "ana@example.org", "  Ana@Example.ORG "])
async def test_the_username_and_the_address_both_lead_in(out: Person, name: str) -> None:
    await out.sends("/login")
    await out.sends(name)
    await out.sends(PASSWORD)
    await out.sends(out.code())
    assert HOME in out.last
    assert not out.sees(PASSWORD)


async def test_the_name_may_stand_behind_the_command(out: Person) -> None:
    await out.sends("/login ana.lopez")
    assert "Logging in as ana.lopez." in out.last


@pytest.mark.requirement("R2")
async def test_a_wrong_password_and_an_unknown_name_get_one_and_the_same_answer(
    out: Person, bo: Person
) -> None:
    answers = {
        await tries(bo, "ana.lopez", WRONG),
        await tries(bo, "ana@example.org", WRONG),
        await tries(bo, "nobody.here", WRONG),
        await tries(bo, "nobody@example.org", WRONG),
    }
    assert len(answers) == 1
    assert "This username and password do not go together." in answers.pop()


@pytest.mark.requirement("R2")
async def test_a_known_and_an_unknown_name_are_held_in_the_same_words(out: Person, bo: Person) -> None:
    answers = []
    for person, name in ((out, "ana.lopez"), (bo, "nobody.here")):
        await tries(person, name, WRONG)
        await fails(person, 9)
        before = len(person.phone.chat.messages)
        await person.sends(PASSWORD)
        answers.append(re.sub(r"\d+:\d\d", "TIME", said_after(person, before)))
    assert answers[0] == answers[1]
    assert "There were too many tries. Please try again" in answers[0]


async def test_after_five_failures_one_waits_seconds_and_after_ten_twenty_minutes(out: Person) -> None:
    await tries(out, "ana.lopez", WRONG)
    await fails(out, 4)
    assert not out.sees("too many tries")
    await fails(out, 1)
    assert re.search(r"Please wait \d seconds?, then try again", out.last)
    await fails(out, 4)
    told = moment_told(out)
    assert timedelta(minutes=19) < told - out.sandbox.clock.now() <= timedelta(minutes=21)


async def test_the_wait_is_as_long_as_told_and_outlives_a_restart(sandbox: Sandbox, out: Person) -> None:
    await tries(out, "ana.lopez", WRONG)
    await fails(out, 9)
    told = moment_told(out)
    await sandbox.stop_bot()
    await sandbox.start_bot()
    await out.sends(PASSWORD)
    assert moment_told(out) == told
    assert not out.sees(PASSWORD)

    sandbox.clock.move_on(told - sandbox.clock.now())
    await out.sends(PASSWORD)
    assert "authenticator app" in out.last


async def test_the_owner_hears_of_a_lock_out_and_stays_logged_in(
    sandbox: Sandbox, ana: Person, bo: Person, mailbox: Mailbox
) -> None:
    await ana.is_logged_in()
    await tries(bo, "ana.lopez", WRONG)
    await fails(bo, 9)
    assert (await mailbox.letter_to(ana.email)).subject == HELD
    await ana.sends("/cases")
    assert "You do not follow any case yet" in ana.last


async def test_one_mistake_of_somebody_who_guessed_elsewhere_alarms_nobody(
    sandbox: Sandbox, ana: Person, bo: Person, mailbox: Mailbox
) -> None:
    await ana.is_logged_in()
    await tries(bo, "nobody.here", WRONG)
    await fails(bo, 8)
    await sandbox.passes(minutes=1)
    answer = await tries(bo, "ana.lopez", WRONG)
    assert "Please try again" in answer
    assert HELD not in [each.subject for each in mailbox.messages]


async def test_logging_in_as_oneself_does_not_make_guessing_at_others_free_again(
    sandbox: Sandbox, out: Person
) -> None:
    await tries(out, "nobody.here", WRONG)
    await fails(out, 4)
    await tries(out, "ana.lopez", PASSWORD)
    assert "Please wait" in await tries(out, "somebody.else", WRONG)


async def test_logging_in_forgives_the_mistakes_before_it(sandbox: Sandbox, out: Person) -> None:
    await tries(out, "ana.lopez", WRONG)
    await fails(out, 4)
    await out.sends(PASSWORD)
    assert "Please wait" not in await tries(out, "ana.lopez", WRONG)


# --- back, cancel, and what is no password -----------------------------------------------------------


async def test_back_leads_from_each_question_to_the_one_before(out: Person) -> None:
    await out.sends("/login")
    await out.sends("ana.lopes")
    await out.presses("Back")
    assert "What is your username" in out.last
    await out.sends("ana.lopez")
    await out.sends(PASSWORD)
    await out.presses("Back")
    assert "Type your password" in out.last


@pytest.mark.parametrize("answers", [[], ["ana.lopez"], ["ana.lopez", PASSWORD]])
async def test_every_question_can_be_cancelled(out: Person, answers: list[str]) -> None:
    await out.sends("/login")
    for each in answers:
        await out.sends(each)
    await out.presses("Cancel")
    assert "not USCIS" in out.last
    await out.sends(out.code())
    assert "not USCIS" in out.last


@pytest.mark.requirement("R9")
async def test_a_forwarded_password_is_deleted_and_not_taken(out: Person) -> None:
    await out.sends("/login ana.lopez")
    await out.forwards(PASSWORD)
    assert out.sees("Please type it yourself.")
    assert not out.sees(PASSWORD)
    assert "Type your password" in out.last


@pytest.mark.requirement("R9")
async def test_a_message_edited_into_the_password_is_deleted_and_not_taken(out: Person) -> None:
    await out.sends("/login")
    name = await out.sends("ana.lopez")
    await out.edits(name, PASSWORD)
    assert out.sees("I cannot read changes to a message you already sent.")
    assert not out.sees(PASSWORD)
    assert "Type your password" in out.last


@pytest.mark.requirement("R8")
async def test_a_person_is_asked_to_delete_the_secret_that_telegram_would_not(
    sandbox: Sandbox, out: Person
) -> None:
    old = await out.sends("/help")
    await sandbox.passes(hours=49)
    await out.sends("/login ana.lopez")
    await out.edits(old, PASSWORD)
    assert out.sees("Please delete it yourself")


async def test_a_picture_is_no_password(out: Person) -> None:
    await out.sends("/login ana.lopez")
    await out.sends_photo()
    assert out.sees("Please answer this question in writing.")
    assert "Type your password" in out.last


async def test_who_is_logged_in_is_told_so(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.sends("/login")
    assert "You are already logged in." in ana.last
    await ana.presses("My cases")
    assert "You do not follow any case yet" in ana.last


async def test_it_all_can_be_said_in_spanish(sandbox: Sandbox, luz: Person) -> None:
    await tries(luz, "nadie", WRONG)
    assert luz.sees("no coinciden")
    await fails(luz, 9)
    assert "Hubo demasiados intentos." in luz.last
