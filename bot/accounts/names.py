"""Legal names, in any script, as they stand on a person's papers."""

import re
import unicodedata
from enum import StrEnum
from typing import Final

MAX_LENGTH: Final = 100

_ONE_LINE = 30
_MAX_READ = 4 * MAX_LENGTH
_MAX_MARKS_IN_A_ROW = 6
"""Beyond any orthography: Burmese and Tibetan stack about four, a defaced text dozens."""

_APOSTROPHES_HYPHENS_PERIODS: Final = frozenset("'’‘`´-‐‑.·・")
_JOINERS: Final = frozenset("\u200c\u200d")
"""Zero-width: part of the spelling of Persian and Indic names, and nowhere else."""
_LETTERS: Final = frozenset({"Lu", "Ll", "Lt", "Lo"})
_INVISIBLE: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\ufe0e\ufe0f")
"""Letters and marks by category, but blank: fillers and the selectors that make an emoji."""


class NameProblem(StrEnum):
    """Why a name was refused."""

    EMPTY = "empty"
    TOO_LONG = "too-long"
    NO_LETTERS = "no-letters"
    CHARACTERS = "characters"


class BadName(Exception):
    """The name cannot be one on a person's papers; `reason` says why."""

    def __init__(self, reason: NameProblem) -> None:
        super().__init__(reason.value)
        self.reason = reason


def read_name(written: str) -> str:
    """The name in NFC, runs of spaces made one: 1 to 100 characters.

    Letters and marks of any script, spaces, apostrophes, hyphens and periods are allowed, digits only beside
    letters ("John Smith 3rd"). Control characters, direction overrides and emoji are not. Raises BadName.
    """
    if len(written) > _MAX_READ:
        raise BadName(NameProblem.TOO_LONG)
    name = _with_single_spaces(unicodedata.normalize("NFC", written.strip()))
    if not name:
        raise BadName(NameProblem.EMPTY)
    if len(name) > MAX_LENGTH:
        raise BadName(NameProblem.TOO_LONG)
    if not all(_may_follow(before, character) for before, character in zip(" " + name, name, strict=False)):
        raise BadName(NameProblem.CHARACTERS)
    if not any(unicodedata.category(character) in _LETTERS for character in name):
        raise BadName(NameProblem.NO_LETTERS)
    if _has_long_run_of_marks(name):
        raise BadName(NameProblem.CHARACTERS)
    return name


def discreet_name(name: str) -> str:
    """Enough of a name for its own people, where others may look on: "Ana L." of "Ana López"."""
    first, *rest = name.split()
    return f"{first} {rest[-1][0]}." if rest else first


def shortened(name: str) -> str:
    """As much of a name as fits one line of a small phone."""
    return name if len(name) <= _ONE_LINE else f"{name[: _ONE_LINE - 1].rstrip()}…"


def _with_single_spaces(text: str) -> str:
    """Spaces of every kind and width made one each; tabs and line ends are not spaces."""
    spaced = "".join(" " if unicodedata.category(character) == "Zs" else character for character in text)
    return re.sub(" +", " ", spaced)


def _may_follow(before: str, character: str) -> bool:
    """Whether `character` may stand in a name, after `before`."""
    if character == " " or character in _APOSTROPHES_HYPHENS_PERIODS:
        return True
    if character in _INVISIBLE:
        return False
    if character in _JOINERS:
        return _is_letter_or_mark(before) and not unicodedata.name(before, "").startswith("LATIN")
    category = unicodedata.category(character)
    if category in ("Mn", "Mc"):
        return _is_letter_or_mark(before) or before in _JOINERS
    return category.startswith("L") or category == "Nd"


def _is_letter_or_mark(character: str) -> bool:
    return unicodedata.category(character)[0] in "LM"


def _has_long_run_of_marks(name: str) -> bool:
    run = 0
    for character in name:
        run = run + 1 if unicodedata.category(character).startswith("M") else 0
        if run > _MAX_MARKS_IN_A_ROW:
            return True
    return False
