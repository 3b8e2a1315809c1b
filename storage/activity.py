"""Activity: what happened to an account, as its person may read it. Append-only, without secrets."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from storage.database import Transaction
from storage.schema import activity


@dataclass(frozen=True)
class Entry:
    """Something that happened to an account."""

    id: str
    at: datetime
    kind: str
    detail: Mapping[str, str]


async def add_activity(
    tx: Transaction, *, entry_id: str, account_id: str, kind: str, now: datetime, detail: Mapping[str, str]
) -> None:
    """Append an entry."""
    await tx.run(
        activity.insert().values(
            id=entry_id,
            account_id=account_id,
            at=now,
            kind=kind,
            detail=tx.vault.seal(json.dumps(dict(detail)).encode(), f"activity.detail:{entry_id}"),
        )
    )


async def activity_of(tx: Transaction, account_id: str, before: str | None, limit: int) -> list[Entry]:
    """The newest entries of an account, of those before the entry `before`; the newest first."""
    entries = select(activity).where(activity.c.account_id == account_id)
    if before is not None:
        entries = entries.where(activity.c.id < before)
    return [
        Entry(
            id=row["id"],
            at=row["at"],
            kind=row["kind"],
            detail=json.loads(tx.vault.open(row["detail"], f"activity.detail:{row['id']}")),
        )
        for row in await tx.all(entries.order_by(activity.c.id.desc()).limit(limit))
    ]
