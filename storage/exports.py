"""What is kept about an account, as its person may read it: no secret, no digest, no hash."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from storage.database import Transaction
from storage.schema import (
    activity,
    bindings,
    credentials,
    deletions,
    deliveries,
    email_changes,
    second_factors,
    sessions,
)

Kept = Mapping[str, Any]
"""A row, by the names of its columns."""


@dataclass(frozen=True)
class SessionTimes:
    """What tells how open a session is."""

    last_used_at: datetime
    ends_at: datetime
    locked_at: datetime | None


async def session_in(tx: Transaction, account_id: str, chat_id: int) -> SessionTimes | None:
    """The session of an account in a chat; None when it has ended."""
    of = sessions.c
    row = await tx.one(
        select(of.last_used_at, of.ends_at, of.locked_at).where(
            of.account_id == account_id, of.chat_id == chat_id, of.ended_at.is_(None)
        )
    )
    return None if row is None else SessionTimes(**row)


async def password_set_at(tx: Transaction, account_id: str) -> object:
    """When the password was set last."""
    return await tx.value(select(credentials.c.changed_at).where(credentials.c.account_id == account_id))


async def factors_kept(tx: Transaction, account_id: str) -> Sequence[Kept]:
    """The ways to get codes."""
    of = second_factors.c
    rows = await _rows(tx, account_id, of.account_id, of.id, of.kind, of.name, of.created_at, of.confirmed_at)
    return [{**row, "name": _named(tx, row["name"], f"second_factors.name:{row['id']}")} for row in rows]


async def chats_kept(tx: Transaction, account_id: str) -> Sequence[Kept]:
    """The chats in which the account was opened."""
    of = bindings.c
    rows = await _rows(
        tx,
        account_id,
        of.account_id,
        of.chat_id,
        of.telegram_name,
        of.bound_at,
        of.last_used_at,
        of.alerts,
        of.blocked_at,
    )
    return [
        {
            **row,
            "telegram_name": _named(
                tx, row["telegram_name"], f"bindings.telegram_name:{account_id}:{row['chat_id']}"
            ),
        }
        for row in rows
    ]


async def sessions_kept(tx: Transaction, account_id: str) -> Sequence[Kept]:
    """When the account was open, and where."""
    of = sessions.c
    return await _rows(
        tx,
        account_id,
        of.account_id,
        of.chat_id,
        of.started_at,
        of.last_used_at,
        of.ends_at,
        of.ended_at,
        of.ended_because,
    )


async def activity_kept(tx: Transaction, account_id: str) -> Sequence[Kept]:
    """What happened to the account."""
    of = activity.c
    rows = await _rows(tx, account_id, of.account_id, of.id, of.at, of.kind, of.detail)
    return [{"at": row["at"], "kind": row["kind"], "detail": _detail(tx, row)} for row in rows]


async def deliveries_kept(tx: Transaction, account_id: str) -> Sequence[Kept]:
    """What the person was told: of which kind, by which way, and when. What it said is not kept."""
    of = deliveries.c
    return await _rows(
        tx, account_id, of.account_id, of.kind, of.channel, of.state, of.created_at, of.done_at
    )


async def email_changes_kept(tx: Transaction, account_id: str) -> Sequence[Kept]:
    """Which addresses the account had, and when they changed."""
    of = email_changes.c
    rows = await _rows(
        tx, account_id, of.account_id, of.id, of.addresses, of.created_at, of.confirmed_at, of.undone_at
    )
    return [
        {
            **json.loads(tx.vault.open(row["addresses"], f"email_changes.addresses:{row['id']}")),
            "asked_at": row["created_at"],
            "confirmed_at": row["confirmed_at"],
            "undone_at": row["undone_at"],
        }
        for row in rows
    ]


async def deletions_kept(tx: Transaction, account_id: str) -> Sequence[Kept]:
    """When the deletion of the account was asked for, and what became of it."""
    of = deletions.c
    return await _rows(tx, account_id, of.account_id, of.asked_at, of.due_at, of.undone_at)


async def _rows(
    tx: Transaction, account_id: str, whose: ColumnElement[str], *columns: ColumnElement[Any]
) -> Sequence[Kept]:
    """The columns of an account's rows of one table, in the order of their moments."""
    found = await tx.all(select(*columns).where(whose == account_id))
    return sorted((dict(row) for row in found), key=_moment)


def _moment(row: Kept) -> datetime:
    return next(value for value in row.values() if isinstance(value, datetime))


def _named(tx: Transaction, sealed: bytes | None, place: str) -> str | None:
    return None if sealed is None else tx.vault.open(sealed, place).decode()


def _detail(tx: Transaction, row: Kept) -> object:
    return json.loads(tx.vault.open(row["detail"], f"activity.detail:{row['id']}"))
