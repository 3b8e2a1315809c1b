"""Telegram's limits on sending, kept before Telegram has to remind us.

About 30 messages a second over all chats and about one a second within one, short bursts allowed
(Bot API FAQ, "My bot is hitting limits"). What Telegram answers with 429 is obeyed exactly.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable

_CHAT_RATE = 1.0  # messages a second within a chat
_CHAT_BURST = 8  # answers of one dialogue come in small groups
_REMEMBERED_CHATS = 10_000
_ROUNDING = 1e-9  # of a token: less than this is nothing to wait for


class Pace:
    """Lets each message wait for its moment: a token bucket over all, one a chat, and pauses.

    Answers to people go first: what goes out by itself asks with `in_no_hurry`, keeps to the rate within
    its chat, and leaves part of the whole free. An answer waits for its chat only when Telegram says so:
    nobody should see a conversation falter for a limit that is not strict.
    """

    def __init__(
        self,
        messages_per_second: float,
        *,
        monotonic: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._reserve = messages_per_second * 0.2
        # However slow: one message, and the reserve beside it, must have room.
        self._overall = _Bucket(messages_per_second, max(messages_per_second, 1.0 + self._reserve))
        self._chats: OrderedDict[int, _Bucket] = OrderedDict()
        self._paused_until: dict[int, float] = {}

    async def turn(self, chat_id: int, *, in_no_hurry: bool = False) -> None:
        """Return when a message may go to this chat."""
        while True:
            wait = self._wait(chat_id, in_no_hurry=in_no_hurry)
            if wait <= 0:
                return
            await self._sleep(wait)

    def pause(self, seconds: float, chat_id: int) -> None:
        """Telegram asked for patience: nothing goes to this chat before it is over."""
        now = self._monotonic()
        self._paused_until = {chat: until for chat, until in self._paused_until.items() if until > now}
        self._paused_until[chat_id] = max(now + seconds, self._paused_until.get(chat_id, now))

    def paused_for(self, chat_id: int) -> float:
        """The seconds that Telegram still wants to be left alone in this chat."""
        now = self._monotonic()
        return max(0.0, self._paused_until.get(chat_id, now) - now)

    def _wait(self, chat_id: int, *, in_no_hurry: bool) -> float:
        if (pause := self.paused_for(chat_id)) > 0:
            return pause
        now = self._monotonic()
        chat = self._chat(chat_id)
        wait = self._overall.wait(now, self._reserve if in_no_hurry else 0.0)
        in_chat = chat.wait(now, 0.0)
        if in_no_hurry:
            wait = max(wait, in_chat)
        if wait <= 0:
            self._overall.take()
            chat.take()
        return wait

    def _chat(self, chat_id: int) -> "_Bucket":
        bucket = self._chats.get(chat_id)
        if bucket is None:
            bucket = self._chats[chat_id] = _Bucket(_CHAT_RATE, _CHAT_BURST)
            if len(self._chats) > _REMEMBERED_CHATS:
                self._chats.popitem(last=False)
        self._chats.move_to_end(chat_id)
        return bucket


class _Bucket:
    """A token bucket: `rate` tokens a second, `burst` at most."""

    __slots__ = ("_burst", "_rate", "_seen", "_tokens")

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = burst
        self._seen: float | None = None

    def wait(self, now: float, reserve: float) -> float:
        """Seconds until a token is there beyond the reserve."""
        if self._seen is not None:
            self._tokens = min(self._burst, self._tokens + (now - self._seen) * self._rate)
        self._seen = now
        missing = 1.0 + reserve - self._tokens
        return missing / self._rate if missing > _ROUNDING else 0.0

    def take(self) -> None:
        self._tokens = max(0.0, self._tokens - 1.0)
