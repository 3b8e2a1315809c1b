"""What the client of the Case Status API is tested on: the far end, its clock, the session, the budget."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import aiohttp

from bot.cases.receipts import ReceiptNumber
from bot.cases.sources.pace import Pace
from bot.cases.sources.source import BudgetSpent
from bot.cases.sources.uscis import UscisSource
from bot.cases.sources.uscis_token import UscisAccess
from bot.open_hours import OpenHours
from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.clock import MovableClock

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SECRET = "secret-of-the-desk"
"""What every token and the client's secret begin with."""
RECEIPT = ReceiptNumber("EAC9999103403")


class CountedBudget:
    """So many requests, and no more."""

    def __init__(self, left: int = 10_000) -> None:
        self.left = left

    async def take(self, now: datetime) -> None:
        if self.left == 0:
            raise BudgetSpent(until=now + timedelta(hours=12))
        self.left -= 1


@dataclass
class Bench:
    desk: CaseDesk
    clock: MovableClock
    session: aiohttp.ClientSession
    access: UscisAccess
    budget: CountedBudget
    pace: Pace

    def source(
        self, *, timeout: timedelta = timedelta(seconds=10), hours: OpenHours | None = None
    ) -> UscisSource:
        return UscisSource(
            self.session,
            self.access,
            budget=self.budget,
            pace=self.pace,
            clock=self.clock,
            timeout=timeout,
            hours=hours,
        )

    def asked(self, path: str) -> int:
        return sum(request.path == path for request in self.desk.requests)

    def wait(self, seconds: float) -> None:
        self.clock.move_on(timedelta(seconds=seconds))
