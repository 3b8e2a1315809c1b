"""Reminders: who is reminded of which deadline, and when next."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, bindparam, exists, select, tuple_, update

from storage.accounts import open_personal
from storage.cases import CaseRow
from storage.database import Transaction
from storage.deadlines import DEADLINE_COLUMNS, DeadlineRow, deadline_row, is_seen_by
from storage.links import FULL, IS_PUBLIC_WORD, PUBLIC_COLUMNS, Follower, seen_case
from storage.schema import accounts, bindings, case_statements, cases, deadlines, deletions, links, reminders

Pair = tuple[str, str]
"""A deadline and an account."""


@dataclass(frozen=True)
class DueReminder:
    """Somebody is to be looked at again: a row for each chat, by which they may be told."""

    account_id: str
    deadline: DeadlineRow
    case: CaseRow
    """As far as the account may see it."""
    told: int | None
    followers: tuple[Follower, ...]


@dataclass(frozen=True)
class Planned:
    """When somebody is looked at next, and of how many days before they need not be told any more."""

    deadline_id: str
    account_id: str
    next_at: datetime | None
    told: int | None


async def put_reminders(tx: Transaction, planned: Sequence[Planned]) -> None:
    """Plan reminders anew, whatever was planned or said to be done before."""
    if not planned:
        return
    rows = [
        {
            "deadline_id": each.deadline_id,
            "account_id": each.account_id,
            "next_at": each.next_at,
            "told": each.told,
            "done_at": None,
        }
        for each in planned
    ]
    new = tx.insert(reminders)
    of = new.excluded
    anew = {"next_at": of.next_at, "told": of.told, "done_at": None}
    await tx.run(new.on_conflict_do_update(index_elements=["deadline_id", "account_id"], set_=anew), rows)


async def move_on(tx: Transaction, planned: Sequence[Planned]) -> None:
    """Write what becomes of reminders that were looked at."""
    plan = (
        update(reminders)
        .where(
            reminders.c.deadline_id == bindparam("deadline"), reminders.c.account_id == bindparam("account")
        )
        .values(next_at=bindparam("next"), told=bindparam("told_"))
    )
    rows = [
        {
            "deadline": each.deadline_id,
            "account": each.account_id,
            "next": each.next_at,
            "told_": each.told,
        }
        for each in planned
    ]
    await tx.run(plan, rows)


async def end_reminders(tx: Transaction, deadline_id: str, account_id: str, now: datetime) -> None:
    """The account has done what the deadline was for: no more reminders."""
    row = tx.insert(reminders).values(deadline_id=deadline_id, account_id=account_id, done_at=now)
    done = {"done_at": now, "next_at": None}
    await tx.run(row.on_conflict_do_update(index_elements=["deadline_id", "account_id"], set_=done))


async def look_again(tx: Transaction, account_id: str, now: datetime) -> None:
    """Let everything that an account is to be reminded of be planned anew: its clock is another one."""
    mine = (reminders.c.account_id == account_id) & reminders.c.next_at.is_not(None)
    await tx.run(update(reminders).where(mine).values(next_at=now))


async def reminded_of(tx: Transaction, deadline_id: str) -> Sequence[str]:
    """The accounts that are reminded of a deadline, or were, or have said that it is done."""
    rows = await tx.all(select(reminders.c.account_id).where(reminders.c.deadline_id == deadline_id))
    return [row["account_id"] for row in rows]


@dataclass(frozen=True)
class Unplanned:
    """A deadline of the office, and an account that sees it and has no reminder of it yet."""

    deadline: DeadlineRow
    account_id: str
    is_news: bool
    """Whether the account followed the case already when it was entered."""


_PLANNED = exists().where(
    reminders.c.deadline_id == deadlines.c.id, reminders.c.account_id == links.c.account_id
)
# Built once, as they are asked at every look: putting them together costs more than running them.
_UNPLANNED = (
    select(
        *DEADLINE_COLUMNS,
        links.c.account_id.label("reader"),
        (links.c.created_at <= deadlines.c.created_at).label("is_news"),
    )
    .join(links, (links.c.case_id == deadlines.c.case_id) & (links.c.level == FULL))
    .where(
        deadlines.c.account_id.is_(None),
        deadlines.c.cancelled_at.is_(None),
        deadlines.c.day >= bindparam("since"),
        ~_PLANNED,
    )
    .order_by(deadlines.c.id, links.c.account_id)
    .limit(bindparam("most"))
)


async def unplanned(tx: Transaction, since: date, limit: int) -> Sequence[Unplanned]:
    """Deadlines of the office, from a day on, for accounts that have no reminder of them yet."""
    rows = await tx.all(_UNPLANNED, {"since": since, "most": limit})
    return [Unplanned(deadline_row(tx, row), row["reader"], bool(row["is_news"])) for row in rows]


async def claim_due_reminders(tx: Transaction, now: datetime, limit: int) -> Sequence[Pair]:
    """Up to `limit` reminders that are due; nobody else takes them until the transaction ends."""
    rows = await tx.all(
        select(reminders.c.deadline_id, reminders.c.account_id)
        .where(reminders.c.next_at <= now)
        .order_by(reminders.c.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [(row["deadline_id"], row["account_id"]) for row in rows]


async def due_reminders(tx: Transaction, pairs: Collection[Pair]) -> Sequence[DueReminder]:
    """What was claimed, as far as it still holds for accounts that still see it. One statement."""
    leaving = exists().where(
        deletions.c.account_id == reminders.c.account_id,
        deletions.c.undone_at.is_(None),
        deletions.c.done_at.is_(None),
    )
    told = and_(
        bindings.c.account_id == reminders.c.account_id, bindings.c.alerts, bindings.c.blocked_at.is_(None)
    )
    rows = await tx.all(
        select(
            *DEADLINE_COLUMNS,
            *PUBLIC_COLUMNS,
            reminders.c.account_id.label("reader"),
            reminders.c.told,
            links.c.id.label("link_id"),
            bindings.c.chat_id,
            accounts.c.language,
            accounts.c.personal,
            cases,
        )
        .select_from(reminders)
        .join(deadlines, deadlines.c.id == reminders.c.deadline_id)
        .join(links, is_seen_by(reminders.c.account_id))
        .join(cases, cases.c.id == deadlines.c.case_id)
        .outerjoin(case_statements, IS_PUBLIC_WORD)
        .join(accounts, accounts.c.id == reminders.c.account_id)
        .outerjoin(bindings, told)
        .where(
            tuple_(reminders.c.deadline_id, reminders.c.account_id).in_(pairs),
            reminders.c.done_at.is_(None),
            deadlines.c.cancelled_at.is_(None),
            ~leaving,
        )
        .order_by(reminders.c.next_at, deadlines.c.id)
    )
    found: dict[Pair, list[DueReminder]] = defaultdict(list)
    for row in rows:
        personal = open_personal(tx, row["personal"], row["reader"])
        follower = Follower(
            account_id=row["reader"],
            link_id=row["link_id"],
            awaited_until=None,
            chat_id=row["chat_id"],
            language=row["language"],
            email=personal.email,
            name=personal.legal_name,
            is_full=row["level"] == FULL,
        )
        one = DueReminder(row["reader"], deadline_row(tx, row), seen_case(tx, row), row["told"], (follower,))
        found[one.deadline.id, one.account_id].append(one)
    return [
        DueReminder(
            rows_of[0].account_id,
            rows_of[0].deadline,
            rows_of[0].case,
            rows_of[0].told,
            tuple(each.followers[0] for each in rows_of),
        )
        for rows_of in found.values()
    ]


async def put_off(tx: Transaction, pairs: Collection[Pair], now: datetime) -> None:
    """Look at reminders whose account does not see them just now again in a day, until they are over."""
    which = tuple_(reminders.c.deadline_id, reminders.c.account_id).in_(pairs)
    await tx.run(update(reminders).where(which).values(next_at=now + timedelta(days=1)))
    over = select(deadlines.c.id).where(deadlines.c.day < now.date() - timedelta(days=2))
    await tx.run(update(reminders).where(which, reminders.c.deadline_id.in_(over)).values(next_at=None))


@dataclass(frozen=True)
class Unanswered:
    """A case in which an answer is awaited from an account that knows no day for it."""

    link_id: str
    account_id: str
    case: CaseRow
    """As far as the account may see it."""


_KNOWN = exists().where(
    deadlines.c.case_id == cases.c.id,
    deadlines.c.kind == "evidence",
    (deadlines.c.account_id == links.c.account_id)
    | (deadlines.c.account_id.is_(None) & (links.c.level == FULL)),
    (deadlines.c.day >= bindparam("since"))
    | (deadlines.c.created_at >= cases.c.changed_at)
    | (cases.c.changed_at.is_(None) & (deadlines.c.created_at >= cases.c.created_at)),
)
_UNANSWERED = (
    select(*PUBLIC_COLUMNS, links.c.id.label("link_id"), links.c.account_id.label("reader"), cases)
    .join(links, links.c.case_id == cases.c.id)
    .outerjoin(case_statements, IS_PUBLIC_WORD)
    .where(
        cases.c.stage == "evidence_requested",
        links.c.awaited_until.is_(None),
        links.c.id > bindparam("after"),
        ~_KNOWN,
    )
    .order_by(links.c.id)
    .limit(bindparam("most"))
)


async def unanswered(tx: Transaction, since: date, after: str, limit: int) -> Sequence[Unanswered]:
    """Cases in which USCIS awaits an answer and of which an account knows no day, by link, beyond `after`.

    A day from then on, or one that was written down since the case has stood there, is one, be it cancelled.
    """
    rows = await tx.all(_UNANSWERED, {"since": since, "after": after, "most": limit})
    return [Unanswered(row["link_id"], row["reader"], seen_case(tx, row)) for row in rows]
