"""Doing in Telegram what a turn or a delivery decided, with Telegram's refusals understood."""

import asyncio
import base64
import html
import re
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import structlog
from telegram import Bot, InputFile, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.telegram.actions import (
    Action,
    AnswerPress,
    Delete,
    DeleteMarked,
    Edit,
    EditMarked,
    Markup,
    RemoveKeyboard,
    Send,
    SendCopy,
    SendDocument,
    SendPhoto,
    ShowTyping,
)
from bot.telegram.pace import Pace
from bot.telegram.transport import AiohttpRequest

_log = structlog.get_logger()
_ATTEMPTS = 5
_FIRST_PAUSE = 0.5  # seconds; doubles with each attempt
_LONGEST_PATIENCE = 60.0  # seconds of 429 that a turn waits out by itself
_LARGEST_FILE = 50 * 1024 * 1024  # bytes (Bot API: sendDocument)
_LONGEST_TEXT = 4096  # characters (Bot API: sendMessage)
_TAG = re.compile(r"<[^>]*>")
# Said with 400, not with 403: the chat is gone, or the bot may only listen there.
_CLOSED = ("chat not found", "not enough rights", "have no rights", "chat_write_forbidden", "topic_closed")
_REASONS = ("can't parse entities", "too long", "button", "reply markup", "empty", "photo", "image", "file")

Marks = dict[str, list[int]]
"""Message ids by the mark that they were sent under."""

T = TypeVar("T")


Copies = Callable[[str], Awaitable[bytes | None]]
"""The copy of an account's data; None when the account is gone."""


class ChatUnreachable(Exception):
    """The person blocked the bot or closed the chat: nothing more can be sent there."""


class TelegramUnavailable(Exception):
    """Telegram could not be had in spite of several attempts; `retry_after` seconds may help."""

    def __init__(self, retry_after: float) -> None:
        super().__init__("Telegram did not take the message")
        self.retry_after = retry_after


class Performer:
    """Performs actions in a chat."""

    def __init__(
        self,
        bot: Bot,
        request: AiohttpRequest,
        pace: Pace,
        *,
        copies: Copies | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._copies = copies
        self._bot = bot
        self._request = request
        self._pace = pace
        self._sleep = sleep

    async def perform(self, chat_id: int, action: Action, marks: Marks) -> None:
        """Perform an action, and keep `marks` up to date with it.

        Raises ChatUnreachable when the bot was blocked, TelegramUnavailable when it may go later.
        """
        message_id = await self._said(chat_id, action, marks)
        mark = getattr(action, "mark", None)
        if mark and message_id:
            marks.setdefault(mark, []).append(message_id)

    async def send_by_itself(self, chat_id: int, message: Send) -> None:
        """Send what nobody waits for: it leaves the way free for answers. Raises as `perform`."""
        if (seconds := self._pace.paused_for(chat_id)) > 0:
            raise TelegramUnavailable(seconds)
        await self._sent(chat_id, message, in_no_hurry=True)

    async def _said(self, chat_id: int, action: Action, marks: Marks) -> int | None:
        """Say something. Returns the message that says it, if there is one."""
        match action:
            case Send():
                return await self._sent(chat_id, action)
            case SendPhoto() | SendDocument():
                return await self._sent_file(chat_id, action)
            case SendCopy():
                return await self._sent_copy(chat_id, action)
            case Edit():
                return await self._edited(chat_id, action)
            case EditMarked():
                if ids := marks.get(action.about, []):
                    await self._edited(chat_id, Edit(ids[-1], action.text))
                else:
                    await self._sent(chat_id, Send(action.text))
                marks.pop(action.about, None)
            case _:
                await self._done(chat_id, action, marks)
        return None

    async def _done(self, chat_id: int, action: Action, marks: Marks) -> None:
        """Do what says nothing new."""
        match action:
            case Delete():
                await self._deleted(chat_id, action)
            case DeleteMarked():
                while ids := marks.get(action.mark, []):
                    await self._deleted(chat_id, Delete(ids[0]))
                    del ids[0]
                marks.pop(action.mark, None)
            case RemoveKeyboard():
                await self._unless_refused(
                    "editMessageReplyMarkup", chat_id=chat_id, message_id=action.message_id
                )
            case AnswerPress():
                await self._unless_refused(
                    "answerCallbackQuery", callback_query_id=action.query_id, text=action.notice
                )
            case ShowTyping():
                await self._unless_refused("sendChatAction", chat_id=chat_id, action="typing")

    async def _sent(self, chat_id: int, action: Send, *, in_no_hurry: bool = False) -> int | None:
        await self._pace.turn(chat_id, in_no_hurry=in_no_hurry)

        async def send(**said: Any) -> int:
            common = {"protect_content": action.protect or None, "link_preview_options": _NO_PREVIEW}
            # Nobody's place is held while Telegram wants to be left alone: what can wait comes again.
            longest = 0.0 if in_no_hurry else _LONGEST_PATIENCE
            message = await self._patiently(
                chat_id, lambda: self._call("sendMessage", chat_id=chat_id, **said, **common), longest
            )
            return int(message["message_id"])

        try:
            return await send(text=action.text, parse_mode=ParseMode.HTML, reply_markup=action.markup)
        except BadRequest as refused:
            _note_refusal(action, refused)
        try:
            return await send(text=_plain(action.text))
        except BadRequest as refused:
            _note_refusal(action, refused)
            return None

    async def _sent_file(self, chat_id: int, action: SendPhoto | SendDocument) -> int | None:
        await self._pace.turn(chat_id)
        common = {
            "caption": action.caption,
            "parse_mode": ParseMode.HTML,
            "reply_markup": _markup(action.markup),
            "protect_content": action.protect or None,
        }

        send: Callable[..., Awaitable[Message]] = self._bot.send_document
        if isinstance(action, SendPhoto):
            send, file = self._bot.send_photo, InputFile(base64.b64decode(action.picture), "picture.png")
        else:
            file = InputFile(base64.b64decode(action.content), action.file_name)
        try:
            message = await self._patiently(chat_id, lambda: send(chat_id, file, **common))
        except BadRequest as refused:
            # The caption says the same in words.
            _note_refusal(action, refused)
            return await self._sent(chat_id, Send(action.caption, action.markup, action.protect))
        return message.message_id

    async def _sent_copy(self, chat_id: int, action: SendCopy) -> int | None:
        content = await self._copies(action.account_id) if self._copies else None
        if content is None:
            return None
        if len(content) > _LARGEST_FILE:
            await self._sent(chat_id, Send(action.otherwise))
            return None
        await self._pace.turn(chat_id)
        try:
            message: Message = await self._patiently(
                chat_id,
                lambda: self._bot.send_document(
                    chat_id,
                    InputFile(content, filename=action.file_name),
                    caption=action.caption,
                    parse_mode=ParseMode.HTML,
                ),
            )
        except BadRequest as refused:
            _note_refusal(action, refused)
            await self._sent(chat_id, Send(action.otherwise))
            return None
        return message.message_id

    async def _edited(self, chat_id: int, action: Edit) -> int | None:
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
        """For what is a courtesy: a press too old to be answered, buttons that are gone already.

        Whether the chat is closed or Telegram away, the next message finds out.
        """
        try:
            await self._call(method, **parameters)
        except TelegramError as refused:
            _log.debug("courtesy_refused", reason=type(refused).__name__)

    async def _patiently(
        self, chat_id: int, call: Callable[[], Awaitable[T]], longest: float = _LONGEST_PATIENCE
    ) -> T:
        """Make a call: wait out 429 up to `longest`, try again after network trouble, name what is final."""
        pause = _FIRST_PAUSE
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return await call()
            except RetryAfter as limited:
                seconds = patience(limited)
                self._pace.pause(seconds, chat_id)
                if seconds > longest:
                    raise TelegramUnavailable(seconds) from None
                await self._sleep(seconds)
            except (Forbidden, ChatMigrated):
                raise ChatUnreachable from None
            except BadRequest as refused:
                if any(words in refused.message.lower() for words in _CLOSED):
                    raise ChatUnreachable from None
                raise
            except TelegramError as trouble:
                _log.warning("telegram_trouble", reason=type(trouble).__name__, attempt=attempt)
                if attempt < _ATTEMPTS:
                    await self._sleep(pause)
                    pause *= 2
        raise TelegramUnavailable(pause)


_NO_PREVIEW = {"is_disabled": True}


def _plain(text: str) -> str:
    """The text as it goes in any case: a message that Telegram finds fault with is better plain than lost."""
    return html.unescape(_TAG.sub("", text))[:_LONGEST_TEXT]


def _note_refusal(action: Action, refused: BadRequest) -> None:
    # Not Telegram's own words, which may quote the message.
    reason = next((each for each in _REASONS if each in refused.message.lower()), "other")
    _log.error("message_refused", action=type(action).__name__, reason=reason)


def patience(limited: RetryAfter) -> float:
    """The seconds for which Telegram wants to be left alone."""
    wait: Any = limited.retry_after
    return float(wait.total_seconds() if hasattr(wait, "total_seconds") else wait)


def _markup(markup: Markup | None) -> Any:
    """The keyboard: the library sends a dict as it is, though its types ask for its own classes."""
    return markup
