"""Support requests and what is said about them. What is the person's is read in their name."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, RowMapping, Select, case, func, select, update

from storage.accounts import Personal, open_personal
from storage.database import Transaction
from storage.schema import accounts, support_entries, support_requests

_OF = support_requests.c
_IS_OPEN = _OF.ended_at.is_(None)
_WAITS = _OF.waiting_since.is_not(None)
_ASKS_BACK: Final = "asking"


@dataclass(frozen=True)
class SupportRow:
    """A request, as far as it has come."""

    id: str
    account_id: str
    personal: Personal
    case_id: str | None
    number: str
    kind: str
    body: Mapping[str, str]
    state: str
    asked_at: datetime
    waiting_since: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True)
class SupportEntry:
    """Something that was said about a request."""

    id: str
    author: str
    kind: str
    text: str
    at: datetime


async def add_request(
    tx: Transaction,
    *,
    request_id: str,
    account_id: str,
    case_id: str | None,
    number: str,
    kind: str,
    body: Mapping[str, str],
    state: str,
    once_key: str,
    now: datetime,
) -> None:
    """Write a request, which waits for the staff from now on."""
    await tx.run(
        support_requests.insert().values(
            id=request_id,
            account_id=account_id,
            case_id=case_id,
            number=number,
            kind=kind,
            body=tx.vault.seal(json.dumps(dict(body)).encode(), _place(request_id)),
            state=state,
            once_key=once_key,
            asked_at=now,
            waiting_since=now,
        )
    )


async def request_once(tx: Transaction, once_key: str) -> SupportRow | None:
    """The request that this update has made before."""
    return await _one(tx, _OF.once_key == once_key)


async def request_of(tx: Transaction, account_id: str, request_id: str) -> SupportRow | None:
    """A request of this account, locked until the transaction ends."""
    return await _one(tx, (_OF.id == request_id) & (_OF.account_id == account_id))


async def request_by_id(tx: Transaction, request_id: str) -> SupportRow | None:
    """A request of whomever, for the staff; locked until the transaction ends."""
    return await _one(tx, _OF.id == request_id)


async def requests_of(tx: Transaction, account_id: str, limit: int, offset: int = 0) -> Sequence[SupportRow]:
    """The requests of an account: those that wait for the person, then the open ones, then the rest."""
    mine = _REQUESTS.where(_OF.account_id == account_id)
    order = case((_OF.state == _ASKS_BACK, 0), (_IS_OPEN, 1), else_=2)
    rows = await tx.all(mine.order_by(order, _OF.id.desc()).limit(limit).offset(offset))
    return [_request(tx, row) for row in rows]


async def count_of(tx: Transaction, account_id: str) -> tuple[int, int]:
    """How many requests an account has, and how many of them wait for the person."""
    asking = func.count().filter(_OF.state == _ASKS_BACK).label("asking")
    row = await tx.one(
        select(func.count().label("all"), asking)
        .select_from(support_requests)
        .where(_OF.account_id == account_id)
    )
    return (0, 0) if row is None else (row["all"], row["asking"])


async def waiting_requests(tx: Transaction, limit: int, offset: int = 0) -> Sequence[SupportRow]:
    """What waits for the staff, the longest waiting first."""
    waiting = _REQUESTS.where(_WAITS).order_by(_OF.waiting_since, _OF.id)
    return [_request(tx, row) for row in await tx.all(waiting.limit(limit).offset(offset))]


async def count_waiting(tx: Transaction) -> int:
    """How much waits for the staff."""
    return int(await tx.value(select(func.count()).select_from(support_requests).where(_WAITS)))


async def resting_requests(tx: Transaction, limit: int, offset: int = 0) -> Sequence[SupportRow]:
    """What is open and waits for the person, or for nobody; the newest first."""
    resting = _REQUESTS.where(_IS_OPEN, ~_WAITS).order_by(_OF.id.desc())
    return [_request(tx, row) for row in await tx.all(resting.limit(limit).offset(offset))]


async def count_resting(tx: Transaction) -> int:
    """How much of that there is."""
    resting = select(func.count()).select_from(support_requests).where(_IS_OPEN, ~_WAITS)
    return int(await tx.value(resting))


async def number_is_taken(tx: Transaction, number: str) -> bool:
    """Whether a request has this number."""
    return await tx.value(select(_OF.id).where(_OF.number == number)) is not None


async def move_request(
    tx: Transaction,
    request_id: str,
    state: str,
    *,
    waiting_since: datetime | None,
    taken_by: str | None = None,
    ended_at: datetime | None = None,
) -> None:
    """Write how far a request has come, and who has taken it where that is new."""
    values: dict[str, Any] = {"state": state, "waiting_since": waiting_since, "ended_at": ended_at}
    if taken_by is not None:
        values["taken_by"] = taken_by
    await tx.run(update(support_requests).where(_OF.id == request_id).values(values))


async def add_entry(
    tx: Transaction,
    *,
    entry_id: str,
    request_id: str,
    author: str,
    kind: str,
    text: str,
    once_key: str,
    now: datetime,
) -> bool:
    """Write what was said. False when this update has said it before."""
    new = tx.insert(support_entries).values(
        id=entry_id,
        request_id=request_id,
        author=author,
        kind=kind,
        body=tx.vault.seal(text.encode(), _entry_place(entry_id)),
        once_key=once_key,
        at=now,
    )
    said = new.on_conflict_do_nothing(index_elements=["once_key"]).returning(support_entries.c.id)
    return await tx.value(said) is not None


async def entries_of(tx: Transaction, request_id: str, limit: int, offset: int = 0) -> Sequence[SupportEntry]:
    """What was said about a request, the newest first."""
    said = select(support_entries).where(support_entries.c.request_id == request_id)
    rows = await tx.all(said.order_by(support_entries.c.id.desc()).limit(limit).offset(offset))
    return [_entry(tx, row) for row in rows]


async def requests_kept(tx: Transaction, account_id: str) -> Sequence[Mapping[str, Any]]:
    """What an account has asked and was told, as its person may read it."""
    rows = await tx.all(_REQUESTS.where(_OF.account_id == account_id).order_by(_OF.id))
    entries = await tx.all(
        select(support_entries)
        .join(support_requests, _OF.id == support_entries.c.request_id)
        .where(_OF.account_id == account_id)
        .order_by(support_entries.c.id)
    )
    said: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in entries:
        said[row["request_id"]].append(asdict(_entry(tx, row)))
    return [
        {
            "number": each.number,
            "kind": each.kind,
            "state": each.state,
            "asked_at": each.asked_at,
            "ended_at": each.ended_at,
            "written": each.body,
            "said": said[each.id],
        }
        for each in (_request(tx, row) for row in rows)
    ]


_REQUESTS: Select[Any] = select(support_requests, accounts.c.personal).join(
    accounts, accounts.c.id == _OF.account_id
)


async def _one(tx: Transaction, which: ColumnElement[bool]) -> SupportRow | None:
    row = await tx.one(_REQUESTS.where(which).with_for_update(of=support_requests))
    return None if row is None else _request(tx, row)


def _request(tx: Transaction, row: RowMapping) -> SupportRow:
    return SupportRow(
        id=row["id"],
        account_id=row["account_id"],
        personal=open_personal(tx, row["personal"], row["account_id"]),
        case_id=row["case_id"],
        number=row["number"],
        kind=row["kind"],
        body=json.loads(tx.vault.open(row["body"], _place(row["id"]))),
        state=row["state"],
        asked_at=row["asked_at"],
        waiting_since=row["waiting_since"],
        ended_at=row["ended_at"],
    )


def _entry(tx: Transaction, row: RowMapping) -> SupportEntry:
    return SupportEntry(
        id=row["id"],
        author=row["author"],
        kind=row["kind"],
        text=tx.vault.open(row["body"], _entry_place(row["id"])).decode(),
        at=row["at"],
    )


def _place(request_id: str) -> str:
    return f"support_requests.body:{request_id}"


def _entry_place(entry_id: str) -> str:
    return f"support_entries.body:{entry_id}"
