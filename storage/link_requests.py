"""Requests to the staff to open a case in full: one open one of each account and case."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, func, select, update

from storage.accounts import Personal, open_personal
from storage.cases import CaseRow, case_row
from storage.database import Transaction
from storage.schema import accounts, cases, link_requests

_OPEN = link_requests.c.answered_at.is_(None)


@dataclass(frozen=True)
class LinkRequest:
    """A request, who made it, and for which case."""

    id: str
    account_id: str
    personal: Personal
    case: CaseRow
    body: Mapping[str, str]
    asked_at: datetime
    answer: str | None
    answered_at: datetime | None


async def add_request(
    tx: Transaction,
    *,
    request_id: str,
    account_id: str,
    case_id: str,
    body: Mapping[str, str],
    once_key: str,
    now: datetime,
) -> bool:
    """Write a request. False when one is open, or when this update made it before."""
    new = tx.insert(link_requests).values(
        id=request_id,
        account_id=account_id,
        case_id=case_id,
        body=tx.vault.seal(json.dumps(dict(body)).encode(), _place(request_id)),
        once_key=once_key,
        asked_at=now,
    )
    added = new.on_conflict_do_nothing().returning(link_requests.c.id)
    return await tx.value(added) is not None


async def is_made(tx: Transaction, once_key: str) -> bool:
    """Whether this update has made a request."""
    made = select(link_requests.c.id).where(link_requests.c.once_key == once_key)
    return await tx.value(made) is not None


async def newest_request(tx: Transaction, account_id: str, case_id: str) -> LinkRequest | None:
    """The account's last request for a case."""
    found = _REQUESTS.where(link_requests.c.account_id == account_id, link_requests.c.case_id == case_id)
    row = await tx.one(found.order_by(link_requests.c.id.desc()).limit(1))
    return None if row is None else _request(tx, row)


async def request_by_id(tx: Transaction, request_id: str) -> LinkRequest | None:
    """One request."""
    row = await tx.one(_REQUESTS.where(link_requests.c.id == request_id))
    return None if row is None else _request(tx, row)


async def requests_of(tx: Transaction, account_id: str) -> Sequence[LinkRequest]:
    """Everything that an account has asked, the oldest first."""
    found = _REQUESTS.where(link_requests.c.account_id == account_id).order_by(link_requests.c.id)
    return [_request(tx, row) for row in await tx.all(found)]


async def waiting_requests(tx: Transaction, limit: int, offset: int = 0) -> Sequence[LinkRequest]:
    """The requests that wait for the staff, the oldest first."""
    found = _REQUESTS.where(_OPEN).order_by(link_requests.c.id).limit(limit).offset(offset)
    return [_request(tx, row) for row in await tx.all(found)]


async def count_waiting(tx: Transaction) -> int:
    """How many requests wait for the staff."""
    return int(await tx.value(select(func.count()).select_from(link_requests).where(_OPEN)))


async def answer_request(
    tx: Transaction, request_id: str, answer: str, *, by: str | None, now: datetime
) -> bool:
    """Answer an open request. False when it is open no more: of two answers at once, one counts."""
    answered = update(link_requests).where(link_requests.c.id == request_id, _OPEN)
    return await tx.run(answered.values(answer=answer, answered_at=now, answered_by=by)) == 1


async def drop_open_request(tx: Transaction, account_id: str, case_id: str, now: datetime) -> None:
    """Take back whatever is open of an account for a case."""
    mine = update(link_requests).where(
        link_requests.c.account_id == account_id, link_requests.c.case_id == case_id, _OPEN
    )
    await tx.run(mine.values(answer="taken-back", answered_at=now))


_REQUESTS: Select[Any] = (
    select(
        cases,
        link_requests.c.id.label("request_id"),
        link_requests.c.account_id,
        link_requests.c.body,
        link_requests.c.asked_at,
        link_requests.c.answer,
        link_requests.c.answered_at,
        accounts.c.personal,
    )
    .join(cases, cases.c.id == link_requests.c.case_id)
    .join(accounts, accounts.c.id == link_requests.c.account_id)
)


def _request(tx: Transaction, row: RowMapping) -> LinkRequest:
    return LinkRequest(
        id=row["request_id"],
        account_id=row["account_id"],
        personal=open_personal(tx, row["personal"], row["account_id"]),
        case=case_row(tx, row),
        body=json.loads(tx.vault.open(row["body"], _place(row["request_id"]))),
        asked_at=row["asked_at"],
        answer=row["answer"],
        answered_at=row["answered_at"],
    )


def _place(request_id: str) -> str:
    return f"link_requests.body:{request_id}"
