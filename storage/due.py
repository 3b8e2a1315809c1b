"""Whether there is anything to do: a look before anything is claimed.

To claim is to write, and on SQLite one process writes at a time. Most looks find nothing, so they only read.
"""

from datetime import datetime

from sqlalchemy import Select, bindparam, exists, select

from storage.database import Transaction
from storage.schema import cases, deliveries, digest_items, reminders
from storage.types import Moment

_NOW = bindparam("now", type_=Moment)
# Built once: they are asked every second.
_DELIVERIES = select(exists().where(deliveries.c.state == "waiting", deliveries.c.due_at <= _NOW))
_DIGESTS = select(exists().where(digest_items.c.due_at <= _NOW))
_REMINDERS = select(exists().where(reminders.c.next_at <= _NOW))
_CASES = select(exists().where(cases.c.due_at <= _NOW))


async def are_deliveries_due(tx: Transaction, now: datetime) -> bool:
    """Whether anything is to be sent."""
    return await _found(tx, _DELIVERIES, now)


async def are_digests_due(tx: Transaction, now: datetime) -> bool:
    """Whether the hour of anybody's daily message has come."""
    return await _found(tx, _DIGESTS, now)


async def are_reminders_due(tx: Transaction, now: datetime) -> bool:
    """Whether anybody is to be reminded of a date."""
    return await _found(tx, _REMINDERS, now)


async def are_cases_due(tx: Transaction, now: datetime) -> bool:
    """Whether any case is to be checked."""
    return await _found(tx, _CASES, now)


async def _found(tx: Transaction, look: Select[bool], now: datetime) -> bool:
    (row,) = await tx.all(look, {"now": now})
    return bool(next(iter(row.values())))
