"""People at their phones: they write, press, edit, forward, block, and see a screen."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bot.sandbox.telegram.chats import LocalChat, Message, as_told

if TYPE_CHECKING:
    from bot.sandbox.telegram.world import LocalTelegram


class NothingToPress(LookupError):
    """There is no such button on the screen."""


class LocalPerson:
    """A Telegram user with a private chat with the bot."""

    def __init__(self, telegram: "LocalTelegram", user: dict[str, Any], chat: LocalChat) -> None:
        self._telegram = telegram
        self.user = user
        self.chat = chat
        self.toasts: list[str] = []

    @property
    def id(self) -> int:
        """The numeric user id, which is that of the private chat too."""
        return int(self.user["id"])

    @property
    def name(self) -> str:
        """The first name."""
        return str(self.user["first_name"])

    @property
    def language(self) -> str:
        """The language of the person's app."""
        return str(self.user["language_code"])

    # --- doing -----------------------------------------------------------------------------------

    async def sends(self, text: str, *, chat: LocalChat | None = None) -> int:
        """Send a text; Telegram marks commands in it."""
        content: dict[str, Any] = {"text": text}
        if text.startswith("/"):
            length = len(text.split()[0])
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        return await self._write(content, chat)

    async def starts(self, payload: str = "") -> int:
        """Press Start, or a link that opens the chat with a payload."""
        return await self.sends(f"/start {payload}".strip())

    async def sends_photo(self, data: bytes, caption: str = "") -> int:
        """Send a picture, as the app does after making it smaller."""
        file = self._telegram.files.keep(data, "photo.jpg", "image/jpeg")
        size = {**file, "width": 800, "height": 600}
        return await self._write({"photo": [size], **({"caption": caption} if caption else {})})

    async def sends_document(
        self, name: str, data: bytes, caption: str = "", mime: str = "application/octet-stream"
    ) -> int:
        """Send a file as it is."""
        file = self._telegram.files.keep(data, name, mime)
        document = {**file, "file_name": name, "mime_type": mime}
        return await self._write({"document": document, **({"caption": caption} if caption else {})})

    async def sends_sticker(self) -> int:
        """Send a sticker: something that no question asks for."""
        file = self._telegram.files.keep(b"webp", "sticker.webp", "image/webp")
        sticker = {
            **file,
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
        }
        return await self._write({"sticker": sticker})

    async def forwards(self, text: str, from_name: str = "Somebody") -> int:
        """Forward somebody else's text."""
        origin = {"type": "hidden_user", "date": self._telegram.now, "sender_user_name": from_name}
        return await self._write({"text": text, "forward_origin": origin})

    async def edits(self, message_id: int, text: str) -> None:
        """Change a message of one's own."""
        message = self.chat.messages[message_id]
        message.update(text=text, edit_date=self._telegram.now)
        self._telegram.tell("edited", self.chat.id, message)
        await self._telegram.deliver("edited_message", message)

    async def deletes(self, message_id: int) -> None:
        """Delete a message for oneself: the bot is not told."""
        self.chat.deleted.add(message_id)
        self._telegram.tell("deleted", self.chat.id, {"message_id": message_id})

    async def presses(self, label: str) -> None:
        """Press the newest button with these words, be it under a message or under the writing field."""
        for message in reversed(self.chat.visible):
            markup = message.get("reply_markup", {})
            for row in markup.get("inline_keyboard", ()):
                for button in row:
                    if button["text"] == label and "callback_data" in button:
                        await self.presses_data(message["message_id"], button["callback_data"])
                        return
            for row in markup.get("keyboard", ()):
                if label in [key if isinstance(key, str) else key["text"] for key in row]:
                    await self.sends(label)
                    return
        raise NothingToPress(f"no button {label!r} on this screen:\n{self.screen}")

    async def presses_data(self, message_id: int, data: str) -> None:
        """Press a button by its data: also one that is no longer shown, or never was."""
        message = self.chat.messages[message_id]
        query_id = self._telegram.queries.new(self.id)
        query = {
            "id": query_id,
            "from": self.user,
            "chat_instance": str(self.chat.id),
            "message": as_told(message),
            "data": data,
        }
        await self._telegram.deliver("callback_query", query)

    async def blocks_bot(self) -> None:
        """Block the bot: it cannot write here any more."""
        await self._changes_membership("kicked")

    async def unblocks_bot(self) -> None:
        """Let the bot in again."""
        await self._changes_membership("member")

    async def _changes_membership(self, status: str) -> None:
        self.chat.is_blocked = status == "kicked"
        self._telegram.tell("blocked", self.chat.id, {"blocked": self.chat.is_blocked})
        old = self._membership("member" if self.chat.is_blocked else "kicked")
        new = self._membership(status)
        change = {
            "chat": self.chat.description,
            "from": self.user,
            "date": self._telegram.now,
            "old_chat_member": old,
            "new_chat_member": new,
        }
        await self._telegram.deliver("my_chat_member", change)

    def _membership(self, status: str) -> dict[str, Any]:
        until = {"until_date": 0} if status == "kicked" else {}
        return {"user": self._telegram.bot, "status": status, **until}

    async def _write(self, content: dict[str, Any], chat: LocalChat | None = None) -> int:
        chat = chat or self.chat
        chat.began, chat.is_blocked = True, False
        message = self._telegram.new_message(chat, self.user, content)
        await self._telegram.deliver("message", message)
        return int(message["message_id"])

    # --- seeing ----------------------------------------------------------------------------------

    @property
    def screen(self) -> str:
        """What is to be seen: texts without their markup, buttons as [words], pictures by their caption."""
        return "\n".join(_lines(self.chat, self.id))

    def sees(self, text: str) -> bool:
        """Whether these words are on the screen."""
        return text in self.screen

    @property
    def newest(self) -> Message:
        """The newest message of the bot that is to be seen."""
        return next(each for each in reversed(self.chat.visible) if each["from"]["is_bot"])

    def newest_where(self, fits: Callable[[Message], bool]) -> Message:
        """The newest message to be seen of which something is true."""
        return next(each for each in reversed(self.chat.visible) if fits(each))


def _lines(chat: LocalChat, person_id: int) -> list[str]:
    lines = []
    for message in chat.visible:
        text = message.get("text", message.get("caption", ""))
        if "photo" in message:
            text = f"(photo) {text}"
        if "document" in message:
            text = f"(file: {message['document']['file_name']}) {text}"
        lines.append(f"{'me' if message['from']['id'] == person_id else 'bot'}: {text}")
        lines += [
            "  " + " ".join(f"[{button['text']}]" for button in row)
            for row in message.get("reply_markup", {}).get("inline_keyboard", ())
        ]
    return lines
