"""Access codes: from the staff, for one person of a case; only a digest of each is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, select, update

from storage.database import Transaction
from storage.schema import access_codes

_PURPOSE = "access-code"


@dataclass(frozen=True)
class AccessCodeRow:
    """A code, as far as the staff may see it."""

    id: str
    case_id: str
    person_id: str | None
    made_by: str | None
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    used_by: str | None
    withdrawn_at: datetime | None


async def add_code(
    tx: Transaction,
    *,
    code_id: str,
    case_id: str,
    person_id: str | None,
    code: str,
    made_by: str,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Keep a new code. The ones before it for the same person of the case are worth nothing any more."""
    earlier = access_codes.c.person_id == person_id if person_id else access_codes.c.person_id.is_(None)
    await tx.run(
        update(access_codes)
        .where(access_codes.c.case_id == case_id, earlier, _is_unused())
        .values(withdrawn_at=now)
    )
    await tx.run(
        access_codes.insert().values(
            id=code_id,
            case_id=case_id,
            person_id=person_id,
            code_digest=tx.vault.digest(code, _PURPOSE),
            made_by=made_by,
            created_at=now,
            expires_at=expires_at,
        )
    )


async def withdraw_code(tx: Transaction, case_id: str, code_id: str, now: datetime) -> bool:
    """Let a code be worth nothing. False when it was used or withdrawn before."""
    gone = update(access_codes).where(
        access_codes.c.case_id == case_id, access_codes.c.id == code_id, _is_unused()
    )
    return await tx.run(gone.values(withdrawn_at=now)) == 1


async def code_like(tx: Transaction, code: str) -> AccessCodeRow | None:
    """What this code is, whatever has become of it."""
    row = await tx.one(
        select(access_codes).where(access_codes.c.code_digest.in_(tx.vault.digests(code, _PURPOSE)))
    )
    return None if row is None else _code(row)


async def use_code(tx: Transaction, code_id: str, account_id: str, now: datetime) -> bool:
    """Use a code up. False when it cannot be used any more: of two at once, one gets it."""
    used = update(access_codes).where(
        access_codes.c.id == code_id, _is_unused(), access_codes.c.expires_at > now
    )
    return await tx.run(used.values(used_at=now, used_by=account_id)) == 1


async def codes_of(tx: Transaction, case_id: str, limit: int) -> Sequence[AccessCodeRow]:
    """The newest codes of a case, newest first."""
    found = select(access_codes).where(access_codes.c.case_id == case_id)
    rows = await tx.all(found.order_by(access_codes.c.id.desc()).limit(limit))
    return [_code(row) for row in rows]


def _is_unused() -> ColumnElement[bool]:
    return access_codes.c.used_at.is_(None) & access_codes.c.withdrawn_at.is_(None)


def _code(row: RowMapping) -> AccessCodeRow:
    return AccessCodeRow(
        id=row["id"],
        case_id=row["case_id"],
        person_id=row["person_id"],
        made_by=row["made_by"],
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        used_at=row["used_at"],
        used_by=row["used_by"],
        withdrawn_at=row["withdrawn_at"],
    )
