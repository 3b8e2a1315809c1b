"""Changes of an account's e-mail address, and the links that undo them (requirement R28)."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, delete, select, update

from storage.accounts import EMAIL
from storage.database import Transaction
from storage.schema import email_changes

_LINK = "email-undo-link"


@dataclass(frozen=True)
class EmailChange:
    """A change that was asked for: from one address to another."""

    id: str
    account_id: str
    before: str
    after: str
    confirmed_at: datetime | None
    undo_until: datetime | None
    undone_at: datetime | None = None


async def put_email_change(tx: Transaction, change: EmailChange, email_key: str, now: datetime) -> None:
    """Write a change that waits for its code. It takes the place of an earlier one that waits."""
    await forget_waiting_email_changes(tx, change.account_id)
    addresses = json.dumps({"before": change.before, "after": change.after}).encode()
    await tx.run(
        email_changes.insert().values(
            id=change.id,
            account_id=change.account_id,
            addresses=tx.vault.seal(addresses, _place(change.id)),
            email_digest=tx.vault.digest(email_key, EMAIL),
            created_at=now,
        )
    )


async def forget_waiting_email_changes(tx: Transaction, account_id: str) -> None:
    """Drop what waits for a code."""
    await tx.run(
        delete(email_changes).where(
            email_changes.c.account_id == account_id, email_changes.c.confirmed_at.is_(None)
        )
    )


async def waiting_email_change(tx: Transaction, account_id: str) -> EmailChange | None:
    """The change that waits for its code, locked until a transaction ends."""
    row = await tx.one(
        select(email_changes)
        .where(email_changes.c.account_id == account_id, email_changes.c.confirmed_at.is_(None))
        .with_for_update()
    )
    return None if row is None else _change(tx, row)


async def confirm_email_change(
    tx: Transaction, change_id: str, *, undo_link: str, now: datetime, undo_until: datetime
) -> None:
    """The new address holds; until then this link undoes it."""
    await tx.run(
        update(email_changes)
        .where(email_changes.c.id == change_id)
        .values(confirmed_at=now, undo_until=undo_until, undo_digest=tx.vault.digest(undo_link, _LINK))
    )


async def email_change_by_undo_link(tx: Transaction, link: str) -> EmailChange | None:
    """The change whose undo link this is, locked until a transaction ends."""
    row = await tx.one(
        select(email_changes)
        .where(email_changes.c.undo_digest.in_(tx.vault.digests(link, _LINK)))
        .with_for_update()
    )
    return None if row is None else _change(tx, row)


async def undo_email_changes_since(
    tx: Transaction, account_id: str, confirmed_at: datetime, now: datetime
) -> None:
    """Mark a change and all later ones as undone: none of their links works any more."""
    await tx.run(
        update(email_changes)
        .where(
            email_changes.c.account_id == account_id,
            email_changes.c.confirmed_at >= confirmed_at,
            email_changes.c.undone_at.is_(None),
        )
        .values(undone_at=now)
    )


async def forget_old_email_changes(tx: Transaction, before: datetime) -> int:
    """Drop changes that were asked for before a moment: nothing can be done with them any more."""
    return await tx.run(delete(email_changes).where(email_changes.c.created_at < before))


def _change(tx: Transaction, row: RowMapping) -> EmailChange:
    addresses = json.loads(tx.vault.open(row["addresses"], _place(row["id"])))
    return EmailChange(
        id=row["id"],
        account_id=row["account_id"],
        before=addresses["before"],
        after=addresses["after"],
        confirmed_at=row["confirmed_at"],
        undo_until=row["undo_until"],
        undone_at=row["undone_at"],
    )


def _place(change_id: str) -> str:
    return f"email_changes.addresses:{change_id}"
