"""What people type, as it is searched for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.correspondence.help_words import asked_words, folded_words

KNOWN = {"card", "receipt", "received", "renovar", "apelar", "i485", "ar11", "interview", "not"}
SMALL = {"my", "the", "is", "not"}


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Notificación, ¿dónde?", ["notificacion", "donde"]),
        ("Form I-485 and AR-11", ["form", "i485", "and", "ar11"]),
        ("I‑797C", ["i797c"]),
        ("  ", []),
        ("don't", ["don", "t"]),
        ("ＣＡＲＤ", ["card"]),
    ],
)
def test_words_are_read_without_accents_capitals_and_signs(written: str, words: list[str]) -> None:
    assert folded_words(written) == words


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("my card is not received", ["card", "received"]),
        ("card card CARD", ["card"]),
        ("the reciept", ["receipt"]),
        ("intervew", ["interview"]),
        ("interviews", ["interview"]),
        ("recei", ["recei"]),
        ("renovando", ["reno"]),
        ("apelo", ["apel"]),
        ("zebra", ["zebra"]),
        ("crd", ["crd"]),
    ],
)
def test_small_words_are_passed_over_and_slips_forgiven(written: str, words: list[str]) -> None:
    assert asked_words(written, KNOWN, SMALL) == words


@given(st.text(max_size=500))
def test_whatever_is_typed_a_few_plain_words_are_searched(written: str) -> None:
    words = asked_words(written, KNOWN, SMALL)
    assert len(words) <= 12
    assert all(word.isascii() and word.isalnum() and len(word) <= 40 for word in words)
