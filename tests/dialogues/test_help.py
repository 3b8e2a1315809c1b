"""The help centre: by topic, by a few words, unasked; in both languages, with and without an account."""

import pytest

from bot.sandbox.sandbox import Sandbox
from bot.texts.help_pages import TOPICS, HelpPages
from tests.dialogues.person import Person

PAGES = HelpPages.load()
CARD = "My card has not come"


def links(person: Person) -> list[str]:
    rows = person.phone.newest.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["url"] for row in rows for button in row if "url" in button]


@pytest.mark.parametrize(("name", "language"), [("Ana", "en"), ("Luz", "es")])
async def test_every_answer_can_be_reached_by_its_topic(sandbox: Sandbox, name: str, language: str) -> None:
    person = Person(sandbox, name, language=language)
    await person.sends("/help")
    for topic in TOPICS:
        for answer in PAGES.in_topic(language, topic):
            await person.presses_key(f"help-topic-{topic}")
            await person.presses(answer.title)
            assert person.last.startswith(answer.title)
            assert links(person) == ([answer.link] if answer.link else [])
        await person.presses_key("common-help")
        assert "1-800-375-5283" in person.last


async def test_an_answer_says_what_to_do_and_when_it_was_looked_over(ana: Person) -> None:
    await ana.sends("/help card not received")
    assert "Which question is yours?" in ana.last
    assert ana.labels[0] == CARD
    await ana.presses(CARD)
    assert "What to do\n1. Open your case" in ana.last
    assert "Looked over on November 25, 2026. This is information, not legal advice." in ana.last
    assert links(ana) == ["https://egov.uscis.gov/e-request"]
    await ana.presses("Mail and cards")
    assert "I moved. Whom do I have to tell?" in ana.labels


async def test_who_runs_the_bot_is_named_where_it_matters(ana: Person) -> None:
    await ana.sends("/help are you USCIS")
    await ana.presses("What is this bot, and what is it not?")
    assert "This bot belongs to Sandbox Legal Aid." in ana.last
    assert "help@sandbox.example" in ana.last


async def test_words_that_are_written_after_the_help_are_searched_too(ana: Person) -> None:
    await ana.sends("/help")
    await ana.sends("how long does it tkae")
    assert ana.labels[0] == "How long will my case take?"


async def test_a_question_out_of_the_blue_is_answered(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.sends("USCIS is slow")
    assert "Is it one of these?" in ana.last
    await ana.presses("How long will my case take?")
    assert "Nobody can tell you the exact day" in ana.last


async def test_nothing_found_leads_to_the_office(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.sends("/help qwertz")
    assert "I found nothing for these words." in ana.last
    assert "help@sandbox.example" in ana.last
    await ana.presses("Ask our office")
    assert "What is it about?" in ana.last


@pytest.mark.parametrize("text", ["hello", "ok thanks", "zzz", "😀"])
async def test_words_that_are_no_question_lead_home(ana: Person, text: str) -> None:
    await ana.sends(text)
    assert ana.sees("I did not understand that.")
    assert not ana.sees("Is it one of these?")


async def test_what_was_typed_is_not_said_again(ana: Person) -> None:
    await ana.sends("/help my card is lost, my number is 123456789")
    assert "123456789" not in ana.last


async def test_what_was_written_in_the_middle_of_a_question_is_its_answer(ana: Person) -> None:
    await ana.sends("/register")
    await ana.sends("card not received")
    assert "When were you born?" in ana.last


async def test_all_commands_are_a_press_away_and_back(ana: Person) -> None:
    await ana.sends("/help")
    await ana.presses("All commands")
    assert "/support – ask our office" in ana.last
    await ana.presses("Help")
    assert "Press a topic." in ana.last


@pytest.mark.parametrize(
    ("asked", "title", "way", "seen"),
    [
        ("I moved", "I moved. Whom do I have to tell?", "Change my address here", "In which country is it?"),
        ("who sees my data", "Who sees my data?", "What we keep about me", "copy"),
        ("request for evidence", "USCIS asks for more papers (RFE)", "My dates", "dates"),
        (
            "typo",
            "There is a mistake on my letter or card",
            "Ask our office about this",
            "Only USCIS can put",
        ),
        ("missed my interview", "I missed my appointment", "Ask our office", "What is it about?"),
    ],
)
async def test_an_answer_leads_to_where_one_goes_on(
    ana: Person, asked: str, title: str, way: str, seen: str
) -> None:
    await ana.is_logged_in()
    await ana.sends(f"/help {asked}")
    await ana.presses(title)
    await ana.presses(way)
    assert seen in ana.last


async def test_the_buttons_of_an_answer_stay_good(sandbox: Sandbox, ana: Person) -> None:
    await ana.sends("/help scam")
    await sandbox.passes(days=40)
    await ana.presses("How do I know that it is a scam?")
    assert "These are signs of a scam" in ana.last


async def test_the_help_speaks_spanish(luz: Person) -> None:
    await luz.sends("/help no llego mi tarjeta")
    await luz.presses("Mi tarjeta no ha llegado")
    assert "Qué hacer\n1. Abra su caso" in luz.last
    assert "Esto es información, no consejo legal." in luz.last
    await luz.presses("Correo y tarjetas")
    await luz.presses("Ayuda")
    await luz.sends("qwertz")
    assert luz.sees("No entendí eso.")
