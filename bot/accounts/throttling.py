"""Slowing down guessing: after some failures a wait, after more a lock-out (NIST SP 800-63B-4, 3.2.2)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage import throttles
from storage.database import Transaction

_FREE_FAILURES = 5
_LOCK_AFTER = 10
_FIRST_WAIT = timedelta(seconds=2)
_LOCK = timedelta(minutes=20)
_FORGOTTEN_AFTER = timedelta(days=1)


class TooManyAttempts(Exception):
    """Nothing is tried before `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__("too many attempts")
        self.until = until


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


async def note_failure(tx: Transaction, keys: tuple[str, ...], now: datetime) -> bool:
    """Count a failure under each key. Returns whether one of them was locked out by it just now."""
    locked = False
    for key in keys:
        failures = await throttles.count_up(tx, key, now, now - _FORGOTTEN_AFTER)
        if failures >= _LOCK_AFTER and failures % _LOCK_AFTER == 0:
            await throttles.hold_until(tx, key, now + _LOCK)
            locked = True
        elif failures > _FREE_FAILURES:
            exponent = (failures - 1) % _LOCK_AFTER - _FREE_FAILURES
            await throttles.hold_until(tx, key, now + _FIRST_WAIT * 2**exponent)
    return locked


async def note_success(tx: Transaction, keys: tuple[str, ...]) -> None:
    """Forget the failures under these keys."""
    for key in keys:
        await throttles.clear_throttle(tx, key)


async def count_within(tx: Transaction, key: str, now: datetime, window: Window) -> None:
    """Count one more of what is bounded in number. Raises TooManyAttempts when it was one too many."""
    if await throttles.count_up(tx, key, now, now - window.span) > window.limit:
        throttle = await throttles.throttle_of(tx, key)
        raise TooManyAttempts((throttle.since if throttle else now) + window.span)
