"""A local Telegram for the sandbox and the tests: strict where Telegram is strict."""

from bot.sandbox.telegram.chats import LocalChat
from bot.sandbox.telegram.people import LocalPerson, NothingToPress
from bot.sandbox.telegram.wire import bot_api
from bot.sandbox.telegram.world import Event, LocalTelegram, Memory, RecordedRequest

__all__ = [
    "Event",
    "LocalChat",
    "LocalPerson",
    "LocalTelegram",
    "Memory",
    "NothingToPress",
    "RecordedRequest",
    "bot_api",
]
