"""Budgets of outside services, counted by their own day, over restarts and replicas."""

from datetime import date

from sqlalchemy import select

from storage.database import Transaction
from storage.schema import budgets


async def take_from_budget(tx: Transaction, name: str, day: date, limit: int, count: int = 1) -> bool:
    """Spend `count`, which is not more than `limit`, for a day. False when so many are not left."""
    spend = tx.insert(budgets).values(name=name, day=day, used=count)
    spend = spend.on_conflict_do_update(
        index_elements=["name", "day"],
        set_={"used": budgets.c.used + count},
        where=budgets.c.used <= limit - count,
    )
    return await tx.value(spend.returning(budgets.c.used)) is not None


async def used_of_budget(tx: Transaction, name: str, day: date) -> int:
    """How much of a day's budget is spent."""
    spent = select(budgets.c.used).where(budgets.c.name == name, budgets.c.day == day)
    return int(await tx.value(spent) or 0)
