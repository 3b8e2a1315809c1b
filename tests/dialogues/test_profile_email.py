"""Another e-mail address (R28): confirmed at the new one, undone from the old one."""

import pytest

from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person

NEW = "ana.new@example.org"


@pytest.fixture
async def asked(ana: Person) -> Person:
    """Ana, who is asked for her new address."""
    await ana.is_logged_in()
    await ana.sends("/profile")
    await ana.presses("E-mail")
    await ana.sends(PASSWORD)
    return ana


@pytest.fixture
async def changed(asked: Person, mailbox: Mailbox) -> Person:
    """Ana, whose address is the new one."""
    await asked.sends(NEW)
    await asked.sends(await mailbox.code_for(NEW))
    return asked


async def wrong_code(mailbox: Mailbox, address: str) -> str:
    code = await mailbox.code_for(address)
    return f"{(int(code) + 1) % 10**6:06d}"


@pytest.mark.requirement("R28")
async def test_the_new_address_is_confirmed_by_its_code_and_both_are_told(
    asked: Person, mailbox: Mailbox
) -> None:
    """R28, and R8: the code leaves the chat."""
    assert "Your e-mail address is ana@example.org." in asked.last
    await asked.sends(NEW)
    assert f"We sent an e-mail to {NEW}." in asked.last
    code = await mailbox.code_for(NEW)
    assert "Ana" not in (await mailbox.letter_to(NEW)).text
    message = await asked.sends(code)
    assert message in asked.phone.chat.deleted
    assert asked.sees(f"Your e-mail address is now {NEW}.")
    assert f"E-mail: {NEW}" in asked.last
    old = await mailbox.letter_to(asked.email, after=1)
    assert old.subject == "Your e-mail address was changed"
    assert "was changed to a…@example.org" in old.text
    assert NEW not in old.text
    assert (await mailbox.letter_to(NEW, after=2)).subject == "This is your e-mail address now"


async def test_the_new_address_logs_in_and_the_old_one_does_not(changed: Person, sandbox: Sandbox) -> None:
    await changed.sends("/logout")
    await changed.presses("Log out, keep messages")
    await sandbox.passes(minutes=1)
    await changed.sends("/login ana@example.org")
    await changed.sends(PASSWORD)
    assert changed.sees("This username and password do not go together.")
    await changed.sends(f"/login {NEW}")
    await changed.sends(PASSWORD)
    await changed.sends(changed.code())
    assert changed.sees("You are logged in.")


@pytest.mark.requirement("R1")
async def test_a_taken_address_gets_the_same_answer_and_the_truth_by_mail(
    asked: Person, bo: Person, mailbox: Mailbox
) -> None:
    """R1: the chat does not tell whether an address has an account."""
    await bo.is_registered()
    await asked.sends("free@example.org")
    free = asked.last
    await asked.presses("Wrong address?")
    await asked.sends(bo.email)
    assert asked.last == free.replace("free@example.org", bo.email)
    letter = await mailbox.letter_to(bo.email, after=2)
    assert "It belongs to an account already" in letter.text
    assert "Ana" not in letter.text
    await asked.sends("123456")
    assert "That is not the code." in asked.last
    await asked.presses("No code?")
    assert "Does our e-mail say that the address cannot be used? Then take another one." in asked.last


async def test_wrong_codes_are_counted_and_the_fifth_ends_the_code(asked: Person, mailbox: Mailbox) -> None:
    """R5."""
    await asked.sends(NEW)
    wrong = await wrong_code(mailbox, NEW)
    for left in ("4 tries", "3 tries", "2 tries", "1 try"):
        await asked.sends(wrong)
        assert f"You have {left} left." in asked.last
    await asked.sends(wrong)
    assert "This code does not work any more." in asked.last
    await asked.sends(await mailbox.code_for(NEW))
    assert "This code does not work any more." in asked.last
    await asked.sandbox.passes(seconds=61)
    await asked.presses("Send it again")
    await asked.sends(await mailbox.code_for(NEW, after=2))
    assert f"E-mail: {NEW}" in asked.last


async def test_a_code_runs_out_and_an_earlier_one_does_not_count(
    asked: Person, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    """R5: newest only, for its own address only, ten minutes."""
    await asked.sends("first@example.org")
    first = await mailbox.code_for("first@example.org")
    await asked.presses("Wrong address?")
    await asked.sends(NEW)
    await mailbox.code_for(NEW)
    await asked.sends(first)
    assert "That is not the code." in asked.last
    await sandbox.passes(minutes=10, seconds=1)
    await asked.sends(await mailbox.code_for(NEW))
    await asked.sends(PASSWORD)
    assert f"We sent an e-mail to {NEW}." in asked.last
    await asked.sends(await mailbox.code_for(NEW))
    assert "This code does not work any more." in asked.last


async def test_slips_the_same_address_and_nonsense_are_caught(asked: Person, mailbox: Mailbox) -> None:
    """R16."""
    await asked.sends("nonsense")
    assert asked.sees("That does not look like an e-mail address.")
    await asked.sends("ANA@example.org")
    assert asked.sees("That is your address already.")
    await asked.sends("ana@gmial.com")
    await asked.presses("Back")
    await asked.sends("ana@gmial.com")
    await asked.presses("Yes, ana@gmail.com")
    assert "We sent an e-mail to ana@gmail.com." in asked.last
    assert await mailbox.code_for("ana@gmail.com")


async def test_who_stops_keeps_the_old_address_and_the_code_is_worth_nothing(
    asked: Person, mailbox: Mailbox
) -> None:
    await asked.sends(NEW)
    await asked.presses("Cancel")
    assert asked.sees("Your e-mail address stays as it was.")
    assert "E-mail: ana@example.org" in asked.last
    await asked.presses("E-mail")
    await asked.sends(await mailbox.code_for(NEW))
    assert "E-mail: ana@example.org" not in asked.last
    assert not asked.sees("Your e-mail address is now")


async def test_not_more_than_five_mails_an_hour_go_to_one_address(asked: Person, sandbox: Sandbox) -> None:
    await asked.sends(NEW)
    for _ in range(4):
        await sandbox.passes(minutes=1, seconds=1)
        await asked.presses("Send it again")
    await sandbox.passes(minutes=1, seconds=1)
    await asked.presses("Send it again")
    assert "We sent you several e-mails already." in asked.last


# --- undone ------------------------------------------------------------------------------------------


@pytest.mark.requirement("R28")
async def test_the_link_to_the_old_address_undoes_it_from_any_chat(
    changed: Person, bo: Person, mailbox: Mailbox
) -> None:
    """R28: one use; every session ends and is told."""
    link = await mailbox.link_for("ana@example.org")
    await bo.opens(link)
    assert "Put ana@example.org back as your e-mail address?" in bo.last
    await bo.presses("Yes, put it back")
    assert bo.sees("ana@example.org is your e-mail address again, and every chat was logged out.")
    assert changed.sees("The change of your e-mail address was undone.")
    await changed.sends("/profile")
    assert "What is your username or e-mail address?" in changed.last
    assert (await mailbox.letter_to("ana@example.org", after=4)).subject == "Your e-mail address is back"
    await bo.opens(link)
    assert "This link does not work any more." in bo.last


@pytest.mark.requirement("R28")
async def test_the_link_works_for_72_hours(
    changed: Person, bo: Person, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    link = await mailbox.link_for("ana@example.org")
    await sandbox.passes(hours=71, minutes=59)
    await bo.opens(link)
    assert "Put ana@example.org back" in bo.last
    await bo.presses("No, leave it")
    assert bo.sees("Nothing was changed.")
    await sandbox.passes(minutes=2)
    await bo.opens(link)
    assert "This link does not work any more." in bo.last


async def test_undoing_goes_back_behind_every_later_change(
    changed: Person, bo: Person, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    """Whoever took an account over and changed the address twice has no link left that brings theirs back."""
    first = await mailbox.link_for("ana@example.org")
    await sandbox.passes(minutes=2)
    await changed.presses("E-mail")
    await changed.sends("thief@example.org")
    await changed.sends(await mailbox.code_for("thief@example.org"))
    second = await mailbox.link_for(NEW)
    await bo.opens(first)
    await bo.presses("Yes, put it back")
    assert bo.sees("ana@example.org is your e-mail address again")
    await bo.opens(second)
    assert "This link does not work any more." in bo.last


async def test_an_address_that_another_account_took_meanwhile_is_left_there(
    changed: Person, bo: Person, mailbox: Mailbox
) -> None:
    link = await mailbox.link_for("ana@example.org")
    bo.email = "ana@example.org"
    await bo.answers_registration()
    await bo.presses("Create my account")
    await bo.sends(await mailbox.code_for(bo.email, after=4))
    await bo.opens(link)
    await bo.presses("Yes, put it back")
    assert "Another account uses that address now" in bo.last
    await changed.sends("/profile")
    assert f"E-mail: {NEW}" in changed.last


async def test_the_whole_way_speaks_spanish(ana: Person, bo: Person, mailbox: Mailbox) -> None:
    await ana.is_logged_in()
    await ana.sends("/settings")
    await ana.presses("Español")
    await ana.sends("/profile")
    await ana.presses("Correo")
    await ana.sends(PASSWORD)
    await ana.sends(NEW)
    assert (await mailbox.letter_to(NEW)).subject.startswith("Su código para")
    await ana.sends(await mailbox.code_for(NEW))
    assert ana.sees(f"Su correo electrónico ahora es {NEW}.")
    old = await mailbox.letter_to(ana.email, after=1)
    assert old.subject == "Su correo electrónico cambió"
    await bo.opens(await mailbox.link_for(ana.email))
    await bo.presses("Yes, put it back")
    assert ana.sees("Se deshizo el cambio de su correo electrónico.")


async def test_a_restart_between_mail_and_code_is_not_noticed(
    asked: Person, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    await asked.sends(NEW)
    code = await mailbox.code_for(NEW)
    await sandbox.stop_bot()
    await asked.phone.sends(code)
    await sandbox.start_bot()
    await sandbox.settle()
    assert f"E-mail: {NEW}" in asked.last
    assert not asked.sees(f"me: {code}")
