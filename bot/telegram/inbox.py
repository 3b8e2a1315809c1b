"""Taking updates in: on disk, encrypted, before Telegram is told that they have arrived."""

import hashlib
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog

from storage.chats import NewUpdate

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
"""What we ask Telegram for: no channel posts, no inline queries, nothing of other bots."""


_log = structlog.get_logger()
_NOTE_ID_BYTES = 7


class Inbox:
    """Writes updates down."""

    def __init__(self, take: Callable[[Sequence[NewUpdate]], Awaitable[None]]) -> None:
        self._take = take

    async def take(self, updates: Sequence[dict[str, Any]]) -> None:
        """Write updates down; those known already and those without a chat change nothing.

        Raises DatabaseUnavailable: then they must not be acknowledged.
        """
        new = [read for update in updates if (read := _read(update)) is not None]
        if new:
            await self._take(new)

    async def remind(self, chat_id: int, note: str, *, key: str) -> None:
        """Put a note of our own into a chat's inbox, to be worked on in order with the person's updates.

        Once for each `key`. Raises DatabaseUnavailable.
        """
        # Telegram's ids are positive. A note is no update of Telegram's, so it takes a negative one.
        digest = hashlib.blake2b(key.encode(), digest_size=_NOTE_ID_BYTES).digest()
        await self._take([NewUpdate(-1 - int.from_bytes(digest), chat_id, note.encode())])


def _read(update: dict[str, Any]) -> NewUpdate | None:
    """The update as it is written down; None for what we do not serve."""
    try:
        chat_id = _chat_of(update)
        if chat_id is None:
            return None
        return NewUpdate(
            int(update["update_id"]),
            chat_id,
            json.dumps(_needed(update)).encode(),
            is_press="callback_query" in update,
        )
    except (AttributeError, KeyError, TypeError, ValueError) as problem:
        # Not as the Bot API has it. It would come again for ever, and hold up all that comes after it.
        _log.error("update_not_readable", reason=type(problem).__name__)
        return None


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
