"""What a person asked of the office and of us, as they may read it: no secret, no digest."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping, or_, select

from storage.database import Transaction
from storage.exports import Kept
from storage.schema import (
    address_changes,
    alert_habits,
    alert_rules,
    digest_items,
    recovery_requests,
    shares,
)


async def help_kept(tx: Transaction, account_id: str) -> Sequence[Kept]:
    """The requests for help with the account, and what became of them."""
    of = recovery_requests.c
    rows = await tx.all(
        select(of.id, of.number, of.body, of.state, of.asked_at, of.decided_at, of.ended_at)
        .where(of.account_id == account_id)
        .order_by(of.id)
    )
    return [
        {
            **_without(row, "id", "body"),
            "written": _opened(tx, row["body"], f"recovery_requests.body:{row['id']}"),
        }
        for row in rows
    ]


async def moves_kept(tx: Transaction, account_id: str) -> Sequence[Kept]:
    """The changes of address that the staff were told of."""
    of = address_changes.c
    rows = await tx.all(
        select(of.id, of.at, of.body, of.done_at).where(of.account_id == account_id).order_by(of.id)
    )
    return [
        {
            "told_at": row["at"],
            "entered_at": row["done_at"],
            **_opened(tx, row["body"], f"address_changes.body:{row['id']}"),
        }
        for row in rows
    ]


async def shares_kept(tx: Transaction, account_id: str) -> Sequence[Kept]:
    """Who may see the account's cases, and whose it may see: now and before."""
    of = shares.c
    rows = await tx.all(
        select(
            of.id,
            of.account_id,
            of.kind,
            of.rights,
            of.body,
            of.created_at,
            of.accepted_at,
            of.ends_at,
            of.ended_at,
        )
        .where(or_(of.account_id == account_id, of.representative_id == account_id))
        .order_by(of.id)
    )
    return [_share(tx, row, is_given=row["account_id"] == account_id) for row in rows]


def _share(tx: Transaction, row: RowMapping, *, is_given: bool) -> Kept:
    names = ("kind", "rights", "created_at", "accepted_at", "ends_at", "ended_at")
    # What the client calls the representative is the client's own.
    label = _opened(tx, row["body"], f"shares.body:{row['id']}") if is_given else {}
    return {**{name: row[name] for name in names}, "given": is_given, **label}


async def wishes_kept(tx: Transaction, account_id: str) -> Kept:
    """How the person wants to hear of news, and what waits for the day's one message."""
    rules = await tx.all(
        select(alert_rules.c.event, alert_rules.c.channels, alert_rules.c.rhythm).where(
            alert_rules.c.account_id == account_id
        )
    )
    habits = await tx.one(
        select(alert_habits.c.quiet_from, alert_habits.c.quiet_until, alert_habits.c.daily_at).where(
            alert_habits.c.account_id == account_id
        )
    )
    waiting = await tx.all(
        select(digest_items.c.channel, digest_items.c.created_at, digest_items.c.due_at)
        .where(digest_items.c.account_id == account_id)
        .order_by(digest_items.c.id)
    )
    return {
        "rules": [dict(row) for row in rules],
        "habits": dict(habits) if habits else None,
        "waiting": [dict(row) for row in waiting],
    }


def _without(row: RowMapping, *names: str) -> Kept:
    return {str(name): value for name, value in row.items() if name not in names}


def _opened(tx: Transaction, sealed: bytes, place: str) -> Mapping[str, Any]:
    opened: Mapping[str, Any] = json.loads(tx.vault.open(sealed, place))
    return opened
