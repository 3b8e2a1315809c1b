"""Messages that are gathered and not sent yet, each its writer's own."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, delete, select

from storage.database import Transaction
from storage.ids import Ids
from storage.schema import message_drafts

_OF = message_drafts.c


@dataclass(frozen=True)
class Part:
    """A part, and the update that brought it: taken once."""

    text: str
    once_key: str


@dataclass(frozen=True)
class Draft:
    """What is gathered. `target` says where it goes."""

    target: str
    subject: str = ""
    parts: tuple[Part, ...] = ()


async def draft_of(tx: Transaction, account_id: str, target: str) -> Draft | None:
    """What an account has gathered for this target."""
    mine = select(message_drafts).where(_OF.account_id == account_id, _OF.target == target)
    row = await tx.one(mine.with_for_update())
    return None if row is None else _draft(tx, row)


async def drafts_of(tx: Transaction, account_id: str, limit: int) -> Sequence[Draft]:
    """What an account has gathered, the newest first."""
    mine = select(message_drafts).where(_OF.account_id == account_id).order_by(_OF.changed_at.desc(), _OF.id)
    return [_draft(tx, row) for row in await tx.all(mine.limit(limit))]


async def put_draft(tx: Transaction, ids: Ids, account_id: str, draft: Draft, now: datetime) -> None:
    """Keep it, in place of what was gathered for the same target."""
    body = json.dumps({"subject": draft.subject, "parts": [asdict(each) for each in draft.parts]})
    sealed = tx.vault.seal(body.encode(), _place(account_id, draft.target))
    new = tx.insert(message_drafts).values(
        id=ids.new(now), account_id=account_id, target=draft.target, body=sealed, changed_at=now
    )
    again = {"body": sealed, "changed_at": now}
    await tx.run(new.on_conflict_do_update(index_elements=["account_id", "target"], set_=again))


async def drop_draft(tx: Transaction, account_id: str, target: str) -> None:
    """Forget it."""
    await tx.run(delete(message_drafts).where(_OF.account_id == account_id, _OF.target == target))


async def drafts_kept(tx: Transaction, account_id: str) -> Sequence[Mapping[str, Any]]:
    """What an account has written and not sent, as its person may read it."""
    rows = await tx.all(select(message_drafts).where(_OF.account_id == account_id).order_by(_OF.id))
    found = [_draft(tx, row) for row in rows]
    return [{"about": each.subject, "parts": [part.text for part in each.parts]} for each in found]


def _draft(tx: Transaction, row: RowMapping) -> Draft:
    body = json.loads(tx.vault.open(row["body"], _place(row["account_id"], row["target"])))
    return Draft(row["target"], body["subject"], tuple(Part(**each) for each in body["parts"]))


def _place(account_id: str, target: str) -> str:
    return f"message_drafts.body:{account_id}:{target}"
