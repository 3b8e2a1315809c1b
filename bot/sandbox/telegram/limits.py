"""Telegram's limits on how much a bot may send, to be switched on."""

import math
import time
from collections import deque
from collections.abc import Callable

from bot.sandbox.telegram.refusals import too_many_requests

_BURST_IN_A_CHAT = 20


class Limits:
    """About so many messages a second over all; in one chat about one a second beyond a burst."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.per_second: int | None = None
        self._monotonic = monotonic
        self._sent: deque[float] = deque()
        self._by_chat: dict[int, deque[float]] = {}

    def count(self, chat_id: int) -> None:
        """Count a message. Refuses with 429 one that is too many, while the limits are switched on."""
        if self.per_second is None:
            return
        now = self._monotonic()
        chat = self._by_chat.setdefault(chat_id, deque())
        for sent, span in ((self._sent, 1.0), (chat, float(_BURST_IN_A_CHAT))):
            while sent and now - sent[0] >= span:
                sent.popleft()
        if len(self._sent) >= self.per_second:
            raise too_many_requests(max(1, math.ceil(1.0 - (now - self._sent[0]))))
        if len(chat) >= _BURST_IN_A_CHAT:
            raise too_many_requests(max(1, math.ceil(_BURST_IN_A_CHAT - (now - chat[0]))))
        self._sent.append(now)
        chat.append(now)
