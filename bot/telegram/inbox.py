"""Taking updates in: on disk, encrypted, before Telegram is told that they have arrived."""

import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from bot.clock import Clock
from storage.chats import NewUpdate

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
"""What we ask Telegram for: no channel posts, no inline queries, nothing of other bots."""


class Inbox:
    """Writes updates down."""

    def __init__(self, take: Callable[[Sequence[NewUpdate]], Awaitable[None]], clock: Clock) -> None:
        self._take = take
        self._clock = clock

    async def take(self, updates: Sequence[dict[str, Any]]) -> None:
        """Write updates down; those known already and those without a chat change nothing.

        Raises DatabaseUnavailable: then they must not be acknowledged.
        """
        new = [
            NewUpdate(update["update_id"], chat_id, json.dumps(_needed(update)).encode())
            for update in updates
            if (chat_id := _chat_of(update)) is not None
        ]
        if new:
            await self._take(new)

    async def remind(self, chat_id: int, note: str) -> None:
        """Put a note of our own into a chat's inbox, to be worked on in order with the person's updates."""
        # Telegram's ids are positive. A note is no update of Telegram's, so it takes a negative one.
        note_id = -int(self._clock.now().timestamp() * 1_000_000)
        await self._take([NewUpdate(note_id, chat_id, note.encode())])


def _chat_of(update: dict[str, Any]) -> int | None:
    """The chat that the update belongs to; none for what we do not serve and for other bots."""
    for kind in ALLOWED_UPDATES:
        content = update.get(kind)
        if content is None:
            continue
        if content.get("from", {}).get("is_bot"):
            return None
        message = content.get("message", {}) if kind == "callback_query" else content
        chat = message.get("chat")
        return int(chat["id"]) if chat else None
    return None


def _needed(update: dict[str, Any]) -> dict[str, Any]:
    """Of a press only which message it belongs to is kept, not what our message said.

    In the form of the Bot API's InaccessibleMessage, whose date is always 0.
    """
    press = update.get("callback_query")
    if press is None:
        return update
    message = press["message"]
    short = {"chat": message["chat"], "message_id": message["message_id"], "date": 0}
    return {**update, "callback_query": {**press, "message": short}}
