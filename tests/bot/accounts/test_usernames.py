"""Usernames: what may be one, what is offered instead, and which look the same."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.accounts.usernames import BadUsername, Username, UsernameProblem, read_username, skeleton


def problem(written: str) -> tuple[UsernameProblem, str | None]:
    with pytest.raises(BadUsername) as bad:
        read_username(written)
    return bad.value.reason, bad.value.suggestion


def test_a_username_is_shown_as_written_and_found_in_any_case() -> None:
    assert read_username(" Ana.Lopez-90 ") == Username("Ana.Lopez-90", "ana.lopez-90", "ana.lopez-9o")


def test_full_width_letters_are_plain_ones() -> None:
    assert read_username("ａｎａ＿９０").shown == "ana_90"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("ab", (UsernameProblem.TOO_SHORT, None)),
        ("", (UsernameProblem.TOO_SHORT, None)),
        ("a" * 33, (UsernameProblem.TOO_LONG, "a" * 32)),
        ("a" * 5000, (UsernameProblem.TOO_LONG, None)),
        ("Ana López", (UsernameProblem.CHARACTERS, "ana.lopez")),
        ("@ana_90", (UsernameProblem.CHARACTERS, "ana_90")),
        ("José", (UsernameProblem.CHARACTERS, "jose")),
        ("аna", (UsernameProblem.CHARACTERS, None)),
        ("straße", (UsernameProblem.CHARACTERS, "strasse")),
        ("ana\nlopez", (UsernameProblem.CHARACTERS, "ana.lopez")),
        (".ana", (UsernameProblem.PUNCTUATION, "ana")),
        ("ana-", (UsernameProblem.PUNCTUATION, "ana")),
        ("ana._90", (UsernameProblem.PUNCTUATION, "ana.90")),
        ("Admin", (UsernameProblem.RESERVED, None)),
        ("adm1n", (UsernameProblem.RESERVED, None)),
        ("u.s.c.i.s", (UsernameProblem.RESERVED, None)),
        ("u5c15", (UsernameProblem.RESERVED, None)),
        ("case-bell", (UsernameProblem.RESERVED, None)),
    ],
)
def test_what_is_refused_and_what_is_offered_instead(
    written: str, expected: tuple[UsernameProblem, str | None]
) -> None:
    assert problem(written) == expected


@pytest.mark.requirement("R16")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("paul0", "paulo"),
        ("pau1", "paul"),
        ("pauI", "paul"),
        ("rosa5", "rosas"),
        ("carrnen", "carmen"),
        ("vvalter", "walter"),
    ],
)
def test_names_that_look_alike_have_one_skeleton(one: str, other: str) -> None:
    assert read_username(one).skeleton == read_username(other).skeleton
    assert read_username(one).key != read_username(other).key


@given(st.from_regex(r"[a-zA-Z0-9._-]{1,40}", fullmatch=True))
def test_a_skeleton_is_its_own_skeleton_in_any_case(name: str) -> None:
    assert skeleton(skeleton(name)) == skeleton(name) == skeleton(name.upper())


@pytest.mark.requirement("R16")
@given(st.one_of(st.text(max_size=300), st.from_regex(r"[a-zA-Z0-9._ -]{1,40}", fullmatch=True)))
def test_whatever_is_written_is_a_safe_username_or_refused_with_a_usable_suggestion(written: str) -> None:
    try:
        name = read_username(written)
    except BadUsername as bad:
        suggestion = bad.suggestion
        assert suggestion is None or read_username(suggestion).shown == suggestion
    else:
        assert re.fullmatch(r"[a-z0-9]([._-]?[a-z0-9])+", name.key)
        assert 3 <= len(name.key) <= 32
        assert read_username(name.shown) == name
        assert read_username(name.key).key == name.key
