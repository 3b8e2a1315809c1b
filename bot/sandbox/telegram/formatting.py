"""Telegram's HTML: what it allows, and the entities that it becomes (Bot API: formatting options)."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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
    "tg-emoji": "custom_emoji",
}
_TOKEN = re.compile(
    r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)(\s[^<>]*)?>|(<)|&([a-zA-Z]+|#[0-9]{1,9}|#x[0-9a-fA-F]{1,8});?"
)
_END_OF_NAME = re.compile(r"[\s>]")
_ATTRIBUTE = re.compile(r"""\s+([a-zA-Z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_LINK = re.compile(r"(?:https?|tg)://\S", re.IGNORECASE)
_LANGUAGE = "language-"
_LITERAL = frozenset({"code", "pre"})
_QUOTES = frozenset({"blockquote", "expandable_blockquote"})


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
        text, entities = _trimmed(text, given.get(entities_name, []))
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
                raise self._stray(end, at)
            if entity is not None:
                self._write(_character(entity, token.group()))
            elif closing:
                self._close(tag.lower(), at)
            else:
                self._begin(tag.lower(), attributes or "", at)
        self._write(self._source[end:])
        if self._open:
            raise _cannot_parse(f'Can\'t find end tag corresponding to start tag "{self._open[-1].tag}"')
        return "".join(self._parts), _untangled(self._entities)

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._length += utf16_length(text)

    def _stray(self, after: int, at: int) -> Exception:
        """Why a `<` that begins no tag is refused."""
        name, *rest = _END_OF_NAME.split(self._source[after:], maxsplit=1)
        if not rest:
            which = "end" if name.startswith("/") else "start"
            return _cannot_parse(f"Unclosed {which} tag at byte offset {at}")
        return _cannot_parse(f'Unsupported start tag "{name.lower()}" at byte offset {at}')

    def _begin(self, tag: str, attributes: str, at: int) -> None:
        if tag not in _STYLES:
            raise _cannot_parse(f'Unsupported start tag "{tag}" at byte offset {at}')
        given = {name.lower(): a or b or c or "" for name, a, b, c in _ATTRIBUTE.findall(attributes)}
        if tag == "span" and given.get("class") != "tg-spoiler":
            raise _cannot_parse(f'Tag "span" must have class "tg-spoiler" at byte offset {at}')
        more: dict[str, Any] = {}
        if tag == "a":
            more["url"] = html.unescape(given.get("href", ""))
        if tag == "tg-emoji" and not given.get("emoji-id", "").isdigit():
            raise _cannot_parse("Invalid custom emoji identifier specified")
        if tag == "code" and given.get("class", "").startswith(_LANGUAGE):
            more["language"] = given["class"].removeprefix(_LANGUAGE)
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
        if tag == "a" and not _LINK.match(entity["url"]):
            return
        if length:
            self._entities.append(entity)


def _untangled(entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The entities as Telegram keeps them: the outer before the inner, and none that may not be nested.

    Code in a `pre` gives it its language, and is gone; nothing else goes on within code; a quotation in a
    quotation is none. A custom emoji is for bots that have bought more than ours.
    """
    # They come in the order in which they end: of two with one span, the later is the outer.
    outermost_first = entities[::-1]
    outermost_first.sort(key=lambda each: (each["offset"], -each["length"]))
    kept: list[dict[str, Any]] = []
    for entity in outermost_first:
        around = [each for each in kept if entity["offset"] < each["offset"] + each["length"]]
        pre = next((each for each in around if each["type"] == "pre"), None)
        if pre is not None and _span(pre) == _span(entity) and "language" in entity:
            pre["language"] = entity["language"]
        is_within = any(each["type"] in _LITERAL for each in around)
        is_requoted = entity["type"] in _QUOTES and any(each["type"] in _QUOTES for each in around)
        if not is_within and not is_requoted and entity["type"] != "custom_emoji":
            kept.append({name: value for name, value in entity.items() if name != "language"})
    return kept


def _span(entity: Mapping[str, Any]) -> tuple[int, int]:
    return entity["offset"], entity["length"]


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
