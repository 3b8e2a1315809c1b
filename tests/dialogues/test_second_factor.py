"""Setting up the second factor at the first log-in, and the recovery codes that go with it."""

import re

import pytest

from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person

HOME = "What would you like to do?"
SAVED = "I have written them down"
_RECOVERY_CODE = re.compile(r"[A-Z2-9]{4}(?:-[A-Z2-9]{4}){3}")


@pytest.fixture
async def asked(ana: Person) -> Person:
    """Ana, who has just registered and given her password: where shall her codes come from?"""
    await ana.is_registered()
    await ana.sends(PASSWORD)
    return ana


@pytest.fixture
async def scanning(asked: Person) -> Person:
    """Ana, who sees the picture for her authenticator app and has scanned it."""
    await asked.presses("Authenticator app")
    asked.reads_authenticator_key()
    return asked


@pytest.fixture
async def writing(scanning: Person) -> Person:
    """Ana, who sees her recovery codes and has written them down."""
    await scanning.sends(scanning.code())
    scanning.recovery_codes = codes_on(scanning)
    return scanning


def codes_on(person: Person) -> list[str]:
    return _RECOVERY_CODE.findall(person.screen)


def sees_a_picture(person: Person) -> bool:
    return person.sees("Scan this picture")


async def logs_in_with(person: Person, code: str) -> None:
    await person.sandbox.passes(hours=25)
    await person.sends("/login ana.lopez")
    await person.sends(PASSWORD)
    await person.sends(code)


# --- an authenticator app ------------------------------------------------------------------------------


@pytest.mark.requirement("R31")
async def test_the_app_is_set_up_by_a_picture_or_a_key_that_cannot_be_forwarded(scanning: Person) -> None:
    picture = scanning.phone.newest
    assert sees_a_picture(scanning)
    assert picture["has_protected_content"]
    assert len(scanning.secret) == 32


@pytest.mark.requirement("R8")
async def test_picture_and_key_are_gone_once_the_app_works(writing: Person) -> None:
    assert not sees_a_picture(writing)
    assert writing.secret not in writing.screen.replace(" ", "")


async def test_picture_and_key_are_gone_after_five_minutes_and_the_app_still_works(
    scanning: Person,
) -> None:
    await scanning.sandbox.passes(minutes=5)
    assert not sees_a_picture(scanning)
    await scanning.sends(scanning.code())
    assert len(codes_on(scanning)) == 10


async def test_nothing_but_the_button_changes_the_key(scanning: Person) -> None:
    wrong = await scanning.sends("000000")
    await scanning.edits(wrong, "111111")
    await scanning.forwards("123456")
    await scanning.sends("/help")
    await scanning.sends_photo()
    assert "Type the 6-digit code that your authenticator app shows now." in scanning.last
    await scanning.sends(scanning.code())
    assert len(codes_on(scanning)) == 10


async def test_a_new_picture_takes_the_place_of_the_one_before(scanning: Person) -> None:
    await scanning.sends_photo()
    old = scanning.secret
    await scanning.presses("Show a new picture")
    assert old not in scanning.screen.replace(" ", "")
    old_code = scanning.code()
    scanning.reads_authenticator_key()
    await scanning.sends(old_code)
    assert scanning.sees("That is not the right code.")
    await scanning.sends(scanning.code())
    assert len(codes_on(scanning)) == 10


async def test_each_picture_has_five_minutes_of_its_own(scanning: Person) -> None:
    await scanning.sandbox.passes(minutes=4)
    await scanning.sends_photo()
    await scanning.presses("Show a new picture")
    await scanning.sandbox.passes(minutes=2)
    assert sees_a_picture(scanning)
    await scanning.sandbox.passes(minutes=3)
    assert not sees_a_picture(scanning)


async def test_back_leads_to_the_choice_and_takes_the_picture_away(scanning: Person) -> None:
    await scanning.presses("Back")
    assert "Where do you want to get it?" in scanning.last
    assert not sees_a_picture(scanning)
    await scanning.presses("Authenticator app")
    scanning.reads_authenticator_key()
    await scanning.sends(scanning.code())
    assert len(codes_on(scanning)) == 10


# --- codes by e-mail -----------------------------------------------------------------------------------


async def test_a_mailed_code_sets_up_codes_by_e_mail(asked: Person, mailbox: Mailbox) -> None:
    await asked.presses("E-mail")
    assert "We sent a code to ana@example.org." in asked.last
    await asked.sandbox.settle()
    await asked.sends(await mailbox.code_for(asked.email))
    assert len(codes_on(asked)) == 10


async def test_going_back_and_choosing_e_mail_again_keeps_the_code_that_was_sent(
    asked: Person, mailbox: Mailbox
) -> None:
    await asked.presses("E-mail")
    await asked.presses("Back")
    await asked.presses("E-mail")
    assert asked.sees("We just sent one.")
    assert "Type the 6-digit code from our e-mail." in asked.last
    await asked.sends("000000")
    assert asked.sees("You have 4 tries left.")
    await asked.sandbox.settle()
    await asked.sends(await mailbox.code_for(asked.email))
    assert len(codes_on(asked)) == 10


async def test_the_app_s_code_does_not_set_up_codes_by_e_mail(scanning: Person) -> None:
    await scanning.presses("Back")
    await scanning.presses("E-mail")
    await scanning.sends(scanning.code())
    assert "That is not the code." in scanning.last


# --- going away and coming back ------------------------------------------------------------------------


@pytest.mark.parametrize("presses", [["Authenticator app"], ["E-mail"]])
async def test_without_a_second_factor_the_account_stays_closed(asked: Person, presses: list[str]) -> None:
    for label in presses:
        await asked.presses(label)
    await asked.presses("Cancel")
    assert asked.sees("You need a second lock before you can use your account.")
    assert not sees_a_picture(asked)
    await asked.sends("/cases")
    assert "What is your username" in asked.last


async def test_ten_minutes_after_the_password_it_is_asked_for_again(scanning: Person) -> None:
    await scanning.sandbox.passes(minutes=11)
    await scanning.sends(scanning.code())
    assert scanning.sees("You typed your password more than 10 minutes ago.")
    assert "Logging in as ana.lopez." in scanning.last
    await scanning.sends(PASSWORD)
    assert "Where do you want to get it?" in scanning.last


@pytest.mark.parametrize("label", ["Authenticator app", "E-mail"])
async def test_nothing_is_begun_with_a_password_of_long_ago(asked: Person, label: str) -> None:
    before = len(asked.sandbox.mailbox.messages)
    await asked.sandbox.passes(minutes=11)
    await asked.presses(label)
    await asked.sandbox.settle()
    assert "Logging in as ana.lopez." in asked.last
    assert not sees_a_picture(asked)
    assert len(asked.sandbox.mailbox.messages) == before


async def test_a_second_factor_cannot_be_added_beside_one_that_was_set_up_meanwhile(
    asked: Person, bo: Person
) -> None:
    await bo.sends("/login ana.lopez")
    await bo.sends(PASSWORD)
    await bo.presses("E-mail")
    await asked.presses("Authenticator app")
    asked.reads_authenticator_key()
    await asked.sends(asked.code())
    await bo.sandbox.settle()
    await bo.sends(await bo.sandbox.mailbox.code_for("ana@example.org"))
    assert bo.sees("Your second lock is already set up.")
    assert not codes_on(bo)
    await bo.sends(PASSWORD)
    assert "Open your authenticator app" in bo.last


# --- recovery codes ------------------------------------------------------------------------------------


@pytest.mark.requirement("R31")
async def test_ten_recovery_codes_are_shown_and_cannot_be_forwarded(writing: Person) -> None:
    assert len(set(writing.recovery_codes)) == 10
    assert writing.phone.newest["has_protected_content"]


async def test_recovery_codes_are_gone_once_they_are_on_paper(writing: Person) -> None:
    await writing.presses(SAVED)
    assert not codes_on(writing)
    assert HOME in writing.last


@pytest.mark.requirement("R8")
async def test_recovery_codes_are_gone_after_five_minutes(sandbox: Sandbox, writing: Person) -> None:
    await sandbox.passes(minutes=5)
    assert not codes_on(writing)
    await writing.sends("what now?")
    await writing.presses(SAVED)
    assert HOME in writing.last


async def test_a_stray_message_only_reminds_and_the_codes_stay_good(writing: Person) -> None:
    await writing.sends("thank you")
    await writing.sends("/help")
    await writing.sends_photo()
    assert "Did you write down your recovery codes?" in writing.last
    assert codes_on(writing) == writing.recovery_codes
    await writing.presses(SAVED)
    await logs_in_with(writing, writing.recovery_codes[4])
    assert HOME in writing.last


async def test_new_codes_are_shown_when_asked_for_and_void_the_earlier_ones(writing: Person) -> None:
    await writing.sends("I was too slow")
    await writing.presses("Show new codes")
    new = codes_on(writing)
    assert len(new) == 10
    assert not set(new) & set(writing.recovery_codes)
    await writing.presses(SAVED)
    await logs_in_with(writing, writing.recovery_codes[0])
    assert "not right, or you used it before" in writing.last
    await writing.sends(new[0])
    assert HOME in writing.last


async def test_a_locked_account_shows_no_new_codes(sandbox: Sandbox, writing: Person) -> None:
    await writing.sends("later")
    await sandbox.passes(minutes=61)
    await writing.presses("Show new codes")
    assert not codes_on(writing)
    assert "Your account is locked" in writing.last


async def test_it_all_can_be_said_in_spanish(luz: Person) -> None:
    await luz.sends("/register")
    for answer in ("Luz Pérez", "23/05/1990", luz.email, luz.username, PASSWORD):
        await luz.sends(answer)
    await luz.presses("Crear mi cuenta")
    await luz.sends(await luz.sandbox.mailbox.code_for(luz.email))
    await luz.sends(PASSWORD)
    await luz.presses("App autenticadora")
    luz.reads_authenticator_key()
    await luz.sends_photo()
    assert "¿No pudo escanear la imagen?" in luz.last
    await luz.sends(luz.code())
    await luz.sends("gracias")
    assert "¿Ya anotó sus códigos de recuperación?" in luz.last
    await luz.presses("Mostrar códigos nuevos")
    await luz.presses("Ya los anoté")
    assert luz.sees("Ya inició sesión.")
