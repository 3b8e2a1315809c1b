"""Passwords: judged when new, hashed and checked with argon2id (RFC 9106), never too many at once."""

import asyncio
import threading
import unicodedata
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from bot.accounts.password_rules import require_strong_password

_Result = TypeVar("_Result")

_MAX_LANES = 4
_KIB_PER_LANE = 8


class TooBusy(Exception):
    """As many passwords are being hashed and are waiting as may: the person can try again in a moment."""


@dataclass(frozen=True)
class Argon2Parameters:
    """What one hash costs. The defaults are RFC 9106's second choice, on one thread a hash.

    One lane instead of its four asks the same memory and work of an attacker, and leaves the bot its cores.
    """

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 1

    def __post_init__(self) -> None:
        """Raise ValueError for what argon2 or this house does not allow."""
        if not 1 <= self.lanes <= _MAX_LANES:
            raise ValueError(f"argon2 lanes must be 1 to {_MAX_LANES}")
        if self.passes < 1:
            raise ValueError("argon2 needs at least one pass")
        if self.memory_kib < _KIB_PER_LANE * self.lanes:
            raise ValueError(f"argon2 needs at least {_KIB_PER_LANE} KiB of memory a lane")


@dataclass(frozen=True)
class Verification:
    """Whether the password was right, and whether its stored hash should be made anew at today's cost."""

    ok: bool
    needs_rehash: bool


class Passwords:
    """Hashes passwords and checks them, `at_once` in threads while up to `waiting` more stand in line."""

    def __init__(
        self,
        parameters: Argon2Parameters,
        *,
        at_once: int,
        waiting: int,
        while_waiting: Callable[[], AbstractContextManager[None]] = nullcontext,
        house: str = "",
    ) -> None:
        """`while_waiting` is entered by whoever waits for a hash, for as long as that takes.

        `house` is the organisation's name, which anybody would guess.
        """
        self._hasher = PasswordHasher(
            time_cost=parameters.passes,
            memory_cost=parameters.memory_kib,
            parallelism=parameters.lanes,
        )
        self._threads = ThreadPoolExecutor(max_workers=at_once, thread_name_prefix="argon2")
        self._while_waiting = while_waiting
        self._house = house
        self._places = threading.BoundedSemaphore(at_once + waiting)

    def require_strong(self, password: str, personal: Sequence[str]) -> None:
        """Return when it may be used by a person of whom others know this. Raises WeakPassword."""
        require_strong_password(password, personal, self._house)

    async def hash(self, password: str) -> str:
        """The password's argon2id hash in PHC string form, with a salt of its own.

        Raises TooBusy.
        """
        return await self._in_thread(lambda: self._hasher.hash(_as_bytes(password)))

    async def verify(self, stored: str | None, password: str) -> Verification:
        """Whether `password` is the one that was hashed to `stored`.

        For an account that does not exist pass None: a hash of the same cost is made and thrown away, so the
        time of the answer does not tell who is registered.

        Raises TooBusy, and argon2's InvalidHashError for a stored text that is no hash.
        """
        return await self._in_thread(lambda: self._verify(stored, _as_bytes(password)))

    async def close(self) -> None:
        """Finish the hashes at work and cancel those in line."""
        await asyncio.to_thread(self._threads.shutdown, cancel_futures=True)

    def _verify(self, stored: str | None, password: bytes) -> Verification:
        if stored is None:
            self._hasher.hash(password)
            return Verification(ok=False, needs_rehash=False)
        try:
            self._hasher.verify(stored, password)
        except VerifyMismatchError:
            return Verification(ok=False, needs_rehash=False)
        return Verification(ok=True, needs_rehash=self._hasher.check_needs_rehash(stored))

    async def _in_thread(self, work: Callable[[], _Result]) -> _Result:
        if not self._places.acquire(blocking=False):
            raise TooBusy
        future = self._threads.submit(work)
        # The place is freed when the thread is, not when the caller gives up: cancelled work still costs.
        future.add_done_callback(self._free_place)
        with self._while_waiting():
            return await asyncio.wrap_future(future)

    def _free_place(self, _: Future[_Result]) -> None:
        self._places.release()


def _as_bytes(password: str) -> bytes:
    """The password as it is hashed: NFC, so that two keyboards' ways to write é are the same password.

    A lone surrogate, which JSON can carry, is passed on: the error about it would hold the password.
    """
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
