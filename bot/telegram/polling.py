"""Long polling: asking Telegram for updates, and acknowledging only what is on disk."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.telegram.inbox import ALLOWED_UPDATES, Inbox
from bot.telegram.performing import patience
from bot.telegram.polling_turn import PollingTurn
from bot.telegram.transport import AiohttpRequest
from storage.database import DatabaseUnavailable

_log = structlog.get_logger()
_LONG_POLL = 25  # seconds that Telegram may keep us waiting
_GRACE = 10  # seconds more for the network
_BATCH = 100  # updates in one answer at most (Bot API: getUpdates)
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0  # seconds


class Polling:
    """Fetches updates. Telegram has one poller for a token; of several replicas one has the turn."""

    def __init__(
        self,
        bot: Bot,
        request: AiohttpRequest,
        inbox: Inbox,
        turn: PollingTurn,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._url = f"{bot.base_url}/getUpdates"
        self._bot = bot
        self._request = request
        self._inbox = inbox
        self._turn = turn
        self._sleep = sleep
        self._offset = 0

    async def run(self) -> None:
        """Poll until cancelled. Raises InvalidToken: no waiting mends that."""
        pause, has_the_line = _FIRST_PAUSE, False
        while True:
            try:
                await self._turn.wait()
                if not has_the_line:
                    # While Telegram posts to a webhook, it lets nobody poll.
                    has_the_line = await self._bot.delete_webhook()
                await self._once()
                pause = _FIRST_PAUSE
            except InvalidToken:
                raise
            except RetryAfter as limited:
                await self._sleep(patience(limited))
            except (TelegramError, DatabaseUnavailable) as trouble:
                advice = (
                    "is another Casebell running with this token?" if isinstance(trouble, Conflict) else None
                )
                _log.warning("polling_trouble", reason=type(trouble).__name__, advice=advice, seconds=pause)
                await self._sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)

    async def _once(self) -> None:
        updates = await self._request.call(
            self._url,
            seconds=_LONG_POLL + _GRACE,
            offset=self._offset,
            limit=_BATCH,
            timeout=_LONG_POLL,
            allowed_updates=ALLOWED_UPDATES,
        )
        if not isinstance(updates, list) or not updates:
            return
        await self._inbox.take(updates)
        # Only now: asking from here on is what tells Telegram that the batch has arrived.
        self._offset = updates[-1]["update_id"] + 1
