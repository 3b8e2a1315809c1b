"""Password, second factor and recovery codes are all lost: the office checks, time passes, a new password."""

import pytest

from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person

NEW_PASSWORD = "green lantern hums at noon"
HOME = "What would you like to do?"


@pytest.fixture
async def lost(sandbox: Sandbox, ana: Person) -> Person:
    """Ana, who has an account, and has lost all that opens it."""
    await ana.is_logged_in()
    await ana.sends("/logout")
    await ana.presses("Log out, keep messages")
    await sandbox.passes(minutes=2)
    return ana


@pytest.fixture
async def at_desk(office: Person, sandbox: Sandbox, lost: Person) -> Person:
    """One of the staff, logged in to an account of their own."""
    await office.comes_to_be_logged_in()
    await sandbox.passes(minutes=2)
    return office


async def proves_mailbox(person: Person, mailbox: Mailbox) -> None:
    await person.asks_for_a_new_password()
    await person.sends(await mailbox.code_for(person.email))


async def asks_office(person: Person, mailbox: Mailbox) -> None:
    await proves_mailbox(person, mailbox)
    await person.presses("I have none of these")
    await person.presses("Ask the office to help")
    for answer in ("Ana Lopez", "May 23, 1990"):
        await person.sends(answer)
    await person.presses("Skip this")
    await person.sends("555 0100")
    await person.presses("Skip this")
    await person.presses("Send it to the office")


async def opens_request(office: Person) -> None:
    await opens_desk(office)
    await office.presses("Requests for help with an account (1)")
    await office.presses(office.labels[0])


async def opens_desk(office: Person) -> None:
    await office.sends("/desk")
    if "The desk" not in office.last:
        await office.sends(PASSWORD)
    assert "The desk" in office.last


async def is_checked(office: Person) -> None:
    await opens_request(office)
    await office.presses("Identity checked")
    await office.presses("Passport seen in the office")


async def test_the_whole_way_back_to_an_account(
    lost: Person, at_desk: Person, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    await asks_office(lost, mailbox)
    assert "Your request number is" in lost.last
    assert "Someone asks for help with an account." in at_desk.last
    assert "Ana" not in at_desk.last
    await opens_request(at_desk)
    assert "Ana Lopez (same as in the account)" in at_desk.last
    assert "May 23, 1990 (same as in the account)" in at_desk.last
    assert "(not given)" in at_desk.last
    await at_desk.presses("Identity checked")
    await at_desk.presses("Passport seen in the office")
    assert "can choose a new password" in at_desk.last
    assert "The office knows that it is you." in lost.last
    assert (await mailbox.letter_to(lost.email)).subject == "A new password can be chosen soon"
    await sandbox.passes(hours=71)
    assert not lost.sees("You can choose a new password now.")
    await sandbox.passes(hours=2)
    assert "You can choose a new password now." in lost.last
    await lost.presses("Choose a new password")
    await lost.sends(await mailbox.code_for(lost.email))
    await lost.sends(NEW_PASSWORD)
    assert lost.sees("Your new password is set.")
    await lost.sends(NEW_PASSWORD)
    assert "Authenticator app" in lost.labels


async def test_what_was_lost_opens_nothing_after_that(
    lost: Person, at_desk: Person, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    await asks_office(lost, mailbox)
    await is_checked(at_desk)
    await sandbox.passes(hours=73)
    await lost.asks_for_a_new_password()
    await lost.sends(await mailbox.code_for(lost.email))
    await lost.sends(NEW_PASSWORD)
    await sandbox.passes(minutes=2)
    await proves_mailbox(lost, mailbox)
    assert "choose a new password" in lost.last
    assert "authenticator app" not in lost.last


async def test_nothing_is_given_before_the_cooling_time_is_over(
    lost: Person, at_desk: Person, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    await asks_office(lost, mailbox)
    await is_checked(at_desk)
    await sandbox.passes(hours=70)
    await proves_mailbox(lost, mailbox)
    assert "Now open your authenticator app" in lost.last


async def test_the_right_counts_in_the_chat_that_asked_only(
    lost: Person, at_desk: Person, bo: Person, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    await asks_office(lost, mailbox)
    await is_checked(at_desk)
    await sandbox.passes(hours=73)
    bo.recovers_for(lost)
    await proves_mailbox(bo, mailbox)
    assert "Now open your authenticator app" in bo.last


async def test_the_right_runs_out_after_a_week(
    lost: Person, at_desk: Person, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    await asks_office(lost, mailbox)
    await is_checked(at_desk)
    await sandbox.passes(hours=73)
    await sandbox.passes(days=8)
    await lost.presses("Choose a new password")
    assert "You cannot choose a new password this way any more." in lost.last
    await proves_mailbox(lost, mailbox)
    await lost.presses("I have none of these")
    await lost.presses("Ask the office to help")
    assert "What is your full legal name?" in lost.last


async def test_a_restart_in_the_cooling_time_loses_nothing(
    lost: Person, at_desk: Person, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    await asks_office(lost, mailbox)
    await is_checked(at_desk)
    await sandbox.stop_bot()
    await sandbox.start_bot()
    await sandbox.passes(hours=73)
    assert "You can choose a new password now." in lost.last


@pytest.mark.parametrize("is_checked_first", [False, True])
async def test_the_button_of_the_mail_stops_it_from_any_chat_once(
    lost: Person, at_desk: Person, bo: Person, sandbox: Sandbox, mailbox: Mailbox, is_checked_first: bool
) -> None:
    await asks_office(lost, mailbox)
    link = await mailbox.link_for(lost.email)
    if is_checked_first:
        await is_checked(at_desk)
    await bo.opens(link)
    assert "Did you ask our office for help with your account?" in bo.last
    await bo.presses("It was not me: stop it")
    assert "It is stopped." in bo.last
    assert "is closed." in lost.last
    await bo.opens(link)
    assert "There is nothing to stop any more." in bo.last
    await sandbox.passes(hours=73)
    assert not lost.sees("You can choose a new password now.")
    await proves_mailbox(lost, mailbox)
    assert "Now open your authenticator app" in lost.last


async def test_another_chat_of_the_account_is_told_and_can_stop_it(
    lost: Person, at_desk: Person, bo: Person, mailbox: Mailbox
) -> None:
    bo.recovers_for(lost)
    await asks_office(bo, mailbox)
    assert "Bo asked our office to help" in lost.last
    await lost.presses("It was not me: stop it")
    assert "It is stopped." in lost.last
    await opens_desk(at_desk)
    assert "Requests for help with an account (0)" in at_desk.labels


async def test_a_log_in_stops_it(lost: Person, at_desk: Person, sandbox: Sandbox, mailbox: Mailbox) -> None:
    await asks_office(lost, mailbox)
    await is_checked(at_desk)
    await lost.logs_in()
    assert lost.sees("is closed. Someone logged in")
    await sandbox.passes(hours=73)
    assert not lost.sees("You can choose a new password now.")


async def test_a_stop_in_the_last_moment_counts(
    lost: Person, at_desk: Person, bo: Person, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    """The log-in comes while the new password is being thought of."""
    await asks_office(lost, mailbox)
    await is_checked(at_desk)
    await sandbox.passes(hours=73)
    await lost.presses("Choose a new password")
    await lost.sends(await mailbox.code_for(lost.email))
    bo.recovers_for(lost)
    await bo.logs_in()
    assert HOME in bo.last
    await lost.sends(NEW_PASSWORD)
    assert not lost.sees("Your new password is set.")


async def test_a_second_request_shows_the_first_which_can_be_taken_back(
    lost: Person, at_desk: Person, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    await asks_office(lost, mailbox)
    await sandbox.passes(minutes=2)
    await proves_mailbox(lost, mailbox)
    await lost.presses("I have none of these")
    await lost.presses("Ask the office to help")
    assert "It waits for the office." in lost.last
    await lost.presses("Take my request back")
    assert "Your request is taken back." in lost.last
    await opens_desk(at_desk)
    assert "Requests for help with an account (0)" in at_desk.labels


async def test_one_account_can_ask_three_times_a_day(
    lost: Person, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    for _ in range(3):
        await asks_office(lost, mailbox)
        await lost.presses("See my request")
        await lost.presses("Take my request back")
        await sandbox.passes(minutes=30)
    await asks_office(lost, mailbox)
    assert "You asked several times already." in lost.last


async def test_who_knows_the_password_only_is_led_here_from_the_log_in(
    lost: Person, mailbox: Mailbox
) -> None:
    await lost.sends("/login ana.lopez")
    await lost.sends(PASSWORD)
    await lost.presses("I have none of these")
    assert "If there is an account for ana.lopez" in lost.last
    await lost.sends(await mailbox.code_for(lost.email))
    await lost.presses("I have none of these")
    assert "Ask the office to help" in lost.labels


async def test_answers_are_looked_at_and_can_be_gone_back_on(lost: Person, mailbox: Mailbox) -> None:
    await proves_mailbox(lost, mailbox)
    await lost.presses("I have none of these")
    await lost.presses("Ask the office to help")
    await lost.sends("12345")
    assert "What is your full legal name?" in lost.last
    await lost.sends("Ana Lopez")
    await lost.sends("03/04/1990")
    await lost.presses("April 3, 1990")
    await lost.presses("Back")
    assert "What is your birth date?" in lost.last
    await lost.sends("May 23, 1990")
    await lost.sends("EAC9999103403")
    await lost.sends("x")
    assert lost.sees("That is very short.")
    await lost.sends("555 0100")
    await lost.sends("Call me after six")
    assert "Call me after six" in lost.last
    await lost.presses("Cancel")
    assert HOME not in lost.last


async def test_the_whole_request_in_spanish(
    luz: Person, office: Person, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    await luz.is_logged_in_in_spanish()
    await sandbox.passes(hours=25)
    await luz.sends("/recover")
    await luz.presses("¿Olvidó la contraseña?")
    await luz.sends(luz.username)
    await luz.sends(await mailbox.code_for(luz.email))
    await luz.presses("No tengo ninguno")
    await luz.presses("Pedir ayuda a la oficina")
    await luz.sends("Luz López")
    await luz.sends("23 de mayo de 1990")
    await luz.presses("Omitir")
    await luz.sends("555 0100")
    await luz.presses("Omitir")
    await luz.presses("Enviar a la oficina")
    assert "Su número de solicitud es" in luz.last
    assert (await mailbox.letter_to(luz.email)).subject == "Alguien pidió ayuda con su cuenta"
    await office.comes_to_be_logged_in()
    await opens_request(office)
    await office.presses("Refuse")
    await office.presses("We could not reach them")
    assert "No pudimos comunicarnos con usted." in luz.last
