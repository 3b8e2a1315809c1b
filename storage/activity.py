"""Activity: what happened to an account, as its person may read it. Append-only, without secrets."""

import json
from collections.abc import Mapping
from datetime import datetime

from storage.database import Transaction
from storage.schema import activity


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
