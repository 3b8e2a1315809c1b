"""Every answer of the help centre is found by what people would type, on both databases."""

import pytest

from bot.composition.correspondence import help_documents
from bot.correspondence.help import HelpCentre
from bot.texts.help_pages import HelpPages
from storage.database import Database
from tests.storage.help_wordings import WORDINGS

PAGES = HelpPages.load()
FIRST = 2
"""The answer is one of so many that are shown first."""


@pytest.fixture
async def centre(database: Database) -> HelpCentre:
    centre = HelpCentre(database, help_documents(PAGES), PAGES.small_words)
    await centre.fill()
    return centre


@pytest.mark.parametrize("language", PAGES.languages)
async def test_every_answer_is_found_by_what_people_would_type(centre: HelpCentre, language: str) -> None:
    missed = {
        (answer, wording): found
        for answer, wordings in WORDINGS[language].items()
        for wording in wordings
        if answer not in (found := await centre.find(language, wording))[:FIRST]
    }
    assert missed == {}


@pytest.mark.parametrize("language", PAGES.languages)
async def test_every_answer_comes_first_when_its_own_title_is_typed(
    centre: HelpCentre, language: str
) -> None:
    found = {each.name: await centre.find(language, each.title) for each in PAGES.all_in(language)}
    assert {name: names for name, names in found.items() if names[:1] != [name]} == {}


@pytest.mark.parametrize("language", PAGES.languages)
def test_the_table_has_three_wordings_of_every_answer(language: str) -> None:
    names = [each.name for each in PAGES.all_in(language)]
    assert list(WORDINGS[language]) == names
    assert all(len(wordings) >= 3 for wordings in WORDINGS[language].values())


@pytest.mark.parametrize(
    "nonsense", ["", "   ", "!!! ???", "pizza", "what do you have", "qwertz uiop", "'\" OR *", "()&|!:*"]
)
async def test_what_says_nothing_finds_nothing(centre: HelpCentre, nonsense: str) -> None:
    assert await centre.find("en", nonsense) == []


@pytest.mark.parametrize("written", ["CARD NOT RECEIVED", "card  not\nreceived?", "Çárd not received"])
async def test_capitals_signs_and_accents_do_not_matter(centre: HelpCentre, written: str) -> None:
    assert (await centre.find("en", written))[0] == "card-not-received"


@pytest.mark.parametrize("talk", ["good morning", "my wife is pregnant", "I have TPS", "Enero"])
async def test_talk_finds_nothing_by_a_word_that_only_an_answer_has(centre: HelpCentre, talk: str) -> None:
    assert await centre.find_for_talk("en", talk) == []
    assert await centre.find("en", "TPS") == ["work-permit"]


async def test_talk_that_is_a_question_is_answered(centre: HelpCentre) -> None:
    for language, wordings in WORDINGS.items():
        for answer, (wording, *_) in wordings.items():
            assert answer in (await centre.find_for_talk(language, wording))[:FIRST]


async def test_each_language_finds_its_own_answers(centre: HelpCentre) -> None:
    assert await centre.find("en", "huellas") == []
    assert (await centre.find("es", "huellas"))[0] == "biometrics"


async def test_the_index_is_filled_again_only_when_the_answers_changed(database: Database) -> None:
    documents = help_documents(PAGES)
    assert await HelpCentre(database, documents, PAGES.small_words).fill()
    assert not await HelpCentre(database, documents, PAGES.small_words).fill()
    fewer = HelpCentre(database, documents[1:], PAGES.small_words)
    assert await fewer.fill()
    assert documents[0].answer not in await fewer.find("en", documents[0].title)


async def test_several_processes_that_start_at_once_fill_it_once(
    database: Database, another_process: Database
) -> None:
    documents = help_documents(PAGES)
    first = HelpCentre(database, documents, PAGES.small_words)
    second = HelpCentre(another_process, documents, PAGES.small_words)
    assert [await first.fill(), await second.fill()] == [True, False]
    assert (await second.find("en", "RFE"))[0] == "evidence"
