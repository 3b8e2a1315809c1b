"""What a person sees while their answer takes long: "typing…", and after a while a sentence.

Passwords are checked a few at a time, so that whoever steals the database has to pay for each guess. With
many people at the door one waits in line; nothing on the screen would look like a bot that is broken.
A note that was said just before the process was killed stays in the chat; the answer comes below it.
"""

import asyncio
import contextlib
from collections.abc import Iterator
from contextvars import ContextVar

from bot.telegram.actions import DeleteMarked, Send, ShowTyping
from bot.telegram.performing import ChatUnreachable, Marks, Performer, TelegramUnavailable
from bot.texts.catalogue import Texts

_MARK = "waiting"
_TYPING_AFTER = 0.3  # seconds: before that the answer is there as soon
_TYPING_LASTS = 4.5  # of the five that Telegram shows it (Bot API: sendChatAction)
_SAID_AFTER = 2.0
_NOTES_AT_ONCE = 10
"""Beyond that many, people see "typing…" only: notes take of the pace that answers need."""

answering: ContextVar[tuple[int, str]] = ContextVar("answering")
"""The chat that the task at work answers, and its language."""


class Waiting:
    """Shows in a chat that its answer is being worked on."""

    def __init__(self, performer: Performer, texts: Texts) -> None:
        self._performer = performer
        self._texts = texts
        self._notes = 0
        self._tasks: set[asyncio.Task[None]] = set()

    @contextlib.contextmanager
    def shown(self) -> Iterator[None]:
        """For as long as this is entered, in the chat whose update is being answered by this task."""
        whom = answering.get(None)
        if whom is None:
            yield
            return
        over = asyncio.Event()
        task = asyncio.create_task(self._show(*whom, over))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            yield
        finally:
            over.set()

    async def close(self) -> None:
        """Return when every note is taken back."""
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _show(self, chat_id: int, language: str, over: asyncio.Event) -> None:
        # Ended by an event, never cancelled in the middle of a call: what was said must be known.
        with contextlib.suppress(ChatUnreachable, TelegramUnavailable):
            if await _within(_TYPING_AFTER, over):
                return
            await self._performer.perform(chat_id, ShowTyping(), {})
            if await _within(_SAID_AFTER, over):
                return
            if self._notes < _NOTES_AT_ONCE:
                await self._say(chat_id, language, over)
            else:
                await self._type(chat_id, over)

    async def _say(self, chat_id: int, language: str, over: asyncio.Event) -> None:
        marks: Marks = {}
        self._notes += 1
        try:
            note = Send(self._texts.html(language, "common-one-moment"), mark=_MARK)
            await self._performer.perform(chat_id, note, marks)
            await self._type(chat_id, over)
        finally:
            self._notes -= 1
            await self._performer.perform(chat_id, DeleteMarked(_MARK), marks)

    async def _type(self, chat_id: int, over: asyncio.Event) -> None:
        while True:
            await self._performer.perform(chat_id, ShowTyping(), {})
            if await _within(_TYPING_LASTS, over):
                return


async def _within(seconds: float, over: asyncio.Event) -> bool:
    """Whether it is over within so many seconds, which are waited out otherwise."""
    try:
        await asyncio.wait_for(over.wait(), seconds)
    except TimeoutError:
        return False
    return True
