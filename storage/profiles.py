"""Profiles: what a person tells of themselves beyond the account; and what their papers said before."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from storage.database import Transaction
from storage.schema import identity_changes, profiles


@dataclass(frozen=True)
class Address:
    """A postal address. `country` is its code of two letters (ISO 3166-1)."""

    country: str
    street: str
    unit: str
    city: str
    region: str
    postal_code: str


@dataclass(frozen=True)
class Details:
    """What a person has added to their account: sealed as one."""

    other_names: tuple[str, ...] = ()
    mailing: Address | None = None
    physical: Address | None = None
    lives_at_mailing: bool = False
    phone: str = ""


@dataclass(frozen=True)
class IdentityChange:
    """A legal name or birth date that was changed: what, from, to, and why. Never changed itself."""

    field: str
    before: str
    after: str
    reason: str
    words: str
    telegram_name: str


async def details_of(tx: Transaction, account_id: str) -> Details:
    """The details of an account, its row locked until a transaction ends."""
    row = await tx.one(
        select(profiles.c.details).where(profiles.c.account_id == account_id).with_for_update()
    )
    if row is None:
        return Details()
    values: dict[str, Any] = json.loads(tx.vault.open(row["details"], _place(account_id)))
    return Details(
        other_names=tuple(values["other_names"]),
        mailing=_address(values["mailing"]),
        physical=_address(values["physical"]),
        lives_at_mailing=values["lives_at_mailing"],
        phone=values["phone"],
    )


async def put_details(tx: Transaction, account_id: str, details: Details, now: datetime) -> None:
    """Write the details of an account."""
    values = {
        "details": tx.vault.seal(json.dumps(asdict(details)).encode(), _place(account_id)),
        "changed_at": now,
    }
    row = tx.insert(profiles).values(account_id=account_id, **values)
    await tx.run(row.on_conflict_do_update(index_elements=["account_id"], set_=values))


async def add_identity_change(
    tx: Transaction, *, change_id: str, account_id: str, change: IdentityChange, now: datetime
) -> None:
    """Append to the history of legal names and birth dates."""
    sealed = tx.vault.seal(json.dumps(asdict(change)).encode(), f"identity_changes.body:{change_id}")
    await tx.run(identity_changes.insert().values(id=change_id, account_id=account_id, at=now, body=sealed))


async def identity_changes_of(tx: Transaction, account_id: str) -> list[tuple[datetime, IdentityChange]]:
    """The history of legal names and birth dates, the oldest first."""
    rows = await tx.all(
        select(identity_changes)
        .where(identity_changes.c.account_id == account_id)
        .order_by(identity_changes.c.id)
    )
    return [
        (
            row["at"],
            IdentityChange(**json.loads(tx.vault.open(row["body"], f"identity_changes.body:{row['id']}"))),
        )
        for row in rows
    ]


def _place(account_id: str) -> str:
    return f"profiles.details:{account_id}"


def _address(values: dict[str, str] | None) -> Address | None:
    return Address(**values) if values else None
