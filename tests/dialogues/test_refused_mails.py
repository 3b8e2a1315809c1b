"""A mailbox that does not take our e-mail: who waits for it is told, and can go on."""

import pytest

from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person

HOME = "What would you like to do?"
REFUSED = "Our e-mail did not arrive. The mailbox {} does not take it."
BETTER = "ana.lopez@example.org"


async def registers(person: Person) -> None:
    await person.answers_registration()
    await person.presses("Create my account")
    await person.sandbox.settle()


async def test_a_new_address_that_takes_no_mail_is_told_and_mended(ana: Person, mailbox: Mailbox) -> None:
    mailbox.refuses(ana.email)
    await registers(ana)
    assert REFUSED.format(ana.email) in ana.last
    await ana.presses("Type the address again")
    assert "What is the right e-mail address?" in ana.last
    await ana.sends(BETTER)
    await ana.sends(await mailbox.code_for(BETTER))
    assert ana.sees("Your account is ready, ana.lopez.")


@pytest.mark.requirement("R1")
async def test_the_word_is_the_same_for_an_address_that_has_an_account(
    ana: Person, bo: Person, mailbox: Mailbox
) -> None:
    """R1: what a mailbox answers tells nobody who has an account."""
    await ana.is_registered()
    mailbox.refuses(ana.email)
    bo.email = ana.email
    await registers(bo)
    assert REFUSED.format(ana.email) in bo.last
    assert bo.labels == ["Type the address again"]


async def test_a_log_in_code_that_does_not_arrive_leaves_other_ways(
    ana: Person, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    await ana.is_registered()
    await ana.sends(PASSWORD)
    await ana.presses("E-mail")
    await ana.sends(await mailbox.code_for(ana.email, after=1))
    ana.reads_recovery_codes()
    await ana.presses("I have written them down")
    await sandbox.passes(hours=25)
    mailbox.refuses(ana.email)
    await ana.sends("/login ana.lopez")
    await ana.sends(PASSWORD)
    await sandbox.settle()
    assert "Our e-mail with your code did not arrive. The mailbox a…@example.org" in ana.last
    assert "help@sandbox.example" in ana.last
    await ana.sends(ana.recovery_codes[0])
    assert HOME in ana.last


async def test_another_address_that_takes_no_mail_leaves_the_old_one(ana: Person, mailbox: Mailbox) -> None:
    await ana.is_logged_in()
    await ana.sends("/profile")
    await ana.presses("E-mail")
    await ana.sends(PASSWORD)
    mailbox.refuses("slip@example.org")
    await ana.sends("slip@example.org")
    await ana.sandbox.settle()
    assert REFUSED.format("slip@example.org") in ana.last
    assert "Until then your old address stays." in ana.last
    await ana.presses("Type the address again")
    await ana.sends(BETTER)
    await ana.sends(await mailbox.code_for(BETTER))
    assert ana.sees(f"Your e-mail address is now {BETTER}.")


@pytest.mark.parametrize("asked", ["ana@example.org", "nobody@example.org"])
async def test_who_asks_for_a_new_password_hears_nothing_of_the_mailbox(
    ana: Person, bo: Person, mailbox: Mailbox, asked: str
) -> None:
    """R3: whether there is an account is told to nobody."""
    await ana.is_registered()
    mailbox.refuses(asked)
    await bo.sends("/recover")
    await bo.presses("Forgot password?")
    await bo.sends(asked)
    before = bo.screen
    await bo.sandbox.settle()
    assert bo.screen == before
    assert not bo.sees("did not arrive")


async def test_it_is_told_in_the_reader_s_own_language(luz: Person, mailbox: Mailbox) -> None:
    mailbox.refuses(luz.email)
    await luz.sends_registration_off_in_spanish()
    await luz.sandbox.settle()
    assert f"Nuestro correo no llegó. El buzón {luz.email} no lo acepta." in luz.last
    await luz.presses("Corregir la dirección")
    await luz.sends("luz.perez@example.org")
    assert await mailbox.code_for("luz.perez@example.org")
