"""The security screen: is it still you, a new password, how much messages say, and locking at once."""

import pytest

from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person

NEW = "velvet anchor drinks monday"
WRONG = "not this one, surely"
CHANGED = "A change in your account’s safety"
ASKED = "is it still you?"
CHOOSE = "Choose a password of at least 12 characters."
RECEIPT = "EAC9999103403"


@pytest.fixture
async def ana_in(ana: Person) -> Person:
    """Ana, whose account is open."""
    await ana.is_logged_in()
    return ana


async def opens(person: Person, label: str) -> None:
    await person.sends("/security")
    await person.presses(label)


async def proves(person: Person) -> None:
    """Types the password when she is asked whether it is still her."""
    assert ASKED in person.last
    await person.sends(PASSWORD)


# --- the screen ---------------------------------------------------------------------------------


@pytest.mark.requirement("R7")
async def test_the_screen_says_how_many_recovery_codes_are_left(ana_in: Person) -> None:
    await ana_in.sends("/security")
    assert "You have 10 recovery codes left." in ana_in.last


async def test_the_screen_is_for_who_is_logged_in(ana: Person) -> None:
    await ana.sends("/security")
    assert "What is your username" in ana.last


async def test_the_settings_lead_to_it(ana_in: Person) -> None:
    await ana_in.sends("/settings")
    await ana_in.presses("Security")
    assert "The safety of your account" in ana_in.last


# --- is it still you ------------------------------------------------------------------------------


async def test_a_sensitive_change_asks_for_the_password_and_deletes_it(ana_in: Person) -> None:
    """R8: the secret leaves the chat."""
    await opens(ana_in, "Change password")
    await proves(ana_in)
    assert CHOOSE in ana_in.last
    assert not ana_in.sees(PASSWORD)


async def test_the_code_of_the_app_proves_it_too_and_only_once(sandbox: Sandbox, ana_in: Person) -> None:
    """R6: a code of the app counts once."""
    await sandbox.passes(minutes=1)
    await opens(ana_in, "Change password")
    code = ana_in.code()
    await ana_in.sends(code)
    assert CHOOSE in ana_in.last
    await sandbox.passes(minutes=11)
    await opens(ana_in, "Change password")
    await ana_in.sends(code)
    assert "That is not right." in ana_in.last


async def test_it_counts_for_ten_minutes(sandbox: Sandbox, ana_in: Person) -> None:
    await opens(ana_in, "Change password")
    await proves(ana_in)
    await sandbox.passes(minutes=9)
    await opens(ana_in, "Change password")
    assert CHOOSE in ana_in.last
    await sandbox.passes(minutes=2)
    await opens(ana_in, "Change password")
    assert ASKED in ana_in.last


async def test_an_answer_that_comes_too_late_is_deleted_and_asked_for_again(
    sandbox: Sandbox, ana_in: Person
) -> None:
    await opens(ana_in, "Change password")
    await proves(ana_in)
    await sandbox.passes(minutes=11)
    await ana_in.sends(NEW)
    assert not ana_in.sees(NEW)
    await proves(ana_in)
    assert CHOOSE in ana_in.last


async def test_it_does_not_count_for_another_session(sandbox: Sandbox, ana_in: Person) -> None:
    await opens(ana_in, "Change password")
    await proves(ana_in)
    await ana_in.sends("/logout")
    await ana_in.presses("Log out, keep messages")
    await sandbox.passes(minutes=1)
    await ana_in.logs_in()
    await opens(ana_in, "Change password")
    assert ASKED in ana_in.last


async def test_guessing_is_slowed_down_as_at_unlocking(sandbox: Sandbox, ana_in: Person) -> None:
    await opens(ana_in, "Change password")
    for _ in range(10):
        await ana_in.sends(WRONG)
        await sandbox.passes(seconds=20)
    assert "There were too many tries." in ana_in.last
    await ana_in.sends(PASSWORD)
    assert "There were too many tries." in ana_in.last


async def test_a_forwarded_password_proves_nothing(ana_in: Person) -> None:
    """R9: a forward is no answer."""
    await opens(ana_in, "Change password")
    await ana_in.forwards(PASSWORD)
    assert not ana_in.sees(PASSWORD)
    assert ASKED in ana_in.last


async def test_who_forgot_the_password_finds_the_way_from_there(ana_in: Person) -> None:
    await opens(ana_in, "Change password")
    await ana_in.sends(WRONG)
    assert "Did you forget your password? Send /recover." in ana_in.last
    await ana_in.sends("/recover")
    assert ASKED not in ana_in.last


async def test_one_can_think_better_of_it(ana_in: Person) -> None:
    await opens(ana_in, "Change password")
    await ana_in.presses("Cancel")
    assert "Nothing was changed." in ana_in.last
    await ana_in.presses("Security")
    assert "The safety of your account" in ana_in.last


# --- a new password -------------------------------------------------------------------------------


async def test_the_new_password_takes_the_place_of_the_old_one(
    sandbox: Sandbox, ana_in: Person, mailbox: Mailbox
) -> None:
    await opens(ana_in, "Change password")
    await proves(ana_in)
    await ana_in.sends(NEW)
    assert "Your new password works from now on." in ana_in.last
    assert not ana_in.sees(NEW)
    letter = await mailbox.letter_to(ana_in.email)
    assert letter.subject == CHANGED
    assert "Your password was changed." in letter.text
    assert "“Ana”" in letter.text
    assert "This was not me" in letter.text

    await sandbox.passes(minutes=61)
    await ana_in.sends("/cases")
    await ana_in.sends(PASSWORD)
    assert ana_in.sees("That did not open your account.")
    await ana_in.sends(NEW)
    assert "You do not follow any case yet" in ana_in.last


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "characters too short"),
        ("ana.lopez 1990-05-23", "your own name, birthday or e-mail"),
        (PASSWORD, "That is the password you have now."),
    ],
)
async def test_the_rules_are_those_of_registration(ana_in: Person, password: str, said: str) -> None:
    await opens(ana_in, "Change password")
    await proves(ana_in)
    await ana_in.sends(password)
    assert ana_in.sees(said)
    assert CHOOSE in ana_in.last


async def test_a_space_at_the_end_is_asked_about(sandbox: Sandbox, ana_in: Person) -> None:
    await opens(ana_in, "Change password")
    await proves(ana_in)
    await ana_in.sends(f"{NEW} ")
    await ana_in.presses("Yes, keep the space")
    assert "Your new password works from now on." in ana_in.last


async def test_a_restart_in_the_middle_loses_nothing(sandbox: Sandbox, ana_in: Person) -> None:
    await opens(ana_in, "Change password")
    await proves(ana_in)
    await sandbox.stop_bot()
    await sandbox.start_bot()
    await ana_in.sends(NEW)
    assert "Your new password works from now on." in ana_in.last


# --- locking at once, and how much messages say -----------------------------------------------------


@pytest.mark.requirement("R12")
async def test_lock_now_locks_as_an_hour_of_quiet_does(ana_in: Person) -> None:
    await opens(ana_in, "Change password")
    await proves(ana_in)
    await opens(ana_in, "Lock now")
    assert "Your account is locked in this chat." in ana_in.last
    await ana_in.sends("/cases")
    assert "Your account is locked" in ana_in.last
    await ana_in.sends(PASSWORD)
    assert "You do not follow any case yet" in ana_in.last
    await opens(ana_in, "Change password")
    assert ASKED in ana_in.last


async def test_after_locking_one_press_leads_back(ana_in: Person) -> None:
    await opens(ana_in, "Lock now")
    await ana_in.presses("Unlock")
    await ana_in.sends(PASSWORD)
    assert "What would you like to do?" in ana_in.last


@pytest.mark.parametrize(
    ("choice", "is_open", "in_full"),
    [
        ("Automatic", True, True),
        ("Automatic", False, False),
        ("Everything", False, True),
        ("Nothing private", True, False),
    ],
)
async def test_messages_say_as_much_as_was_chosen(
    sandbox: Sandbox, ana_in: Person, desk: CaseDesk, choice: str, is_open: bool, in_full: bool
) -> None:
    """R31: discreet alerts."""
    desk.has(RECEIPT, "Case Was Received", form="I-765")
    await ana_in.follows(RECEIPT)
    await opens(ana_in, "How much messages say")
    await ana_in.presses(choice)
    assert f"Now: {choice.lower()}" in ana_in.last
    if not is_open:
        await opens(ana_in, "Lock now")
    desk.moves(RECEIPT, "Request for Additional Evidence Was Sent")
    for _ in range(20 if is_open else 0):
        await sandbox.passes(minutes=55)
        await ana_in.sends("/help")
    if not is_open:
        await sandbox.passes(hours=20)
    assert ana_in.sees("Request for Additional Evidence") is in_full


async def test_the_screen_speaks_spanish(luz: Person) -> None:
    await luz.is_logged_in_in_spanish()
    await opens(luz, "Cambiar la contraseña")
    await luz.sends(PASSWORD)
    await luz.sends(NEW)
    assert "Su nueva contraseña ya funciona." in luz.last


async def test_who_goes_elsewhere_instead_of_proving_is_not_led_back_later(
    sandbox: Sandbox, ana_in: Person
) -> None:
    await opens(ana_in, "Change password")
    await ana_in.sends("/cases")
    await ana_in.sends("/logout")
    await ana_in.presses("Log out, keep messages")
    await sandbox.passes(minutes=1)
    await ana_in.logs_in()
    assert "What would you like to do?" in ana_in.last
