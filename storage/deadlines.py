"""Deadlines and appointments. Every read names whose it is.

An account sees its own, and those of the office for cases that it follows in full (requirement R11).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, func, or_, select, update

from storage.cases import CaseRow
from storage.database import Transaction
from storage.links import FULL, IS_PUBLIC_WORD, PUBLIC_COLUMNS, seen_case
from storage.schema import case_statements, cases, deadlines, links, reminders


@dataclass(frozen=True)
class DeadlineRow:
    """A deadline or an appointment, as it is now."""

    id: str
    case_id: str
    account_id: str | None
    """Whose own it is; None: the office's."""
    kind: str
    day: date
    at: datetime | None
    zone: str | None
    read_from: str
    stage: str | None
    """Of the case when it was set."""
    place: str = ""
    bring: str = ""
    note: str = ""
    sequence: int = 0
    changed_at: datetime | None = None
    cancelled_at: datetime | None = None


@dataclass(frozen=True)
class SeenDeadline:
    """A deadline as an account may see it, and its case likewise."""

    deadline: DeadlineRow
    case: CaseRow
    done_at: datetime | None


async def add_deadline(tx: Transaction, row: DeadlineRow, *, once_key: str, now: datetime) -> None:
    """Add a deadline."""
    new = {**_values(tx, row), "id": row.id, "case_id": row.case_id, "account_id": row.account_id}
    await tx.run(deadlines.insert().values(**new, once_key=once_key, created_at=now, changed_at=now))


async def deadline_made_by(tx: Transaction, once_key: str) -> str | None:
    """The deadline that this update has added or changed already."""
    found: str | None = await tx.value(select(deadlines.c.id).where(deadlines.c.once_key == once_key))
    return found


async def change_deadline(tx: Transaction, row: DeadlineRow, *, once_key: str, now: datetime) -> DeadlineRow:
    """Let a deadline be as given; its sequence grows. Returns it as it is then."""
    moved = replace(row, sequence=row.sequence + 1, changed_at=now)
    change = update(deadlines).where(deadlines.c.id == row.id)
    await tx.run(change.values(**_values(tx, moved), once_key=once_key, changed_at=now))
    return moved


async def cancel_deadline(tx: Transaction, deadline_id: str, now: datetime) -> bool:
    """Let a deadline hold no more, and nobody be reminded of it. False when that was so before."""
    holds = (deadlines.c.id == deadline_id) & deadlines.c.cancelled_at.is_(None)
    values = {"cancelled_at": now, "changed_at": now, "sequence": deadlines.c.sequence + 1}
    if await tx.run(update(deadlines).where(holds).values(values)) != 1:
        return False
    await tx.run(update(reminders).where(reminders.c.deadline_id == deadline_id).values(next_at=None))
    return True


async def cancel_estimates(
    tx: Transaction, case_id: str, now: datetime, *, account_id: str | None = None
) -> None:
    """Cancel what was only computed for a case: for one account, or for all who follow it in full."""
    whose = (
        deadlines.c.account_id.in_(
            select(links.c.account_id).where(links.c.case_id == case_id, links.c.level == FULL)
        )
        if account_id is None
        else deadlines.c.account_id == account_id
    )
    estimated = (deadlines.c.case_id == case_id) & (deadlines.c.read_from == "estimate") & whose
    for row in await tx.all(select(deadlines.c.id).where(estimated, deadlines.c.cancelled_at.is_(None))):
        await cancel_deadline(tx, row["id"], now)


async def seen_deadline(
    tx: Transaction, account_id: str, deadline_id: str, *, also_cancelled: bool = False
) -> SeenDeadline | None:
    """One of the deadlines that an account sees, with nobody else changing it meanwhile."""
    wanted = _seen(account_id, also_cancelled=also_cancelled).where(deadlines.c.id == deadline_id)
    row = await tx.one(wanted.with_for_update(of=deadlines))
    return None if row is None else _seen_row(tx, row)


async def seen_deadlines(
    tx: Transaction,
    account_id: str,
    *,
    since: date,
    limit: int,
    offset: int = 0,
    case_id: str | None = None,
) -> Sequence[SeenDeadline]:
    """What an account sees of all its cases or of one, from a day on, the next first. One statement."""
    wanted = _seen(account_id).where(deadlines.c.day >= since)
    if case_id is not None:
        wanted = wanted.where(deadlines.c.case_id == case_id)
    ordered = wanted.order_by(deadlines.c.day, deadlines.c.at, deadlines.c.id)
    return [_seen_row(tx, row) for row in await tx.all(ordered.limit(limit).offset(offset))]


async def count_seen_deadlines(tx: Transaction, account_id: str, *, since: date) -> int:
    """How many of them there are."""
    wanted = _seen(account_id).where(deadlines.c.day >= since).subquery()
    return int(await tx.value(select(func.count()).select_from(wanted)))


async def count_own_deadlines(tx: Transaction, account_id: str, *, since: date) -> int:
    """How many of its own an account has from a day on."""
    own = select(func.count()).select_from(deadlines)
    return int(
        await tx.value(
            own.where(
                deadlines.c.account_id == account_id,
                deadlines.c.cancelled_at.is_(None),
                deadlines.c.day >= since,
            )
        )
    )


async def own_estimate(tx: Transaction, account_id: str, case_id: str) -> DeadlineRow | None:
    """What was computed for an account and a case, where it still holds."""
    row = await tx.one(
        _seen(account_id).where(
            deadlines.c.account_id == account_id,
            deadlines.c.case_id == case_id,
            deadlines.c.read_from == "estimate",
        )
    )
    return None if row is None else _seen_row(tx, row).deadline


async def office_deadline(tx: Transaction, deadline_id: str) -> DeadlineRow | None:
    """One that the staff keep, with nobody else changing it meanwhile."""
    kept = select(*DEADLINE_COLUMNS).where(
        deadlines.c.id == deadline_id, deadlines.c.account_id.is_(None), deadlines.c.cancelled_at.is_(None)
    )
    row = await tx.one(kept.with_for_update())
    return None if row is None else deadline_row(tx, row)


async def office_deadlines(tx: Transaction, case_id: str) -> Sequence[DeadlineRow]:
    """Those of a case that the staff keep, the next first."""
    kept = select(*DEADLINE_COLUMNS).where(
        deadlines.c.case_id == case_id, deadlines.c.account_id.is_(None), deadlines.c.cancelled_at.is_(None)
    )
    return [deadline_row(tx, row) for row in await tx.all(kept.order_by(deadlines.c.day, deadlines.c.id))]


DEADLINE_COLUMNS = tuple(each.label(f"deadline_{each.name}") for each in deadlines.c)
"""A deadline's columns beside those of its case, which has some of the same name."""


def is_seen_by(account: ColumnElement[str] | str) -> ColumnElement[bool]:
    """Whether an account sees a deadline, `links` being its links."""
    return (
        (links.c.account_id == account)
        & (links.c.case_id == deadlines.c.case_id)
        & or_(
            deadlines.c.account_id == account,
            deadlines.c.account_id.is_(None) & (links.c.level == FULL),
        )
    )


def _seen(account_id: str, *, also_cancelled: bool = False) -> Select[Any]:
    mine = (reminders.c.deadline_id == deadlines.c.id) & (reminders.c.account_id == account_id)
    seen = (
        select(*DEADLINE_COLUMNS, *PUBLIC_COLUMNS, reminders.c.done_at, cases)
        .join(links, is_seen_by(account_id))
        .join(cases, cases.c.id == deadlines.c.case_id)
        .outerjoin(case_statements, IS_PUBLIC_WORD)
        .outerjoin(reminders, mine)
    )
    return seen if also_cancelled else seen.where(deadlines.c.cancelled_at.is_(None))


def _seen_row(tx: Transaction, row: RowMapping) -> SeenDeadline:
    return SeenDeadline(deadline_row(tx, row), seen_case(tx, row), row["done_at"])


def deadline_row(tx: Transaction, row: RowMapping) -> DeadlineRow:
    """A deadline from `DEADLINE_COLUMNS`."""
    deadline_id = row["deadline_id"]
    body = json.loads(tx.vault.open(row["deadline_body"], _place(deadline_id)))
    return DeadlineRow(
        id=deadline_id,
        case_id=row["deadline_case_id"],
        account_id=row["deadline_account_id"],
        kind=row["deadline_kind"],
        day=row["deadline_day"],
        at=row["deadline_at"],
        zone=row["deadline_zone"],
        read_from=row["deadline_read_from"],
        stage=row["deadline_stage"],
        sequence=row["deadline_sequence"],
        changed_at=row["deadline_changed_at"],
        cancelled_at=row["deadline_cancelled_at"],
        **body,
    )


def _values(tx: Transaction, row: DeadlineRow) -> dict[str, Any]:
    body = {"place": row.place, "bring": row.bring, "note": row.note}
    return {
        "kind": row.kind,
        "day": row.day,
        "at": row.at,
        "zone": row.zone,
        "read_from": row.read_from,
        "stage": row.stage,
        "body": tx.vault.seal(json.dumps(body).encode(), _place(row.id)),
        "sequence": row.sequence,
    }


def _place(deadline_id: str) -> str:
    return f"deadlines.body:{deadline_id}"
