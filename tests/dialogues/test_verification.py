"""Verifying the e-mail address: code, link, what goes wrong with them, and a username taken meanwhile."""

import pytest

from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person


@pytest.fixture
async def applicant(ana: Person) -> Person:
    """Ana, who waits for her code."""
    await ana.answers_registration()
    await ana.presses("Create my account")
    return ana


async def wrong_code(person: Person) -> str:
    """Six digits that are not those of the newest mail."""
    code = await person.sandbox.mailbox.code_for(person.email)
    return f"{(int(code) + 1) % 1_000_000:06}"


# --- code and link -----------------------------------------------------------------------------------


async def test_the_chat_says_where_the_code_is_and_how_long_it_works(
    applicant: Person, mailbox: Mailbox
) -> None:
    assert "We sent an e-mail to ana@example.org." in applicant.last
    assert "works for 10 minutes" in applicant.last
    letter = await mailbox.letter_to(applicant.email)
    assert letter.subject == "Your code for Sandbox Legal Aid"
    assert "Hello Ana López," in letter.text
    assert PASSWORD not in letter.text


@pytest.mark.parametrize("typed", ["{}{}", "{} {}", " {}-{} "])
async def test_the_code_opens_the_account_however_it_is_spaced(
    applicant: Person, mailbox: Mailbox, typed: str
) -> None:
    code = await mailbox.code_for(applicant.email)
    message = await applicant.sends(typed.format(code[:3], code[3:]))
    assert applicant.sees("Your account is ready, ana.lopez.")
    assert "Logging in as ana.lopez." in applicant.last
    assert message in applicant.phone.chat.deleted
    assert not applicant.sees(code)


async def test_the_link_of_the_mail_opens_the_account_once(applicant: Person, mailbox: Mailbox) -> None:
    link = await mailbox.link_for(applicant.email)
    await applicant.opens(link)
    assert applicant.sees("Your account is ready, ana.lopez.")
    await applicant.opens(link)
    assert "Did you verify your e-mail already? Then log in." in applicant.last
    await applicant.presses("Log in")
    assert "What is your username" in applicant.last


async def test_the_link_does_nothing_in_another_chat(
    applicant: Person, bo: Person, luz: Person, mailbox: Mailbox
) -> None:
    link = await mailbox.link_for(applicant.email)
    await bo.opens(link)
    assert "There is nothing to verify in this chat." in bo.last
    assert "Then open the link there." in bo.last
    await luz.sends_registration_off_in_spanish()
    await luz.opens(link)
    assert luz.sees("Este enlace ya no funciona, o es de otro chat.")
    assert "Enviamos un correo a luz@example.org." in luz.last
    await applicant.opens(link)
    assert applicant.sees("Your account is ready")


async def test_the_link_of_who_is_logged_in_leads_home(ana: Person, mailbox: Mailbox) -> None:
    await ana.is_logged_in()
    await ana.opens(await mailbox.link_for(ana.email))
    assert ana.sees("Your e-mail address is verified. There is nothing more to do.")
    assert ana.last == "What would you like to do?"


async def test_a_code_that_was_used_is_of_no_use_any_more(applicant: Person, mailbox: Mailbox) -> None:
    code = await mailbox.code_for(applicant.email)
    await applicant.sends(code)
    await applicant.sends("/register")
    assert "What is your full legal name?" in applicant.last
    await applicant.sends(code)
    assert applicant.sees("A name needs letters.")


# --- what goes wrong ---------------------------------------------------------------------------------


async def test_wrong_codes_are_counted_down_and_the_fifth_ends_the_code(
    applicant: Person, mailbox: Mailbox
) -> None:
    wrong = await wrong_code(applicant)
    for left in ("4 tries", "3 tries", "2 tries", "1 try"):
        await applicant.sends(wrong)
        assert f"You have {left} left." in applicant.last
    await applicant.sends(wrong)
    assert "This code does not work any more." in applicant.last
    await applicant.sends(await mailbox.code_for(applicant.email))
    assert "This code does not work any more." in applicant.last
    await applicant.opens(await mailbox.link_for(applicant.email))
    assert applicant.sees("This link does not work any more")

    await applicant.sandbox.passes(seconds=61)
    await applicant.presses("Send it again")
    await applicant.sends(await mailbox.code_for(applicant.email, after=1))
    assert applicant.sees("Your account is ready")


async def test_what_cannot_be_a_code_costs_no_try(applicant: Person) -> None:
    wrong = await wrong_code(applicant)
    for words in ("it did not come", "12345", "123456789"):
        await applicant.sends(words)
        assert "Please type the 6-digit code from our e-mail." in applicant.last
        assert not applicant.sees(f"me: {words}")
    await applicant.sends(wrong)
    assert "You have 4 tries left." in applicant.last


async def test_after_ten_minutes_code_and_link_are_over(
    sandbox: Sandbox, applicant: Person, mailbox: Mailbox
) -> None:
    await sandbox.passes(minutes=10, seconds=1)
    await applicant.sends(await mailbox.code_for(applicant.email))
    assert "This code does not work any more." in applicant.last
    await applicant.opens(await mailbox.link_for(applicant.email))
    assert applicant.sees("This link does not work any more")
    assert "We sent an e-mail to ana@example.org." in applicant.last


async def test_only_the_newest_code_and_link_work(
    sandbox: Sandbox, applicant: Person, mailbox: Mailbox
) -> None:
    old_code, old_link = await mailbox.code_for(applicant.email), await mailbox.link_for(applicant.email)
    await sandbox.passes(minutes=2)
    await applicant.presses("Send it again")
    assert "Only the newest code works." in applicant.last
    await applicant.opens(old_link)
    assert applicant.sees("This link does not work any more")
    await applicant.sends(old_code)
    assert "That is not the code." in applicant.last
    await applicant.opens(await mailbox.link_for(applicant.email, after=1))
    assert applicant.sees("Your account is ready")


async def test_after_a_day_one_begins_anew(sandbox: Sandbox, applicant: Person) -> None:
    await sandbox.passes(hours=23, minutes=59)
    await applicant.presses("Send it again")
    await sandbox.passes(minutes=2)
    await applicant.presses("No code?")
    assert "There is nothing to verify in this chat." in applicant.last
    await applicant.presses("Create an account")
    assert "What is your full legal name?" in applicant.last


# --- no mail, another mail ---------------------------------------------------------------------------


async def test_another_mail_comes_after_a_minute_at_the_earliest(
    sandbox: Sandbox, applicant: Person, mailbox: Mailbox
) -> None:
    await applicant.presses("Send it again")
    assert applicant.toasts[0].startswith("We just sent one. You can ask again in ")
    assert len(mailbox.messages) == 1
    await sandbox.passes(minutes=1)
    await applicant.presses("Send it again")
    assert "We sent a new e-mail to ana@example.org." in applicant.last
    await applicant.sends(await mailbox.code_for(applicant.email, after=1))
    assert applicant.sees("Your account is ready")


async def test_five_mails_an_hour_to_one_address_are_enough(
    sandbox: Sandbox, applicant: Person, bo: Person, mailbox: Mailbox
) -> None:
    for _ in range(4):
        await sandbox.passes(minutes=2)
        await applicant.presses("Send it again")
    await sandbox.passes(minutes=2)
    await applicant.presses("Send it again")
    assert "We sent you several e-mails already. Please try again " in applicant.last
    assert len(mailbox.messages) == 5

    bo.email = applicant.email
    await bo.answers_registration()
    await bo.presses("Create my account")
    assert bo.sees("We sent you several e-mails already.")
    assert "Please check your answers" in bo.last
    await sandbox.passes(minutes=51)
    await bo.presses("Create my account")
    assert "We sent an e-mail to" in bo.last


async def test_nobody_has_us_write_to_one_stranger_after_the_other(
    applicant: Person, mailbox: Mailbox
) -> None:
    for number in range(10):
        await applicant.presses("Wrong address?")
        await applicant.sends(f"stranger{number}@example.org")
    assert applicant.sees("We sent you several e-mails already.")
    assert applicant.last == "What is the right e-mail address?"
    assert len(mailbox.messages) == 10


async def test_no_code_names_what_to_try_and_a_human(applicant: Person) -> None:
    await applicant.presses("No code?")
    assert "Look in your spam or junk folder." in applicant.last
    assert "Check the address for a typing mistake: ana@example.org" in applicant.last
    assert "Ask us: help@sandbox.example" in applicant.last
    await applicant.presses("Back")
    assert "We sent an e-mail to ana@example.org." in applicant.last


async def test_who_has_an_account_already_finds_the_way_to_log_in(
    ana: Person, bo: Person, mailbox: Mailbox
) -> None:
    await ana.is_registered()
    bo.email = ana.email
    await bo.answers_registration()
    await bo.presses("Create my account")
    letter = await mailbox.letter_to(ana.email, after=1)
    assert "You already have one" in letter.text
    await bo.presses("No code?")
    assert "Does our e-mail say that you already have an account? Then log in." in bo.last
    await bo.presses("Log in")
    assert "What is your username or e-mail address?" in bo.last


async def test_a_wrong_address_is_changed_and_the_old_code_is_worth_nothing(
    applicant: Person, mailbox: Mailbox
) -> None:
    old = await mailbox.code_for(applicant.email)
    await applicant.presses("Wrong address?")
    await applicant.presses("Back")
    await applicant.presses("Wrong address?")
    await applicant.sends("nonsense")
    assert applicant.sees("That does not look like an e-mail address.")
    await applicant.sends("ana.new@example.org")
    assert "We sent an e-mail to ana.new@example.org." in applicant.last
    await applicant.sends(old)
    assert "That is not the code." in applicant.last
    await applicant.sends(await mailbox.code_for("ana.new@example.org"))
    assert applicant.sees("Your account is ready")


@pytest.mark.parametrize(
    ("pressed", "reached"), [("Yes, ana@gmail.com", "ana@gmail.com"), ("No, ana@gmial.com", "ana@gmial.com")]
)
async def test_a_slip_in_the_changed_address_is_asked_about(
    applicant: Person, mailbox: Mailbox, pressed: str, reached: str
) -> None:
    await applicant.presses("Wrong address?")
    await applicant.sends("ana@gmial.com")
    await applicant.presses("Back")
    assert applicant.last == "What is the right e-mail address?"
    await applicant.sends("ana@gmial.com")
    await applicant.presses(pressed)
    assert f"We sent an e-mail to {reached}." in applicant.last
    assert (await mailbox.letter_to(reached)).subject == "Your code for Sandbox Legal Aid"


async def test_who_finds_another_mistake_starts_over(applicant: Person, mailbox: Mailbox) -> None:
    old = await mailbox.link_for(applicant.email)
    await applicant.presses("Start over")
    assert "What is your full legal name?" in applicant.last
    for answer in ("Ana María López", "May 23, 1990", applicant.email, "ana.maria", PASSWORD):
        await applicant.sends(answer)
    await applicant.presses("Create my account")
    await applicant.opens(old)
    assert applicant.sees("This link does not work any more")
    await applicant.sends(await mailbox.code_for(applicant.email, after=1))
    assert applicant.sees("Your account is ready, ana.maria.")


async def test_a_restart_between_mail_and_code_is_not_noticed(
    sandbox: Sandbox, applicant: Person, mailbox: Mailbox
) -> None:
    code = await mailbox.code_for(applicant.email)
    await sandbox.stop_bot()
    await applicant.phone.sends(code)
    await sandbox.start_bot()
    await sandbox.settle()
    assert applicant.sees("Your account is ready")
    assert not applicant.sees(code)
