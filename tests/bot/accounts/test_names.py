"""Legal names of every script are taken; what is no name is not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.accounts.names import MAX_LENGTH, BadName, NameProblem, read_name


@pytest.mark.parametrize(
    "name",
    [
        "Ana María López-García",
        "O'Neil",
        "D’Angelo",
        "Martin L. King Jr.",
        "John Smith 3rd",
        "Jean-Baptiste",
        "Nguyễn Thị Hồng Ánh",
        "Дмитрий Петрович",
        "محمد عبد الله",
        "علی\u200cرضا",
        "ශ්\u200dරී ලංකා",
        "सुनीता शर्मा",
        "ကြွေ့",
        "王小明",
        "ジョン・スミス",
        "김민준",
        "Ōkina ʻAnakala",
        "X",
        "a" * MAX_LENGTH,
    ],
)
def test_names_of_every_script_are_taken_as_written(name: str) -> None:
    assert read_name(name) == unicodedata.normalize("NFC", name)


def test_spaces_are_collapsed_and_accents_composed() -> None:
    assert read_name("  Ana \u00a0 Mari\u0301a\u2003López ") == "Ana María López"


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", NameProblem.EMPTY),
        (" \u00a0 ", NameProblem.EMPTY),
        ("a" * (MAX_LENGTH + 1), NameProblem.TOO_LONG),
        ("a" * 4096, NameProblem.TOO_LONG),
        ("12345", NameProblem.NO_LETTERS),
        ("---", NameProblem.NO_LETTERS),
        ("ʻʻ", NameProblem.NO_LETTERS),
        ("Ana 🙂", NameProblem.CHARACTERS),
        ("Ana 1\ufe0f\u20e3", NameProblem.CHARACTERS),
        ("<b>Ana</b>", NameProblem.CHARACTERS),
        ("Ana_Eva", NameProblem.CHARACTERS),
        ("Ana@example.com", NameProblem.CHARACTERS),
        ("Ana\nEva", NameProblem.CHARACTERS),
        ("Ana\tEva", NameProblem.CHARACTERS),
        ("Ana\u2028Eva", NameProblem.CHARACTERS),
        ("Ana\x00", NameProblem.CHARACTERS),
        ("Ana\u202eavE", NameProblem.CHARACTERS),
        ("Ana\u2066Eva", NameProblem.CHARACTERS),
        ("\u200fAna", NameProblem.CHARACTERS),
        ("An\u200ca", NameProblem.CHARACTERS),
        ("\u200dAna", NameProblem.CHARACTERS),
        ("Ana\u200bEva", NameProblem.CHARACTERS),
        ("\u3164", NameProblem.CHARACTERS),
        ("\u0301Ana", NameProblem.CHARACTERS),
        ("A" + "\u0300\u0316" * 5 + "na", NameProblem.CHARACTERS),
        ("Ana\ud83d", NameProblem.CHARACTERS),
        ("Ana\ue000", NameProblem.CHARACTERS),
    ],
)
def test_what_is_no_name_is_refused(written: str, reason: NameProblem) -> None:
    with pytest.raises(BadName) as bad:
        read_name(written)
    assert bad.value.reason is reason


@given(st.text(max_size=120))
def test_whatever_is_written_a_name_that_comes_out_is_settled_and_harmless(written: str) -> None:
    try:
        name = read_name(written)
    except BadName:
        return
    assert read_name(name) == name
    assert 1 <= len(name) <= MAX_LENGTH
    assert "  " not in name
    assert any(character.isalpha() for character in name)
    assert not any(
        unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp", "So")
        or unicodedata.bidirectional(character)
        in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
        for character in name
    )
