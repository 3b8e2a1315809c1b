"""The second factors of an account that is open: one more, one less, which comes first; recovery codes."""

import re

import pytest

from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person

HOME = "What would you like to do?"
CHANGED = "A change in your account’s safety"
_RECOVERY_CODE = re.compile(r"[A-Z2-9]{4}(?:-[A-Z2-9]{4}){3}")


@pytest.fixture
async def ana_in(ana: Person) -> Person:
    """Ana, whose account is open."""
    await ana.is_logged_in()
    return ana


async def opens(person: Person, *labels: str) -> None:
    await person.sends("/security")
    for label in labels:
        await person.presses(label)


async def adds_app(person: Person, name: str) -> str:
    """Adds an authenticator app. Returns the key of the one before."""
    before = person.secret
    await opens(person, "Ways to get codes", "Add an authenticator app")
    if person.sees("is it still you?"):
        await person.sends(PASSWORD)
    await person.sends(name)
    person.reads_authenticator_key()
    await person.sends(person.code())
    return before


async def logs_in_with(person: Person, code: str) -> None:
    await person.sandbox.passes(hours=25)
    await person.sends("/login ana.lopez")
    await person.sends(PASSWORD)
    await person.sends(code)


# --- one more -------------------------------------------------------------------------------------


async def test_another_app_gets_a_name_and_both_open_the_account(
    sandbox: Sandbox, ana_in: Person, mailbox: Mailbox
) -> None:
    first = await adds_app(ana_in, "Ana’s <new> phone")
    assert ana_in.sees("It works.")
    assert "Ana’s <new> phone, added today" in ana_in.last
    assert "Authenticator app, asked for first" in ana_in.last
    letter = await mailbox.letter_to(ana_in.email)
    assert letter.subject == CHANGED
    assert "A way to get log-in codes was added." in letter.text

    second = ana_in.secret
    for secret in (first, second):
        await sandbox.passes(hours=25)
        await ana_in.sends("/login ana.lopez")
        await ana_in.sends(PASSWORD)
        ana_in.secret = secret
        await ana_in.sends(ana_in.code())
        assert HOME in ana_in.last


async def test_the_key_of_the_new_app_leaves_the_chat(ana_in: Person) -> None:
    """R8: the picture is deleted once it has served."""
    await adds_app(ana_in, "tablet")
    assert ana_in.secret not in ana_in.screen.replace(" ", "")


async def test_the_key_is_gone_after_five_minutes_also_unused(sandbox: Sandbox, ana_in: Person) -> None:
    """R8: or after five minutes."""
    await opens(ana_in, "Ways to get codes", "Add an authenticator app")
    await ana_in.sends(PASSWORD)
    await ana_in.sends("tablet")
    assert ana_in.phone.newest["has_protected_content"]
    await sandbox.passes(minutes=5)
    assert not ana_in.sees("Scan this picture")


async def test_a_wrong_code_adds_nothing(sandbox: Sandbox, ana_in: Person) -> None:
    await opens(ana_in, "Ways to get codes", "Add an authenticator app")
    await ana_in.sends(PASSWORD)
    await ana_in.sends("tablet")
    await ana_in.sends("000000")
    assert ana_in.sees("That is not the right code.")
    await ana_in.presses("Cancel")
    assert "tablet" not in ana_in.last


@pytest.mark.parametrize(
    ("name", "said"),
    [("x" * 41, "at most 40 characters"), ("two\nlines", "on one line"), ("\u200d", "too short")],
)
async def test_a_name_that_cannot_be_is_asked_for_again(ana_in: Person, name: str, said: str) -> None:
    """R17: bounded, without control characters."""
    await opens(ana_in, "Ways to get codes", "Add an authenticator app")
    await ana_in.sends(PASSWORD)
    await ana_in.sends(name)
    assert ana_in.sees(said)
    assert "What shall we call the new app?" in ana_in.last


async def test_codes_by_e_mail_can_be_added_and_preferred(
    sandbox: Sandbox, ana_in: Person, mailbox: Mailbox
) -> None:
    await opens(ana_in, "Ways to get codes", "Add codes by e-mail")
    await ana_in.sends(PASSWORD)
    await ana_in.sends("000000")
    assert ana_in.sees("You have 4 tries left")
    await ana_in.sends(await mailbox.code_for(ana_in.email))
    assert "• E-mail, added today" in ana_in.last
    await ana_in.presses("Ask first: E-mail")
    assert "• E-mail, asked for first" in ana_in.last

    await sandbox.passes(hours=25)
    seen = mailbox.messages[-1].id
    await ana_in.sends("/login ana.lopez")
    await ana_in.sends(PASSWORD)
    assert "We sent a code to a…@example.org." in ana_in.last
    await ana_in.sends(await mailbox.code_for(ana_in.email, after=seen))
    assert HOME in ana_in.last


async def test_there_is_an_end_to_adding(ana_in: Person) -> None:
    for number in range(4):
        await adds_app(ana_in, f"phone {number}")
        await ana_in.sandbox.passes(minutes=1)
    await opens(ana_in, "Ways to get codes", "Add an authenticator app")
    assert ana_in.sees("There is no room for another one")


async def test_the_mailbox_counts_once_also_for_an_old_button(ana_in: Person, mailbox: Mailbox) -> None:
    await opens(ana_in, "Ways to get codes", "Add codes by e-mail")
    await ana_in.sends(PASSWORD)
    await ana_in.sends(await mailbox.code_for(ana_in.email))
    await ana_in.presses("Add codes by e-mail")
    assert ana_in.sees("There is no room for another one")
    await ana_in.sends("/security")
    await ana_in.presses("Ways to get codes")
    assert ana_in.last.count("• E-mail") == 1


# --- one less -------------------------------------------------------------------------------------


async def test_a_lost_phone_is_removed_and_opens_nothing(
    sandbox: Sandbox, ana_in: Person, mailbox: Mailbox
) -> None:
    lost = await adds_app(ana_in, "new phone")
    await ana_in.presses("Remove: Authenticator app")
    assert "Its codes will not open your account any more." in ana_in.last
    await ana_in.presses("Yes")
    assert "new phone, asked for first" in ana_in.last
    assert "A way to get log-in codes was removed." in (await mailbox.letter_to(ana_in.email)).text

    new, ana_in.secret = ana_in.secret, lost
    await logs_in_with(ana_in, ana_in.code())
    assert ana_in.sees("That is not the right code.")
    ana_in.secret = new
    await ana_in.sends(ana_in.code())
    assert HOME in ana_in.last


async def test_the_last_one_cannot_be_removed(ana_in: Person) -> None:
    await adds_app(ana_in, "new phone")
    await ana_in.presses("Remove: Authenticator app")
    await ana_in.presses("Yes")
    assert "Remove" not in str(ana_in.phone.newest.get("reply_markup"))


async def test_removing_can_be_thought_better_of(ana_in: Person) -> None:
    await adds_app(ana_in, "new phone")
    await ana_in.presses("Remove: new phone")
    await ana_in.presses("No")
    assert "new phone" in ana_in.last


async def test_old_buttons_do_nothing_after_logging_out(ana_in: Person) -> None:
    """R10 and R12: a button is good for the session that showed it."""
    await adds_app(ana_in, "new phone")
    await ana_in.sends("/logout")
    await ana_in.presses("Log out, keep messages")
    await ana_in.presses("Remove: new phone")
    assert ana_in.toasts[-1] == "This button is no longer valid. Please use the newest message."


# --- recovery codes ---------------------------------------------------------------------------------


@pytest.mark.requirement("R7")
async def test_new_recovery_codes_void_those_before(
    sandbox: Sandbox, ana_in: Person, mailbox: Mailbox
) -> None:
    """R7: regenerating voids the old."""
    old = ana_in.recovery_codes[0]
    await opens(ana_in, "New recovery codes")
    await ana_in.sends(PASSWORD)
    assert "You have 10 recovery codes left." in ana_in.last
    await ana_in.presses("Show new codes")
    new = _RECOVERY_CODE.findall(ana_in.screen)
    assert len(set(new)) == 10
    assert old not in new
    assert ana_in.phone.newest["has_protected_content"]
    await ana_in.presses("I have written them down")
    assert not ana_in.sees(new[0])
    assert "New recovery codes were made." in (await mailbox.letter_to(ana_in.email)).text

    await logs_in_with(ana_in, old)
    assert ana_in.sees("That recovery code is not right")
    await ana_in.sends(new[0])
    assert ana_in.sees("You have 9 left.")


async def test_new_recovery_codes_are_gone_after_five_minutes(sandbox: Sandbox, ana_in: Person) -> None:
    """R8: deleted after confirmation or five minutes."""
    await opens(ana_in, "New recovery codes")
    await ana_in.sends(PASSWORD)
    await ana_in.presses("Show new codes")
    new = _RECOVERY_CODE.findall(ana_in.screen)
    await sandbox.passes(minutes=5)
    assert not ana_in.sees(new[0])


async def test_looking_at_how_many_are_left_changes_none(ana_in: Person) -> None:
    await opens(ana_in, "New recovery codes")
    await ana_in.sends(PASSWORD)
    await ana_in.presses("Cancel")
    await logs_in_with(ana_in, ana_in.recovery_codes[3])
    assert HOME in ana_in.last
