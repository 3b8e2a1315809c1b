"""Every sentence that a person reads, by language and key.

A sentence stands in `bot/texts/<language>/<dialogue>.po` under a key that begins with that file's
name: `linking-ask-receipt` is in `linking.po`. Sentences may use Telegram's HTML tags and named
`{arguments}`; whatever is put in for an argument is escaped (requirement R15).
"""

import gettext
import html
import re
from collections.abc import Iterable, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FALLBACK = "en"

# Marks that reorder the text around them: in a name they could make a sentence lie.
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"
_TAG = re.compile(r"<[^>]+>")


class Html(str):
    """Text that is Telegram HTML already and is put in as it is. Only `Texts` and its like make it."""

    __slots__ = ()


class MissingSentence(KeyError):
    """No catalogue has a sentence under this key: a mistake of ours, found by the tests."""


Argument = str | int


class Texts:
    """The catalogues of all languages."""

    def __init__(self, catalogues: Mapping[str, gettext.NullTranslations]) -> None:
        self._catalogues = catalogues
        self._right_to_left = {
            language for language in catalogues if Locale.parse(language, sep="-").text_direction == "rtl"
        }

    @classmethod
    def load(cls, folder: Path | None = None) -> "Texts":
        """Read every `<language>/*.po` below `folder`, which is this package unless told otherwise."""
        return _own() if folder is None else cls._below(folder)

    @classmethod
    def _below(cls, folder: Path) -> "Texts":
        languages = sorted(path.name for path in folder.iterdir() if any(path.glob("*.po")))
        return cls({language: _read(sorted((folder / language).glob("*.po"))) for language in languages})

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that there are, the fallback first."""
        return (FALLBACK, *(language for language in sorted(self._catalogues) if language != FALLBACK))

    def is_right_to_left(self, language: str) -> bool:
        """Whether the language is written from right to left."""
        return language in self._right_to_left

    def closest(self, wanted: str | None) -> str:
        """Our language closest to an IETF tag such as Telegram's `es-419`."""
        code = (wanted or FALLBACK).lower().replace("_", "-")
        while code:
            if code in self._catalogues:
                return code
            code, _, _ = code.rpartition("-")
        return FALLBACK

    def html(self, language: str, key: str, /, **arguments: Argument) -> Html:
        """The sentence as Telegram HTML, its arguments escaped. `count` chooses the plural form."""
        filled = {name: self._safe(language, value) for name, value in arguments.items()}
        return Html(self._sentence(language, key, arguments.get("count")).format_map(filled))

    def plain(self, language: str, key: str, /, **arguments: Argument) -> str:
        """The sentence without any markup: for buttons, toasts and mails."""
        filled = {
            name: html.unescape(_TAG.sub("", value)) if isinstance(value, Html) else _clean(str(value))
            for name, value in arguments.items()
        }
        sentence = _TAG.sub("", self._sentence(language, key, arguments.get("count")))
        return html.unescape(sentence).format_map(filled)

    def _safe(self, language: str, value: Argument) -> str:
        if isinstance(value, Html):
            return value
        escaped = html.escape(_clean(str(value)), quote=False)
        # In a right-to-left sentence a receipt number would fall apart without its own frame.
        return f"{_ISOLATE}{escaped}{_END_ISOLATE}" if language in self._right_to_left else escaped

    def _sentence(self, language: str, key: str, count: Argument | None) -> str:
        catalogue = self._catalogues.get(language, self._catalogues[FALLBACK])
        sentence = catalogue.ngettext(key, key, count) if isinstance(count, int) else key
        if sentence == key:
            sentence = catalogue.gettext(key)
        if sentence != key:
            return sentence
        if language != FALLBACK:
            return self._sentence(FALLBACK, key, count)
        raise MissingSentence(key)


def _clean(value: str) -> str:
    return _REORDERING.sub("", value)


def _read(paths: Iterable[Path]) -> gettext.NullTranslations:
    """The files of one language as one catalogue."""
    whole: Catalog | None = None
    for path in paths:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=path.parent.name.replace("-", "_"), abort_invalid=True)
        if whole is None:
            whole = catalogue
            continue
        for message in catalogue:
            if message.id:
                whole[message.id] = message
    compiled = BytesIO()
    write_mo(compiled, whole or Catalog())
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@cache
def _own() -> Texts:
    """The catalogues of this package: they do not change while the process lives."""
    return Texts._below(Path(__file__).parent)
