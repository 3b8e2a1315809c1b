"""What waits for the day's one message, of each case the newest."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, literal, or_, select, tuple_

from storage.accounts import open_personal
from storage.database import Transaction
from storage.ids import Ids
from storage.schema import accounts, bindings, cases, digest_items, links, share_cases, shares


@dataclass(frozen=True)
class NewItem:
    """Something to be told with the rest of the day. A later one of the same `once_key` takes its place."""

    once_key: str
    account_id: str
    case_id: str | None
    channel: str
    body: Mapping[str, str]
    due_at: datetime


@dataclass(frozen=True)
class Item:
    """Something that has waited until now."""

    account_id: str
    case_id: str | None
    channel: str
    body: Mapping[str, str]
    created_at: datetime
    is_followed: bool
    """Whether the account may still be told of it: of a case, only who follows it."""


@dataclass(frozen=True)
class Reader:
    """Who is told, and where."""

    language: str
    email: str
    name: str
    chat_ids: Sequence[int]


async def put_items(tx: Transaction, ids: Ids, now: datetime, new: Sequence[NewItem]) -> None:
    """Let these wait, each in the place of what waited under its name; the hour stays that of the first."""
    for each in new:
        values = {
            "body": tx.vault.seal(json.dumps(dict(each.body)).encode(), _place(each.once_key)),
            "created_at": now,
        }
        item = tx.insert(digest_items).values(
            id=ids.new(now),
            once_key=each.once_key,
            account_id=each.account_id,
            case_id=each.case_id,
            channel=each.channel,
            due_at=each.due_at,
            **values,
        )
        await tx.run(item.on_conflict_do_update(index_elements=["once_key"], set_=values))


async def take_due_items(tx: Transaction, now: datetime, limit: int) -> Sequence[Item]:
    """Take everything that waits for those accounts and channels whose hour has come, the newest first.

    What is taken is gone once the transaction is done: another process finds it no more.
    """
    of = digest_items.c
    hours = await tx.all(
        select(of.account_id, of.channel)
        .where(of.due_at <= now)
        .group_by(of.account_id, of.channel)
        .limit(limit)
    )
    if not hours:
        return []
    told = or_(of.case_id.is_(None), may_be_told(of.account_id, of.case_id, now))
    whose = tuple_(of.account_id, of.channel).in_([(row["account_id"], row["channel"]) for row in hours])
    rows = await tx.all(
        select(digest_items, told.label("is_followed"))
        .where(whose)
        .order_by(of.created_at.desc(), of.id.desc())
        .with_for_update(skip_locked=True, of=digest_items)
    )
    if rows:
        await tx.run(delete(digest_items).where(of.id.in_([row["id"] for row in rows])))
    return [
        Item(
            account_id=row["account_id"],
            case_id=row["case_id"],
            channel=row["channel"],
            body=json.loads(tx.vault.open(row["body"], _place(row["once_key"]))),
            created_at=row["created_at"],
            is_followed=bool(row["is_followed"]),
        )
        for row in rows
    ]


async def cases_told(
    tx: Transaction, account_id: str, case_ids: Collection[str], now: datetime
) -> frozenset[str]:
    """Those of these cases that an account may be told of at this moment. One statement."""
    may = may_be_told(literal(account_id), cases.c.id, now)
    rows = await tx.all(select(cases.c.id).where(cases.c.id.in_(case_ids), may))
    return frozenset(row["id"] for row in rows)


def may_be_told(
    account_id: ColumnElement[str], case_id: ColumnElement[str], now: datetime
) -> ColumnElement[bool]:
    """Whether the account follows the case, or represents somebody who shares it (requirement R11)."""
    follows = exists().where(links.c.account_id == account_id, links.c.case_id == case_id)
    represents = exists().where(
        shares.c.representative_id == account_id,
        share_cases.c.share_id == shares.c.id,
        share_cases.c.case_id == case_id,
        shares.c.accepted_at.is_not(None),
        shares.c.ended_at.is_(None),
        or_(shares.c.ends_at.is_(None), shares.c.ends_at > now),
    )
    return or_(follows, represents)


async def readers(tx: Transaction, account_ids: Collection[str]) -> Mapping[str, Reader]:
    """Where these accounts are told their news, as they stand now. One statement."""
    told = and_(bindings.c.account_id == accounts.c.id, bindings.c.alerts, bindings.c.blocked_at.is_(None))
    rows = await tx.all(
        select(accounts.c.id, accounts.c.language, accounts.c.personal, bindings.c.chat_id)
        .outerjoin(bindings, told)
        .where(accounts.c.id.in_(account_ids))
        .order_by(bindings.c.chat_id)
    )
    found: dict[str, Reader] = {}
    for row in rows:
        if row["id"] not in found:
            personal = open_personal(tx, row["personal"], row["id"])
            found[row["id"]] = Reader(row["language"], personal.email, personal.legal_name, ())
        if row["chat_id"] is not None:
            before = found[row["id"]]
            chats = (*before.chat_ids, row["chat_id"])
            found[row["id"]] = Reader(before.language, before.email, before.name, chats)
    return found


def _place(once_key: str) -> str:
    return f"digest_items.body:{once_key}"
