"""Many cases of the registry at once: what is known of a batch of numbers, and new ones in few statements."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from storage import registry
from storage.cases import (
    CaseRow,
    StatusEvent,
    case_row,
    new_case,
    new_event,
    receipt_digests,
    sealed_snapshot,
)
from storage.database import Transaction
from storage.ids import Ids
from storage.registry import PersonRow, RecordRow
from storage.schema import (
    case_statements,
    cases,
    import_mappings,
    registry_people,
    registry_records,
    status_events,
)
from storage.statements import new_statement, snapshots_said

_HEADINGS = "import-headings"


@dataclass(frozen=True)
class KnownCase:
    """A case that is there already; `record` is None when the organisation does not keep it."""

    case: CaseRow
    record: RecordRow | None
    people: Sequence[PersonRow]
    said: Mapping[str, Any] | None
    """What the registry itself said of it last."""


@dataclass(frozen=True)
class NewPerson:
    """Somebody who is to be in a case."""

    role: str
    identity: str
    body: Mapping[str, Any]


@dataclass(frozen=True)
class NewStatus:
    """What a case is said to be, from its beginning here."""

    stage: str
    snapshot: Mapping[str, Any]
    event: StatusEvent


@dataclass(frozen=True)
class NewCase:
    """A case that is to be kept, and that nobody has asked about yet."""

    receipt: str
    record: Mapping[str, Any]
    status: NewStatus | None
    person: NewPerson | None


class CasesCrossed(Exception):
    """One of these cases was added by somebody else at this very moment: look again."""


async def known_cases(tx: Transaction, receipts: Sequence[str], source: str) -> Mapping[str, KnownCase]:
    """Those of these numbers that are there already. Three statements, however many there are."""
    digests = [digest for each in receipts for digest in receipt_digests(tx, each)]
    rows = await tx.all(registry.CASES_AND_RECORDS.where(cases.c.receipt_digest.in_(digests)))
    found = [(case_row(tx, row), row) for row in rows]
    if not found:
        return {}
    people: dict[str, list[PersonRow]] = defaultdict(list)
    there = select(registry_people).where(registry_people.c.case_id.in_([case.id for case, _ in found]))
    for row in await tx.all(there.order_by(registry_people.c.id)):
        people[row["case_id"]].append(registry.person_row(tx, row))
    # Of the source that is shown first, the case itself holds the last word.
    others = [case.id for case, _ in found if case.source != source]
    said = await snapshots_said(tx, others, source) if others else {}
    return {
        case.receipt: KnownCase(
            case=case,
            record=registry.record_row(tx, row, case) if row["record"] is not None else None,
            people=people[case.id],
            said=case.snapshot if case.source == source else said.get(case.id),
        )
        for case, row in found
    }


async def add_cases(
    tx: Transaction, ids: Ids, new: Sequence[NewCase], *, source: str, by: str | None, now: datetime
) -> None:
    """Keep these cases from now on. Five statements, however many there are. Raises CasesCrossed."""
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for each in new:
        case_id = ids.new(now)
        row = {**new_case(tx, case_id, each.receipt, source, now), **_NOTHING_YET}
        rows["records"].append(registry.new_record(tx, case_id, each.record, by, now))
        if (status := each.status) is not None:
            row |= {
                "snapshot": sealed_snapshot(tx, case_id, status.snapshot),
                "stage": status.stage,
                "checked_at": now,
                "tried_at": now,
                "answers": 1,
            }
            rows["events"].append(new_event(tx, ids.new(now), case_id, status.event, now))
            rows["statements"].append(new_statement(tx, case_id, source, status.snapshot, now))
        if (person := each.person) is not None:
            rows["people"].append(
                registry.new_person(tx, ids.new(now), case_id, person.role, person.identity, person.body, now)
            )
        rows["cases"].append(row)
    try:
        await tx.run(cases.insert(), rows["cases"])
    except IntegrityError:
        raise CasesCrossed from None
    await tx.run(registry_records.insert(), rows["records"])
    await tx.run(status_events.insert(), rows["events"])
    await tx.run(case_statements.insert(), rows["statements"])
    await tx.run(registry_people.insert(), rows["people"])


_NOTHING_YET: Mapping[str, Any] = {"snapshot": None, "stage": None, "checked_at": None, "tried_at": None}


async def remembered_columns(tx: Transaction, headings: str) -> Mapping[str, str]:
    """What the columns held when a table with these headings came last."""
    digests = tx.vault.digests(headings, _HEADINGS)
    row = await tx.one(select(import_mappings).where(import_mappings.c.headings_digest.in_(digests)))
    if row is None:
        return {}
    columns: dict[str, str] = json.loads(tx.vault.open(row["columns"], _place(row["headings_digest"])))
    return columns


async def remember_columns(tx: Transaction, headings: str, columns: Mapping[str, str], now: datetime) -> None:
    """Keep what the columns of a table with these headings hold."""
    digest = tx.vault.digest(headings, _HEADINGS)
    values = {"columns": tx.vault.seal(json.dumps(dict(columns)).encode(), _place(digest)), "changed_at": now}
    new = tx.insert(import_mappings).values(headings_digest=digest, **values)
    await tx.run(new.on_conflict_do_update(index_elements=["headings_digest"], set_=values))


def _place(digest: bytes) -> str:
    return f"import_mappings.columns:{digest.hex()}"
