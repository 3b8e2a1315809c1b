"""Requests to the staff for help with an account: one open one of each account."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import RowMapping, func, select, update

from storage.database import Transaction
from storage.schema import recovery_requests

WAITING: Final = "waiting"
APPROVED: Final = "approved"

_STOP = "stop-recovery-request"
_OPEN = recovery_requests.c.ended_at.is_(None)


@dataclass(frozen=True)
class RecoveryRequest:
    """A request, as far as it has come."""

    id: str
    account_id: str
    number: str
    chat_id: int
    body: Mapping[str, str]
    state: str
    asked_at: datetime
    decision: Mapping[str, str]
    ready_at: datetime | None
    expires_at: datetime | None
    ended_at: datetime | None


async def add_request(
    tx: Transaction,
    *,
    request_id: str,
    account_id: str,
    number: str,
    chat_id: int,
    body: Mapping[str, str],
    stop_link: str,
    once_key: str,
    now: datetime,
) -> None:
    """Write a request that waits for the staff."""
    await tx.run(
        recovery_requests.insert().values(
            id=request_id,
            account_id=account_id,
            number=number,
            chat_id=chat_id,
            body=_sealed(tx, body, "body", request_id),
            once_key=once_key,
            state=WAITING,
            asked_at=now,
            stop_digest=tx.vault.digest(stop_link, _STOP),
        )
    )


async def request_by_id(tx: Transaction, request_id: str) -> RecoveryRequest | None:
    """A request, locked until the transaction ends."""
    return _request(
        tx,
        await tx.one(select(recovery_requests).where(recovery_requests.c.id == request_id).with_for_update()),
    )


async def request_once(tx: Transaction, once_key: str) -> RecoveryRequest | None:
    """The request that this update has made before."""
    return _request(
        tx, await tx.one(select(recovery_requests).where(recovery_requests.c.once_key == once_key))
    )


async def open_request(tx: Transaction, account_id: str) -> RecoveryRequest | None:
    """The request of an account that has not ended, locked until the transaction ends."""
    found = select(recovery_requests).where(recovery_requests.c.account_id == account_id, _OPEN)
    return _request(tx, await tx.one(found.with_for_update()))


async def approved_in_chat(tx: Transaction, chat_id: int) -> RecoveryRequest | None:
    """The newest approved request of a chat that has not ended."""
    found = (
        select(recovery_requests)
        .where(recovery_requests.c.chat_id == chat_id, recovery_requests.c.state == APPROVED, _OPEN)
        .order_by(recovery_requests.c.id.desc())
    )
    return _request(tx, await tx.one(found))


async def request_by_stop_link(tx: Transaction, link: str) -> RecoveryRequest | None:
    """The request that a link of a mail stops."""
    found = select(recovery_requests).where(
        recovery_requests.c.stop_digest.in_(tx.vault.digests(link, _STOP))
    )
    return _request(tx, await tx.one(found.with_for_update()))


async def number_is_taken(tx: Transaction, number: str) -> bool:
    """Whether a request has this number."""
    found = select(recovery_requests.c.id).where(recovery_requests.c.number == number)
    return await tx.value(found) is not None


async def waiting_requests(tx: Transaction, limit: int, offset: int = 0) -> Sequence[RecoveryRequest]:
    """The requests that wait for the staff, the oldest first."""
    waiting = select(recovery_requests).where(recovery_requests.c.state == WAITING, _OPEN)
    rows = await tx.all(waiting.order_by(recovery_requests.c.id).limit(limit).offset(offset))
    return [request for row in rows if (request := _request(tx, row)) is not None]


async def count_waiting(tx: Transaction) -> int:
    """How many requests wait for the staff."""
    waiting = recovery_requests.c.state == WAITING, _OPEN
    return int(await tx.value(select(func.count()).select_from(recovery_requests).where(*waiting)))


async def approve_request(
    tx: Transaction,
    request_id: str,
    decision: Mapping[str, str],
    now: datetime,
    *,
    ready_at: datetime,
    expires_at: datetime,
) -> None:
    """Write that the identity was checked, and from when until when that gives a right."""
    await tx.run(
        update(recovery_requests)
        .where(recovery_requests.c.id == request_id)
        .values(
            state=APPROVED,
            decision=_sealed(tx, decision, "decision", request_id),
            decided_at=now,
            ready_at=ready_at,
            expires_at=expires_at,
        )
    )


async def refuse_request(
    tx: Transaction, request_id: str, decision: Mapping[str, str], now: datetime
) -> None:
    """Write that the request was refused, and why."""
    await tx.run(
        update(recovery_requests)
        .where(recovery_requests.c.id == request_id)
        .values(
            state="refused",
            decision=_sealed(tx, decision, "decision", request_id),
            decided_at=now,
            ended_at=now,
        )
    )


async def end_request(tx: Transaction, request_id: str, state: str, now: datetime) -> bool:
    """Let an open request end. False when it has ended before."""
    ended = update(recovery_requests).where(recovery_requests.c.id == request_id, _OPEN)
    return await tx.run(ended.values(state=state, ended_at=now)) == 1


def _request(tx: Transaction, row: RowMapping | None) -> RecoveryRequest | None:
    if row is None:
        return None
    return RecoveryRequest(
        id=row["id"],
        account_id=row["account_id"],
        number=row["number"],
        chat_id=row["chat_id"],
        body=_opened(tx, row["body"], "body", row["id"]),
        state=row["state"],
        asked_at=row["asked_at"],
        decision=_opened(tx, row["decision"], "decision", row["id"]),
        ready_at=row["ready_at"],
        expires_at=row["expires_at"],
        ended_at=row["ended_at"],
    )


def _sealed(tx: Transaction, body: Mapping[str, str], column: str, request_id: str) -> bytes:
    return tx.vault.seal(json.dumps(dict(body)).encode(), f"recovery_requests.{column}:{request_id}")


def _opened(tx: Transaction, sealed: bytes | None, column: str, request_id: str) -> Mapping[str, str]:
    if sealed is None:
        return {}
    opened: dict[str, str] = json.loads(tx.vault.open(sealed, f"recovery_requests.{column}:{request_id}"))
    return opened
