"""Short texts of a person's own, such as a device's name: one line, nothing invisible (requirement R17)."""

import re
import unicodedata
from enum import StrEnum
from typing import Final

_JOINERS: Final = frozenset("\u200c\u200d")
"""Zero-width, but part of the spelling of Persian and Indic words, and of emoji."""
_SEEN: Final = frozenset("LNPS")
_MAX_MARKS_IN_A_ROW: Final = 6


class TextProblem(StrEnum):
    """Why a text was refused."""

    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    CHARACTERS = "characters"


class BadText(Exception):
    """The text cannot be taken; `reason` says why."""

    def __init__(self, reason: TextProblem) -> None:
        super().__init__(reason.value)
        self.reason = reason


def read_short_text(written: str, *, at_least: int, at_most: int) -> str:
    """The text in NFC, its spaces made single. Raises BadText."""
    if len(written) > 4 * at_most:
        raise BadText(TextProblem.TOO_LONG)
    text = re.sub(r" +", " ", unicodedata.normalize("NFC", written).strip())
    if not all(_may_stand(character) for character in text) or _has_long_run_of_marks(text):
        raise BadText(TextProblem.CHARACTERS)
    if len(text) > at_most:
        raise BadText(TextProblem.TOO_LONG)
    if sum(unicodedata.category(character)[0] in _SEEN for character in text) < at_least:
        raise BadText(TextProblem.TOO_SHORT)
    return text


def _may_stand(character: str) -> bool:
    category = unicodedata.category(character)
    return character in _JOINERS or not (category.startswith("C") or category in ("Zl", "Zp"))


def _has_long_run_of_marks(text: str) -> bool:
    return bool(
        re.search(rf"M{{{_MAX_MARKS_IN_A_ROW + 1}}}", "".join(unicodedata.category(each)[0] for each in text))
    )
