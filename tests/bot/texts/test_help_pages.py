"""The answers of the help centre: the same in every language, easy to read, with links to their source."""

import re
from datetime import date
from urllib.parse import urlsplit

import pytest

from bot.sandbox.telegram.formatting import parse_html
from bot.telegram.router import Router
from bot.texts.help_pages import TOPICS, HelpAnswer, HelpPages, read_answers
from handlers.correspondence.help import leads_on
from handlers.dialogues import DIALOGUES
from tests.test_wording import HARD_WORDS, LONGEST, TU

PAGES = HelpPages.load()
ANSWERS = [(language, each) for language in PAGES.languages for each in PAGES.all_in(language)]
OFFICIAL = {"www.uscis.gov", "egov.uscis.gov", "my.uscis.gov", "www.justice.gov"}
PLACES = {"organisation": "Ayuda <López>", "contact": "help@example.org"}
LONGEST_TITLE, MOST_IN_A_TOPIC, LONGEST_ANSWER = 60, 8, 1600

every_answer = pytest.mark.parametrize(
    ("language", "answer"), ANSWERS, ids=lambda each: each.name if isinstance(each, HelpAnswer) else each
)


def test_there_are_the_same_answers_in_both_languages() -> None:
    assert PAGES.languages == ("en", "es")
    known = {
        language: [(each.topic, each.name, each.opens) for each in PAGES.all_in(language)]
        for language in PAGES.languages
    }
    assert known["es"] == known["en"]
    assert len(known["en"]) >= 20


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_fits_on_a_screen(topic: str) -> None:
    assert 1 <= len(PAGES.in_topic("en", topic)) <= MOST_IN_A_TOPIC


@every_answer
def test_an_answer_is_short_and_easy_to_read(language: str, answer: HelpAnswer) -> None:
    assert len(answer.title) <= LONGEST_TITLE
    assert len(answer.text) <= LONGEST_ANSWER
    sentences = re.split(r"(?<=[.!?:])\s|\n", answer.text.replace("**", ""))
    assert [each for each in sentences if len(each.split()) > LONGEST] == []
    hard = re.compile(rf"\b({HARD_WORDS[language]})\b", re.IGNORECASE)
    assert not hard.search(answer.text)
    if language == "es":
        assert not re.search(TU, f"{answer.title} {answer.text}", re.IGNORECASE)


@every_answer
def test_an_answer_is_markup_that_telegram_takes(language: str, answer: HelpAnswer) -> None:
    shown, _ = parse_html(answer.html(**PLACES))
    assert not re.search(r"\*\*|[{}]|^- ", shown, re.MULTILINE)


@every_answer
def test_every_link_is_an_official_one(language: str, answer: HelpAnswer) -> None:
    if answer.link:
        assert (urlsplit(answer.link).scheme, urlsplit(answer.link).hostname in OFFICIAL) == ("https", True)
    assert "http" not in answer.text


@every_answer
def test_every_answer_leads_on_to_something_that_there_is(language: str, answer: HelpAnswer) -> None:
    assert answer.link or answer.opens
    assert not answer.opens or leads_on(answer.opens)


@every_answer
def test_every_command_that_is_named_is_there(language: str, answer: HelpAnswer) -> None:
    named = set(re.findall(r"(?<![\w/])/([a-z]+)\b", answer.text))
    assert named <= set(Router(DIALOGUES).commands)


@every_answer
def test_every_answer_says_when_it_was_looked_over_and_how_else_it_is_asked(
    language: str, answer: HelpAnswer
) -> None:
    assert answer.reviewed >= date(2026, 11, 25)
    assert len(answer.wordings) >= 5
    assert all(answer.wordings)


@every_answer
def test_what_we_promise_never_to_ask_for_is_named_only_to_say_so(language: str, answer: HelpAnswer) -> None:
    for line in answer.text.splitlines():
        if re.search(r"Social Security|USCIS password|Seguro Social|contraseña de USCIS", line):
            assert re.search("never|Nunca", line)


def test_whatever_the_operator_is_called_is_shown_as_it_is() -> None:
    answer = PAGES.answer("en", "casebell")
    assert answer is not None
    assert "Ayuda &lt;López&gt;" in answer.html(**PLACES)


@pytest.mark.parametrize(
    "written",
    [
        "something before\n# name: Title\nreviewed: 2026-11-25\nalso: a\n\nText",
        "# name: Title\nalso: a\n\nText",
        "# name: Title\nreviewed: yesterday\nalso: a\n\nText",
        "# name: Title\nreviewed: 2026-11-25\n\nText",
    ],
)
def test_an_answer_that_lacks_something_is_refused(written: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        read_answers("case", written)


def test_an_unknown_language_reads_english() -> None:
    assert PAGES.answer("ht", "moved") == PAGES.answer("en", "moved")
