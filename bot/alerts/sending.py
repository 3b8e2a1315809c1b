"""The sender: claims deliveries that are due, hands them to their channel, and writes how it went.

A delivery is sent once, save one case: when the process dies, or the connection is cut, between sending
and noting it. Then the outcome is unknown, and it is sent again rather than lost.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.alerts.refused_mail import told_in_the_chat
from bot.alerts.several import JOINED, MOST_IN_ONE, by_mail_instead, joined
from bot.clock import Clock
from storage import deliveries
from storage.database import Database, DatabaseUnavailable, Transaction
from storage.deliveries import DueDelivery, NewDelivery
from storage.due import are_deliveries_due
from storage.ids import Ids

_log = structlog.get_logger()

_LEASE = timedelta(minutes=5)
_BEGUN_WITHIN = timedelta(minutes=3)
"""Of a lease's time: the rest is for the sending itself, which must be over before others may begin."""
_UNDER_WAY = 100  # deliveries of a channel that are claimed and not done
_AT_ONCE = 16  # of them, those that are being sent
_NOTED_AFTER = 1.0  # seconds to the next attempt to note how it went
_FINISHES_WITHIN = 20.0  # seconds that deliveries under way are given when the work stops
_MAX_ATTEMPTS = 12
_FIRST_WAIT = timedelta(seconds=10)
_LONGEST_WAIT = timedelta(hours=2)


class Refused(Exception):
    """It will never arrive, for a reason that is no secret."""


class Unreachable(Refused):
    """The way is closed: what must not get lost goes another way."""


class Undeliverable(Refused):
    """The address does not take it: who waits for it must hear of that, so as not to wait for ever."""


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
    """Sends what is in the outbox. No channel, chat or address holds up another."""

    def __init__(
        self, database: Database, clock: Clock, channels: Mapping[str, Channel], *, owner: str
    ) -> None:
        self._database = database
        self._clock = clock
        self._channels = channels
        self._owner = owner
        self._ids = Ids()
        self._under_way: dict[str, set[asyncio.Task[None]]] = {name: set() for name in channels}
        self._places = {name: asyncio.Semaphore(_AT_ONCE) for name in channels}
        self._beginning = asyncio.Lock()
        self._stopping = False

    async def tick(self) -> int:
        """Send what is due, and return when it is done. Returns how many deliveries were tried.

        Raises DatabaseUnavailable.
        """
        begun = await self.begin()
        under_way = [task for tasks in self._under_way.values() for task in tasks]
        if under_way:
            await asyncio.wait(under_way)
        return max(begun, len(under_way))

    async def begin(self) -> int:
        """Begin to send what is due, as far as there is room. Raises DatabaseUnavailable."""
        async with self._beginning:
            return await self._begin()

    async def _begin(self) -> int:
        async with self._database.reading() as tx:
            if not await are_deliveries_due(tx, self._clock.now()):
                return 0
        begun = 0
        for channel, under_way in self._under_way.items():
            room = 0 if self._stopping else _UNDER_WAY - len(under_way)
            if room <= 0:
                continue
            now = self._clock.now()
            async with self._database.transaction() as tx:
                due = await deliveries.claim_due_deliveries(tx, channel, self._owner, now, now + _LEASE, room)
                due += await deliveries.claim_others_to_the_same(
                    tx, due, JOINED, self._owner, now, now + _LEASE, MOST_IN_ONE - 1
                )
            for line in _lines(joined(due)):
                task = asyncio.create_task(self._in_its_place(channel, line, now), name=f"sending-{channel}")
                under_way.add(task)
                task.add_done_callback(under_way.discard)
            begun += len(due)
        return begun

    async def stop(self) -> None:
        """Begin nothing new, finish what is being sent, and leave the rest to whoever sends next."""
        self._stopping = True
        under_way = [task for tasks in self._under_way.values() for task in tasks]
        if under_way:
            _, late = await asyncio.wait(under_way, timeout=_FINISHES_WITHIN)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _in_its_place(self, channel: str, line: list[DueDelivery], claimed_at: datetime) -> None:
        async with self._places[channel]:
            for delivery in line:
                now = self._clock.now()
                try:
                    if self._stopping or now - claimed_at > _BEGUN_WITHIN:
                        await self._later(delivery, now, counts=False)
                    else:
                        await self._send(delivery, now)
                except Exception:
                    # The lease runs out, and it is tried again.
                    _log.exception("delivery_not_noted", delivery=delivery.id, kind=delivery.kind)

    async def _send(self, delivery: DueDelivery, now: datetime) -> None:
        if delivery.expires_at is not None and delivery.expires_at <= now:
            await self._end(delivery, deliveries.DROPPED, "too late")
            return
        try:
            await self._channels[delivery.channel].deliver(delivery)
        except Unreachable as closed:
            await self._end(delivery, deliveries.DROPPED, str(closed), instead=by_mail_instead(delivery))
        except Undeliverable as refused:
            instead = told_in_the_chat(delivery)
            await self._end(delivery, deliveries.DROPPED, str(refused), instead=instead)
        except Refused as refused:
            await self._end(delivery, deliveries.DROPPED, str(refused))
        except TryLater as later:
            await self._later(delivery, now + later.after, counts=False)
        except DatabaseUnavailable:
            await self._later(delivery, now + _FIRST_WAIT, counts=False)
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
        async def put_off(tx: Transaction) -> None:
            for each in (delivery, *delivery.others):
                await deliveries.put_off(tx, each, until, counts=counts)

        await self._note(put_off)

    async def _end(
        self,
        delivery: DueDelivery,
        state: str,
        reason: str | None,
        *,
        instead: Sequence[NewDelivery] = (),
    ) -> None:
        if reason is not None:
            _log.warning("delivery_ended", state=state, kind=delivery.kind, reason=reason)

        async def end(tx: Transaction) -> None:
            for each in (delivery, *delivery.others):
                await deliveries.end_delivery(tx, each, state, self._clock.now())
            await deliveries.add_deliveries(tx, self._ids, self._clock.now(), instead)

        await self._note(end)

    async def _note(self, write: Callable[[Transaction], Awaitable[None]]) -> None:
        """Write how it went. As long as that cannot be written, it would be sent a second time."""
        until = self._clock.now() + _LEASE
        while True:
            try:
                async with self._database.transaction() as tx:
                    await write(tx)
                return
            except DatabaseUnavailable as trouble:
                if self._clock.now() >= until:
                    raise
                _log.warning("delivery_waits_for_database", reason=type(trouble).__name__)
                await asyncio.sleep(_NOTED_AFTER)


def _lines(due: Iterable[DueDelivery]) -> Iterable[list[DueDelivery]]:
    """Deliveries to one chat or address go one after the other, those to different ones side by side."""
    lines: dict[object, list[DueDelivery]] = defaultdict(list)
    for delivery in due:
        lines[delivery.chat_id or delivery.body.get("address") or delivery.id].append(delivery)
    return lines.values()
