"""Whatever stands in an argument is shown as it was written, and never as markup (requirement R15)."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.telegram.formatting import parse_html
from bot.texts.catalogue import Html, Texts
from tests.bot.texts.sentences import arguments_in, sentences

TEXTS = Texts.load()
_PO = """msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "case-line"
msgstr "{sentence}"
"""

# Shown as it stands: without the marks that we take out, and the spaces that Telegram trims.
REORDERING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
SHOWN = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"], exclude_characters=REORDERING),
    min_size=1,
)
HOSTILE = st.lists(
    st.sampled_from(
        ["<b>", "</b>", "<a href='x'>", "&amp;", "&", "<", ">", '"', "{title}", "{0}", "%s", "x"]
    ),
    min_size=1,
).map("".join)


@pytest.mark.requirement("R15")
@given(st.one_of(SHOWN, HOSTILE), st.sampled_from(TEXTS.languages))
def test_an_argument_is_shown_as_it_was_written(value: str, language: str) -> None:
    html = TEXTS.html(language, "start-welcome", organisation=value)
    shown, entities = parse_html(html)
    around = parse_html(TEXTS.html(language, "start-welcome", organisation="|"))
    assert shown == around[0].replace("|", value)
    assert [entity["type"] for entity in entities] == [entity["type"] for entity in around[1]]


@given(st.data())
def test_no_sentence_lets_an_argument_make_a_tag(data: st.DataObject) -> None:
    language = data.draw(st.sampled_from(TEXTS.languages))
    key = data.draw(st.sampled_from(sorted(sentences(language))))
    names = set().union(*map(arguments_in, sentences(language)[key])) - {"count"}
    values = {name: data.draw(HOSTILE, label=name) for name in sorted(names)}
    tame = dict.fromkeys(names, "x")
    wanted = [entity["type"] for entity in parse_html(TEXTS.html(language, key, count=2, **tame))[1]]
    made = parse_html(TEXTS.html(language, key, count=2, **values))[1]
    assert sorted(entity["type"] for entity in made) == sorted(wanted)


@given(st.one_of(SHOWN, HOSTILE), st.sampled_from(TEXTS.languages))
def test_without_markup_an_argument_stands_as_it_was_written(value: str, language: str) -> None:
    around = TEXTS.plain(language, "mail-greeting", name="|")
    assert TEXTS.plain(language, "mail-greeting", name=value) == around.replace("|", value)


@given(HOSTILE)
def test_what_is_html_already_is_not_escaped_twice(value: str) -> None:
    inner = TEXTS.html("en", "mail-greeting", name=value)
    assert TEXTS.html("en", "start-welcome", organisation=inner).count(inner) == 1
    assert TEXTS.plain("en", "mail-greeting", name=Html(inner)) == f"Hello Hello {value},,"


def test_a_sentence_without_markup_keeps_none() -> None:
    assert "<" not in TEXTS.plain("en", "start-welcome", organisation="Aid & Co")
    assert "Aid & Co" in TEXTS.plain("en", "start-welcome", organisation="Aid & Co")


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f", "\u061c"])
def test_a_name_cannot_turn_the_sentence_around(mark: str) -> None:
    assert mark not in TEXTS.html("en", "mail-greeting", name=f"Ana{mark}tnelorF")
    assert mark not in TEXTS.plain("en", "mail-greeting", name=f"Ana{mark}tnelorF")


@pytest.fixture
def arabic(tmp_path: Path) -> Texts:
    """English, and a language that is written from right to left."""
    for language, sentence in (("en", "Case {receipt}"), ("ar", "القضية {receipt}")):
        (tmp_path / language).mkdir()
        (tmp_path / language / "case.po").write_text(_PO.format(language=language, sentence=sentence))
    return Texts.load(tmp_path)


def test_a_number_keeps_its_order_in_a_right_to_left_sentence(arabic: Texts) -> None:
    assert arabic.is_right_to_left("ar")
    assert arabic.html("ar", "case-line", receipt="IOE-<1>") == "القضية \u2068IOE-&lt;1&gt;\u2069"
    assert arabic.html("en", "case-line", receipt="IOE-<1>") == "Case IOE-&lt;1&gt;"
    assert not arabic.is_right_to_left("en")
