"""The sender: claims deliveries that are due, hands them to their channel, and writes how it went.

A delivery is sent once, save one case: when the process dies, or the connection is cut, between sending
and noting it. Then the outcome is unknown, and it is sent again rather than lost.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.clock import Clock
from storage import deliveries
from storage.database import Database
from storage.deliveries import DueDelivery

_log = structlog.get_logger()

_LEASE = timedelta(minutes=5)
_BATCH = 100
_AT_ONCE = 16
_MAX_ATTEMPTS = 12
_FIRST_WAIT = timedelta(seconds=10)
_LONGEST_WAIT = timedelta(hours=2)


class Refused(Exception):
    """It will never arrive, for a reason that is no secret."""


class TryLater(Exception):
    """It did not go now, for a reason that lies with the channel and not with the delivery."""

    def __init__(self, after: timedelta) -> None:
        super().__init__("try later")
        self.after = after


class OutcomeUnknown(Exception):
    """It may have arrived or not."""


class Channel(Protocol):
    """A way to reach people."""

    async def deliver(self, delivery: DueDelivery) -> None:
        """Deliver. Raises Refused, TryLater, OutcomeUnknown."""
        ...


class Sender:
    """Sends what is in the outbox."""

    def __init__(
        self, database: Database, clock: Clock, channels: Mapping[str, Channel], *, owner: str
    ) -> None:
        self._database = database
        self._clock = clock
        self._channels = channels
        self._owner = owner

    async def tick(self) -> int:
        """Send what is due. Returns how many deliveries were tried."""
        now = self._clock.now()
        async with self._database.transaction() as tx:
            due = await deliveries.claim_due_deliveries(tx, self._owner, now, now + _LEASE, _BATCH)
        places = asyncio.Semaphore(_AT_ONCE)

        async def send(line: Iterable[DueDelivery]) -> None:
            async with places:
                for delivery in line:
                    await self._send(delivery)

        await asyncio.gather(*(send(line) for line in _lines(due)))
        return len(due)

    async def _send(self, delivery: DueDelivery) -> None:
        now = self._clock.now()
        if delivery.expires_at is not None and delivery.expires_at <= now:
            await self._end(delivery, deliveries.DROPPED, "too late")
            return
        try:
            await self._channels[delivery.channel].deliver(delivery)
        except Refused as refused:
            await self._end(delivery, deliveries.DROPPED, str(refused))
        except TryLater as later:
            await self._later(delivery, now + later.after, counts=False)
        except OutcomeUnknown:
            await self._again(delivery, now, "outcome unknown")
        except Exception:
            # A mistake of ours in one delivery must not hold up the others.
            _log.exception("delivery_failed", delivery=delivery.id, kind=delivery.kind)
            await self._again(delivery, now, "error")
        else:
            await self._end(delivery, deliveries.SENT, None)

    async def _again(self, delivery: DueDelivery, now: datetime, reason: str) -> None:
        if delivery.attempts >= _MAX_ATTEMPTS:
            await self._end(delivery, deliveries.FAILED, reason)
        else:
            wait = min(_FIRST_WAIT * 2 ** (delivery.attempts - 1), _LONGEST_WAIT)
            await self._later(delivery, now + wait, counts=True)

    async def _later(self, delivery: DueDelivery, until: datetime, *, counts: bool) -> None:
        async with self._database.transaction() as tx:
            await deliveries.put_off(tx, delivery, until, counts=counts)

    async def _end(self, delivery: DueDelivery, state: str, reason: str | None) -> None:
        if reason is not None:
            _log.warning("delivery_ended", state=state, kind=delivery.kind, reason=reason)
        async with self._database.transaction() as tx:
            await deliveries.end_delivery(tx, delivery, state, self._clock.now())


def _lines(due: Iterable[DueDelivery]) -> Iterable[list[DueDelivery]]:
    """Deliveries to one chat or address go one after the other, those to different ones side by side."""
    lines: dict[object, list[DueDelivery]] = defaultdict(list)
    for delivery in due:
        lines[delivery.chat_id or delivery.body.get("address") or delivery.id].append(delivery)
    return lines.values()
