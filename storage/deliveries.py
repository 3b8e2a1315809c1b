"""Deliveries: what someone is to be told by one channel. The outbox of alerts, mails and notices."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, tuple_, update

from storage.database import Transaction
from storage.ids import Ids
from storage.schema import deliveries

WAITING, SENT, FAILED, DROPPED = "waiting", "sent", "failed", "dropped"


@dataclass(frozen=True)
class NewDelivery:
    """A delivery to be made. `once_key` names it: a second one of the same name is not added."""

    once_key: str
    kind: str
    channel: str
    body: Mapping[str, str]
    account_id: str | None = None
    case_id: str | None = None
    chat_id: int | None = None
    due_at: datetime | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True)
class DueDelivery:
    """A delivery that was claimed, and the fence under which it was."""

    id: str
    fence: int
    kind: str
    channel: str
    account_id: str | None
    case_id: str | None
    chat_id: int | None
    body: Mapping[str, str]
    attempts: int
    created_at: datetime
    expires_at: datetime | None
    others: tuple["DueDelivery", ...] = ()
    """Those that the same message stands for."""


async def add_deliveries(tx: Transaction, ids: Ids, now: datetime, new: Sequence[NewDelivery]) -> int:
    """Put deliveries into the outbox; those known already change nothing. Returns how many are new."""
    if not new:
        return 0
    rows = []
    for each in new:
        delivery_id = ids.new(now)
        rows.append(
            {
                "id": delivery_id,
                "once_key": each.once_key,
                "kind": each.kind,
                "channel": each.channel,
                "account_id": each.account_id,
                "case_id": each.case_id,
                "chat_id": each.chat_id,
                "body": tx.vault.seal(json.dumps(dict(each.body)).encode(), _place(delivery_id)),
                "state": WAITING,
                "due_at": each.due_at or now,
                "expires_at": each.expires_at,
                "attempts": 0,
                "fence": 0,
                "created_at": now,
            }
        )
    # Counted by what comes back: PostgreSQL's driver does not count rows here.
    add = tx.insert(deliveries).on_conflict_do_nothing(index_elements=["once_key"])
    return len(await tx.all(add.returning(deliveries.c.id), rows))


async def is_known(tx: Transaction, once_key: str) -> bool:
    """Whether a delivery of this name was added before, in whatever state it is."""
    return await tx.value(select(deliveries.c.id).where(deliveries.c.once_key == once_key)) is not None


async def claim_due_deliveries(
    tx: Transaction, channel: str, owner: str, now: datetime, until: datetime, limit: int
) -> list[DueDelivery]:
    """Lease up to `limit` deliveries of a channel that are due and that nobody holds, the oldest due first.

    Of each chat only the oldest, so that news arrives in the order in which it happened.
    """
    due = (
        select(deliveries.c.id)
        .where(
            deliveries.c.state == WAITING,
            deliveries.c.channel == channel,
            deliveries.c.due_at <= now,
            or_(deliveries.c.lease_until.is_(None), deliveries.c.lease_until <= now),
            ~_has_to_wait_for_another(now),
        )
        .order_by(deliveries.c.due_at, deliveries.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=deliveries)
        # A table of its own: within the condition PostgreSQL may ask again, and claim more than `limit`.
        .cte("due")
    )
    return await _claim(tx, deliveries.c.id.in_(select(due.c.id)), owner, until)


async def claim_others_to_the_same(
    tx: Transaction,
    claimed: Sequence[DueDelivery],
    kinds: Collection[str],
    owner: str,
    now: datetime,
    until: datetime,
    most: int,
) -> list[DueDelivery]:
    """Lease what else is due for the chats of what was `claimed`, of the same accounts: up to `most` each.

    Only of these kinds, and only where what was claimed is of them too.
    """
    whose = {(each.account_id, each.chat_id) for each in claimed if each.kind in kinds and each.chat_id}
    if not whose:
        return []
    to_them = tuple_(deliveries.c.account_id, deliveries.c.chat_id).in_(whose)
    free = or_(deliveries.c.lease_until.is_(None), deliveries.c.lease_until <= now)
    nth = func.row_number().over(
        partition_by=(deliveries.c.account_id, deliveries.c.chat_id), order_by=deliveries.c.id
    )
    numbered = (
        select(deliveries.c.id, nth.label("nth"))
        .where(
            deliveries.c.state == WAITING,
            deliveries.c.channel == "telegram",
            deliveries.c.kind.in_(kinds),
            deliveries.c.due_at <= now,
            free,
            to_them,
        )
        .subquery()
    )
    found = await tx.all(select(numbered.c.id).where(numbered.c.nth <= most))
    if not found:
        return []
    # Asked once more: another process may have been quicker.
    still = deliveries.c.id.in_([row["id"] for row in found]) & (deliveries.c.state == WAITING) & free
    return await _claim(tx, still, owner, until)


async def _claim(
    tx: Transaction, which: ColumnElement[bool], owner: str, until: datetime
) -> list[DueDelivery]:
    claim = (
        update(deliveries)
        .where(which)
        .values(
            lease_owner=owner,
            lease_until=until,
            fence=deliveries.c.fence + 1,
            attempts=deliveries.c.attempts + 1,
        )
        .returning(deliveries)
    )
    rows = sorted(await tx.all(claim), key=lambda row: (row["due_at"], row["id"]))
    return [
        DueDelivery(
            id=row["id"],
            fence=row["fence"],
            kind=row["kind"],
            channel=row["channel"],
            account_id=row["account_id"],
            case_id=row["case_id"],
            chat_id=row["chat_id"],
            body=json.loads(tx.vault.open(row["body"], _place(row["id"]))),
            attempts=row["attempts"],
            created_at=row["created_at"],
            expires_at=row["expires_at"],
        )
        for row in rows
    ]


def _has_to_wait_for_another(now: datetime) -> ColumnElement[bool]:
    """Whether an earlier delivery to the same chat is due, or waits only because the channel asked for it.

    One that waits after an error of its own holds up no other.
    """
    earlier = deliveries.alias("earlier")
    put_off = (earlier.c.fence > 0) & (earlier.c.attempts == 0)
    return exists().where(
        earlier.c.state == WAITING,
        earlier.c.channel == deliveries.c.channel,
        earlier.c.chat_id == deliveries.c.chat_id,
        earlier.c.id < deliveries.c.id,
        (earlier.c.due_at <= now) | put_off,
    )


async def end_delivery(tx: Transaction, delivery: DueDelivery, state: str, now: datetime) -> bool:
    """Write how a claimed delivery ended. False when somebody else has claimed it meanwhile."""
    ended = update(deliveries).where(
        deliveries.c.id == delivery.id, deliveries.c.fence == delivery.fence, deliveries.c.state == WAITING
    )
    # What it said is nobody's business any more.
    empty = tx.vault.seal(b"{}", _place(delivery.id))
    values = {"state": state, "done_at": now, "body": empty, "lease_owner": None, "lease_until": None}
    return await tx.run(ended.values(values)) == 1


async def put_off(tx: Transaction, delivery: DueDelivery, until: datetime, *, counts: bool) -> bool:
    """Let a claimed delivery wait. Unless it counts, the attempt is forgotten."""
    later = update(deliveries).where(
        deliveries.c.id == delivery.id, deliveries.c.fence == delivery.fence, deliveries.c.state == WAITING
    )
    attempts = delivery.attempts if counts else delivery.attempts - 1
    values = {"due_at": until, "attempts": attempts, "lease_owner": None, "lease_until": None}
    return await tx.run(later.values(values)) == 1


async def drop_case_news(tx: Transaction, account_id: str, now: datetime) -> None:
    """Send an account no more of the news of its cases that has not gone yet."""
    await _drop(tx, (deliveries.c.account_id == account_id) & deliveries.c.case_id.is_not(None), now)


async def drop_waiting(tx: Transaction, account_id: str, kind: str, now: datetime) -> None:
    """Send an account no more of what it was to be told of this kind, as far as it has not gone yet."""
    await _drop(tx, (deliveries.c.account_id == account_id) & (deliveries.c.kind == kind), now)


async def _drop(tx: Transaction, condition: ColumnElement[bool], now: datetime) -> None:
    waiting = select(deliveries.c.id).where(condition, deliveries.c.state == WAITING)
    for row in await tx.all(waiting):
        values = {"state": DROPPED, "done_at": now, "body": tx.vault.seal(b"{}", _place(row["id"]))}
        await tx.run(update(deliveries).where(deliveries.c.id == row["id"]).values(values))


async def forget_done_deliveries(tx: Transaction, before: datetime) -> int:
    """Drop deliveries that ended before a moment."""
    return await tx.run(delete(deliveries).where(deliveries.c.done_at < before))


def _place(delivery_id: str) -> str:
    return f"deliveries.body:{delivery_id}"
