"""Cases, their history, and whose check is due. One row a case, however many accounts follow it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    case,
    delete,
    func,
    null,
    select,
    update,
)

from storage.database import Transaction
from storage.ids import Ids
from storage.schema import cases, links, registry_records, status_events

_RECEIPT = "receipt"

Snapshot = Mapping[str, Any]
"""The last good answer of a source, as JSON values. What they mean is the services' business."""


@dataclass(frozen=True)
class StatusEvent:
    """A step of a case. `once` names it within its case, so that it is written once."""

    once: str
    source: str
    title: str
    title_es: str | None
    happened_on: date | None
    touched: bool = False
    """Only the record was touched; the status is the same."""


@dataclass(frozen=True)
class CaseRow:
    """A case as it was last known."""

    id: str
    receipt: str
    source: str
    snapshot: Snapshot | None
    changed_at: datetime | None
    checked_at: datetime | None
    tried_at: datetime | None
    failures: int
    answers: int
    """How many good answers there were: an answer to a question of before the last of them is out of date."""
    created_at: datetime
    urgent_until: datetime | None


@dataclass(frozen=True)
class DueCase:
    """A case whose check is due, claimed under a fence."""

    case: CaseRow
    fence: int


async def case_by_receipt(tx: Transaction, receipt: str) -> CaseRow | None:
    """The case with this receipt number, if anybody follows or followed it."""
    row = await tx.one(select(cases).where(cases.c.receipt_digest.in_(tx.vault.digests(receipt, _RECEIPT))))
    return None if row is None else case_row(tx, row)


async def add_case(tx: Transaction, ids: Ids, receipt: str, source: str, now: datetime) -> str:
    """The id of the case with this receipt number, which is added where it is missing."""
    case_id = ids.new(now)
    new = tx.insert(cases).values(new_case(tx, case_id, receipt, source, now))
    # Asked for by RETURNING: drivers do not agree on how many rows a conflict has changed.
    added = new.on_conflict_do_nothing(index_elements=["receipt_digest"]).returning(cases.c.id)
    if await tx.value(added) is not None:
        return case_id
    found = select(cases.c.id).where(cases.c.receipt_digest.in_(tx.vault.digests(receipt, _RECEIPT)))
    return str(await tx.value(found))


def new_case(tx: Transaction, case_id: str, receipt: str, source: str, now: datetime) -> dict[str, Any]:
    """The columns of a case of which nothing is known yet."""
    return {
        "id": case_id,
        "receipt_digest": tx.vault.digest(receipt, _RECEIPT),
        "receipt": tx.vault.seal(receipt.encode(), f"cases.receipt:{case_id}"),
        "source": source,
        "created_at": now,
        "failures": 0,
        "answers": 0,
        "fence": 0,
    }


def receipt_digests(tx: Transaction, receipt: str) -> list[bytes]:
    """What the case with this number is found by, whichever key wrote it."""
    return tx.vault.digests(receipt, _RECEIPT)


def sealed_snapshot(tx: Transaction, case_id: str, snapshot: Snapshot) -> bytes:
    """What is kept of the last good answer."""
    return tx.vault.seal(json.dumps(dict(snapshot)).encode(), f"cases.snapshot:{case_id}")


async def lock_case(tx: Transaction, case_id: str) -> CaseRow | None:
    """The case as it is now; nobody else changes it, or who follows it, until the transaction ends."""
    row = await tx.one(select(cases).where(cases.c.id == case_id).with_for_update())
    return None if row is None else case_row(tx, row)


async def hold_case(tx: Transaction, due: DueCase) -> CaseRow | None:
    """The case as `lock_case` gives it, if the claim still holds."""
    held = select(cases).where(cases.c.id == due.case.id, cases.c.fence == due.fence).with_for_update()
    row = await tx.one(held)
    return None if row is None else case_row(tx, row)


async def write_snapshot(
    tx: Transaction,
    case_id: str,
    *,
    source: str,
    stage: str,
    snapshot: Snapshot,
    changed: bool,
    now: datetime,
    urgency: int,
    due_at: datetime,
) -> None:
    """Write a good answer, and when to ask next, should anybody follow the case. Ends a claim."""
    values: dict[str, Any] = {
        "source": source,
        "stage": stage,
        "snapshot": sealed_snapshot(tx, case_id, snapshot),
        "checked_at": now,
        "tried_at": now,
        "failures": 0,
        "answers": cases.c.answers + 1,
        "urgency": urgency,
        "due_at": if_followed(due_at),
        "lease_owner": None,
        "lease_until": None,
    }
    if changed:
        values["changed_at"] = now
    await tx.run(update(cases).where(cases.c.id == case_id).values(values))


async def write_failure(
    tx: Transaction, case_id: str, *, counts: bool, now: datetime, due_at: datetime
) -> None:
    """Write that a check failed, and when to try again. The last good answer stays. Ends a claim."""
    values: dict[str, Any] = {
        "due_at": if_followed(due_at),
        "lease_owner": None,
        "lease_until": None,
        "tried_at": now,
    }
    if counts:
        values["failures"] = cases.c.failures + 1
    await tx.run(update(cases).where(cases.c.id == case_id).values(values))


async def end_claim(tx: Transaction, case_id: str) -> None:
    """Let somebody else check the case, with nothing written of this check."""
    await tx.run(update(cases).where(cases.c.id == case_id).values(lease_owner=None, lease_until=None))


async def make_due(tx: Transaction, case_id: str, at: datetime) -> None:
    """Let a case that is followed be checked at a moment, or before if that was planned."""
    sooner = cases.c.due_at.is_(None) | (cases.c.due_at > at)
    await tx.run(update(cases).where(cases.c.id == case_id, sooner).values(due_at=if_followed(at)))


async def stop_watching_unfollowed(tx: Transaction, case_id: str) -> None:
    """Check a case no more when nobody follows it."""
    await tx.run(update(cases).where(cases.c.id == case_id).values(due_at=if_followed(cases.c.due_at)))


def if_followed(due_at: datetime | ColumnElement[datetime | None]) -> ColumnElement[datetime | None]:
    """A due time, or none where nobody follows the case: what nobody follows is never watched."""
    followed = select(links.c.id).where(links.c.case_id == cases.c.id).exists()
    return case((followed, due_at), else_=null())


async def forget_unfollowed_cases(tx: Transaction, before: datetime) -> int:
    """Drop cases, with their history, that nobody follows and that were asked about last before a moment.

    Never one that the organisation keeps: its record is nowhere else.
    """
    followed = select(links.c.id).where(links.c.case_id == cases.c.id).exists()
    kept = select(registry_records.c.case_id).where(registry_records.c.case_id == cases.c.id).exists()
    last = func.coalesce(cases.c.tried_at, cases.c.created_at)
    idle = cases.c.lease_until.is_(None) & (last < before)
    return await tx.run(delete(cases).where(~followed, ~kept, idle))


async def make_urgent(tx: Transaction, case_id: str, until: datetime, *, urgency: int, now: datetime) -> None:
    """Let a case be asked for more often until a moment, beginning now."""
    urgent = update(cases).where(cases.c.id == case_id).values(urgent_until=until, urgency=urgency)
    await tx.run(urgent)
    await make_due(tx, case_id, now)


async def add_status_events(
    tx: Transaction, ids: Ids, case_id: str, events: Sequence[StatusEvent], now: datetime
) -> int:
    """Append steps to a case's history; those that are there already change nothing."""
    if not events:
        return 0
    rows = [new_event(tx, ids.new(now), case_id, each, now) for each in events]
    new = tx.insert(status_events).values(rows)
    return await tx.run(new.on_conflict_do_nothing(index_elements=["case_id", "once_digest"]))


def new_event(
    tx: Transaction, event_id: str, case_id: str, event: StatusEvent, now: datetime
) -> dict[str, Any]:
    """The columns of a step of a case's history."""
    told = {"title": event.title, "title_es": event.title_es, "touched": event.touched}
    return {
        "id": event_id,
        "case_id": case_id,
        "once_digest": tx.vault.digest(f"{case_id}:{event.once}", "status-event"),
        "observed_at": now,
        "happened_on": event.happened_on,
        "source": event.source,
        "body": tx.vault.seal(json.dumps(told).encode(), f"status_events.body:{event_id}"),
    }


async def history_of(
    tx: Transaction, case_id: str, limit: int, offset: int = 0, *, without: str = ""
) -> list[StatusEvent]:
    """The newest steps of a case beyond `offset`; one without a day stands where it was seen.

    Those that the source `without` told of are left out.
    """
    day = func.coalesce(status_events.c.happened_on, func.date(status_events.c.observed_at))
    rows = await tx.all(
        select(status_events)
        .where(status_events.c.case_id == case_id, status_events.c.source != without)
        .order_by(day.desc(), status_events.c.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [
        StatusEvent(once="", source=row["source"], happened_on=row["happened_on"], **body)
        for row in rows
        for body in (json.loads(tx.vault.open(row["body"], f"status_events.body:{row['id']}")),)
    ]


def case_row(tx: Transaction, row: RowMapping) -> CaseRow:
    """A case from its columns."""
    return CaseRow(
        id=row["id"],
        receipt=_receipt(tx, row),
        source=row["source"],
        snapshot=_snapshot(tx, row),
        changed_at=row["changed_at"],
        checked_at=row["checked_at"],
        tried_at=row["tried_at"],
        failures=row["failures"],
        answers=row["answers"],
        created_at=row["created_at"],
        urgent_until=row["urgent_until"],
    )


def _receipt(tx: Transaction, row: RowMapping) -> str:
    return tx.vault.open(row["receipt"], f"cases.receipt:{row['id']}").decode()


def _snapshot(tx: Transaction, row: RowMapping) -> Snapshot | None:
    if row["snapshot"] is None:
        return None
    snapshot: Snapshot = json.loads(tx.vault.open(row["snapshot"], f"cases.snapshot:{row['id']}"))
    return snapshot
