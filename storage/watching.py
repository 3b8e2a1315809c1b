"""The watch over cases: whose check is due, and what most checks end with."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, exists, func, or_, select, update

from storage.cases import DueCase, case_row, if_followed
from storage.database import Transaction
from storage.schema import case_statements, cases, links
from storage.types import Moment


async def claim_due_cases(
    tx: Transaction, owner: str, now: datetime, until: datetime, limit: int, *, urgency: int | None = None
) -> list[DueCase]:
    """Lease up to `limit` cases whose check is due and that nobody holds, the longest due first.

    Of one urgency, where it is given.
    """
    due = (
        select(cases.c.id)
        .where(cases.c.due_at <= now, or_(cases.c.lease_until.is_(None), cases.c.lease_until <= now))
        .where(*(() if urgency is None else (cases.c.urgency == urgency,)))
        .order_by(cases.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claim = (
        update(cases)
        .where(cases.c.id.in_(due.scalar_subquery()))
        .values(lease_owner=owner, lease_until=until, fence=cases.c.fence + 1)
        .returning(cases)
    )
    return [DueCase(case_row(tx, row), row["fence"]) for row in await tx.all(claim)]


async def count_watched(tx: Transaction) -> dict[int, int]:
    """How many cases of each urgency are watched. It reads the whole of an index: not for every tick."""
    counted = select(cases.c.urgency, func.count()).where(cases.c.due_at.is_not(None))
    return {row["urgency"]: row["count"] for row in await tx.all(counted.group_by(cases.c.urgency))}


# Built once: putting it together costs more than running it, and most checks end with it.
_SAME_ANSWER = (
    update(cases)
    .where(
        cases.c.id == bindparam("case"),
        cases.c.fence == bindparam("claim"),
        cases.c.answers == bindparam("before"),
        cases.c.source == bindparam("teller"),
        ~exists().where(links.c.case_id == cases.c.id, links.c.awaited_until.is_not(None)),
    )
    .values(
        checked_at=bindparam("now", type_=Moment),
        tried_at=bindparam("now", type_=Moment),
        failures=0,
        answers=cases.c.answers + 1,
        urgency=bindparam("rank"),
        due_at=if_followed(bindparam("next", type_=Moment)),
        lease_owner=None,
        lease_until=None,
    )
    .returning(cases.c.id)
)


_SAID_AGAIN = (
    update(case_statements)
    .where(case_statements.c.case_id == bindparam("case"), case_statements.c.source == bindparam("teller"))
    .values(checked_at=bindparam("now", type_=Moment))
)


async def write_same_answer(
    tx: Transaction, due: DueCase, *, source: str, now: datetime, urgency: int, due_at: datetime
) -> bool:
    """Write that a claimed case was found as it was. Ends the claim.

    False, with nothing written, where that is not all there is to it: the claim holds no more, another
    answer came meanwhile, or somebody waits to be told that the case was found.
    """
    given = {
        "case": due.case.id,
        "claim": due.fence,
        "before": due.case.answers,
        "teller": source,
        "now": now,
        "rank": urgency,
        "next": due_at,
    }
    return bool(await tx.all(_SAME_ANSWER, given))


async def note_said_again(tx: Transaction, source: str, said: Mapping[str, datetime]) -> None:
    """Note when a source has said the same of these cases again."""
    rows = [{"case": case_id, "teller": source, "now": moment} for case_id, moment in said.items()]
    await tx.run(_SAID_AGAIN, rows)
