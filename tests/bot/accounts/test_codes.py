"""Mailed codes, link tokens and recovery codes."""

import re
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.accounts.codes import (
    clean_digits,
    clean_readable_code,
    new_link_token,
    new_mailed_code,
    new_recovery_codes,
)


@given(st.binary(min_size=16, max_size=16), st.integers(6, 8))
def test_a_mailed_code_has_its_digits_leading_zeros_too(fixed: bytes, digits: int) -> None:
    code = new_mailed_code(lambda size: fixed[:size], digits)
    assert re.fullmatch(rf"[0-9]{{{digits}}}", code)
    assert clean_digits(code) == code


def test_a_small_number_keeps_its_zeros() -> None:
    assert new_mailed_code(lambda size: (42).to_bytes(size)) == "000042"


@pytest.mark.parametrize("digits", [5, 9])
def test_no_shorter_and_no_longer_codes(digits: int) -> None:
    with pytest.raises(ValueError, match="6 to 8"):
        new_mailed_code(secrets.token_bytes, digits)


def test_a_link_token_fits_a_start_parameter() -> None:
    tokens = {new_link_token(secrets.token_bytes) for _ in range(200)}
    assert len(tokens) == 200
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,64}", token) for token in tokens)


def test_a_link_token_differs_when_any_of_128_bits_does() -> None:
    def token_of(number: int) -> str:
        return new_link_token(lambda size: number.to_bytes(size))

    assert len({token_of(1 << bit) for bit in range(128)}) == 128


def test_recovery_codes_are_ten_distinct_and_without_look_alikes() -> None:
    codes = new_recovery_codes(secrets.token_bytes)
    assert len(set(codes)) == 10
    for code in codes:
        assert re.fullmatch(r"[2-9A-HJKMNP-TV-Z]{4}(-[2-9A-HJKMNP-TV-Z]{4}){3}", code)


def test_a_recovery_code_differs_when_any_of_64_bits_does() -> None:
    def code_of(number: int) -> str:
        return new_recovery_codes(lambda size: number.to_bytes(size))[0]

    assert len({code_of(1 << bit) for bit in range(64)}) == 64


@given(st.data())
def test_a_recovery_code_is_found_however_it_is_typed(data: st.DataObject) -> None:
    fixed = data.draw(st.binary(min_size=16, max_size=16))
    code = new_recovery_codes(lambda size: fixed[:size])[0]
    bare = code.replace("-", "")
    typed = "".join(data.draw(st.sampled_from(["", " ", "-", "–"])) + letter for letter in bare)
    assert clean_readable_code(typed.lower()) == clean_readable_code(code) == bare


@pytest.mark.parametrize(
    "text", ["", "123456", "AAAA-AAAA-AAAA-AAA", "AAAA-AAAA-AAAA-AAA0", "A" * 17, "é" * 16, "A" * 5000]
)
def test_what_cannot_be_a_recovery_code_is_none(text: str) -> None:
    assert clean_readable_code(text) is None


@pytest.mark.parametrize(
    ("typed", "digits"),
    [("123 456", "123456"), ("1234-5678", "12345678"), ("٠١٢٣٤٥", "012345"), ("１２３４５６", "123456")],
)
def test_digits_are_cleaned(typed: str, digits: str) -> None:
    assert clean_digits(typed) == digits


@pytest.mark.parametrize(
    "typed", ["", "12345", "123456789", "12345a", "²²²²²²", "½½½½½½", "1 2 3", "1" * 5000]
)
def test_what_is_no_code_has_no_digits(typed: str) -> None:
    assert clean_digits(typed) is None


@given(st.text(max_size=40))
def test_cleaned_digits_are_always_plain(typed: str) -> None:
    digits = clean_digits(typed)
    assert digits is None or re.fullmatch(r"[0-9]{6,8}", digits)
