"""What a turn decided to do in the chat: plain values, kept in the database until it is done.

A turn says nothing by itself. It collects actions; they are stored with the dialogue's new state in
one transaction and only then performed, so that a kill in between loses no answer.
"""

import base64
import json
from dataclasses import asdict, dataclass
from typing import Any

Markup = dict[str, Any]
"""A keyboard as the Bot API writes it."""

LARGEST_DOCUMENT = 64 * 1024
"""Bytes of a file that waits in the database until it is sent."""


@dataclass(frozen=True)
class Send:
    """Send a message. `mark` names it, so that a later turn can delete or change it."""

    text: str
    markup: Markup | None = None
    protect: bool = False
    mark: str | None = None


@dataclass(frozen=True)
class SendPhoto:
    """Send a picture, as base64, with a caption."""

    picture: str
    caption: str
    markup: Markup | None = None
    protect: bool = False
    mark: str | None = None

    @classmethod
    def of(cls, png: bytes, caption: str, **options: Any) -> "SendPhoto":
        """A picture from its bytes."""
        return cls(base64.b64encode(png).decode(), caption, **options)


@dataclass(frozen=True)
class SendDocument:
    """Send a small file, as base64, with a caption; where Telegram does not take it, the caption alone."""

    content: str
    file_name: str
    caption: str
    markup: Markup | None = None
    protect: bool = False
    mark: str | None = None

    @classmethod
    def of(cls, content: bytes, file_name: str, caption: str, **options: Any) -> "SendDocument":
        """A file from its bytes, which are stored until it is sent: a ValueError for more than a few."""
        if len(content) > LARGEST_DOCUMENT:
            raise ValueError("too large to be kept in an answer")
        return cls(base64.b64encode(content).decode(), file_name, caption, **options)


@dataclass(frozen=True)
class SendCopy:
    """Send the copy of an account's data as a file, which is built at that moment and stored nowhere.

    Where Telegram does not take it, say `otherwise`. It is not protected as other documents are: a copy
    that cannot be saved is none.
    """

    account_id: str
    file_name: str
    caption: str
    otherwise: str
    mark: str | None = None


@dataclass(frozen=True)
class EditMarked:
    """Change the message that was sent under this mark; where it is gone, send the text anew."""

    about: str
    text: str


@dataclass(frozen=True)
class Edit:
    """Change a message's text and keyboard; where it is gone, send the text anew."""

    message_id: int
    text: str
    markup: Markup | None = None
    mark: str | None = None


@dataclass(frozen=True)
class Delete:
    """Delete a message; where Telegram refuses, say `otherwise`."""

    message_id: int
    otherwise: str | None = None


@dataclass(frozen=True)
class DeleteMarked:
    """Delete the messages that were sent under this mark."""

    mark: str


@dataclass(frozen=True)
class RemoveKeyboard:
    """Take the buttons off a message, so that an answered question cannot be answered again."""

    message_id: int


@dataclass(frozen=True)
class AnswerPress:
    """Tell Telegram that a press was seen, with a short notice where there is one."""

    query_id: str
    notice: str | None = None


@dataclass(frozen=True)
class ShowTyping:
    """Show for some seconds that something is being written."""


Action = (
    Send
    | SendPhoto
    | SendDocument
    | SendCopy
    | Edit
    | EditMarked
    | Delete
    | DeleteMarked
    | RemoveKeyboard
    | AnswerPress
    | ShowTyping
)

_KINDS: dict[str, type[Action]] = {
    kind.__name__: kind
    for kind in (
        Send,
        SendPhoto,
        SendDocument,
        SendCopy,
        Edit,
        EditMarked,
        Delete,
        DeleteMarked,
        RemoveKeyboard,
        AnswerPress,
        ShowTyping,
    )
}


def write_actions(actions: list[Action]) -> bytes:
    """The actions as JSON."""
    return json.dumps([{"kind": type(each).__name__, **asdict(each)} for each in actions]).encode()


def read_actions(stored: bytes) -> list[Action]:
    """The actions from `write_actions`."""
    return [_KINDS[each.pop("kind")](**each) for each in json.loads(stored)]
