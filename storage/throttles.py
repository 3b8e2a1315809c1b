"""Counters that slow down guessing and flooding; they outlive a restart."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, delete, select, update

from storage.database import Transaction
from storage.schema import throttles

_PURPOSE = "throttle"


@dataclass(frozen=True)
class Throttle:
    """How often something failed or happened in a row, and until when it must wait."""

    failures: int
    since: datetime
    until: datetime | None


async def throttle_of(tx: Transaction, key: str) -> Throttle | None:
    """The counter under a key."""
    row = await tx.one(select(throttles).where(throttles.c.key_digest.in_(tx.vault.digests(key, _PURPOSE))))
    return None if row is None else Throttle(row["failures"], row["since"], row["until"])


async def count_up(tx: Transaction, key: str, now: datetime, window_start: datetime) -> int:
    """Count one more under a key, from one again when its count began by `window_start`."""
    row = tx.insert(throttles).values(key_digest=tx.vault.digest(key, _PURPOSE), failures=1, since=now)
    begun = throttles.c.since <= window_start
    counted = row.on_conflict_do_update(
        index_elements=["key_digest"],
        set_={
            "failures": case((begun, 1), else_=throttles.c.failures + 1),
            "since": case((begun, now), else_=throttles.c.since),
        },
    ).returning(throttles.c.failures)
    return int(await tx.value(counted))


async def count_down(tx: Transaction, key: str) -> None:
    """Take back one that was counted under a key."""
    counted = throttles.c.key_digest.in_(tx.vault.digests(key, _PURPOSE)) & (throttles.c.failures > 0)
    await tx.run(update(throttles).where(counted).values(failures=throttles.c.failures - 1))


async def hold_until(tx: Transaction, key: str, until: datetime) -> None:
    """Let nothing happen under a key before a moment."""
    await tx.run(
        update(throttles).where(throttles.c.key_digest == tx.vault.digest(key, _PURPOSE)).values(until=until)
    )


async def clear_throttle(tx: Transaction, key: str) -> None:
    """Forget the counter under a key."""
    await tx.run(delete(throttles).where(throttles.c.key_digest.in_(tx.vault.digests(key, _PURPOSE))))


async def forget_old_throttles(tx: Transaction, before: datetime) -> int:
    """Drop counters that began, and stopped holding, before a moment."""
    return await tx.run(
        delete(throttles).where(
            throttles.c.since < before, throttles.c.until.is_(None) | (throttles.c.until < before)
        )
    )
