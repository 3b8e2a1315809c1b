"""The far end of a channel in tests: what arrived there, and what goes wrong on the way."""

import asyncio
from collections import deque

from bot.alerts.sending import OutcomeUnknown
from storage.deliveries import DueDelivery


class Receiver:
    """Takes deliveries in. `troubles` befall the next ones, each in its turn."""

    def __init__(self) -> None:
        self.arrived: list[DueDelivery] = []
        self.tried: list[DueDelivery] = []
        self.troubles: deque[BaseException | None] = deque()
        self.away: Exception | None = None
        """While set, it befalls every delivery."""

    async def deliver(self, delivery: DueDelivery) -> None:
        self.tried.append(delivery)
        await asyncio.sleep(0)
        if self.away is not None:
            raise self.away
        trouble = self.troubles.popleft() if self.troubles else None
        # The worst kind of unknown outcome: it did arrive, and the sender cannot know.
        if trouble is None or isinstance(trouble, OutcomeUnknown | asyncio.CancelledError):
            self.arrived.append(delivery)
        if trouble is not None:
            raise trouble

    def titles(self, account_id: str | None = None) -> list[str]:
        """What arrived, in order; `account_id` for the one account only."""
        return [
            each.body.get("title", each.kind)
            for each in self.arrived
            if account_id in {None, each.account_id}
        ]
