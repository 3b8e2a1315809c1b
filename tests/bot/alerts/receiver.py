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
        self._held: asyncio.Event | None = None
        self._happened = asyncio.Condition()

    async def deliver(self, delivery: DueDelivery) -> None:
        self.tried.append(delivery)
        await self._tell()
        if self._held is not None:
            await self._held.wait()
        await self._take(delivery)
        await self._tell()

    def hangs(self) -> None:
        """Let deliveries neither arrive nor fail."""
        self._held = asyncio.Event()

    def goes_on(self) -> None:
        """Let what hangs, and what comes, arrive."""
        if self._held is not None:
            self._held.set()

    async def is_tried(self) -> None:
        """Return when somebody has begun to deliver."""
        async with self._happened:
            await self._happened.wait_for(lambda: self.tried)

    async def has_arrived(self, title: str) -> None:
        """Return when this has arrived."""
        async with self._happened:
            await self._happened.wait_for(lambda: title in self.titles())

    async def _tell(self) -> None:
        async with self._happened:
            self._happened.notify_all()

    async def _take(self, delivery: DueDelivery) -> None:
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
