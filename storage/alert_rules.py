"""What people want to be told otherwise than usual, and when they are to be left alone."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, func, select, update

from storage.database import Transaction
from storage.schema import accounts, alert_habits, alert_rules, links, sessions


@dataclass(frozen=True)
class HabitsRow:
    """An account's choices. Without `has_chosen` its hours are the usual ones."""

    zone: str | None
    has_chosen: bool
    quiet_from: int | None
    quiet_until: int | None
    daily_at: int | None
    last_here: datetime | None
    """When the person last did something in a chat."""
    rules: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """By event: the channels and the rhythm."""


async def habits_of(tx: Transaction, account_ids: Collection[str]) -> Mapping[str, HabitsRow]:
    """The choices of these accounts. Two statements, however many they are."""
    used = (
        select(func.max(sessions.c.last_used_at))
        .where(
            sessions.c.account_id == accounts.c.id,
            sessions.c.ended_at.is_(None),
            sessions.c.locked_at.is_(None),
        )
        .scalar_subquery()
    )
    own = alert_habits.c
    rows = await tx.all(
        select(
            accounts.c.id,
            accounts.c.zone,
            own.account_id.label("chosen_by"),
            own.quiet_from,
            own.quiet_until,
            own.daily_at,
            used.label("last_here"),
        )
        .outerjoin(alert_habits, own.account_id == accounts.c.id)
        .where(accounts.c.id.in_(account_ids))
    )
    rules: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for row in await tx.all(select(alert_rules).where(alert_rules.c.account_id.in_(account_ids))):
        rules[row["account_id"]][row["event"]] = (row["channels"], row["rhythm"])
    return {
        row["id"]: HabitsRow(
            zone=row["zone"],
            has_chosen=row["chosen_by"] is not None,
            quiet_from=row["quiet_from"],
            quiet_until=row["quiet_until"],
            daily_at=row["daily_at"],
            last_here=row["last_here"],
            rules=rules[row["id"]],
        )
        for row in rows
    }


async def put_rule(tx: Transaction, account_id: str, event: str, channels: str, rhythm: str) -> None:
    """Let an event be told like this."""
    told = {"channels": channels, "rhythm": rhythm}
    rule = tx.insert(alert_rules).values(account_id=account_id, event=event, **told)
    await tx.run(rule.on_conflict_do_update(index_elements=["account_id", "event"], set_=told))


async def forget_rules(tx: Transaction, account_id: str) -> None:
    """Everything as usual again."""
    await tx.run(delete(alert_rules).where(alert_rules.c.account_id == account_id))
    await tx.run(delete(alert_habits).where(alert_habits.c.account_id == account_id))


async def put_habits(tx: Transaction, account_id: str, quiet: tuple[int, int] | None, daily_at: int) -> None:
    """Let these be the person's hours; without `quiet` there are no quiet ones."""
    quiet_from, quiet_until = quiet or (None, None)
    hours = {"quiet_from": quiet_from, "quiet_until": quiet_until, "daily_at": daily_at}
    habits = tx.insert(alert_habits).values(account_id=account_id, **hours)
    await tx.run(habits.on_conflict_do_update(index_elements=["account_id"], set_=hours))


async def touched_wanted(tx: Transaction, account_id: str) -> Mapping[str, bool]:
    """For each case that an account follows: whether it is also told when only the record was touched."""
    rows = await tx.all(
        select(links.c.case_id, links.c.touched).where(links.c.account_id == account_id).order_by(links.c.id)
    )
    return {row["case_id"]: bool(row["touched"]) for row in rows}


async def set_touched(tx: Transaction, account_id: str, case_id: str, *, wanted: bool) -> None:
    """Tell an account also when only the record of a case was touched, or no more."""
    mine = update(links).where(links.c.account_id == account_id, links.c.case_id == case_id)
    await tx.run(mine.values(touched=wanted))
