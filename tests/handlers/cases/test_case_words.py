"""Every stage, and with it every status title that is known, has its sentences in every language."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.cases.data import read_table
from bot.cases.statuses import Stage, classify
from bot.texts.catalogue import Texts
from bot.texts.dates import Dates
from bot.texts.wording import Wording
from handlers.cases.case_words import stage_meaning, stage_name, what_to_do

TEXTS = Texts.load()
TITLES = [row["title"] for row in read_table("case_statuses.tsv")]


def wording(language: str) -> Wording:
    return Wording(TEXTS, Dates(TEXTS), language, datetime(2026, 11, 24, tzinfo=UTC), ZoneInfo("UTC"))


def sentences(language: str, stage: Stage) -> list[str]:
    words = wording(language)
    return [
        stage_name(words, stage),
        stage_meaning(words, stage),
        what_to_do(words, stage, needs_action=False),
        what_to_do(words, stage, needs_action=True),
    ]


@pytest.mark.parametrize("language", TEXTS.languages)
@pytest.mark.parametrize("stage", Stage)
def test_each_stage_has_a_name_a_meaning_and_what_to_do(stage: Stage, language: str) -> None:
    assert all(sentences(language, stage))


@pytest.mark.parametrize("language", [each for each in TEXTS.languages if each != "en"])
@pytest.mark.parametrize("stage", Stage)
def test_no_sentence_of_a_stage_falls_back_to_english(stage: Stage, language: str) -> None:
    assert not set(sentences(language, stage)) & set(sentences("en", stage))


@pytest.mark.parametrize("language", TEXTS.languages)
@pytest.mark.parametrize("title", TITLES)
def test_each_known_title_is_shown_with_a_meaning_and_what_to_do(title: str, language: str) -> None:
    words, meaning = wording(language), classify(title)
    assert meaning.known
    assert stage_meaning(words, meaning.stage)
    do = what_to_do(words, meaning.stage, needs_action=meaning.needs_action)
    waits = words.plain(f"stage-{meaning.stage.replace('_', '-')}-wait")
    assert (do != waits) == meaning.needs_action


def test_only_a_title_that_nobody_can_explain_has_no_explanation() -> None:
    unexplained = [title for title in TITLES if classify(title).stage is Stage.UNKNOWN]
    assert unexplained == ["CASE STATUS"]
