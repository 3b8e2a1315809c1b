"""A forgotten username is mailed; the chat tells nobody who has an account (R3)."""

import pytest

from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import Person


@pytest.fixture
async def out(sandbox: Sandbox, ana: Person) -> Person:
    """Ana, who has an account, and whose log-in is over."""
    await ana.is_logged_in()
    await sandbox.passes(hours=25)
    return ana


async def asks_for_username(person: Person, address: str) -> str:
    """Asks for the username of an address. Returns the answer."""
    await person.sends("/recover")
    await person.presses("Forgot username?")
    await person.sends(address)
    return person.last.replace(address, "ADDRESS")


async def test_the_mail_names_the_username_who_asked_and_what_to_do(
    out: Person, bo: Person, mailbox: Mailbox
) -> None:
    await asks_for_username(bo, "Ana@Example.org")
    letter = await mailbox.letter_to(out.email)
    assert letter.subject == "Your username for Sandbox Legal Aid"
    assert "Your username is: ana.lopez" in letter.text
    assert "The Telegram user “Bo” asked us today at" in letter.text
    assert "Was this not you? Then do nothing." in letter.text
    assert "ana.lopez" not in bo.screen


@pytest.mark.requirement("R3")
async def test_a_known_and_an_unknown_address_get_the_same_answer(
    out: Person, bo: Person, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    """R3: the truth goes by mail."""
    known = await asks_for_username(bo, "ana@example.org")
    await sandbox.passes(seconds=61)
    assert await asks_for_username(bo, "nobody@example.org") == known
    letter = await mailbox.letter_to("nobody@example.org")
    assert "There is no account with it." in letter.text
    assert "Hello," in letter.text
    assert "Telegram user" not in letter.text


async def test_the_way_back_to_the_log_in_is_one_press(out: Person, mailbox: Mailbox) -> None:
    await out.sends("/login")
    await out.presses("Forgot username?")
    await out.sends(out.email)
    assert "We just sent an e-mail to ana@example.org." in out.last
    await out.presses("Log in")
    assert "What is your username" in out.last


async def test_no_mail_names_what_to_try_and_a_human(out: Person, sandbox: Sandbox) -> None:
    await asks_for_username(out, out.email)
    await out.presses("No e-mail?")
    assert "Look in your spam or junk folder." in out.last
    assert "help@sandbox.example" in out.last
    await out.presses("Send it again")
    assert out.sees("You just asked for an e-mail.")
    await sandbox.passes(seconds=61)
    await out.presses("No e-mail?")
    await out.presses("Other address")
    await out.sends("nonsense")
    assert out.sees("That does not look like an e-mail address.")
    await out.sends("ana@gmial.com")
    await out.presses("Yes, ana@gmail.com")
    assert "We just sent an e-mail to ana@gmail.com." in out.last
    await out.presses("Forgot password?")
    assert "What is your username or e-mail address?" in out.last
    await out.sends("ana.lopez")
    assert "If there is an account for ana.lopez, we just sent an e-mail" in out.last


async def test_five_mails_an_hour_to_one_address_are_enough(
    out: Person, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    before = len(mailbox.messages)
    for _ in range(6):
        await sandbox.passes(seconds=61)
        await asks_for_username(out, out.email)
    assert len(mailbox.messages) == before + 5
    assert out.sees("You asked for several e-mails already.")
    await sandbox.passes(hours=1)
    await asks_for_username(out, out.email)
    assert len(mailbox.messages) == before + 6


async def test_it_can_be_said_in_spanish_and_survives_a_restart(
    luz: Person, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    await luz.sends_registration_off_in_spanish()
    await luz.sends(await mailbox.code_for(luz.email))
    await sandbox.passes(minutes=1)
    await luz.presses("¿Olvidó el usuario?")
    await sandbox.stop_bot()
    await luz.phone.sends(luz.email)
    await sandbox.start_bot()
    await sandbox.settle()
    assert "Dice su nombre de usuario, si hay una cuenta" in luz.last
    assert "Su nombre de usuario es: luz.lopez" in (await mailbox.letter_to(luz.email)).text
