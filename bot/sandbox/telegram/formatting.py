"""Telegram's HTML: what it allows, and the entities that it becomes (Bot API: formatting options)."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.telegram.refusals import bad_request

_STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_TOKEN = re.compile(
    r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)(\s[^<>]*)?>|(<)|&([a-zA-Z]+|#[0-9]{1,9}|#x[0-9a-fA-F]{1,8});?"
)
_ATTRIBUTE = re.compile(r"""\s+([a-zA-Z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_LINKS = frozenset({"http", "https", "tg", "mailto", "tel"})


def utf16_length(text: str) -> int:
    """The length in UTF-16 code units, in which Telegram counts."""
    return len(text) + sum(ord(character) > 0xFFFF for character in text)


@dataclass
class _Open:
    tag: str
    at: int
    offset: int
    more: dict[str, Any]


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """The plain text and its entities. Refuses with 400 what Telegram's parser refuses."""
    text, entities = _Parser(source).parse()
    return _trimmed(text, entities)


def formatted_text(
    given: Mapping[str, Any], name: str, entities_name: str, most: int, too_long: str
) -> tuple[str, list[dict[str, Any]]]:
    """A text with its entities, by HTML or given. Refuses with 400 one that is too long after parsing."""
    text = given.get(name, "")
    mode = given.get("parse_mode")
    if mode is None:
        text, entities = text.strip(), list(given.get(entities_name, ()))
    elif mode.lower() == "html":
        text, entities = parse_html(text)
    else:
        raise bad_request("unsupported parse_mode")
    if utf16_length(text) > most:
        raise bad_request(too_long)
    return text, entities


class _Parser:
    def __init__(self, source: str) -> None:
        self._source = source
        self._parts: list[str] = []
        self._length = 0
        self._open: list[_Open] = []
        self._entities: list[dict[str, Any]] = []

    def parse(self) -> tuple[str, list[dict[str, Any]]]:
        end = 0
        for token in _TOKEN.finditer(self._source):
            self._write(self._source[end : token.start()])
            end = token.end()
            closing, tag, attributes, stray, entity = token.groups()
            at = len(self._source[: token.start()].encode())
            if stray:
                raise _cannot_parse(f'Unsupported start tag "" at byte offset {at}')
            if entity is not None:
                self._write(_character(entity, token.group()))
            elif closing:
                self._close(tag.lower(), at)
            else:
                self._begin(tag.lower(), attributes or "", at)
        self._write(self._source[end:])
        if self._open:
            raise _cannot_parse(f'Can\'t find end tag corresponding to start tag "{self._open[-1].tag}"')
        # A link or code around a text comes before what stands in it, as Telegram orders them.
        self._entities.sort(key=lambda each: (each["offset"], -each["length"]))
        return "".join(self._parts), self._entities

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._length += utf16_length(text)

    def _begin(self, tag: str, attributes: str, at: int) -> None:
        if tag not in _STYLES:
            raise _cannot_parse(f'Unsupported start tag "{tag}" at byte offset {at}')
        given = {name.lower(): a or b or c or "" for name, a, b, c in _ATTRIBUTE.findall(attributes)}
        if tag == "span" and given.get("class") != "tg-spoiler":
            raise _cannot_parse(f'Tag "span" must have class "tg-spoiler" at byte offset {at}')
        more: dict[str, Any] = {}
        if tag == "a":
            more["url"] = html.unescape(given.get("href", ""))
        if tag == "blockquote" and "expandable" in given:
            more["type"] = "expandable_blockquote"
        self._open.append(_Open(tag, at, self._length, more))

    def _close(self, tag: str, at: int) -> None:
        if not self._open:
            raise _cannot_parse(f"Unexpected end tag at byte offset {at}")
        opened = self._open.pop()
        if opened.tag != tag:
            raise _cannot_parse(
                f'Unmatched end tag at byte offset {at}, expected "</{opened.tag}>", found "</{tag}>"'
            )
        length = self._length - opened.offset
        entity = {"type": _STYLES[tag], "offset": opened.offset, "length": length, **opened.more}
        if tag == "a" and urlsplit(entity["url"]).scheme not in _LINKS:
            return
        if length:
            self._entities.append(entity)


def _character(entity: str, written: str) -> str:
    if entity.startswith("#"):
        code = int(entity[2:], 16) if entity[1] in "xX" else int(entity[1:])
        return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else written
    # Telegram leaves an entity that it does not know as it stands.
    return _NAMED.get(entity, written)


def _trimmed(text: str, entities: list[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """Telegram drops space around a message; entities move with it."""
    left = len(text) - len(text.lstrip())
    trimmed = text.strip()
    shift, length = utf16_length(text[:left]), utf16_length(trimmed)
    moved = []
    for entity in entities:
        begin = max(0, entity["offset"] - shift)
        end = min(length, entity["offset"] + entity["length"] - shift)
        if end > begin:
            moved.append({**entity, "offset": begin, "length": end - begin})
    return trimmed, moved


def _cannot_parse(reason: str) -> Exception:
    return bad_request(f"can't parse entities: {reason}")
