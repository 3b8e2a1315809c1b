"""What the staff did: appended to, never changed (requirement R13)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from storage.accounts import open_personal
from storage.database import Transaction
from storage.schema import accounts, bindings, staff_actions


@dataclass(frozen=True)
class StaffAction:
    """Something that one of the staff did."""

    id: str
    at: datetime
    telegram_id: int
    staff_name: str
    """The legal name of the account they did it from; empty where that is gone."""
    action: str
    subject: str
    detail: Mapping[str, str]


async def add_staff_action(
    tx: Transaction,
    *,
    action_id: str,
    at: datetime,
    telegram_id: int,
    staff_account: str | None,
    action: str,
    subject: str,
    detail: Mapping[str, str],
    once_key: str,
) -> None:
    """Append an action; the same one told twice stands there once."""
    new = tx.insert(staff_actions).values(
        id=action_id,
        at=at,
        telegram_id=telegram_id,
        staff_account=staff_account,
        action=action,
        subject=subject,
        detail=tx.vault.seal(json.dumps(dict(detail)).encode(), _place(action_id)),
        once_key=once_key,
    )
    await tx.run(new.on_conflict_do_nothing(index_elements=["once_key"]))


async def is_noted(tx: Transaction, once_key: str) -> bool:
    """Whether an action of this name stands there."""
    return await tx.value(select(staff_actions.c.id).where(staff_actions.c.once_key == once_key)) is not None


async def staff_actions_before(tx: Transaction, before: str | None, limit: int) -> Sequence[StaffAction]:
    """The newest actions, or those before one; the newest first."""
    found = (
        select(staff_actions, accounts.c.personal)
        .outerjoin(accounts, accounts.c.id == staff_actions.c.staff_account)
        .order_by(staff_actions.c.id.desc())
        .limit(limit)
    )
    if before is not None:
        found = found.where(staff_actions.c.id < before)
    return [
        StaffAction(
            id=row["id"],
            at=row["at"],
            telegram_id=row["telegram_id"],
            staff_name=""
            if row["personal"] is None
            else open_personal(tx, row["personal"], row["staff_account"]).legal_name,
            action=row["action"],
            subject=row["subject"],
            detail=json.loads(tx.vault.open(row["detail"], _place(row["id"]))),
        )
        for row in await tx.all(found)
    ]


async def language_in_chat(tx: Transaction, chat_id: int) -> str | None:
    """The language of the account that was opened in a chat last."""
    found = (
        select(accounts.c.language)
        .join(bindings, bindings.c.account_id == accounts.c.id)
        .where(bindings.c.chat_id == chat_id)
        .order_by(bindings.c.last_used_at.desc())
    )
    language: str | None = await tx.value(found)
    return language


def _place(action_id: str) -> str:
    return f"staff_actions.detail:{action_id}"
