"""What no person should ever read: the key of a sentence, a place left open in it, markup that shows."""

import html
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from bot.sandbox.sandbox import Sandbox
from tests.bot.texts.sentences import sentences

_HYPHENATED = re.compile(r"[a-z]+(?:-[a-z0-9]+)+")
_OPEN_PLACE = re.compile(r"\{\w*\}|\bNone\b(?! \w)|<\w+ object at|\bdatetime\.")
_ESCAPED_TWICE = re.compile(r"&amp;(?:lt|gt|amp|quot);")
_UNSEEN = re.compile(r"<(style|script|head)\b.*?</\1>|<!--.*?-->|<[^>]*>", re.DOTALL)
_MARKUP = re.compile(r"</?(?:b|i|u|s|a|code|pre|blockquote|tg-spoiler)(?: [^>]*)?>|&(?:lt|gt|amp|quot);")


def leftovers_in(sandbox: Sandbox) -> list[str]:
    """Everything of the kind in all that the bot said and mailed; what people call themselves is theirs."""
    names = [person.name for person in sandbox.telegram.people.values()]
    said = [text for request in sandbox.telegram.requests for text in _texts(request.parameters)]
    mailed = [
        (text, False)
        for mail in sandbox.mailbox.messages
        for text in (mail.subject, mail.text, visible_in(mail.html))
    ]
    return [
        wrong
        for text, is_markup in said + mailed
        for wrong in leftovers(_without(names, text), is_markup=is_markup)
    ]


def visible_in(page: str) -> str:
    """What the reader of a page sees."""
    return html.unescape(_UNSEEN.sub(" ", page))


def _without(names: list[str], text: str) -> str:
    for name in names:
        shown = "".join(letter for letter in name if unicodedata.category(letter) != "Cf")
        text = text.replace(name, "…").replace(shown, "…")
    return text


def leftovers(text: str, *, is_markup: bool) -> list[str]:
    """What is left over in one text; in words that nobody parses, markup is too."""
    unread = _ESCAPED_TWICE if is_markup else _MARKUP
    keys = [word for word in _HYPHENATED.findall(text) if word in sentences("en")]
    return [f"{wrong!r} in {text!r}" for wrong in (*keys, *_OPEN_PLACE.findall(text), *unread.findall(text))]


def _texts(parameters: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """The texts of a call, a toast among them, each with whether Telegram parses it."""
    is_markup = parameters.get("parse_mode") == "HTML"
    for name in ("text", "caption"):
        if isinstance(text := parameters.get(name), str):
            yield text, is_markup
    keyboard = parameters.get("reply_markup") or {}
    rows = (json.loads(keyboard) if isinstance(keyboard, str) else keyboard).get("inline_keyboard", ())
    for button in (each for row in rows for each in row):
        yield button["text"], False
