"""Registration as a whole: back, review, leaving and coming back; and nobody learns who has an account."""

import re

import pytest

from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person


async def test_back_leads_through_the_questions_and_the_answers_can_be_given_anew(ana: Person) -> None:
    await ana.sends("/register")
    await ana.sends("Ana Lopes")
    await ana.sends("May 23, 1990")
    await ana.sends("ana@example.com")
    await ana.sends("ana.lopes")
    for question in ("Choose a username", "What is your e-mail", "When were you born", "full legal name"):
        await ana.presses("Back")
        assert question in ana.last
    for answer in ("Ana López", "May 24, 1990", "ana@example.org", "ana.lopez", PASSWORD):
        await ana.sends(answer)
    for line in ("Ana López", "May 24, 1990", "ana@example.org", "ana.lopez"):
        assert line in ana.last


@pytest.mark.parametrize(
    "answers",
    [
        (),
        ("Ana López",),
        ("Ana López", "03/04/1990"),
        ("Ana López", "May 23, 1990"),
        ("Ana López", "May 23, 1990", "ana@example.org"),
        ("Ana López", "May 23, 1990", "ana@example.org", "ana.lopez"),
        ("Ana López", "May 23, 1990", "ana@example.org", "ana.lopez", PASSWORD),
    ],
)
async def test_cancel_is_offered_at_every_question_and_forgets_the_answers(
    ana: Person, answers: tuple[str, ...]
) -> None:
    await ana.sends("/register")
    for answer in answers:
        await ana.sends(answer)
    await ana.presses("Cancel")
    assert ana.last == "Stopped. We did not keep your answers."
    await ana.presses("Create an account")
    assert not ana.sees("We kept your answers")
    assert "What is your full legal name?" in ana.last


@pytest.mark.parametrize(
    ("button", "written", "line"),
    [
        ("Change name", "Ana María López", "Legal name: Ana María López"),
        ("Change birth date", "June 1, 1991", "Birth date: June 1, 1991"),
        ("Change e-mail", "o&m@example.org", "E-mail: o&m@example.org"),
        ("Change username", "anita", "Username: anita"),
        ("Change password", "another tractor entirely", "Password: set"),
    ],
)
async def test_every_answer_can_be_changed_from_the_review_and_leads_back_to_it(
    ana: Person, button: str, written: str, line: str
) -> None:
    await ana.answers_registration()
    before = ana.last
    await ana.presses(button)
    await ana.presses("Back")
    assert ana.last == before
    await ana.presses(button)
    await ana.sends(written)
    assert "Please check your answers" in ana.last
    assert line in ana.last


async def test_what_is_asked_about_in_a_change_leads_back_to_the_review_too(ana: Person) -> None:
    await ana.answers_registration()
    await ana.presses("Change birth date")
    await ana.sends("03/04/1990")
    await ana.presses("March 4, 1990")
    assert "Birth date: March 4, 1990" in ana.last
    await ana.presses("Change e-mail")
    await ana.sends("ana@gmial.com")
    await ana.presses("Back")
    await ana.presses("Back")
    assert "E-mail: ana@example.org" in ana.last


async def test_the_review_takes_no_words_and_says_so(ana: Person) -> None:
    await ana.answers_registration()
    await ana.sends("yes, create it")
    assert ana.sees("Please choose one of the buttons.")
    assert "Please check your answers" in ana.last


async def test_create_pressed_twice_sends_one_mail(sandbox: Sandbox, ana: Person, mailbox: Mailbox) -> None:
    await ana.answers_registration()
    review = ana.phone.newest
    data = review["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await ana.phone.presses_data(review["message_id"], data)
    await ana.phone.presses_data(review["message_id"], data)
    await sandbox.settle()
    assert ana.toasts == ["This button is no longer valid. Please use the newest message."]
    assert [mail.recipient for mail in mailbox.messages] == [ana.email]
    await ana.sends(await mailbox.code_for(ana.email))
    assert ana.sees("Your account is ready")


async def test_who_goes_elsewhere_finds_the_answers_again_within_a_day(sandbox: Sandbox, ana: Person) -> None:
    await ana.sends("/register")
    await ana.sends("Ana López")
    await ana.sends("/login")
    await ana.sends("/cancel")
    await sandbox.passes(hours=23)
    await ana.presses("Finish creating my account")
    assert ana.sees("Welcome back. We kept your answers")
    for answer in ("May 23, 1990", ana.email, ana.username, PASSWORD):
        await ana.sends(answer)
    assert "Legal name: Ana López" in ana.last


async def test_who_goes_elsewhere_begins_anew_after_a_day(sandbox: Sandbox, ana: Person) -> None:
    await ana.sends("/register")
    await ana.sends("Ana López")
    await ana.sends("/privacy")
    await sandbox.passes(hours=25)
    await ana.starts()
    await ana.presses("Create an account")
    assert not ana.sees("We kept your answers")
    assert "What is your full legal name?" in ana.last


async def test_who_stops_answering_goes_on_within_a_day_and_begins_anew_after(
    sandbox: Sandbox, ana: Person, bo: Person
) -> None:
    for person in (ana, bo):
        await person.sends("/register")
        await person.sends("A López")
    await sandbox.passes(hours=23)
    await ana.sends("/register")
    assert "When were you born?" in ana.last
    await sandbox.passes(hours=2)
    await bo.sends("May 23, 1990")
    assert bo.sees("I did not understand that.")
    await bo.sends("/register")
    assert "What is your full legal name?" in bo.last


async def test_a_restart_in_the_middle_is_not_noticed(sandbox: Sandbox, ana: Person) -> None:
    await ana.sends("/register")
    await ana.sends("Ana López")
    await ana.sends("03/04/1990")
    await sandbox.stop_bot()
    await ana.phone.presses("March 4, 1990")
    await ana.phone.sends(ana.email)
    await sandbox.start_bot()
    await sandbox.settle()
    assert "Choose a username" in ana.last
    await ana.sends(ana.username)
    await sandbox.stop_bot()
    message = await ana.phone.sends(PASSWORD)
    await sandbox.start_bot()
    await sandbox.settle()
    assert message in ana.phone.chat.deleted
    assert "Birth date: March 4, 1990" in ana.last


async def test_who_is_logged_in_has_an_account_already(sandbox: Sandbox, ana: Person) -> None:
    await ana.is_logged_in()
    await ana.sends("/register")
    assert ana.sees("You are already logged in, so you have an account.")
    assert "What would you like to do?" in ana.last
    await sandbox.passes(minutes=61)
    await ana.sends("/register")
    assert "What would you like to do?" in ana.last


async def test_who_was_logged_in_long_ago_may_create_an_account(sandbox: Sandbox, ana: Person) -> None:
    await ana.is_logged_in()
    await sandbox.passes(hours=25)
    await ana.sends("/register")
    assert not ana.sees("You are already logged in")
    assert "What is your full legal name?" in ana.last


async def test_register_while_a_code_is_awaited_asks_for_the_code(ana: Person) -> None:
    await ana.answers_registration()
    await ana.presses("Create my account")
    await ana.sends("/cancel")
    await ana.presses("Create an account")
    assert "We sent an e-mail to ana@example.org." in ana.last
    await ana.sends(await ana.sandbox.mailbox.code_for(ana.email))
    assert ana.sees("Your account is ready")


YOUR_CODE = "Your code for Sandbox Legal Aid"
TAKEN = "You already have an account with Sandbox Legal Aid"


@pytest.mark.requirement("R1")
@pytest.mark.parametrize(
    ("email", "username", "subject"),
    [
        ("ana@example.org", "bo.lopez", TAKEN),
        ("ANA@example.org", "bo.lopez", TAKEN),
        ("bo@example.org", "ana.lopez", YOUR_CODE),
        ("bo@example.org", "ana.l0pez", YOUR_CODE),
    ],
)
async def test_only_the_mail_tells_what_is_taken(
    sandbox: Sandbox, ana: Person, bo: Person, mailbox: Mailbox, email: str, username: str, subject: str
) -> None:
    await ana.is_registered()
    free = Person(sandbox, "Cy")
    bo.email, bo.username = email, username
    for person in (free, bo):
        await person.answers_registration()
        await person.presses("Create my account")
        await person.sends("000000")
        await person.presses("Send it again")
        await person.sends("/register")
    assert (await mailbox.letter_to(free.email)).subject == YOUR_CODE
    assert (await mailbox.letter_to(email, after=1)).subject == subject
    assert _said_to(bo) == _said_to(free)
    assert [re.sub(r"\d+", "n", toast) for toast in bo.toasts] == [
        re.sub(r"\d+", "n", toast) for toast in free.toasts
    ]


def _said_to(person: Person) -> str:
    """The screen without the person's own answers."""
    own = {person.email: "EMAIL", person.username: "USERNAME", person.phone.name: "NAME"}
    return re.sub("|".join(map(re.escape, own)), lambda found: own[found[0]], person.screen)


async def test_a_registration_that_was_left_is_not_taken_up_by_who_has_logged_in_since(
    sandbox: Sandbox, ana: Person
) -> None:
    await ana.is_logged_in()
    await ana.sends("/logout")
    await ana.presses("Log out, no messages")
    await ana.sends("/register")
    await ana.sends("Ana Second")
    await sandbox.passes(minutes=1)
    await ana.logs_in()
    await ana.sends("/register")
    assert "What would you like" in ana.last
