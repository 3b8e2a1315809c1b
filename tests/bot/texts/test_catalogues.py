"""Every language says the same things, and exactly what the code asks for."""

import re

import pytest

from bot.accounts.birth_dates import DateProblem
from bot.accounts.emails import EmailProblem
from bot.accounts.names import NameProblem
from bot.accounts.password_rules import Weakness
from bot.accounts.short_texts import TextProblem
from bot.accounts.usernames import UsernameProblem
from bot.alerts.discretion import Detail
from bot.cases.receipts import Reason
from bot.cases.statuses import Stage
from bot.sandbox.telegram.formatting import parse_html
from bot.telegram.router import Router
from bot.texts.catalogue import MissingSentence, Texts
from handlers.dialogues import DIALOGUES
from tests.bot.texts.sentences import (
    FILES,
    LANGUAGES,
    Saying,
    arguments_in,
    forms_of,
    key_of,
    keys_in_code,
    messages,
    sayings,
    sentences,
)

TEXTS = Texts.load()
OTHERS = [language for language in LANGUAGES if language != "en"]


def test_there_are_english_and_spanish() -> None:
    assert TEXTS.languages == ("en", "es")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file", FILES)
def test_every_key_begins_with_its_files_name_and_stands_once(language: str, file: str) -> None:
    keys = [key_of(message) for message in messages(language, file)]
    assert len(keys) == len(set(keys))
    assert [key for key in keys if not key.startswith(file.removesuffix(".po") + "-")] == []


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("file", FILES)
def test_every_language_has_the_same_keys_in_the_same_order(language: str, file: str) -> None:
    ours = [(key_of(message), message.pluralizable) for message in messages("en", file)]
    assert [(key_of(message), message.pluralizable) for message in messages(language, file)] == ours


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file", FILES)
def test_no_sentence_is_empty_or_left_to_be_looked_at(language: str, file: str) -> None:
    for message in messages(language, file):
        assert all(form.strip() for form in forms_of(message)), key_of(message)
        assert not message.fuzzy, key_of(message)


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_arguments(language: str) -> None:
    for key, forms in sentences("en").items():
        wanted = set().union(*map(arguments_in, forms))
        assert set().union(*map(arguments_in, sentences(language)[key])) == wanted, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plural_form_is_there_and_may_leave_out_nothing_but_the_count(language: str) -> None:
    for file in FILES:
        for message in messages(language, file):
            if not message.pluralizable:
                continue
            forms = forms_of(message)
            assert len(forms) == 2, key_of(message)
            everything = set().union(*map(arguments_in, forms))
            assert all(everything - arguments_in(form) <= {"count"} for form in forms), key_of(message)
            assert "count" in arguments_in(forms[-1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_html_that_telegram_takes(language: str) -> None:
    for key, forms in sentences(language).items():
        for form in forms:
            shown, _ = parse_html(form)
            assert re.sub(r"\{\w+\}", "", shown).isprintable() or "\n" in shown, key


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_stresses_the_same_way(language: str) -> None:
    for key, forms in sentences("en").items():
        for ours, theirs in zip(forms, sentences(language)[key], strict=True):
            tags = [entity["type"] for entity in parse_html(ours)[1]]
            assert [entity["type"] for entity in parse_html(theirs)[1]] == tags, key


@pytest.mark.parametrize("language", OTHERS)
def test_a_sentence_that_is_the_same_in_both_languages_is_no_sentence(language: str) -> None:
    for key, forms in sentences("en").items():
        if forms == sentences(language)[key] and not key.startswith("language-"):
            words = re.sub(r"\{\w+\}|<[^>]+>|&\w+;", " ", " ".join(forms))
            assert not re.search(r"[a-z]{2,} [a-z]{2,}", words, re.IGNORECASE), key


def test_every_key_in_the_code_is_in_the_catalogues() -> None:
    keys = set(sentences("en"))
    plain, composed = keys_in_code()
    # A key to which the code adds an ending is not one itself.
    missing = {key for key in plain - keys if not any(other.startswith(f"{key}-") for other in keys)}
    assert missing == set()
    assert {pattern for pattern in composed if not any(re.fullmatch(pattern, key) for key in keys)} == set()


def test_every_key_in_the_catalogues_is_in_the_code() -> None:
    plain, composed = keys_in_code()
    unused = {
        key
        for key in set(sentences("en")) - plain
        if not any(re.fullmatch(pattern, key) for pattern in composed)
    }
    assert unused == set()


@pytest.mark.parametrize("saying", sayings(), ids=lambda saying: f"{saying.key} at {saying.place}")
def test_whoever_says_a_sentence_gives_exactly_its_arguments(saying: Saying) -> None:
    if saying.key not in sentences("en"):
        pytest.skip("an ending is added to it")
    needed = set().union(*map(arguments_in, sentences("en")[saying.key]))
    assert saying.given - {"count"} == needed - {"count"}
    assert needed <= saying.given


@pytest.mark.parametrize(
    ("pattern", "values"),
    [
        ("registration-name-{}", NameProblem),
        ("registration-birth-date-{}", DateProblem),
        ("registration-email-{}", EmailProblem),
        ("registration-username-{}", UsernameProblem),
        ("registration-password-{}", Weakness),
        ("linking-not-{}", Reason),
        ("stage-{}-name", [stage.replace("_", "-") for stage in Stage]),
        ("stage-{}-means", [stage.replace("_", "-") for stage in Stage]),
        ("stage-{}-wait", [stage.replace("_", "-") for stage in Stage]),
        ("command-{}", Router(DIALOGUES).commands),
        ("security-text-{}", TextProblem),
        ("security-detail-now-{}", Detail),
        ("security-detail-choose-{}", Detail),
        ("language-{}", TEXTS.languages),
    ],
)
def test_a_composed_key_is_there_for_every_value(pattern: str, values: list[str]) -> None:
    assert [each for each in values if pattern.format(each) not in sentences("en")] == []


@pytest.mark.parametrize(
    ("wanted", "spoken"),
    [
        *(("en", "en"), ("en-GB", "en"), ("es", "es"), ("es-419", "es"), ("ES_mx", "es")),
        *(("de", "en"), ("", "en"), (None, "en"), ("x-klingon-es", "en")),
    ],
)
def test_telegrams_language_is_matched_by_the_closest(wanted: str | None, spoken: str) -> None:
    assert TEXTS.closest(wanted) == spoken


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("en", 1, "You have 1 try left"),
        ("en", 2, "You have 2 tries left"),
        ("es", 1, "1 intento"),
        ("es", 3, "3 intentos"),
    ],
)
def test_a_number_chooses_the_plural_form(language: str, count: int, said: str) -> None:
    assert said in TEXTS.plain(language, "verification-wrong-code", count=count)


def test_a_sentence_that_no_language_has_is_a_mistake_of_ours() -> None:
    with pytest.raises(MissingSentence):
        TEXTS.html("es", "start-nothing")
