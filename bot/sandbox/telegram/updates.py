"""Updates on their way to the bot: held until they are acknowledged, by polling or by webhook."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Sequence
from typing import Any

import aiohttp

from bot.sandbox.telegram.refusals import Refusal

_MOST = 100
_MOST_REMEMBERED = 10_000
_WEBHOOK_PAUSE = 0.2  # seconds; doubles
_WEBHOOK_TIMEOUT = 10.0  # seconds


class Updates:
    """The queue of updates, and who is listening to it."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[int, dict[str, Any]] = OrderedDict()
        self.history: deque[dict[str, Any]] = deque(maxlen=_MOST_REMEMBERED)
        self._next_id = 100_001
        self._arrived = asyncio.Event()
        self._drained = asyncio.Event()
        self._drained.set()
        self._poller: object | None = None
        self._askers = 0
        self._closed = False
        self._allowed: frozenset[str] | None = None
        self.webhook: dict[str, Any] | None = None
        self._posting: asyncio.Task[None] | None = None
        self.webhook_trouble: str | None = None

    @property
    def last_id(self) -> int:
        """The id of the newest update."""
        return self._next_id - 1

    @property
    def pending(self) -> int:
        """How many updates are not acknowledged."""
        return len(self._waiting)

    @property
    def is_awaited(self) -> bool:
        """Whether somebody has asked for updates, and waits for one to come."""
        return self._askers > 0

    def add(self, kind: str, content: dict[str, Any]) -> int | None:
        """Put an update into the queue. None when the bot does not want its kind."""
        if self._allowed is not None and kind not in self._allowed:
            return None
        update_id, self._next_id = self._next_id, self._next_id + 1
        self._waiting[update_id] = update = {"update_id": update_id, kind: content}
        self.history.append(update)
        self._drained.clear()
        self._arrived.set()
        return update_id

    def count_on_from(self, last_id: int) -> None:
        """Number the next update after this one: for a world that is begun anew."""
        self._next_id = last_id + 1

    def repeat(self) -> None:
        """Post the newest update once more, as it happens to a webhook whose answer was lost."""
        update = self.history[-1]
        self._waiting[update["update_id"]] = update
        self._drained.clear()
        self._arrived.set()

    def drop(self) -> None:
        """Forget what waits."""
        self._waiting.clear()
        self._drained.set()

    async def drained(self) -> None:
        """Return when every update is acknowledged."""
        await self._drained.wait()

    def _acknowledge(self, update_id: int) -> None:
        self._waiting.pop(update_id, None)
        if not self._waiting:
            self._drained.set()

    async def get(
        self, offset: int, limit: int, seconds: int, allowed: Sequence[str] | None
    ) -> list[dict[str, Any]]:
        """getUpdates: what waits from `offset` on, which acknowledges what is before it.

        A negative offset counts from the end: so many of the newest are kept.
        """
        if self.webhook is not None:
            raise Refusal(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        if allowed is not None:
            self._allowed = frozenset(allowed) or None
        if offset < 0:
            offset = next(iter(list(self._waiting)[offset:]), 0)
        for update_id in [each for each in self._waiting if each < offset]:
            self._acknowledge(update_id)
        me = self._poller = object()
        self._arrived.set()
        if not self._waiting and seconds:
            self._askers += 1
            try:
                await self._wait(me, seconds)
            finally:
                self._askers -= 1
        return list(self._waiting.values())[: max(1, min(limit, _MOST))]

    async def _wait(self, me: object, seconds: int) -> None:
        """Wait for an update; a second poller ends the first one, as Telegram has it."""
        try:
            async with asyncio.timeout(seconds):
                while not self._waiting and not self._closed:
                    self._arrived.clear()
                    await self._arrived.wait()
                    if self.webhook is not None:
                        raise Refusal(409, "Conflict: terminated by setWebhook request")
                    if self._poller is not me:
                        raise Refusal(
                            409,
                            "Conflict: terminated by other getUpdates request; "
                            "make sure that only one bot instance is running",
                        )
        except TimeoutError:
            return

    def set_webhook(self, url: str, secret: str | None, allowed: Sequence[str] | None) -> None:
        """Post updates to `url` from now on; an empty one ends that."""
        if self._posting is not None:
            self._posting.cancel()
            self._posting = None
        self.webhook = {"url": url, "secret": secret} if url else None
        if allowed is not None:
            self._allowed = frozenset(allowed) or None
        if self.webhook is not None:
            self._posting = asyncio.create_task(self._post())
            self._arrived.set()

    async def close(self) -> None:
        """Post no more, and send whoever polls home."""
        self.set_webhook("", None, None)
        self._closed = True
        self._arrived.set()

    async def _post(self) -> None:
        pause = _WEBHOOK_PAUSE
        timeout = aiohttp.ClientTimeout(total=_WEBHOOK_TIMEOUT)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while self.webhook is not None:
                if not self._waiting:
                    self._arrived.clear()
                    await self._arrived.wait()
                    continue
                update_id, update = next(iter(self._waiting.items()))
                headers = {}
                if self.webhook["secret"]:
                    headers["X-Telegram-Bot-Api-Secret-Token"] = self.webhook["secret"]
                self.webhook_trouble = await _posted(session, self.webhook["url"], update, headers)
                if self.webhook_trouble is None:
                    self._acknowledge(update_id)
                    pause = _WEBHOOK_PAUSE
                else:
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, 5.0)


async def _posted(
    session: aiohttp.ClientSession, url: str, update: dict[str, Any], headers: dict[str, str]
) -> str | None:
    """Post one update. Returns what went wrong, or None."""
    try:
        async with session.post(url, json=update, headers=headers) as response:
            if 200 <= response.status < 300:
                return None
            return f"Wrong response from the webhook: {response.status}"
    except (aiohttp.ClientError, TimeoutError) as trouble:
        return type(trouble).__name__
