"""A quick look at a case by its number, without following it: nothing is kept of it.

Only what the public sources say, never what the organisation knows; and it counts to the same look-ups of a
day as linking.
"""

from dataclasses import dataclass
from datetime import timedelta

from bot.accounts.throttling import Window, count_within
from bot.cases.linking import lookups_of
from bot.cases.path import Standing, standing
from bot.cases.reading import Told, told_in
from bot.cases.receipt_number import ReceiptNumber
from bot.cases.snapshots import Snapshot
from bot.cases.sources.several import Sources
from bot.cases.sources.source import BudgetSpent, SourceBusy, SourceRefusesUs, SourceUnavailable
from bot.clock import Clock
from storage import throttles
from storage.database import Database


@dataclass(frozen=True)
class Look:
    """What a source says of a number just now."""

    receipt: ReceiptNumber
    told: Told
    standing: Standing
    source: str


class QuickLook:
    """Asks once."""

    def __init__(
        self, database: Database, public: Sources, clock: Clock, *, per_day: int, is_offered: bool
    ) -> None:
        self._database = database
        self._public = public
        self._clock = clock
        self._per_day = per_day
        self.is_offered = is_offered
        """Whether the organisation allows it."""

    async def look(self, account_id: str, receipt: ReceiptNumber, language: str) -> Look:
        """What the public source says now. Raises TooManyAttempts, and LookUpFailed."""
        window = Window(self._per_day, timedelta(days=1))
        async with self._database.transaction() as tx:
            await count_within(tx, lookups_of(account_id), self._clock.now(), window)
        try:
            observation = await self._public.look_up(receipt)
        except (SourceUnavailable, SourceBusy, SourceRefusesUs, BudgetSpent):
            async with self._database.transaction() as tx:
                await throttles.count_down(tx, lookups_of(account_id))
            raise
        told = told_in(Snapshot.of(observation, changes=0), language)
        return Look(receipt, told, standing(told.form, told.meaning.stage), observation.source)
