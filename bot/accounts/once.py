"""What an update has done already: after a crash the same one runs again."""

from datetime import datetime, timedelta

from storage import throttles
from storage.database import Transaction

_KNOWN_FOR = timedelta(days=1)


async def was_done(tx: Transaction, what: str) -> bool:
    """Whether this, named with its update's key, is done."""
    return await throttles.throttle_of(tx, _key(what)) is not None


async def note_done(tx: Transaction, what: str, now: datetime) -> None:
    """From now on it is."""
    await throttles.count_up(tx, _key(what), now, now - _KNOWN_FOR)


def _key(what: str) -> str:
    return f"once:{what}"
