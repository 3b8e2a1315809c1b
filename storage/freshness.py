"""How fresh the cases are that are watched: for the operators."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select

from storage.database import Transaction
from storage.schema import cases

_WATCHED = cases.c.due_at.is_not(None)


@dataclass(frozen=True)
class Checked:
    """When the watched cases were seen last: the one longest ago, and the one in the middle."""

    oldest: datetime | None
    median: datetime | None


async def last_checks(tx: Transaction) -> Checked:
    """When the cases that have ever been seen were seen last. One statement, which sorts them all."""
    seen = select(cases.c.checked_at).where(_WATCHED, cases.c.checked_at.is_not(None))
    middle = select(func.count() // 2).select_from(seen.subquery()).scalar_subquery()
    ordered = seen.order_by(cases.c.checked_at)
    found = select(
        ordered.limit(1).scalar_subquery().label("oldest"),
        ordered.limit(1).offset(middle).scalar_subquery().label("median"),
    )
    row = await tx.one(found)
    return Checked(row["oldest"], row["median"]) if row else Checked(None, None)


async def count_due(tx: Transaction, before: Mapping[int, datetime]) -> int:
    """How many cases have been due since before a moment, which is given for each urgency."""
    since = (and_(cases.c.urgency == urgency, cases.c.due_at < moment) for urgency, moment in before.items())
    return int(await tx.value(select(func.count()).select_from(cases).where(_WATCHED, or_(*since))))
