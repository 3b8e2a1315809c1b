"""Links: which account follows which case. Every read names whose it is.

A link that is not full reads only what the public source says: what the organisation keeps itself of the
case, and that it keeps it at all, is for those whose case it has shown to be (requirement R11).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, bindparam, delete, exists, func, select, update

from storage.accounts import open_personal
from storage.cases import CaseRow, case_row
from storage.database import Transaction
from storage.own_lists import own_words
from storage.schema import accounts, bindings, case_statements, cases, deletions, links, reports
from storage.statements import statement_place

FULL = "full"
_OFFICE, _PUBLIC = "registry", "uscis"
_CASE_COLUMNS = (
    cases.c.id,
    cases.c.receipt,
    cases.c.source,
    cases.c.snapshot,
    cases.c.changed_at,
    cases.c.checked_at,
    cases.c.tried_at,
    cases.c.failures,
    cases.c.answers,
    cases.c.created_at,
    cases.c.urgent_until,
)

PUBLIC_COLUMNS = (
    links.c.level,
    case_statements.c.snapshot.label("public_snapshot"),
    case_statements.c.said_at.label("public_said_at"),
    case_statements.c.checked_at.label("public_checked_at"),
)
"""What `seen_case` needs besides a case's own columns."""
IS_PUBLIC_WORD = (
    (case_statements.c.case_id == cases.c.id)
    & (case_statements.c.source == _PUBLIC)
    & (links.c.level != FULL)
    & (cases.c.source == _OFFICE)
)
"""Joins what the public source says to a case of which the link may see no more."""


@dataclass(frozen=True)
class LinkedCase:
    """A case as an account follows it."""

    link_id: str
    level: str
    created_at: datetime
    awaited_until: datetime | None
    once_key: str
    case: CaseRow
    """As far as this link may see it."""
    role: str | None = None
    """What the person is in the case, where that is known."""
    name: str = ""
    """What the person calls it."""
    person: str = ""
    """Whose case it is, in the person's own word."""
    filing: str | None = None
    """The same for cases that were filed together."""
    archived_at: datetime | None = None
    """Since when it is out of the list; it is still followed."""

    @property
    def is_full(self) -> bool:
        """Whether it sees more than the public source says."""
        return self.level == FULL

    @property
    def hidden_source(self) -> str:
        """Whose word it does not see; empty where it sees all."""
        return "" if self.is_full else _OFFICE


@dataclass(frozen=True)
class Follower:
    """An account that follows a case, and a chat that its alerts go to; none when there is none."""

    account_id: str
    link_id: str
    awaited_until: datetime | None
    chat_id: int | None
    language: str
    email: str
    name: str
    touched: bool = False
    """Whether also news without a new status are wanted."""
    client: str | None = None
    """Whose case it is, for a representative."""
    is_full: bool = False
    """Whether what only the organisation knows of the case may be told."""
    client_id: str | None = None
    """Whose account that is."""
    rights: frozenset[str] = frozenset()
    """What a representative may see besides the status."""


async def put_link(
    tx: Transaction,
    *,
    link_id: str,
    account_id: str,
    case_id: str,
    level: str,
    once_key: str,
    now: datetime,
    awaited_until: datetime | None,
    role: str | None = None,
) -> None:
    """Let an account follow a case. Where it does already, what it waits for becomes as given.

    A level is only ever raised here.
    """
    link = tx.insert(links).values(
        id=link_id,
        account_id=account_id,
        case_id=case_id,
        level=level,
        once_key=once_key,
        created_at=now,
        awaited_until=awaited_until,
        role=role,
    )
    again: dict[str, Any] = {"awaited_until": awaited_until, "once_key": once_key}
    if level == FULL:
        again |= {"level": FULL, **({"role": role} if role else {})}
    await tx.run(link.on_conflict_do_update(index_elements=["account_id", "case_id"], set_=again))


_LINKED = (
    select(
        links.c.id.label("link_id"),
        links.c.created_at.label("linked_at"),
        links.c.awaited_until,
        links.c.once_key,
        links.c.role,
        links.c.own_words,
        links.c.filing,
        links.c.archived_at,
        *PUBLIC_COLUMNS,
        *_CASE_COLUMNS,
    )
    .join(cases, cases.c.id == links.c.case_id)
    .outerjoin(case_statements, IS_PUBLIC_WORD)
    .where(links.c.account_id == bindparam("account"))
    .order_by(links.c.id)
)
# Built once: putting a statement together costs as much as running it, and "My cases" is pressed most.
_LINKED_ONE = _LINKED.where(links.c.case_id == bindparam("case"))


async def linked_cases(tx: Transaction, account_id: str) -> Sequence[LinkedCase]:
    """All cases of an account, in the order in which they were linked. One statement."""
    rows = await tx.all(_LINKED, {"account": account_id})
    return [_linked(tx, row) for row in rows]


async def linked_case(tx: Transaction, account_id: str, case_id: str) -> LinkedCase | None:
    """One case of an account; None for one that it does not follow."""
    rows = await tx.all(_LINKED_ONE, {"account": account_id, "case": case_id})
    return _linked(tx, rows[0]) if rows else None


def _linked(tx: Transaction, row: RowMapping) -> LinkedCase:
    words = own_words(tx, row["link_id"], row["own_words"])
    return LinkedCase(
        link_id=row["link_id"],
        level=row["level"],
        created_at=row["linked_at"],
        awaited_until=row["awaited_until"],
        once_key=row["once_key"],
        case=seen_case(tx, row),
        role=row["role"],
        name=words.get("name", ""),
        person=words.get("person", ""),
        filing=row["filing"],
        archived_at=row["archived_at"],
    )


def seen_case(tx: Transaction, row: RowMapping) -> CaseRow:
    """A case as far as the link in the row may see it."""
    case = case_row(tx, row)
    if row["level"] == FULL or case.source != _OFFICE:
        return case
    sealed, snapshot = row["public_snapshot"], None
    if sealed is not None:
        snapshot = json.loads(tx.vault.open(sealed, statement_place(case.id, _PUBLIC)))
    return replace(
        case,
        source=_PUBLIC,
        snapshot=snapshot,
        changed_at=row["public_said_at"],
        checked_at=row["public_checked_at"],
    )


async def followers_without_full(tx: Transaction, case_id: str) -> Sequence[tuple[str, bool]]:
    """The accounts that see only what the public source says of a case; whether they wait for its number."""
    rows = await tx.all(
        select(links.c.account_id, links.c.awaited_until)
        .where(links.c.case_id == case_id, links.c.level != FULL)
        .order_by(links.c.account_id)
    )
    return [(row["account_id"], row["awaited_until"] is not None) for row in rows]


async def open_link(tx: Transaction, account_id: str, case_id: str, role: str) -> None:
    """Let an account that follows a case see it in full from now on."""
    mine = (links.c.account_id == account_id) & (links.c.case_id == case_id)
    await tx.run(update(links).where(mine).values(level=FULL, role=role))


async def count_links(tx: Transaction, account_id: str) -> int:
    """How many cases an account follows."""
    return int(
        await tx.value(select(func.count()).select_from(links).where(links.c.account_id == account_id))
    )


async def remove_link(tx: Transaction, account_id: str, case_id: str) -> bool:
    """Let an account follow a case no more."""
    gone = delete(links).where(links.c.account_id == account_id, links.c.case_id == case_id)
    return await tx.run(gone) == 1


async def is_awaited(tx: Transaction, case_id: str) -> bool:
    """Whether somebody waits to be told that the case was found."""
    waits = select(links.c.id).where(links.c.case_id == case_id, links.c.awaited_until.is_not(None)).limit(1)
    return await tx.value(waits) is not None


async def end_waiting(tx: Transaction, case_id: str, *, only_full: bool = False) -> None:
    """The case was found: nobody waits for it any more, or only those who see it in full."""
    found = update(links).where(links.c.case_id == case_id)
    if only_full:
        found = found.where(links.c.level == FULL)
    await tx.run(found.values(awaited_until=None))


async def end_overdue_links(tx: Transaction, case_id: str, now: datetime) -> None:
    """End the waiting of who waited for a case too long: they follow it no more.

    But for those who have told of it themselves: what they wrote down is not to be lost.
    """
    overdue = (links.c.case_id == case_id) & (links.c.awaited_until <= now)
    has_told = exists().where(
        reports.c.account_id == links.c.account_id, reports.c.case_id == links.c.case_id
    )
    await tx.run(update(links).where(overdue, has_told).values(awaited_until=None))
    await tx.run(delete(links).where(overdue))


async def followers_of(tx: Transaction, case_id: str) -> Sequence[Follower]:
    """Who follows a case, a row for each chat that may be told. One statement.

    Not those whose account is to be deleted: they are told nothing more.
    """
    leaving = exists().where(
        deletions.c.account_id == links.c.account_id,
        deletions.c.undone_at.is_(None),
        deletions.c.done_at.is_(None),
    )
    rows = await tx.all(
        select(
            links.c.account_id,
            links.c.id.label("link_id"),
            links.c.awaited_until,
            links.c.touched,
            links.c.level,
            bindings.c.chat_id,
            accounts.c.language,
            accounts.c.personal,
        )
        .join(accounts, accounts.c.id == links.c.account_id)
        .outerjoin(
            bindings,
            (bindings.c.account_id == links.c.account_id)
            & bindings.c.alerts
            & bindings.c.blocked_at.is_(None),
        )
        .where(links.c.case_id == case_id, ~leaving)
    )
    return [
        Follower(
            account_id=row["account_id"],
            link_id=row["link_id"],
            awaited_until=row["awaited_until"],
            chat_id=row["chat_id"],
            language=row["language"],
            email=personal.email,
            name=personal.legal_name,
            touched=bool(row["touched"]),
            is_full=row["level"] == FULL,
        )
        for row in rows
        for personal in (open_personal(tx, row["personal"], row["account_id"]),)
    ]
