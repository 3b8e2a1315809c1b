"""Reports: the status of a case by a person's own word. Every read names whose it is; nobody else sees it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import RowMapping, delete, func, select

from storage.database import Transaction
from storage.ids import Ids
from storage.schema import cases, reports


@dataclass(frozen=True)
class ReportRow:
    """What a person told us of a case, and how they came by it."""

    id: str
    case_id: str
    title: str
    how: str
    reported_at: datetime
    happened_on: date | None
    """Since when it is so; nothing where they did not say."""


async def add_report(
    tx: Transaction,
    ids: Ids,
    *,
    account_id: str,
    case_id: str,
    title: str,
    title_key: str,
    how: str,
    happened_on: date | None,
    now: datetime,
) -> bool:
    """Keep a report. False when the account has told the same of the same day before."""
    once = f"{account_id}:{case_id}:{title_key}:{happened_on or ''}"
    told = select(reports.c.id).where(reports.c.once_digest.in_(tx.vault.digests(once, _ONCE))).limit(1)
    if await tx.value(told) is not None:
        return False
    report_id = ids.new(now)
    new = tx.insert(reports).values(
        id=report_id,
        account_id=account_id,
        case_id=case_id,
        once_digest=tx.vault.digest(once, _ONCE),
        how=how,
        reported_at=now,
        happened_on=happened_on,
        body=tx.vault.seal(json.dumps({"title": title}).encode(), _place(report_id)),
    )
    return await tx.value(new.on_conflict_do_nothing().returning(reports.c.id)) is not None


async def reports_of(tx: Transaction, account_id: str, case_id: str, limit: int) -> Sequence[ReportRow]:
    """What an account told of a case, what it told last first."""
    rows = await tx.all(
        select(reports)
        .where(reports.c.account_id == account_id, reports.c.case_id == case_id)
        .order_by(reports.c.reported_at.desc(), reports.c.id.desc())
        .limit(limit)
    )
    return [_report(tx, row) for row in rows]


async def count_reports(tx: Transaction, account_id: str, case_id: str) -> int:
    """How many reports of a case an account has."""
    of = select(func.count()).select_from(reports)
    return int(await tx.value(of.where(reports.c.account_id == account_id, reports.c.case_id == case_id)))


async def remove_report(tx: Transaction, account_id: str, report_id: str) -> str | None:
    """Take a report of the account back. Returns the case; None when the account has no such report."""
    gone = (
        delete(reports)
        .where(reports.c.account_id == account_id, reports.c.id == report_id)
        .returning(reports.c.case_id)
    )
    case_id: str | None = await tx.value(gone)
    return case_id


async def reports_kept(tx: Transaction, account_id: str) -> Sequence[tuple[str, ReportRow]]:
    """Every report of an account in the order in which it was made, each with its receipt number."""
    rows = await tx.all(
        select(reports, cases.c.receipt)
        .join(cases, cases.c.id == reports.c.case_id)
        .where(reports.c.account_id == account_id)
        .order_by(reports.c.reported_at, reports.c.id)
    )
    return [
        (tx.vault.open(row["receipt"], f"cases.receipt:{row['case_id']}").decode(), _report(tx, row))
        for row in rows
    ]


_ONCE = "reports.once"


def _report(tx: Transaction, row: RowMapping) -> ReportRow:
    body = json.loads(tx.vault.open(row["body"], _place(row["id"])))
    return ReportRow(
        id=row["id"],
        case_id=row["case_id"],
        title=body["title"],
        how=row["how"],
        reported_at=row["reported_at"],
        happened_on=row["happened_on"],
    )


def _place(report_id: str) -> str:
    return f"reports.body:{report_id}"
