"""The day's budget of a source, kept in the database: over restarts, and shared by replicas."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.cases.sources.budget import day_of, next_day_start
from bot.cases.sources.source import BudgetSpent
from storage.budgets import take_from_budget
from storage.database import Database


class StoredBudget:
    """Counts what is asked of a source by the source's own day."""

    def __init__(self, database: Database, name: str, limit: int, zone: ZoneInfo, hour: int) -> None:
        self._database = database
        self._name = name
        self._limit = limit
        self._zone = zone
        self._hour = hour

    async def take(self, now: datetime) -> None:
        """Spend one. Raises BudgetSpent when the day's are used up."""
        day = day_of(now, self._zone, self._hour)
        async with self._database.transaction() as tx:
            if await take_from_budget(tx, self._name, day, self._limit):
                return
        raise BudgetSpent(until=next_day_start(now, self._zone, self._hour))
