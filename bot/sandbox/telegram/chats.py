"""Chats: their messages in order, and which of them are still to be seen."""

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

Message = dict[str, Any]
"""A message as the Bot API writes it."""

_MOST_MESSAGES = 5_000


@dataclass
class LocalChat:
    """A private chat with the bot, or a group that the bot is in."""

    id: int
    description: dict[str, Any]
    """The chat as the Bot API writes it."""
    began: bool = False
    """Whether the person has written to the bot: before that it may not write to them."""
    is_blocked: bool = False
    messages: dict[int, Message] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)

    @property
    def visible(self) -> list[Message]:
        """The messages that are to be seen, oldest first."""
        return [message for number, message in self.messages.items() if number not in self.deleted]

    def add(self, message: Message) -> None:
        """Append a message; the oldest are forgotten beyond a bound."""
        self.messages[message["message_id"]] = message
        while len(self.messages) > _MOST_MESSAGES:
            gone = next(iter(self.messages))
            del self.messages[gone]
            self.deleted.discard(gone)

    def find(self, message_id: int) -> Message | None:
        """A message that is still to be seen."""
        return None if message_id in self.deleted else self.messages.get(message_id)


def as_told(message: Message) -> Message:
    """The message as the bot is told of it, as it is now however often it is changed later.

    Of keyboards it names those under the message only (Bot API: Message.reply_markup); the phone shows
    the others too.
    """
    told = deepcopy(message)
    if "inline_keyboard" not in told.get("reply_markup", {"inline_keyboard": []}):
        del told["reply_markup"]
    return told
