"""Slowing down guessing: after some failures a wait, after more a lock-out (NIST SP 800-63B-4, 3.2.2)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage import throttles
from storage.database import Transaction

_FREE_FAILURES = 5
_LOCK_AFTER = 10
_FIRST_WAIT = timedelta(seconds=2)
_LOCK = timedelta(minutes=20)
_FORGOTTEN_AFTER = timedelta(days=1)
_MOST_IN_A_ROW = 100
_A_ROW_LASTS = timedelta(days=365)


class TooManyAttempts(Exception):
    """Nothing is tried before `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__("too many attempts")
        self.until = until


@dataclass(frozen=True)
class Held:
    """Nothing is tried under a key before `until`; `locked_out` when that is more than a short wait."""

    until: datetime
    locked_out: bool


@dataclass(frozen=True)
class Window:
    """So many in so long."""

    limit: int
    span: timedelta


async def require_patience(tx: Transaction, keys: tuple[str, ...], now: datetime) -> None:
    """Raises TooManyAttempts while any of these keys is held."""
    for key in keys:
        throttle = await throttles.throttle_of(tx, key)
        if throttle is not None and throttle.until is not None and throttle.until > now:
            raise TooManyAttempts(throttle.until)


async def note_failure(tx: Transaction, key: str, now: datetime) -> Held | None:
    """Count a failure under a key. Returns how it is held from now on, if it is."""
    failures = await throttles.count_up(tx, key, now, now - _FORGOTTEN_AFTER)
    if failures <= _FREE_FAILURES:
        return None
    locked = failures % _LOCK_AFTER == 0
    free = _FREE_FAILURES if failures < _LOCK_AFTER else 0
    wait = _LOCK if locked else _FIRST_WAIT * 2 ** (failures % _LOCK_AFTER - free - 1)
    await throttles.hold_until(tx, key, now + wait)
    return Held(now + wait, locked)


async def note_success(tx: Transaction, key: str, *, sender: str | None = None) -> None:
    """Forget the failures under a key, and those of its sender that can be the same ones."""
    await forgive(tx, (key,), sender=sender)


async def forgive(tx: Transaction, keys: Collection[str], *, sender: str | None = None) -> None:
    """Forget the failures under these keys, and those of their sender that can be the same ones.

    Who guesses at other people's passwords is not free again by logging in to an account of their own.
    """
    failures = 0
    for key in keys:
        failed = await throttles.throttle_of(tx, key)
        failures += failed.failures if failed else 0
        await throttles.clear_throttle(tx, key)
    if sender is None:
        return
    elsewhere = await throttles.throttle_of(tx, sender)
    if elsewhere and elsewhere.failures <= failures:
        await throttles.clear_throttle(tx, sender)


async def note_in_a_row(tx: Transaction, account_id: str, now: datetime) -> bool:
    """Count a wrong password of an account, under whichever of its names. True when it is one too many.

    No wait forgives these, only a success does: with patience one could else guess for ever.
    """
    key = row_key(account_id)
    failures = await throttles.count_up(tx, key, now, now - _A_ROW_LASTS)
    # Nobody waits for this: it keeps the count from being forgotten with those that have served.
    await throttles.hold_until(tx, key, now + _A_ROW_LASTS)
    return failures == _MOST_IN_A_ROW


def sender_key(telegram_user_id: int) -> str:
    """What a Telegram user's failures are counted under; in a private chat its id is the user's."""
    return f"telegram:{telegram_user_id}"


def login_key(name_key: str) -> str:
    """What failures under a name are counted under."""
    return f"login:{name_key}"


def unlock_key(account_id: str) -> str:
    """What failures to open a locked account are counted under."""
    return f"unlock:{account_id}"


def factor_key(account_id: str) -> str:
    """What wrong codes of an account's second factors are counted under."""
    return f"factor:{account_id}"


def row_key(account_id: str) -> str:
    """What the failures in a row of an account are counted under."""
    return f"in-a-row:{account_id}"


async def count_within(tx: Transaction, key: str, now: datetime, window: Window) -> None:
    """Count one more of what is bounded in number. Raises TooManyAttempts when it was one too many."""
    if await throttles.count_up(tx, key, now, now - window.span) > window.limit:
        throttle = await throttles.throttle_of(tx, key)
        raise TooManyAttempts((throttle.since if throttle else now) + window.span)
