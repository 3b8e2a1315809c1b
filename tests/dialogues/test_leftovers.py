"""The look-out for leftovers, which watches over every dialogue test, sees what it is there for."""

import pytest

from tests.dialogues.leftovers import leftovers


@pytest.mark.parametrize(
    ("text", "is_markup"),
    [
        ("login-ask-name", False),
        ("Please see login-refused.", True),
        ("Hello {name}", True),
        ("Until None", True),
        ("Tom &amp;amp; Jerry", True),
        ("<b>Log in</b>", False),
        ("Tom &amp; Jerry", False),
    ],
)
def test_a_leftover_is_seen(text: str, is_markup: bool) -> None:
    assert leftovers(text, is_markup=is_markup)


@pytest.mark.parametrize(
    ("text", "is_markup"),
    [
        ("None of these", False),
        ("None left?", False),
        ("A one-time code", True),
        ("<b>Log in</b>", True),
        ("Tom &amp; Jerry", True),
    ],
)
def test_plain_words_are_no_leftovers(text: str, is_markup: bool) -> None:
    assert leftovers(text, is_markup=is_markup) == []
