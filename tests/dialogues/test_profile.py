"""The profile: everything at a glance; other names, phone and time zone."""

import re

import pytest

from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person


@pytest.fixture
async def at_profile(ana: Person) -> Person:
    """Ana, who looks at her profile."""
    await ana.is_logged_in()
    await ana.sends("/profile")
    return ana


async def test_the_profile_shows_what_is_known_and_what_is_not(at_profile: Person) -> None:
    assert re.search(r"Account number: \d{4} \d{4} \d{4}\n", at_profile.last)
    assert "Legal name: Ana López\nBirth date: May 23, 1990\n" in at_profile.last
    assert "Phone: not given yet" in at_profile.last
    assert "E-mail: ana@example.org\nLanguage: English\nTime zone: New York" in at_profile.last


async def test_the_profile_is_reached_from_home_and_leads_back_there(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.presses("My profile")
    assert "Your profile" in ana.last
    await ana.presses("Home")
    assert "What would you like to do?" in ana.last


async def test_the_profile_speaks_spanish(luz: Person) -> None:
    await luz.sends_registration_off_in_spanish()
    await luz.sends(await luz.sandbox.mailbox.code_for(luz.email))
    await luz.sends(PASSWORD)
    await luz.presses("App autenticadora")
    luz.reads_authenticator_key()
    await luz.sends(luz.code())
    await luz.sends("/profile")
    assert "Su perfil" in luz.last
    assert "Fecha de nacimiento: 23 de mayo de 1990" in luz.last
    await luz.presses("Dirección postal")
    assert "¿En qué país está?" in luz.last
    await luz.presses("Estados Unidos")
    assert "¿Cuál es el número de casa y la calle?" in luz.last


async def test_nobody_reads_a_profile_without_a_session(bo: Person) -> None:
    """R11: denied by default."""
    await bo.sends("/profile")
    assert "What is your username or e-mail address?" in bo.last


async def test_a_locked_profile_is_unlocked_first(sandbox: Sandbox, at_profile: Person) -> None:
    await sandbox.passes(minutes=61)
    await at_profile.presses("Phone")
    assert "Your account is locked" in at_profile.last
    await at_profile.sends(PASSWORD)
    assert "What is your phone number?" in at_profile.last


@pytest.mark.parametrize(
    "button",
    [
        "Legal name",
        "Birth date",
        "Other names",
        "Phone",
        "Mailing address",
        "Where I live",
        "E-mail",
        "Time zone",
    ],
)
async def test_every_button_leads_somewhere_and_back(at_profile: Person, button: str) -> None:
    await at_profile.presses(button)
    if "Type your password" in at_profile.last:
        await at_profile.sends(PASSWORD)
    labels = at_profile.labels
    await at_profile.presses("Back" if "Back" in labels else "Cancel")
    assert "Your profile" in at_profile.last


async def test_buttons_of_the_profile_do_nothing_after_logging_out(at_profile: Person) -> None:
    """R10 and R12."""
    await at_profile.sends("/logout")
    await at_profile.presses("Log out, keep messages")
    await at_profile.presses("Phone")
    assert "This button is no longer valid" in at_profile.toasts[-1]


# --- other names -------------------------------------------------------------------------------------


async def test_other_names_are_added_and_removed_and_the_person_is_told(
    at_profile: Person, mailbox: Mailbox
) -> None:
    await at_profile.presses("Other names")
    await at_profile.presses("Add a name")
    await at_profile.sends("Ana María García")
    assert "Ana María García" in at_profile.last
    letter = await mailbox.letter_to(at_profile.email, after=1)
    assert "other names you have used was changed" in letter.text
    assert "García" not in letter.text
    await at_profile.presses("Back")
    assert "Other names: Ana María García" in at_profile.last
    await at_profile.presses("Other names")
    await at_profile.presses("Remove Ana María García")
    assert "None yet." in at_profile.last


async def test_ten_other_names_are_enough(at_profile: Person) -> None:
    await at_profile.presses("Other names")
    for letter in "ABCDEFGHIJK":
        await at_profile.presses("Add a name")
        await at_profile.sends(f"Ana {letter}")
    assert at_profile.sees("We can keep 10 other names.")
    assert "Ana K" not in at_profile.last


@pytest.mark.parametrize("name", ["<b>Ana</b>", "Ana\x00", "Ana \u202e zepoL", "A" * 101, "123"])
async def test_what_is_no_name_is_refused(at_profile: Person, name: str) -> None:
    """R15 and R17."""
    await at_profile.presses("Other names")
    await at_profile.presses("Add a name")
    await at_profile.sends(name)
    assert "Which other name have you used?" in at_profile.last
    await at_profile.presses("Back")
    assert "None yet." in at_profile.last


# --- the phone number --------------------------------------------------------------------------------


async def test_a_phone_number_is_kept_shown_in_groups_and_removed(
    at_profile: Person, mailbox: Mailbox
) -> None:
    await at_profile.presses("Phone")
    await at_profile.sends("212.555.0123")
    assert at_profile.sees("Saved: +1 (212) 555-0123")
    assert "Phone: +1 (212) 555-0123" in at_profile.last
    letter = await mailbox.letter_to(at_profile.email, after=1)
    assert letter.subject == "Your profile was changed"
    assert "Your phone number was changed." in letter.text
    assert "by the Telegram user “Ana”" in letter.text
    assert "555" not in letter.text
    await at_profile.presses("Phone")
    await at_profile.presses("Remove +1 (212) 555-0123")
    assert "Phone: not given yet" in at_profile.last


async def test_a_number_that_cannot_be_is_asked_for_again(at_profile: Person) -> None:
    await at_profile.presses("Phone")
    await at_profile.sends("555-0123")
    assert at_profile.sees("Did you leave out the area code?")
    await at_profile.sends("+52 55 1234 5678")
    assert "Phone: +52 55 1234 5678" in at_profile.last


async def test_a_change_stands_in_the_activity(at_profile: Person) -> None:
    """R26."""
    await at_profile.presses("Phone")
    await at_profile.sends("212 555 0123")
    await at_profile.sends("/activity")
    assert "The phone number was changed, by Ana" in at_profile.last


# --- the time zone -----------------------------------------------------------------------------------


async def test_times_are_told_in_the_zone_that_was_chosen(
    sandbox: Sandbox, at_profile: Person, mailbox: Mailbox
) -> None:
    await at_profile.presses("Time zone")
    await at_profile.sends("Kiev, perhaps")
    assert "I do not know that place." in at_profile.last
    await at_profile.sends("India")
    (choice,) = [label for label in at_profile.labels if label.startswith("Kolkata: ")]
    await at_profile.presses(choice)
    assert "Time zone: Kolkata" in at_profile.last
    told = choice.removeprefix("Kolkata: ").replace("\u202f", " ")
    letter = await mailbox.letter_to(at_profile.email, after=1)
    assert f"today at {told}" in letter.text.replace("\u202f", " ")
    await at_profile.sends("/activity")
    assert "today at" in at_profile.last
    assert f"today at {told}" in at_profile.last.replace("\u202f", " ")


async def test_a_zone_outlives_the_session(at_profile: Person, sandbox: Sandbox) -> None:
    await at_profile.presses("Time zone")
    await at_profile.presses(next(each for each in at_profile.labels if "Honolulu" in each))
    await at_profile.sends("/logout")
    await at_profile.presses("Log out, keep messages")
    await sandbox.passes(minutes=1)
    await at_profile.logs_in()
    await at_profile.sends("/profile")
    assert "Time zone: Honolulu" in at_profile.last


async def test_the_language_is_changed_from_the_profile(at_profile: Person) -> None:
    await at_profile.presses("Language")
    await at_profile.presses("Español")
    await at_profile.sends("/profile")
    assert "Idioma: Español" in at_profile.last
