"""What becomes of a request: the desk works on it, the person is told, answers, takes it back (R11, R13)."""

import pytest

from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import STAFF_ID, Sandbox
from tests.dialogues.person import PASSWORD, Person
from tests.dialogues.registry_office import opens_desk
from tests.dialogues.support_people import asks_something, opens_first, writes

QUESTION, ANSWER = "Which number can we call?", "We called, and all is well."


@pytest.fixture
async def asked(ana: Person, office: Person) -> Person:
    """Ana, who has asked something; one of the staff is logged in."""
    await ana.is_logged_in()
    await office.comes_to_be_logged_in()
    await asks_something(ana)
    return ana


async def test_a_request_is_taken_asked_back_answered_and_closed(asked: Person, office: Person) -> None:
    await opens_first(office)
    await office.presses("I work on it")
    assert "(in work)" in office.last
    assert "The office has begun to work on it." in asked.last
    await writes(office, "support-desk-ask", QUESTION)
    assert "please answer" in asked.last
    assert QUESTION in asked.last
    await asked.sends("/support")
    await asked.presses("❗ Waiting for your answer (1)")
    await asked.presses("❗ Something else: we wait for you")
    assert "The office waits for you." in asked.last
    await asked.presses("Answer the office")
    await asked.sends("555 0100")
    assert asked.sees("The office has your words.")
    assert "The office is working on it." in asked.last
    assert "Someone sent a support request." in office.last
    await office.presses("Open")
    await office.presses(office.labels[0])
    assert f"{QUESTION}\n\nYou, " in office.last
    await writes(office, "support-desk-answer", ANSWER)
    assert ANSWER in asked.last
    await asked.presses("Open my request")
    assert "The office has answered." in asked.last
    await office.presses("All that wait")
    assert "No support request waits for the office." in office.last
    await office.presses("Answered, or waiting for the person")
    await office.presses(office.labels[0])
    await office.presses("Close it")
    await office.presses("It is done")
    assert "It is done, so we closed it." in asked.last
    await asked.presses("Open my request")
    assert "This request is closed." in asked.last
    assert "Take it back" not in asked.labels


async def test_every_act_stays_on_record(asked: Person, office: Person) -> None:
    await opens_first(office)
    await office.presses("I work on it")
    await writes(office, "support-desk-answer", ANSWER)
    await office.presses("To the desk")
    await office.presses("What was done")
    for act in ("opened", "began to work on", "answered"):
        assert f"Office López: {act} the support request" in office.last


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("It is done", "It is done, so we closed it."),
        ("No answer from the person", "We waited for your answer"),
        ("Only USCIS can do it", "Only USCIS can do this. Call them at 1-800-375-5283"),
        ("Asked twice", "We go on there."),
    ],
)
async def test_a_request_is_closed_with_a_reason_that_is_told(
    asked: Person, office: Person, reason: str, told: str
) -> None:
    await opens_first(office)
    await office.presses("Close it")
    await office.presses(reason)
    assert "The person is told why." in office.last
    assert told in asked.last


async def test_a_mail_and_a_locked_account_say_that_there_is_news_and_no_more(
    sandbox: Sandbox, asked: Person, office: Person, mailbox: Mailbox
) -> None:
    await sandbox.passes(minutes=61)
    for text in ("/desk", PASSWORD, PASSWORD):  # to open the account, and to get to the desk
        await office.sends(text)
    await office.presses("Support requests (1)")
    await office.presses(office.labels[0])
    await writes(office, "support-desk-answer", ANSWER)
    assert asked.last == "There is news about your request to our office. Open it to read more."
    letter = await mailbox.letter_to(asked.email)
    assert letter.subject == "News about your request"
    assert ANSWER not in letter.text
    await asked.presses("Open my request")
    assert "Your account is locked" in asked.last
    await asked.sends(PASSWORD)
    assert ANSWER in asked.last


async def test_at_night_an_answer_waits_for_the_morning(
    sandbox: Sandbox, asked: Person, office: Person
) -> None:
    await sandbox.passes(hours=13)
    await office.logs_in()
    await opens_first(office)
    await writes(office, "support-desk-answer", ANSWER)
    assert not asked.sees("There is news about your request")
    await sandbox.passes(hours=10)
    assert asked.sees("There is news about your request")


async def test_what_the_staff_write_is_looked_at_once_more(asked: Person, office: Person) -> None:
    await opens_first(office)
    await office.presses("Answer")
    await office.sends("a" * 1001)
    assert office.sees("1000 characters fit here.")
    await office.sends("We caled you")
    assert "The person will read this:" in office.last
    await office.presses("Back")
    await office.sends("We called you")
    await office.presses("Send it")
    assert "We called you" in asked.last
    assert "caled" not in asked.screen


async def test_a_request_is_taken_back_and_the_staff_leave_it(asked: Person, office: Person) -> None:
    await opens_first(office)
    await asked.presses("Open my request")
    await asked.presses("Take it back")
    await asked.presses("No")
    await asked.presses("Take it back")
    await asked.presses("Yes")
    assert "You took this request back." in asked.last
    await office.presses("Answer")
    await office.sends(ANSWER)
    await office.presses("Send it")
    assert "This request is closed, or is not there any more." in office.last
    assert not asked.sees(ANSWER)
    await opens_desk(office)
    assert "Support requests (0)" in office.labels


async def test_more_words_can_be_added_at_any_time(asked: Person, office: Person) -> None:
    await asked.presses("Open my request")
    await asked.presses("Write to the office about it")
    await asked.presses("Back")
    await asked.presses("Write to the office about it")
    await asked.sends("One more thing")
    assert "The office has it." in asked.last
    await opens_first(office)
    assert "One more thing" in office.last


async def test_a_long_conversation_is_read_page_by_page(asked: Person, office: Person) -> None:
    await asked.presses("Open my request")
    for number in range(5):
        await asked.presses("Write to the office about it")
        await asked.sends(f"Number {number}. " + "x" * 780)
    assert "Number 4" in asked.last
    assert "Number 2" not in asked.last
    await asked.presses("◀ Earlier messages")
    assert "Number 2" in asked.last
    await asked.presses("Later messages ▶")
    await opens_first(office)
    await office.presses("◀ Earlier messages")
    await office.presses("◀ Earlier messages")
    assert "Number 0" in office.last
    await office.presses("Later messages ▶")
    assert "Number 1" in office.last


async def test_a_button_of_one_person_opens_nothing_for_another(asked: Person, bo: Person) -> None:
    await bo.comes_to_be_logged_in()
    message = asked.phone.newest
    await bo.sends("/support")
    data = message["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await bo.phone.presses_data(int(bo.phone.newest["message_id"]), data)
    await bo.sandbox.settle()
    assert "no longer valid" in bo.toasts[-1]
    assert not bo.sees("Can you call me?")


async def test_nobody_answers_a_request_of_their_own(office: Person) -> None:
    await office.is_logged_in()
    await asks_something(office)
    await opens_first(office)
    await office.presses("I work on it")
    assert "This is your own account." in office.last


async def test_the_list_is_paged_and_what_waits_for_the_person_stands_first(
    asked: Person, office: Person
) -> None:
    await opens_first(office)
    await writes(office, "support-desk-ask", QUESTION)
    for number in range(8):
        await asks_something(asked, f"Question {number}")
    await asked.sends("/support")
    await asked.presses("❗ Waiting for your answer (1)")
    assert asked.labels[0] == "❗ Something else: we wait for you"
    await asked.presses_key("cases-next-page")
    assert asked.labels[0] == "• Something else: sent"
    await opens_desk(office)
    await office.presses("Support requests (8)")
    assert len([each for each in office.labels if "Something else" in each]) == 8


async def test_a_restart_loses_neither_question_nor_answer(
    sandbox: Sandbox, asked: Person, office: Person
) -> None:
    await opens_first(office)
    await office.presses("Answer")
    await sandbox.stop_bot()
    await sandbox.start_bot()
    await office.sends(ANSWER)
    await office.presses("Send it")
    assert ANSWER in asked.last


async def test_the_desk_speaks_spanish(sandbox: Sandbox, luz: Person) -> None:
    oficina = Person(sandbox, "Oficina", language="es", person_id=STAFF_ID)
    await luz.is_logged_in_in_spanish()
    await oficina.comes_to_be_logged_in_in_spanish()
    await asks_something(luz, "¿Me pueden llamar?")
    assert "Alguien envió una solicitud de ayuda." in oficina.last
    await oficina.sends("/desk")
    await oficina.sends(PASSWORD)
    await oficina.presses("Solicitudes de ayuda (1)")
    await oficina.presses(oficina.labels[0])
    await oficina.presses("Yo me ocupo")
    await writes(oficina, "support-desk-ask", "¿A qué número?")
    assert "La oficina le pregunta:" in luz.last
    await luz.presses("Abrir mi solicitud")
    await luz.presses("Responder a la oficina")
    await luz.sends("555 0100")
    assert luz.sees("La oficina tiene sus palabras.")
    await oficina.presses("Abrir")
    await oficina.presses(oficina.labels[0])
    await writes(oficina, "support-desk-answer", "Le llamamos mañana.")
    assert "Le llamamos mañana." in luz.last
