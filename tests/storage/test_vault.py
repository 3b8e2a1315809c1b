"""Encryption at rest: what is sealed opens in its own place only, under a key that is known."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.vault import Key, SealBroken, UnknownKey, Vault

OLD, NEW = Key("old1", bytes(range(32))), Key("new1", bytes(range(1, 33)))
HERE, THERE = "accounts.personal:1", "accounts.personal:2"


@pytest.fixture(scope="module")
def one() -> Vault:
    return Vault([OLD])


@pytest.fixture(scope="module")
def rotated() -> Vault:
    return Vault([OLD, NEW])


@given(st.binary(max_size=2_000), st.text(max_size=60))
def test_what_is_sealed_opens_and_shows_nothing(value: bytes, place: str) -> None:
    vault = Vault([OLD])
    sealed = vault.seal(value, place)

    assert vault.open(sealed, place) == value
    assert len(value) < 8 or value not in sealed


def test_the_same_value_never_looks_the_same(one: Vault) -> None:
    assert len({one.seal(b"Lopez", HERE) for _ in range(100)}) == 100


@pytest.mark.requirement("R19")
def test_a_value_that_was_copied_to_another_row_does_not_open(one: Vault) -> None:
    with pytest.raises(SealBroken):
        one.open(one.seal(b"Lopez", HERE), THERE)


@pytest.mark.parametrize("position", range(0, 40, 3))
def test_a_value_that_was_changed_anywhere_does_not_open(one: Vault, position: int) -> None:
    sealed = bytearray(one.seal(b"a legal name", HERE))
    sealed[position] ^= 1

    with pytest.raises((SealBroken, UnknownKey)):
        one.open(bytes(sealed), HERE)


@pytest.mark.parametrize("length", [0, 1, 5, 16, 17, 32])
def test_a_value_that_was_cut_short_does_not_open(one: Vault, length: int) -> None:
    with pytest.raises(SealBroken):
        one.open(one.seal(b"a legal name", HERE)[:length], HERE)


def test_a_key_of_the_same_name_opens_nothing(one: Vault) -> None:
    with pytest.raises(SealBroken):
        Vault([Key("old1", bytes(32))]).open(one.seal(b"x", HERE), HERE)


@pytest.mark.requirement("R20")
def test_after_a_rotation_both_keys_read_and_the_newest_writes(one: Vault, rotated: Vault) -> None:
    before, after = one.seal(b"before", HERE), rotated.seal(b"after", HERE)

    assert rotated.open(before, HERE) == b"before"
    assert Vault([NEW]).open(after, HERE) == b"after"
    with pytest.raises(UnknownKey, match="new1"):
        one.open(after, HERE)


def test_a_digest_is_the_same_each_time_and_differs_by_purpose_and_key(one: Vault, rotated: Vault) -> None:
    digest = one.digest("ana@example.org", "email")

    assert digest == one.digest("ana@example.org", "email")
    others = {
        one.digest("bo@example.org", "email"),
        one.digest("ana@example.org", "username"),
        rotated.digest("ana@example.org", "email"),
        Vault([Key("old1", bytes(32))]).digest("ana@example.org", "email"),
    }
    assert len(others) == 4
    assert digest not in others
    assert len(digest) == 28


def test_a_digest_from_before_a_rotation_is_still_found(one: Vault, rotated: Vault) -> None:
    before = one.digest("ana", "username")

    assert before in rotated.digests("ana", "username")
    assert rotated.digest("ana", "username") in rotated.digests("ana", "username")
    assert rotated.is_digest_of(before, "ana", "username")
    assert not rotated.is_digest_of(before, "ana", "email")
    assert not rotated.is_digest_of(before, "bo", "username")
    assert not Vault([NEW]).is_digest_of(before, "ana", "username")
    assert not rotated.is_digest_of(b"", "ana", "username")
    assert not rotated.is_digest_of(b"\xff\xfe\xfd\xfc", "ana", "username")


def test_a_key_does_not_show_its_secret() -> None:
    assert not re.search(r"\\x|secret", repr(OLD))


@pytest.mark.parametrize("name", ["", "abc", "abcde", "ab-d", "äbcd", "abc "])
def test_a_key_needs_an_id_of_four_letters_or_digits(name: str) -> None:
    with pytest.raises(ValueError, match="four ASCII letters or digits"):
        Key(name, bytes(32))


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_needs_32_bytes(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Key("abcd", bytes(length))


def test_a_vault_needs_a_key() -> None:
    with pytest.raises(ValueError, match="at least one key"):
        Vault([])
