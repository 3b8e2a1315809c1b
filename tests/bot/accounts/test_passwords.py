"""Hashing passwords: right, wrong, unknown, costly and many at once."""

import asyncio
import threading
import unicodedata
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import InvalidHashError

from bot.accounts.passwords import Argon2Parameters, Passwords, TooBusy, Verification

CHEAP = Argon2Parameters(memory_kib=8, passes=1, lanes=1)
PHRASE = "siete gatos en el tejado"


@pytest.fixture
async def passwords() -> AsyncIterator[Passwords]:
    service = Passwords(CHEAP, at_once=2, waiting=8)
    yield service
    await service.close()


async def test_the_right_password_is_ok_and_a_wrong_one_is_not(passwords: Passwords) -> None:
    stored = await passwords.hash(PHRASE)
    assert await passwords.verify(stored, PHRASE) == Verification(ok=True, needs_rehash=False)
    assert await passwords.verify(stored, PHRASE + " ") == Verification(ok=False, needs_rehash=False)


async def test_the_hash_is_argon2id_salted_and_does_not_hold_the_password(passwords: Passwords) -> None:
    first, second = await passwords.hash(PHRASE), await passwords.hash(PHRASE)
    assert first != second
    assert first.startswith("$argon2id$")
    assert PHRASE not in first


async def test_both_ways_to_type_an_accent_are_one_password(passwords: Passwords) -> None:
    stored = await passwords.hash(unicodedata.normalize("NFD", "él camión añejo"))
    assert (await passwords.verify(stored, unicodedata.normalize("NFC", "él camión añejo"))).ok


async def test_half_a_surrogate_pair_is_just_a_wrong_password(passwords: Passwords) -> None:
    stored = await passwords.hash(PHRASE)
    assert not (await passwords.verify(stored, "\ud83d" + PHRASE)).ok


@pytest.mark.requirement("R2")
async def test_an_unknown_account_costs_one_hash_of_the_same_parameters(
    passwords: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    make = PasswordHasher.hash

    def watched(self: PasswordHasher, password: bytes) -> str:
        made.append(make(self, password))
        return made[-1]

    monkeypatch.setattr(PasswordHasher, "hash", watched)
    assert await passwords.verify(None, PHRASE) == Verification(ok=False, needs_rehash=False)
    assert len(made) == 1
    costs = extract_parameters(made[0])
    assert (costs.memory_cost, costs.time_cost, costs.parallelism) == (8, 1, 1)


async def test_a_hash_of_other_cost_is_to_be_made_anew_but_only_by_its_owner(passwords: Passwords) -> None:
    old = PasswordHasher(time_cost=2, memory_cost=16, parallelism=2).hash(PHRASE)
    assert await passwords.verify(old, PHRASE) == Verification(ok=True, needs_rehash=True)
    assert await passwords.verify(old, "another phrase") == Verification(ok=False, needs_rehash=False)


async def test_a_stored_text_that_is_no_hash_is_an_error_and_not_a_wrong_password(
    passwords: Passwords,
) -> None:
    with pytest.raises(InvalidHashError):
        await passwords.verify("plain", "plain")


async def test_the_default_is_the_second_choice_of_rfc_9106() -> None:
    service = Passwords(Argon2Parameters(), at_once=1, waiting=0)
    costs = extract_parameters(await service.hash(PHRASE))
    await service.close()
    assert (costs.memory_cost, costs.time_cost) == (64 * 1024, 3)


@pytest.mark.parametrize(("memory_kib", "passes", "lanes"), [(64, 3, 0), (64, 3, 5), (64, 0, 1), (31, 3, 4)])
def test_impossible_parameters_are_refused(memory_kib: int, passes: int, lanes: int) -> None:
    with pytest.raises(ValueError, match="argon2"):
        Argon2Parameters(memory_kib, passes, lanes)


@contextmanager
def _hashing_held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Semaphore]:
    """Hashes begin, each releasing the semaphore, but end only when the block does."""
    begun, may_end = threading.Semaphore(0), threading.Event()
    make = PasswordHasher.hash

    def held(self: PasswordHasher, password: bytes) -> str:
        begun.release()
        may_end.wait(30)
        return make(self, password)

    monkeypatch.setattr(PasswordHasher, "hash", held)
    try:
        yield begun
    finally:
        may_end.set()


async def test_beyond_those_at_work_and_in_line_the_next_is_told_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    service = Passwords(CHEAP, at_once=1, waiting=1)
    with _hashing_held(monkeypatch) as begun:
        tasks = [asyncio.create_task(service.hash(PHRASE)) for _ in range(2)]
        await asyncio.to_thread(begun.acquire, timeout=30)
        with pytest.raises(TooBusy):
            await service.hash(PHRASE)
        assert not begun.acquire(blocking=False), "only one is hashed at once"
    hashes = await asyncio.gather(*tasks)
    assert len(set(hashes)) == 2
    assert (await service.verify(hashes[0], PHRASE)).ok, "the places are free again"
    await service.close()


async def test_who_gives_up_while_being_hashed_holds_the_place_until_the_thread_is_free(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    service = Passwords(CHEAP, at_once=1, waiting=0)
    with _hashing_held(monkeypatch) as begun:
        task = asyncio.create_task(service.hash(PHRASE))
        await asyncio.to_thread(begun.acquire, timeout=30)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        with pytest.raises(TooBusy):
            await service.hash(PHRASE)
    await service.close()


async def test_closing_ends_those_in_line(monkeypatch: pytest.MonkeyPatch) -> None:
    service = Passwords(CHEAP, at_once=1, waiting=1)
    with _hashing_held(monkeypatch) as begun:
        working, in_line = (asyncio.create_task(service.hash(PHRASE)) for _ in range(2))
        await asyncio.to_thread(begun.acquire, timeout=30)
        closing = asyncio.create_task(service.close())
        with pytest.raises(asyncio.CancelledError):
            await in_line
    assert (await working).startswith("$argon2id$")
    await closing
