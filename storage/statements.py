"""Statements: what each source said last of a case. The case's own snapshot is the one shown first."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, select, update

from storage.database import Transaction
from storage.schema import case_statements


@dataclass(frozen=True)
class StatementRow:
    """What a source says: since when, as far as we have seen, and when it said so last."""

    source: str
    snapshot: Mapping[str, Any]
    said_at: datetime
    checked_at: datetime


async def statement_of(tx: Transaction, case_id: str, source: str) -> StatementRow | None:
    """What this source said last; None when it never did."""
    row = await tx.one(
        select(case_statements).where(
            case_statements.c.case_id == case_id, case_statements.c.source == source
        )
    )
    return None if row is None else _statement(tx, row)


async def statements_of(tx: Transaction, case_id: str) -> Sequence[StatementRow]:
    """What each source said last, the newest first."""
    rows = await tx.all(
        select(case_statements)
        .where(case_statements.c.case_id == case_id)
        .order_by(case_statements.c.said_at.desc())
    )
    return [_statement(tx, row) for row in rows]


async def snapshots_said(
    tx: Transaction, case_ids: Sequence[str], source: str
) -> Mapping[str, Mapping[str, Any]]:
    """What a source said last of these cases, by their ids. One statement."""
    found = select(case_statements).where(
        case_statements.c.case_id.in_(case_ids), case_statements.c.source == source
    )
    return {row["case_id"]: _statement(tx, row).snapshot for row in await tx.all(found)}


async def put_statement(
    tx: Transaction, case_id: str, source: str, snapshot: Mapping[str, Any], *, changed: bool, now: datetime
) -> None:
    """Keep what a source says; unless it changed, it says so since as long as before."""
    new = new_statement(tx, case_id, source, snapshot, now)
    kept = ("snapshot", "checked_at", "said_at") if changed else ("snapshot", "checked_at")
    again = {name: new[name] for name in kept}
    row = tx.insert(case_statements).values(new)
    await tx.run(row.on_conflict_do_update(index_elements=["case_id", "source"], set_=again))


def new_statement(
    tx: Transaction, case_id: str, source: str, snapshot: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """The columns of what a source says for the first time."""
    return {
        "case_id": case_id,
        "source": source,
        "snapshot": tx.vault.seal(json.dumps(dict(snapshot)).encode(), statement_place(case_id, source)),
        "said_at": now,
        "checked_at": now,
    }


async def note_checked(tx: Transaction, case_id: str, source: str, now: datetime) -> None:
    """The source said the same again."""
    same = update(case_statements).where(
        case_statements.c.case_id == case_id, case_statements.c.source == source
    )
    await tx.run(same.values(checked_at=now))


def _statement(tx: Transaction, row: RowMapping) -> StatementRow:
    place = statement_place(row["case_id"], row["source"])
    return StatementRow(
        source=row["source"],
        snapshot=json.loads(tx.vault.open(row["snapshot"], place)),
        said_at=row["said_at"],
        checked_at=row["checked_at"],
    )


def statement_place(case_id: str, source: str) -> str:
    """What a sealed statement belongs to."""
    return f"case_statements.snapshot:{case_id}:{source}"
