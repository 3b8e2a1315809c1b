"""A local Telegram: people, their chats with one bot, and the Bot API that the bot sees of it."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

from bot.clock import Clock
from bot.sandbox.telegram.chats import LocalChat, Message
from bot.sandbox.telegram.faults import Faults
from bot.sandbox.telegram.files import Files
from bot.sandbox.telegram.limits import Limits
from bot.sandbox.telegram.methods import Methods
from bot.sandbox.telegram.people import LocalPerson
from bot.sandbox.telegram.queries import Queries
from bot.sandbox.telegram.updates import Updates

_MOST_REQUESTS = 10_000
_MOST_EVENTS = 1_000


@dataclass(frozen=True)
class Event:
    """Something that a looker-on sees at once: a message, an edit, a deletion, a notice."""

    kind: str
    chat_id: int
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class Memory:
    """What Telegram remembers of its chats, and how far it has counted."""

    chats: Mapping[int, LocalChat]
    last_update: int
    next_message: int


@dataclass(frozen=True)
class RecordedRequest:
    """A call that the bot made, and the answer it got."""

    method: str
    parameters: Mapping[str, Any]
    answer: Mapping[str, Any]


class LocalTelegram:
    """People, their chats, and one bot."""

    def __init__(
        self,
        clock: Clock,
        *,
        token: str,
        bot_username: str = "CasebellSandboxBot",
        bot_name: str = "Casebell",
    ) -> None:
        self.token = token
        self.bot: dict[str, Any] = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": bot_name,
            "username": bot_username,
        }
        self.people: dict[int, LocalPerson] = {}
        self.chats: dict[int, LocalChat] = {}
        self.updates = Updates()
        self.files = Files()
        self.faults = Faults()
        self.limits = Limits(clock)
        self.queries = Queries(clock)
        self.methods = Methods(self)
        self.requests: deque[RecordedRequest] = deque(maxlen=_MOST_REQUESTS)
        self._clock = clock
        self._next_message = 1
        self._next_person = 700_000_001
        self._listeners: WeakSet[asyncio.Queue[Event]] = WeakSet()

    @property
    def now(self) -> int:
        """The time as the Bot API writes it."""
        return int(self._clock.now().timestamp())

    def person(
        self,
        name: str,
        *,
        language: str = "en",
        username: str | None = None,
        person_id: int | None = None,
    ) -> LocalPerson:
        """Somebody new, with a private chat in which nothing was said yet."""
        if person_id is None:
            person_id, self._next_person = self._next_person, self._next_person + 1
        user = {"id": person_id, "is_bot": False, "first_name": name, "language_code": language}
        description = {"id": person_id, "type": "private", "first_name": name}
        if username is not None:
            user["username"] = description["username"] = username
        chat = self.chats[person_id] = LocalChat(person_id, description)
        person = self.people[person_id] = LocalPerson(self, user, chat)
        self.tell("person", person_id, {"id": person_id, "name": name, "language": language})
        return person

    def group(self, title: str) -> LocalChat:
        """A group that the bot is a member of; whoever writes to it is in it."""
        chat_id = -(len(self.chats) + 1_000)
        chat = LocalChat(chat_id, {"id": chat_id, "type": "group", "title": title}, began=True)
        self.chats[chat_id] = chat
        return chat

    def new_message(self, chat: LocalChat, sender: Mapping[str, Any], content: Mapping[str, Any]) -> Message:
        """A new message in a chat."""
        message_id, self._next_message = self._next_message, self._next_message + 1
        message = {
            "message_id": message_id,
            "date": self.now,
            "chat": chat.description,
            "from": dict(sender),
            **content,
        }
        chat.add(message)
        self.tell("message", chat.id, message)
        return message

    async def deliver(self, kind: str, content: Mapping[str, Any]) -> None:
        """Put an update on its way to the bot."""
        # A copy: what the bot is told is the message as it was, however often it is changed later.
        self.updates.add(kind, deepcopy(dict(content)))

    def tell(self, kind: str, chat_id: int, payload: Mapping[str, Any]) -> None:
        """Tell the lookers-on. Who looks too slowly misses something rather than hold up the rest."""
        for listener in self._listeners:
            if not listener.full():
                listener.put_nowait(Event(kind, chat_id, dict(payload)))

    def events(self) -> AsyncIterator[Event]:
        """What happens from now on."""
        queue: asyncio.Queue[Event] = asyncio.Queue(_MOST_EVENTS)
        self._listeners.add(queue)
        return _endlessly(queue)

    def memory(self) -> Memory:
        """A copy of what was said so far."""
        return Memory(deepcopy(self.chats), self.updates.last_id, self._next_message)

    def begin_with(self, memory: Memory) -> None:
        """Go on from what was said in another world, with the people who are here already."""
        for was in deepcopy(dict(memory.chats)).values():
            if was.began:
                chat = self.chats[was.id]
                chat.began, chat.is_blocked = was.began, was.is_blocked
                chat.messages, chat.deleted = was.messages, was.deleted
        self.updates.count_on_from(memory.last_update)
        self._next_message = memory.next_message

    async def close(self) -> None:
        """Post to no webhook any more."""
        await self.updates.close()


async def _endlessly(queue: asyncio.Queue[Event]) -> AsyncIterator[Event]:
    while True:
        yield await queue.get()
