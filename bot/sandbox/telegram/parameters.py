"""The methods that are offered, their parameters, and whether a call keeps to them.

Stricter than Telegram in one thing: a parameter that the method does not have is refused, where
Telegram would ignore it and nobody would learn of the mistake.
"""

import json
from collections.abc import Mapping
from typing import Any

from bot.sandbox.telegram.files import Upload
from bot.sandbox.telegram.refusals import bad_request

_SEND = {
    "chat_id": "chat!",
    "disable_notification": "bool",
    "protect_content": "bool",
    "reply_parameters": "object",
    "reply_markup": "markup",
}
_TEXT = {"parse_mode": "str", "entities": "objects", "link_preview_options": "object"}
_CAPTION = {"caption": "str", "parse_mode": "str", "caption_entities": "objects"}
_ONE_MESSAGE = {"chat_id": "chat", "message_id": "int"}
_LANGUAGE = {"language_code": "str"}

METHODS: Mapping[str, Mapping[str, str]] = {
    "getMe": {},
    "getUpdates": {"offset": "int", "limit": "int", "timeout": "int", "allowed_updates": "strs"},
    "setWebhook": {
        "url": "str!",
        "secret_token": "str",
        "max_connections": "int",
        "allowed_updates": "strs",
        "drop_pending_updates": "bool",
    },
    "deleteWebhook": {"drop_pending_updates": "bool"},
    "getWebhookInfo": {},
    "sendMessage": {**_SEND, **_TEXT, "text": "str!"},
    "sendPhoto": {**_SEND, **_CAPTION, "photo": "file!", "has_spoiler": "bool"},
    "sendDocument": {**_SEND, **_CAPTION, "document": "file!"},
    "sendChatAction": {"chat_id": "chat!", "action": "str!"},
    "editMessageText": {**_ONE_MESSAGE, **_TEXT, "text": "str!", "reply_markup": "markup"},
    "editMessageCaption": {**_ONE_MESSAGE, **_CAPTION, "reply_markup": "markup"},
    "editMessageReplyMarkup": {**_ONE_MESSAGE, "reply_markup": "markup"},
    "deleteMessage": {"chat_id": "chat!", "message_id": "int!"},
    "deleteMessages": {"chat_id": "chat!", "message_ids": "ints!"},
    "answerCallbackQuery": {
        "callback_query_id": "str!",
        "text": "str",
        "show_alert": "bool",
        "url": "str",
        "cache_time": "int",
    },
    "getFile": {"file_id": "str!"},
    "getChat": {"chat_id": "chat!"},
    "setMyCommands": {"commands": "objects!", "scope": "object", **_LANGUAGE},
    "getMyCommands": {"scope": "object", **_LANGUAGE},
    "deleteMyCommands": {"scope": "object", **_LANGUAGE},
    "setMyDescription": {"description": "str", **_LANGUAGE},
    "getMyDescription": _LANGUAGE,
    "setMyShortDescription": {"short_description": "str", **_LANGUAGE},
    "getMyShortDescription": _LANGUAGE,
}
"""Parameter by method: its kind, with an exclamation mark where it is required."""


def read_parameters(method: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters as Python values. Refuses with 400, naming the parameter, what does not fit."""
    known = METHODS[method]
    for name in given:
        if name not in known:
            raise bad_request(f'parameter "{name}" is not known to {method}')
    read = {
        name: _value(name, known[name].rstrip("!"), value)
        for name, value in given.items()
        if value is not None
    }
    for name, kind in known.items():
        if kind.endswith("!") and read.get(name) is None:
            raise bad_request(_MISSING.get(name, f'parameter "{name}" is required'))
    return read


_MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
}


def _value(name: str, kind: str, value: Any) -> Any:
    try:
        match kind:
            case "int":
                return _integer(value)
            case "chat":
                return _chat(value)
            case "bool":
                return _boolean(value)
            case "ints" | "strs" | "objects":
                return _list(value, _ITEMS[kind])
            case "object" | "markup":
                return _json(value, dict)
            case "str":
                return _string(value)
            case _:
                return _file(value)
    except (TypeError, ValueError, KeyError):
        raise bad_request(f'parameter "{name}" is not of type {kind}') from None


def _integer(value: Any) -> int:
    if isinstance(value, str):
        return int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value


def _chat(value: Any) -> int | str:
    """An id, or a name, under which no chat of ours is found."""
    try:
        return _integer(value)
    except ValueError:
        return _string(value)


def _boolean(value: Any) -> bool:
    return {"true": True, "false": False, "1": True, "0": False}[str(value).lower()]


_ITEMS: Mapping[str, type] = {"ints": int, "strs": str, "objects": dict}


def _list(value: Any, kind: type) -> list[Any]:
    items: list[Any] = _json(value, list)
    if not all(isinstance(each, kind) and not isinstance(each, bool) for each in items):
        raise TypeError
    return items


def _file(value: Any) -> Upload | str:
    return value if isinstance(value, Upload) else _string(value)


def _json(value: Any, kind: type) -> Any:
    read = json.loads(value) if isinstance(value, str) else value
    if not isinstance(read, kind):
        raise TypeError
    return read


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
