"""The look-out for leftovers, which watches over every dialogue test, sees what it is there for."""

import pytest

from tests.dialogues.leftovers import leftovers, visible_in


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


@pytest.mark.parametrize(
    "page", ["<p>login-refused</p>", "<b>Hello {name}</b>", "<p>Tom &amp;amp; Jerry</p>"]
)
def test_a_leftover_on_the_page_of_a_mail_is_seen(page: str) -> None:
    assert leftovers(visible_in(page), is_markup=False)


def test_how_a_page_is_made_is_no_leftover() -> None:
    page = "<head><style>p {color: red}</style></head><p class='login-refused'>Tom &amp; Jerry</p>"
    assert visible_in(page).strip() == "Tom & Jerry"
    assert leftovers(visible_in(page), is_markup=False) == []
