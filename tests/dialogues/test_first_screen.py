"""The first screen and what is reached from it: language, help, a way to stop, and groups."""

import pytest

from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person


async def test_the_first_screen_says_who_runs_this_and_that_it_is_not_uscis(ana: Person) -> None:
    await ana.starts()
    assert "Sandbox Legal Aid runs this bot" in ana.last
    assert "not USCIS and not the government" in ana.last
    assert "never ask for your USCIS password or your Social Security number" in ana.last
    assert ana.sees("[Create an account]")
    assert ana.sees("[Log in]")
    assert ana.sees("[Español] [Help]")


async def test_who_has_a_phone_in_spanish_is_greeted_in_spanish(luz: Person) -> None:
    await luz.starts()
    assert "Este bot es de Sandbox Legal Aid" in luz.last
    assert "No somos USCIS" in luz.last
    assert luz.sees("[English] [Ayuda]")


async def test_a_language_that_we_do_not_speak_becomes_english(sandbox: Sandbox) -> None:
    ida = Person(sandbox, "Ida", language="sv")
    await ida.starts()
    assert "Sandbox Legal Aid runs this bot" in ida.last


async def test_the_chosen_language_stays_through_a_restart_and_can_be_changed_back(
    sandbox: Sandbox, ana: Person
) -> None:
    await ana.starts()
    await ana.presses("Español")
    assert ana.toasts == ["Desde ahora le hablamos en español."]
    assert "Este bot es de Sandbox Legal Aid" in ana.last
    assert not ana.sees("runs this bot")

    await sandbox.stop_bot()
    await sandbox.start_bot()
    await ana.sends("/settings")
    assert "¿En qué idioma" in ana.last
    await ana.presses("English")
    assert ana.toasts[-1] == "We will speak English from now on."
    await ana.sends("/help")
    assert "Press a topic." in ana.last


async def test_mails_speak_the_language_that_was_chosen(ana: Person, mailbox: Mailbox) -> None:
    await ana.is_logged_in()
    await ana.sends("/settings")
    await ana.presses("Español")
    assert "¿Qué quiere hacer?" in ana.last
    await ana.sends("/logout")
    await ana.presses("Salir sin avisos")
    bo = Person(ana.sandbox, "Bo")
    bo.username, bo.secret = ana.username, ana.secret
    await ana.sandbox.passes(minutes=1)
    await bo.logs_in()
    letter = await mailbox.letter_to(ana.email, after=1)
    assert letter.headers["Content-Language"] == "es"


async def test_start_with_an_open_account_is_the_home_screen(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.starts()
    assert ana.last == "What would you like to do?"
    assert ana.sees("[My cases]")


async def test_start_with_a_locked_account_does_not_offer_to_create_one(
    sandbox: Sandbox, ana: Person
) -> None:
    await ana.is_logged_in()
    await sandbox.passes(minutes=61)
    await ana.starts()
    assert ana.last == "What would you like to do?"
    await sandbox.passes(minutes=61)
    await ana.presses("My cases")
    assert "Your account is locked" in ana.last
    await ana.sends("/cancel")
    assert ana.last == "What would you like to do?"


async def test_a_session_that_ran_out_leads_to_the_first_screen(sandbox: Sandbox, ana: Person) -> None:
    await ana.is_logged_in()
    await sandbox.passes(hours=25)
    await ana.starts()
    assert "Sandbox Legal Aid runs this bot" in ana.last


async def test_help_names_the_commands_a_human_and_what_only_uscis_knows(ana: Person) -> None:
    await ana.starts()
    await ana.presses("Help")
    assert "Sandbox Legal Aid: help@sandbox.example" in ana.last
    assert "Monday to Friday, 9 AM to 5 PM" in ana.last
    assert "1-800-375-5283" in ana.last
    await ana.presses("All commands")
    assert "/register – create an account" in ana.last
    await ana.presses("Home")
    assert "runs this bot" in ana.last


async def test_help_offers_the_cases_to_who_is_logged_in(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.sends("/help")
    await ana.presses("My cases")
    assert not ana.sees("Press a topic.")


async def test_help_in_the_middle_keeps_the_question(ana: Person) -> None:
    await ana.sends("/register")
    await ana.sends("/help")
    assert ana.sees("You are answering a question right now")
    assert "What is your full legal name?" in ana.last
    await ana.sends("Ana López")
    assert "When were you born?" in ana.last


@pytest.mark.parametrize("screen", ["/privacy", "/settings"])
async def test_reading_something_in_between_leads_back_to_the_question(ana: Person, screen: str) -> None:
    await ana.sends("/register")
    await ana.sends("Ana López")
    await ana.sends(screen)
    await ana.presses("Finish creating my account")
    assert ana.sees("We kept your answers")
    assert "When were you born?" in ana.last


async def test_changing_the_language_in_the_middle_keeps_the_answers(ana: Person) -> None:
    await ana.starts()
    await ana.presses("Create an account")
    await ana.sends("Ana López")
    await ana.sends("/settings")
    await ana.presses("Español")
    await ana.presses("Terminar de crear mi cuenta")
    assert "¿Cuándo nació?" in ana.last


async def test_an_unknown_command_points_to_help_and_keeps_the_question(ana: Person) -> None:
    await ana.sends("/weather")
    assert "I do not know that command. /help lists what I can do." in ana.last
    await ana.sends("/register")
    await ana.sends("/weather")
    assert "What is your full legal name?" in ana.last


async def test_words_out_of_the_blue_lead_to_what_one_can_do(ana: Person) -> None:
    await ana.sends("hello?")
    assert ana.sees("I did not understand that. Here is what I can do.")
    assert ana.sees("[Create an account]")


async def test_cancel_in_the_middle_stops_and_shows_the_way_on(ana: Person) -> None:
    await ana.sends("/register")
    await ana.sends("Ana López")
    await ana.sends("/cancel")
    assert ana.sees("Stopped. Nothing was changed.")
    assert "runs this bot" in ana.last
    await ana.presses("Create an account")
    assert "What is your full legal name?" in ana.last


async def test_cancel_with_nothing_to_stop_says_so(ana: Person, luz: Person) -> None:
    await ana.sends("/cancel")
    assert ana.sees("There is nothing to stop.")
    await luz.sends("/cancel")
    assert luz.sees("No hay nada que cancelar.")


@pytest.mark.requirement("R14")
async def test_in_a_group_there_is_one_line_and_a_button_to_the_private_chat(
    sandbox: Sandbox, ana: Person
) -> None:
    await ana.is_logged_in()
    group = sandbox.telegram.group("Family")
    await ana.phone.sends("good morning", chat=group)
    await ana.phone.sends("/cases", chat=group)
    await ana.phone.sends("@CasebellSandboxBot how is my case?", chat=group)
    await sandbox.settle()
    said = [each for each in group.visible if each["from"]["is_bot"]]
    assert {each["text"] for each in said} == {
        "I only talk in private, so that nobody else can read about your case."
    }
    assert len(said) == 2
    assert said[0]["reply_markup"]["inline_keyboard"] == [
        [{"text": "Open a private chat", "url": "https://t.me/CasebellSandboxBot"}]
    ]


@pytest.mark.requirement("R14")
async def test_what_is_meant_for_another_bot_in_a_group_is_not_answered(
    sandbox: Sandbox, ana: Person
) -> None:
    group = sandbox.telegram.group("Family")
    await ana.phone.sends("/help@AnotherBot", chat=group)
    await sandbox.settle()
    assert not [each for each in group.visible if each["from"]["is_bot"]]


async def test_a_password_that_comes_after_going_away_is_deleted_too(sandbox: Sandbox, ana: Person) -> None:
    """R8: who presses Help at the question for the password may still type it next."""
    await ana.sends("/login")
    await ana.sends("ana.lopez")
    await ana.sends("/help")
    await ana.sends("/cancel")
    await ana.sends(PASSWORD)
    assert not ana.sees(PASSWORD)
    assert ana.sees("I deleted your message, in case it was a secret")

    await ana.sends("/login")
    await ana.sends("ana.lopez")
    await sandbox.passes(hours=25)
    await ana.sends(PASSWORD)
    assert not ana.sees(PASSWORD)

    await ana.sends("a question about my case")
    assert ana.sees("a question about my case")
