"""Changes of addresses that the staff should enter in their files too."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from storage.accounts import open_personal
from storage.database import Transaction
from storage.schema import accounts, address_changes


@dataclass(frozen=True)
class AddressChange:
    """Somebody's address before and after a change."""

    id: str
    account_id: str
    name: str
    at: datetime
    body: Mapping[str, str]
    done_at: datetime | None


async def add_address_change(
    tx: Transaction, *, change_id: str, account_id: str, body: Mapping[str, str], now: datetime
) -> None:
    """Write down a change."""
    sealed = tx.vault.seal(json.dumps(dict(body)).encode(), _place(change_id))
    await tx.run(address_changes.insert().values(id=change_id, account_id=account_id, at=now, body=sealed))


async def undone_address_changes(tx: Transaction, limit: int, offset: int = 0) -> Sequence[AddressChange]:
    """The changes that nobody has entered yet, the oldest first."""
    found = (
        select(address_changes, accounts.c.personal)
        .join(accounts, accounts.c.id == address_changes.c.account_id)
        .where(address_changes.c.done_at.is_(None))
        .order_by(address_changes.c.id)
        .limit(limit)
        .offset(offset)
    )
    return [
        AddressChange(
            id=row["id"],
            account_id=row["account_id"],
            name=open_personal(tx, row["personal"], row["account_id"]).legal_name,
            at=row["at"],
            body=json.loads(tx.vault.open(row["body"], _place(row["id"]))),
            done_at=row["done_at"],
        )
        for row in await tx.all(found)
    ]


async def count_undone_address_changes(tx: Transaction) -> int:
    """How many changes nobody has entered yet."""
    undone = select(func.count()).select_from(address_changes).where(address_changes.c.done_at.is_(None))
    return int(await tx.value(undone))


async def end_address_change(tx: Transaction, change_id: str, now: datetime) -> str | None:
    """Write that a change was entered. Returns whose it is; None when that was written before."""
    done = (
        update(address_changes)
        .where(address_changes.c.id == change_id, address_changes.c.done_at.is_(None))
        .values(done_at=now)
        .returning(address_changes.c.account_id)
    )
    account: str | None = await tx.value(done)
    return account


def _place(change_id: str) -> str:
    return f"address_changes.body:{change_id}"
