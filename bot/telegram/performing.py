"""Doing in Telegram what a turn or a delivery decided, with Telegram's refusals understood."""

import asyncio
import base64
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

import structlog
from telegram import Bot, InputFile, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.telegram.actions import (
    Action,
    AnswerPress,
    Delete,
    DeleteMarked,
    Edit,
    Markup,
    RemoveKeyboard,
    Send,
    SendPhoto,
)
from bot.telegram.pace import Pace
from bot.telegram.transport import AiohttpRequest

_log = structlog.get_logger()
_ATTEMPTS = 5
_FIRST_PAUSE = 0.5  # seconds; doubles with each attempt
_LONGEST_PATIENCE = 60.0  # seconds of 429 that a turn waits out by itself

Marks = dict[str, list[int]]
"""Message ids by the mark that they were sent under."""

T = TypeVar("T")


class ChatUnreachable(Exception):
    """The person blocked the bot or closed the chat: nothing more can be sent there."""


class TelegramUnavailable(Exception):
    """Telegram could not be had in spite of several attempts; `retry_after` seconds may help."""

    def __init__(self, retry_after: float) -> None:
        super().__init__("Telegram did not take the message")
        self.retry_after = retry_after


class Performer:
    """Performs actions in a chat, one after the other."""

    def __init__(self, bot: Bot, request: AiohttpRequest, pace: Pace) -> None:
        self._bot = bot
        self._request = request
        self._pace = pace

    async def perform(self, chat_id: int, actions: Sequence[Action], marks: Mapping[str, list[int]]) -> Marks:
        """Perform `actions` in order. Returns the marks as they are afterwards.

        Raises ChatUnreachable when the bot was blocked, TelegramUnavailable when it may go later.
        """
        kept: Marks = {name: list(ids) for name, ids in marks.items()}
        for action in actions:
            message_id = await self._one(chat_id, action, kept)
            mark = getattr(action, "mark", None)
            if mark and message_id:
                kept.setdefault(mark, []).append(message_id)
        return kept

    async def send(self, chat_id: int, action: Send, *, in_no_hurry: bool = False) -> int:
        """Send one message and return its id. Raises as `perform`."""
        return await self._sent(chat_id, action, in_no_hurry=in_no_hurry)

    async def _one(self, chat_id: int, action: Action, marks: Marks) -> int | None:
        match action:
            case Send():
                return await self._sent(chat_id, action)
            case SendPhoto():
                return (await self._sent_photo(chat_id, action)).message_id
            case Edit():
                return await self._edited(chat_id, action)
            case Delete():
                await self._deleted(chat_id, action)
            case DeleteMarked():
                for message_id in marks.pop(action.mark, []):
                    await self._deleted(chat_id, Delete(message_id))
            case RemoveKeyboard():
                await self._unless_refused(
                    "editMessageReplyMarkup", chat_id=chat_id, message_id=action.message_id
                )
            case AnswerPress():
                await self._unless_refused(
                    "answerCallbackQuery", callback_query_id=action.query_id, text=action.notice
                )
        return None

    async def _sent(self, chat_id: int, action: Send, *, in_no_hurry: bool = False) -> int:
        await self._pace.turn(chat_id, in_no_hurry=in_no_hurry)
        message = await self._patiently(
            chat_id,
            lambda: self._call(
                "sendMessage",
                chat_id=chat_id,
                text=action.text,
                parse_mode=ParseMode.HTML,
                reply_markup=action.markup,
                protect_content=action.protect or None,
                link_preview_options=_NO_PREVIEW,
            ),
        )
        return int(message["message_id"])

    async def _sent_photo(self, chat_id: int, action: SendPhoto) -> Message:
        await self._pace.turn(chat_id)
        return await self._patiently(
            chat_id,
            lambda: self._bot.send_photo(
                chat_id,
                InputFile(base64.b64decode(action.picture), filename="picture.png"),
                caption=action.caption,
                parse_mode=ParseMode.HTML,
                reply_markup=_markup(action.markup),
                protect_content=action.protect or None,
            ),
        )

    async def _edited(self, chat_id: int, action: Edit) -> int:
        try:
            await self._patiently(
                chat_id,
                lambda: self._call(
                    "editMessageText",
                    chat_id=chat_id,
                    message_id=action.message_id,
                    text=action.text,
                    parse_mode=ParseMode.HTML,
                    reply_markup=action.markup,
                    link_preview_options=_NO_PREVIEW,
                ),
            )
        except BadRequest as refused:
            if "not modified" not in refused.message.lower():
                return await self._sent(chat_id, Send(action.text, action.markup))
        return action.message_id

    async def _deleted(self, chat_id: int, action: Delete) -> None:
        try:
            await self._patiently(
                chat_id, lambda: self._call("deleteMessage", chat_id=chat_id, message_id=action.message_id)
            )
        except BadRequest as refused:
            if action.otherwise and "not found" not in refused.message.lower():
                await self._sent(chat_id, Send(action.otherwise))

    async def _call(self, method: str, **parameters: Any) -> Any:
        return await self._request.call(f"{self._bot.base_url}/{method}", **parameters)

    async def _unless_refused(self, method: str, **parameters: Any) -> None:
        """For what is a courtesy: a press too old to be answered, buttons that are gone already."""
        try:
            await self._call(method, **parameters)
        except (BadRequest, RetryAfter, NetworkError) as refused:
            _log.debug("courtesy_refused", reason=type(refused).__name__)

    async def _patiently(self, chat_id: int, call: Callable[[], Awaitable[T]]) -> T:
        """Make a call: wait out 429, try again after network trouble, name what is final."""
        pause = _FIRST_PAUSE
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return await call()
            except RetryAfter as limited:
                seconds = patience(limited)
                self._pace.pause(seconds, chat_id)
                if seconds > _LONGEST_PATIENCE:
                    raise TelegramUnavailable(seconds) from None
                await asyncio.sleep(seconds)
            except (Forbidden, ChatMigrated):
                raise ChatUnreachable from None
            except BadRequest as refused:
                if "chat not found" in refused.message.lower():
                    raise ChatUnreachable from None
                raise
            except TelegramError as trouble:
                _log.warning("telegram_trouble", reason=type(trouble).__name__, attempt=attempt)
                if attempt < _ATTEMPTS:
                    await asyncio.sleep(pause)
                    pause *= 2
        raise TelegramUnavailable(pause)


_NO_PREVIEW = {"is_disabled": True}


def patience(limited: RetryAfter) -> float:
    """The seconds for which Telegram wants to be left alone."""
    wait: Any = limited.retry_after
    return float(wait.total_seconds() if hasattr(wait, "total_seconds") else wait)


def _markup(markup: Markup | None) -> Any:
    """The keyboard: the library sends a dict as it is, though its types ask for its own classes."""
    return markup
