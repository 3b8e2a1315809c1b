"""The day's budget of a source, kept in the database: over restarts, and shared by replicas."""

import asyncio
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.cases.allowance import DayBudget
from bot.cases.sources.budget import day_of, next_day_start
from bot.cases.sources.source import BudgetSpent
from storage.budgets import take_from_budget, used_of_budget
from storage.database import Database, Transaction

_BLOCKS_A_DAY = 1_000
_LARGEST_BLOCK = 100


class StoredBudget:
    """Counts what is asked of a source by the source's own day.

    A large budget is taken from the database in blocks: a write for every request would cost more than the
    rest of the check. A process that dies loses what it had in hand: a thousandth of a day's at most.
    """

    def __init__(self, database: Database, name: str, limit: int, zone: ZoneInfo, hour: int) -> None:
        self._database = database
        self._name = name
        self._limit = limit
        self._zone = zone
        self._hour = hour
        self._block = max(1, min(limit // _BLOCKS_A_DAY, _LARGEST_BLOCK))
        self._day: date | None = None
        self._in_hand = 0
        self._taking = asyncio.Lock()

    async def take(self, now: datetime) -> None:
        """Spend one. Raises BudgetSpent when the day's are used up."""
        async with self._taking:
            day = day_of(now, self._zone, self._hour)
            if day != self._day:
                self._day, self._in_hand = day, 0
            if not self._in_hand:
                self._in_hand = await self._from_the_database(day)
            if not self._in_hand:
                raise BudgetSpent(until=next_day_start(now, self._zone, self._hour))
            self._in_hand -= 1

    async def state(self, tx: Transaction, now: datetime) -> DayBudget:
        """How the day's budget stands."""
        used = await used_of_budget(tx, self._name, day_of(now, self._zone, self._hour))
        return DayBudget(self._limit, used, next_day_start(now, self._zone, self._hour))

    async def _from_the_database(self, day: date) -> int:
        async with self._database.transaction() as tx:
            for count in {self._block: None, 1: None}:
                if await take_from_budget(tx, self._name, day, self._limit, count):
                    return count
        return 0
