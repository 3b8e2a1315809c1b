"""Telegram's limits on how much a bot may send, to be switched on (Bot API: its FAQ, "broadcasting")."""

import math
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.sandbox.telegram.refusals import too_many_requests

_SECOND, _MINUTE = timedelta(seconds=1), timedelta(minutes=1)
_A_SECOND = 30
_BURST_IN_A_CHAT = 20
_A_MINUTE_IN_A_GROUP = 20


@dataclass
class _Window:
    """At most so many messages in any span of this length."""

    most: int
    span: timedelta
    sent: deque[datetime] = field(default_factory=deque)

    def wait_at(self, now: datetime) -> timedelta | None:
        """How long until one more may be sent; None if it may now."""
        while self.sent and now - self.sent[0] >= self.span:
            self.sent.popleft()
        return self.sent[0] + self.span - now if len(self.sent) >= self.most else None


class Limits:
    """Thirty messages a second over all; in a chat one a second beyond a burst; in a group 20 a minute."""

    def __init__(self, clock: Clock) -> None:
        self.are_on = False
        self._clock = clock
        self._all = _Window(_A_SECOND, _SECOND)
        self._by_chat: dict[int, _Window] = {}

    def count(self, chat_id: int) -> None:
        """Count a message. Refuses with 429 one that is too many, while the limits are switched on."""
        if not self.are_on:
            return
        now = self._clock.now()
        chat = self._by_chat.setdefault(chat_id, _window_of(chat_id))
        waits = [wait for window in (self._all, chat) if (wait := window.wait_at(now)) is not None]
        if waits:
            raise too_many_requests(max(1, math.ceil(max(waits).total_seconds())))
        for window in (self._all, chat):
            window.sent.append(now)


def _window_of(chat_id: int) -> _Window:
    """Of a chat; groups have negative ids."""
    if chat_id < 0:
        return _Window(_A_MINUTE_IN_A_GROUP, _MINUTE)
    return _Window(_BURST_IN_A_CHAT, _BURST_IN_A_CHAT * _SECOND)
