"""Leases: what one process of several does, and for how long. The fence grows with each new owner."""

from datetime import datetime

from sqlalchemy import case, update

from storage.database import Transaction
from storage.schema import cases, chats, deliveries, leases


async def take_lease(tx: Transaction, name: str, owner: str, now: datetime, until: datetime) -> int | None:
    """Take or keep a lease. Returns its fence, or None while somebody else holds it."""
    take = tx.insert(leases).values(name=name, owner=owner, until=until, fence=1)
    take = take.on_conflict_do_update(
        index_elements=["name"],
        set_={
            "owner": owner,
            "until": until,
            "fence": leases.c.fence + case((leases.c.owner == owner, 0), else_=1),
        },
        where=(leases.c.owner == owner) | (leases.c.until <= now),
    )
    fence: int | None = await tx.value(take.returning(leases.c.fence))
    return fence


async def release_lease(tx: Transaction, name: str, owner: str, now: datetime) -> None:
    """Let go of a lease, so that somebody else may take it at once."""
    await tx.run(update(leases).where(leases.c.name == name, leases.c.owner == owner).values(until=now))


async def release_everything(tx: Transaction, now: datetime) -> None:
    """Forget every claim: for the one process of a SQLite database, whose earlier self is dead."""
    await tx.run(update(leases).values(until=now))
    await tx.run(
        update(chats).where(chats.c.lease_until.is_not(None)).values(lease_owner=None, lease_until=None)
    )
    for claimed in (cases, deliveries):
        await tx.run(
            update(claimed)
            .where(claimed.c.lease_until.is_not(None))
            .values(lease_owner=None, lease_until=None)
        )
