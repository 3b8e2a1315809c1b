"""What each method of the Bot API does here."""

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.sandbox.telegram.chats import LocalChat, Message, as_told
from bot.sandbox.telegram.formatting import formatted_text
from bot.sandbox.telegram.keyboards import read_inline_markup, read_markup
from bot.sandbox.telegram.refusals import Refusal, bad_request

if TYPE_CHECKING:
    from bot.sandbox.telegram.world import LocalTelegram

_MOST_TEXT = 4096  # after parsing (Bot API: sendMessage)
_MOST_CAPTION = 1024
_MOST_TOAST = 200
_MOST_DELETED = 100
_MOST_COMMANDS = 100
_MOST_COMMAND_DESCRIPTION = 256
_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SECRET_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,256}")
_DELETABLE_FOR = timedelta(hours=48)  # Bot API: deleteMessage

Parameters = Mapping[str, Any]


class Methods:
    """The methods, each under its own name."""

    def __init__(self, telegram: "LocalTelegram") -> None:
        self._telegram = telegram
        self._texts: dict[tuple[str, str], Any] = {}

    def find(self, name: str) -> Callable[[Parameters], Awaitable[Any]]:
        """What does this method."""
        found: Callable[[Parameters], Awaitable[Any]] = getattr(self, f"_{name}")
        return found

    # --- updates ---------------------------------------------------------------------------------

    async def _getMe(self, _: Parameters) -> Any:
        return self._telegram.bot

    async def _getUpdates(self, given: Parameters) -> Any:
        return await self._telegram.updates.get(
            given.get("offset", 0),
            given.get("limit", 100),
            given.get("timeout", 0),
            given.get("allowed_updates"),
        )

    async def _setWebhook(self, given: Parameters) -> Any:
        secret = given.get("secret_token")
        if secret is not None and not _SECRET_TOKEN.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        if given.get("drop_pending_updates"):
            self._telegram.updates.drop()
        self._telegram.updates.set_webhook(given["url"], secret, given.get("allowed_updates"))
        return True

    async def _deleteWebhook(self, given: Parameters) -> Any:
        return await self._setWebhook({**given, "url": ""})

    async def _getWebhookInfo(self, _: Parameters) -> Any:
        updates = self._telegram.updates
        info = {
            "url": updates.webhook["url"] if updates.webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": updates.pending,
        }
        if updates.webhook_trouble:
            info |= {"last_error_message": updates.webhook_trouble, "last_error_date": self._telegram.now}
        return info

    # --- sending ---------------------------------------------------------------------------------

    async def _sendMessage(self, given: Parameters) -> Any:
        text, entities = formatted_text(given, "text", "entities", _MOST_TEXT, "message is too long")
        if not text:
            raise bad_request("message text is empty")
        return self._send(given, {"text": text, **({"entities": entities} if entities else {})})

    async def _sendPhoto(self, given: Parameters) -> Any:
        return self._send_captioned(given, {"photo": self._telegram.files.uploaded_photo(given["photo"])})

    async def _sendDocument(self, given: Parameters) -> Any:
        document = self._telegram.files.uploaded_document(given["document"])
        return self._send_captioned(given, {"document": document})

    async def _sendChatAction(self, given: Parameters) -> Any:
        chat = self._chat(given)
        if given["action"] not in _ACTIONS:
            raise bad_request("wrong parameter action in request")
        self._telegram.tell("action", chat.id, {"action": given["action"]})
        return True

    def _send_captioned(self, given: Parameters, content: dict[str, Any]) -> Message:
        caption, entities = formatted_text(
            given, "caption", "caption_entities", _MOST_CAPTION, "message caption is too long"
        )
        if caption:
            content["caption"] = caption
        if entities:
            content["caption_entities"] = entities
        return self._send(given, content)

    def _send(self, given: Parameters, content: dict[str, Any]) -> Message:
        chat = self._chat(given)
        markup = read_markup(given.get("reply_markup"))
        self._telegram.limits.count(chat.id)
        if markup is not None:
            content["reply_markup"] = markup
        if given.get("protect_content"):
            content["has_protected_content"] = True
        return as_told(self._telegram.new_message(chat, self._telegram.bot, content))

    # --- changing --------------------------------------------------------------------------------

    async def _editMessageText(self, given: Parameters) -> Any:
        text, entities = formatted_text(given, "text", "entities", _MOST_TEXT, "MESSAGE_TOO_LONG")
        if not text:
            raise bad_request("message text is empty")
        message = self._own(given, "edit")
        if "text" not in message:
            raise bad_request("there is no text in the message to edit")
        return self._change(given, message, {"text": text, "entities": entities})

    async def _editMessageCaption(self, given: Parameters) -> Any:
        caption, entities = formatted_text(
            given, "caption", "caption_entities", _MOST_CAPTION, "message caption is too long"
        )
        message = self._own(given, "edit")
        return self._change(given, message, {"caption": caption, "caption_entities": entities})

    async def _editMessageReplyMarkup(self, given: Parameters) -> Any:
        return self._change(given, self._own(given, "edit"), {})

    def _change(self, given: Parameters, message: Message, content: dict[str, Any]) -> Message:
        new = {name: value for name, value in content.items() if value}
        markup = read_inline_markup(given.get("reply_markup"))
        if markup is not None:
            new["reply_markup"] = markup
        old = {name: message[name] for name in (*content, "reply_markup") if name in message}
        if new == old:
            raise bad_request(
                "message is not modified: specified new message content and reply markup "
                "are exactly the same as a current content and reply markup of the message"
            )
        for name in old:
            del message[name]
        message.update(new, edit_date=self._telegram.now)
        self._telegram.tell("edited", message["chat"]["id"], message)
        return as_told(message)

    async def _deleteMessage(self, given: Parameters) -> Any:
        chat = self._chat(given)
        message = chat.find(given["message_id"])
        if message is None:
            raise bad_request("message to delete not found")
        is_mine = message["from"]["id"] == self._telegram.bot["id"]
        if chat.description["type"] != "private" and not is_mine:
            # The bot is a plain member of its groups.
            raise bad_request("message can't be deleted")
        if self._telegram.now - message["date"] > _DELETABLE_FOR.total_seconds():
            raise bad_request("message can't be deleted for everyone")
        chat.deleted.add(given["message_id"])
        self._telegram.tell("deleted", chat.id, {"message_id": given["message_id"]})
        return True

    async def _deleteMessages(self, given: Parameters) -> Any:
        if not 1 <= len(given["message_ids"]) <= _MOST_DELETED:
            raise bad_request("message identifiers are not specified")
        for message_id in given["message_ids"]:
            try:
                await self._deleteMessage({"chat_id": given["chat_id"], "message_id": message_id})
            except Refusal as refused:
                if "not found" not in refused.description:
                    raise
        return True

    async def _answerCallbackQuery(self, given: Parameters) -> Any:
        text = given.get("text", "")
        if len(text) > _MOST_TOAST:
            raise bad_request("MESSAGE_TOO_LONG")
        person = self._telegram.people[self._telegram.queries.answer(given["callback_query_id"])]
        if text:
            person.toasts.append(text)
        self._telegram.tell("toast", person.chat.id, {"text": text, "alert": bool(given.get("show_alert"))})
        return True

    # --- asking ----------------------------------------------------------------------------------

    async def _getFile(self, given: Parameters) -> Any:
        return self._telegram.files.describe(given["file_id"])

    async def _getChat(self, given: Parameters) -> Any:
        chat = self._chat(given)
        gifts = dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        )
        extra = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}
        return {**chat.description, **extra}

    # --- what the bot says of itself -----------------------------------------------------------------

    async def _setMyCommands(self, given: Parameters) -> Any:
        if len(given["commands"]) > _MOST_COMMANDS:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        for command in given["commands"]:
            if not _COMMAND.fullmatch(str(command.get("command"))):
                raise bad_request("BOT_COMMAND_INVALID")
            if not 1 <= len(str(command.get("description", ""))) <= _MOST_COMMAND_DESCRIPTION:
                raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        return self._say(_commands(given), given, given["commands"])

    async def _getMyCommands(self, given: Parameters) -> Any:
        return self._texts.get((_commands(given), given.get("language_code", "")), [])

    async def _deleteMyCommands(self, given: Parameters) -> Any:
        return self._say(_commands(given), given, [])

    async def _setMyDescription(self, given: Parameters) -> Any:
        return self._say("description", given, _bounded(given.get("description", ""), 512))

    async def _getMyDescription(self, given: Parameters) -> Any:
        return {"description": self._texts.get(("description", given.get("language_code", "")), "")}

    async def _setMyShortDescription(self, given: Parameters) -> Any:
        return self._say("short", given, _bounded(given.get("short_description", ""), 120))

    async def _getMyShortDescription(self, given: Parameters) -> Any:
        return {"short_description": self._texts.get(("short", given.get("language_code", "")), "")}

    def commands_in(self, language: str) -> list[dict[str, str]]:
        """The commands as a person with this language sees them."""
        commands = _commands({})
        found: list[dict[str, str]] = self._texts.get((commands, language)) or self._texts.get(
            (commands, ""), []
        )
        return found

    def description_in(self, language: str) -> str:
        """What stands in an empty chat."""
        return str(self._texts.get(("description", language)) or self._texts.get(("description", ""), ""))

    def _say(self, what: str, given: Parameters, value: Any) -> bool:
        self._texts[what, given.get("language_code", "")] = value
        self._telegram.tell("commands", 0, {})
        return True

    # --- finding ---------------------------------------------------------------------------------

    def _chat(self, given: Parameters) -> LocalChat:
        chat = self._telegram.chats.get(given["chat_id"])
        if chat is None or not chat.began:
            raise bad_request("chat not found")
        if chat.is_blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        return chat

    def _own(self, given: Parameters, to_do: str) -> Message:
        if "chat_id" not in given or "message_id" not in given:
            raise bad_request("message identifier is not specified")
        message = self._chat(given).find(given["message_id"])
        if message is None:
            raise bad_request(f"message to {to_do} not found")
        if message["from"]["id"] != self._telegram.bot["id"]:
            raise bad_request(f"message can't be {to_do}ed")
        return message


def _commands(given: Parameters) -> str:
    """Whose commands a call speaks of: each scope has commands of its own."""
    scope = given.get("scope") or {"type": "default"}
    return f"commands {sorted(scope.items())}"


def _bounded(text: str, most: int) -> str:
    if len(text) > most:
        raise bad_request("BOT_DESCRIPTION_TOO_LONG")
    return text
