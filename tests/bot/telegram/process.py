"""One process that receives and answers, put together for tests: real Workers, a real Performer."""

import asyncio
import contextlib
import json
from collections import defaultdict
from types import TracebackType
from typing import Any, Self

from telegram import Bot

from bot.clock import Clock
from bot.telegram.actions import Action, Send, SendPhoto
from bot.telegram.chat_turns import Answered
from bot.telegram.inbox import Inbox
from bot.telegram.pace import Pace
from bot.telegram.performing import Performer
from bot.telegram.qr import qr_picture
from bot.telegram.state import ChatState
from bot.telegram.transport import AiohttpRequest
from bot.telegram.working import Workers
from storage.chats import ChatWork
from storage.database import Database
from tests.bot.telegram.watch import Watch

_PICTURE = qr_picture("casebell")


class Process:
    """Answers each text with the number of texts that the chat has sent so far."""

    def __init__(
        self,
        database: Database,
        bot: Bot,
        request: AiohttpRequest,
        clock: Clock,
        *,
        owner: str = "one",
        slots: int = 16,
    ) -> None:
        self.watch = Watch()
        pace = Pace(1_000_000, monotonic=self.watch.now, sleep=self.watch.sleep)
        self.performer = Performer(bot, request, pace, sleep=self.watch.sleep)
        self.workers = Workers(
            database,
            self._answer,
            self.performer,
            clock,
            owner=owner,
            slots=slots,
            blocked=self._note_blocked,
        )
        self.inbox = Inbox(self.workers.take)
        self.answered: list[tuple[int, str]] = []
        self.blocked: list[int] = []
        self.holds: dict[int, asyncio.Event] = defaultdict(_set)
        """Chats whose answers wait until this is set."""
        self.hashing: set[int] = set()
        """Those of them that stand aside meanwhile, as one does whose password is being hashed."""
        self.reached: dict[int, asyncio.Event] = defaultdict(asyncio.Event)
        self.most_at_once = 0
        self.trouble: Exception | None = None
        """While set, it befalls every answer."""
        self._at_once = 0
        self._clock = clock

    async def __aenter__(self) -> Self:
        self.running = asyncio.create_task(self.workers.run())
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self.workers.stop()
        await asyncio.wait([self.running])

    async def dies(self) -> None:
        """End without finishing anything, as after SIGKILL, but for what the database does by itself."""
        self.running.cancel()
        await asyncio.wait([self.running])

    async def holds_back(self, chat_ids: range) -> None:
        """Take a text in for each of these chats, none of which is answered before `lets_go`."""
        for chat_id in chat_ids:
            self.holds[chat_id].clear()
        await self.takes(*((chat_id, chat_id, "hello") for chat_id in chat_ids))

    def lets_go(self) -> None:
        """Let every answer be given."""
        for hold in self.holds.values():
            hold.set()

    async def takes(self, *texts: tuple[int, int, str]) -> None:
        """Take updates in, each a number, a chat and a text."""
        await self.inbox.take([update(*each) for each in texts])

    async def takes_presses(self, *presses: tuple[int, int, str]) -> None:
        """Take presses in, each a number, a chat and what is pressed."""
        await self.inbox.take([press(*each) for each in presses])

    async def _answer(self, work: ChatWork) -> Answered:
        body = json.loads(work.body or b"")
        text = body["callback_query"]["data"] if "callback_query" in body else body["message"]["text"]
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        self.reached[work.chat_id].set()
        stands_aside = work.chat_id in self.hashing
        with self.workers.aside() if stands_aside else contextlib.nullcontext():
            await self.holds[work.chat_id].wait()
        self._at_once -= 1
        self.answered.append((work.chat_id, text))
        if self.trouble is not None:
            raise self.trouble
        state = ChatState.read(work.dialogue, None, self._clock.now())
        state.answers["count"] = str(int(state.answers.get("count", "0")) + 1)
        actions: list[Action] = [Send(f"{state.answers['count']}: {text}", mark="kept")]
        if text.startswith("twice"):
            actions.append(SendPhoto.of(_PICTURE, f"again: {text}", mark="kept"))
        return Answered(state, work.serial + 1, actions, stays_as_it_was=text == "look")

    async def _note_blocked(self, chat_id: int) -> None:
        self.blocked.append(chat_id)


def update(update_id: int, chat_id: int, text: str) -> dict[str, Any]:
    """A text message as Telegram sends it."""
    message = {"message_id": update_id, "date": 1, **_place(chat_id), "text": text}
    return {"update_id": update_id, "message": message}


def press(update_id: int, chat_id: int, data: str) -> dict[str, Any]:
    """A press as Telegram sends it."""
    place = _place(chat_id)
    message = {"message_id": 1, "chat": place["chat"]}
    query = {"id": str(update_id), "from": place["from"], "message": message, "data": data}
    return {"update_id": update_id, "callback_query": query}


def _place(chat_id: int) -> dict[str, Any]:
    person = {"id": chat_id, "is_bot": False, "first_name": "Ana"}
    chat = {"id": chat_id, "type": "private", "first_name": "Ana"}
    return {"chat": chat, "from": person}


def _set() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event
