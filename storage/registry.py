"""The registry: cases that the organisation itself keeps, and the people in them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, delete, func, select, update

from storage.cases import CaseRow, case_row
from storage.database import Transaction
from storage.schema import cases, registry_people, registry_records

_IDENTITY = "registry-identity"


@dataclass(frozen=True)
class RecordRow:
    """What the organisation knows of a case. `version` grows with each change."""

    case: CaseRow
    body: Mapping[str, Any]
    assigned_to: str | None
    version: int
    changed_at: datetime


@dataclass(frozen=True)
class PersonRow:
    """Somebody in a case, and the account that has shown to be theirs."""

    id: str
    case_id: str
    role: str
    name: str
    birth_date: str
    more: Mapping[str, Any]
    account_id: str | None


async def add_record(
    tx: Transaction, case_id: str, body: Mapping[str, Any], *, by: str | None, now: datetime
) -> bool:
    """Keep a case from now on. False when it is kept already, and nothing is changed then."""
    new = tx.insert(registry_records).values(new_record(tx, case_id, body, by, now))
    added = new.on_conflict_do_nothing(index_elements=["case_id"]).returning(registry_records.c.case_id)
    return await tx.value(added) is not None


def new_record(
    tx: Transaction, case_id: str, body: Mapping[str, Any], by: str | None, now: datetime
) -> dict[str, Any]:
    """The columns of a case that is kept from now on."""
    return {
        "case_id": case_id,
        "body": _sealed(tx, case_id, body),
        "version": 1,
        "created_at": now,
        "changed_at": now,
        "changed_by": by,
    }


async def change_record(
    tx: Transaction, case_id: str, body: Mapping[str, Any], *, version: int, by: str | None, now: datetime
) -> bool:
    """Change what is known, if nobody did since this version."""
    change = update(registry_records).where(
        registry_records.c.case_id == case_id, registry_records.c.version == version
    )
    values = {
        "body": _sealed(tx, case_id, body),
        "version": version + 1,
        "changed_at": now,
        "changed_by": by,
    }
    return await tx.run(change.values(values)) == 1


async def record_of(tx: Transaction, case_id: str) -> RecordRow | None:
    """What the organisation knows of a case; None when it does not keep it."""
    row = await tx.one(_RECORDS.where(registry_records.c.case_id == case_id))
    return None if row is None else record_row(tx, row)


async def records_page(tx: Transaction, limit: int, offset: int) -> Sequence[RecordRow]:
    """Kept cases, those that changed last first."""
    found = _RECORDS.order_by(registry_records.c.changed_at.desc(), registry_records.c.case_id)
    return [record_row(tx, row) for row in await tx.all(found.limit(limit).offset(offset))]


async def count_records(tx: Transaction) -> int:
    """How many cases are kept."""
    return int(await tx.value(select(func.count()).select_from(registry_records)))


async def put_person(
    tx: Transaction,
    *,
    person_id: str,
    case_id: str,
    role: str,
    identity: str,
    name: str,
    birth_date: str,
    more: Mapping[str, Any],
    now: datetime,
) -> None:
    """Add somebody to a case."""
    body = {"name": name, "birth_date": birth_date, "more": dict(more)}
    await tx.run(registry_people.insert(), [new_person(tx, person_id, case_id, role, identity, body, now)])


def new_person(
    tx: Transaction,
    person_id: str,
    case_id: str,
    role: str,
    identity: str,
    body: Mapping[str, Any],
    now: datetime,
) -> dict[str, Any]:
    """The columns of somebody in a case."""
    return {
        "id": person_id,
        "case_id": case_id,
        "role": role,
        "identity_digest": tx.vault.digest(f"{case_id}:{identity}", _IDENTITY),
        "body": tx.vault.seal(json.dumps(body).encode(), _person_place(person_id)),
        "created_at": now,
    }


async def remove_person(tx: Transaction, case_id: str, person_id: str) -> bool:
    """Take somebody out of a case."""
    gone = delete(registry_people).where(
        registry_people.c.case_id == case_id, registry_people.c.id == person_id
    )
    return await tx.run(gone) == 1


async def people_of(tx: Transaction, case_id: str) -> Sequence[PersonRow]:
    """Who is in a case, in the order in which they came to."""
    found = select(registry_people).where(registry_people.c.case_id == case_id)
    return [person_row(tx, row) for row in await tx.all(found.order_by(registry_people.c.id))]


async def people_like(tx: Transaction, case_id: str, identities: Sequence[str]) -> Sequence[PersonRow]:
    """Those in a case whose name and birth date are one of these, as they are compared."""
    digests = [digest for each in identities for digest in tx.vault.digests(f"{case_id}:{each}", _IDENTITY)]
    found = select(registry_people).where(
        registry_people.c.case_id == case_id, registry_people.c.identity_digest.in_(digests)
    )
    return [person_row(tx, row) for row in await tx.all(found.order_by(registry_people.c.id))]


async def people_who_are(tx: Transaction, account_id: str) -> Sequence[PersonRow]:
    """Everybody, in whatever case, whom an account has shown to be."""
    found = select(registry_people).where(registry_people.c.account_id == account_id)
    return [person_row(tx, row) for row in await tx.all(found.order_by(registry_people.c.id))]


async def person_by_id(tx: Transaction, case_id: str, person_id: str) -> PersonRow | None:
    """One person of a case."""
    found = select(registry_people).where(
        registry_people.c.case_id == case_id, registry_people.c.id == person_id
    )
    row = await tx.one(found)
    return None if row is None else person_row(tx, row)


async def attach_account(tx: Transaction, person_id: str, account_id: str) -> None:
    """Note that an account has shown to be this person's."""
    attach = update(registry_people).where(registry_people.c.id == person_id)
    await tx.run(attach.values(account_id=account_id))


_COLUMNS = select(
    cases,
    registry_records.c.body.label("record"),
    registry_records.c.assigned_to,
    registry_records.c.version,
    registry_records.c.changed_at.label("record_changed_at"),
)
_RECORDS = _COLUMNS.join(cases, cases.c.id == registry_records.c.case_id)
CASES_AND_RECORDS = _COLUMNS.select_from(
    cases.outerjoin(registry_records, cases.c.id == registry_records.c.case_id)
)
"""Every case, with what the organisation knows of it, if it keeps it."""


def record_row(tx: Transaction, row: RowMapping, case: CaseRow | None = None) -> RecordRow:
    """What the organisation knows of a case, from the columns of both."""
    case = case or case_row(tx, row)
    return RecordRow(
        case=case,
        body=json.loads(tx.vault.open(row["record"], _place(case.id))),
        assigned_to=row["assigned_to"],
        version=row["version"],
        changed_at=row["record_changed_at"],
    )


def person_row(tx: Transaction, row: RowMapping) -> PersonRow:
    """Somebody in a case, from their columns."""
    body = json.loads(tx.vault.open(row["body"], _person_place(row["id"])))
    return PersonRow(
        id=row["id"],
        case_id=row["case_id"],
        role=row["role"],
        account_id=row["account_id"],
        **body,
    )


def _sealed(tx: Transaction, case_id: str, body: Mapping[str, Any]) -> bytes:
    return tx.vault.seal(json.dumps(dict(body)).encode(), _place(case_id))


def _place(case_id: str) -> str:
    return f"registry_records.body:{case_id}"


def _person_place(person_id: str) -> str:
    return f"registry_people.body:{person_id}"
