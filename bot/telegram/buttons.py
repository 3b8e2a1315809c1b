"""Buttons: what they say, what they do, and how a press is known to be genuine (requirement R10).

A button's data is its action, an argument and a keyed digest over both and over what the button
belongs to: a forged one, one of another chat, of another session or of an earlier step does not fit.
"""

import base64
import hmac
from dataclasses import dataclass
from enum import StrEnum

from storage.vault import Vault

_MAX_DATA = 64  # bytes, Bot API: InlineKeyboardButton.callback_data
_PURPOSE = "button"


class Reach(StrEnum):
    """How long a button is good for."""

    STEP = "s"
    """Only while the chat is at the step that showed it."""
    SESSION = "p"
    """Until the session ends that showed it."""
    CHAT = "c"
    """Always, in its chat: where it leads asks for a session by itself."""


class NoLongerValid(Exception):
    """The press is forged, foreign or stale. Which of them is nobody's business."""


@dataclass(frozen=True)
class Button:
    """A button under a message: the key of its words, what it does, and until when.

    `url` makes it a link instead. `words` are the arguments of its sentence.
    """

    key: str
    action: str = ""
    argument: str = ""
    reach: Reach = Reach.STEP
    url: str = ""
    words: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True)
class Press:
    """A genuine press."""

    action: str
    argument: str
    reach: Reach


@dataclass(frozen=True)
class Belonging:
    """What the buttons of a screen belong to."""

    chat_id: int
    serial: int
    session_id: str | None = None

    def scope(self, reach: Reach) -> str:
        """What a button of this reach is bound to."""
        match reach:
            case Reach.STEP:
                return f"{self.chat_id}:{self.serial}"
            case Reach.SESSION:
                return f"{self.chat_id}:{self.session_id}"
            case Reach.CHAT:
                return str(self.chat_id)


class ButtonCodec:
    """Writes and reads the data of buttons."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def write(self, button: Button, belonging: Belonging) -> str:
        """The callback data of a button. A ValueError when it would not fit: a mistake of ours."""
        said = f"{button.reach}{button.action}:{button.argument}"
        digest = self._vault.digest(f"{said}|{belonging.scope(button.reach)}", _PURPOSE)
        data = f"{said}:{_tag(digest)}"
        if len(data.encode()) > _MAX_DATA:
            raise ValueError(f"the data of button {button.action!r} is too long")
        return data

    def read(self, data: str, belonging: Belonging) -> Press:
        """What the press means. Raises NoLongerValid unless every part of it fits."""
        said, _, tag = data.rpartition(":")
        head, _, argument = said.partition(":")
        try:
            reach = Reach(head[:1])
        except ValueError:
            raise NoLongerValid from None
        if (reach is Reach.SESSION and belonging.session_id is None) or not tag.isascii():
            raise NoLongerValid
        for digest in self._vault.digests(f"{said}|{belonging.scope(reach)}", _PURPOSE):
            if hmac.compare_digest(_tag(digest), tag):
                return Press(head[1:], argument, reach)
        raise NoLongerValid


def _tag(digest: bytes) -> str:
    """96 bits of the digest after its key's id: beyond guessing through a chat, and short."""
    return base64.urlsafe_b64encode(digest[4:16]).decode()
