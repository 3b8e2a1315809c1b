"""Which new passwords are accepted: long, and hard to guess for one who knows the person.

No classes of characters are forced and nothing expires (NIST SP 800-63B-4, section 3.1.1.2).
"""

import math
import re
import unicodedata
from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum
from importlib.resources import files
from itertools import pairwise
from typing import Any, Final

from zxcvbn import zxcvbn
from zxcvbn.matching import L33T_TABLE

MIN_LENGTH: Final = 12
MAX_LENGTH: Final = 128

_MIN_SCORE = 3
_SCORED_CHARACTERS = 72
"""zxcvbn takes no more."""
_MIN_BESIDES_WORDS = 6
"""Letters, digits and different symbols that a password must have beside words which others would try."""
_MIN_PERSONAL_WORD = 3
_SHORTEST_IN_A_RUN, _LONGEST_RUN = 4, 20
"""Letters of an everyday word that is known again where words are written without blanks."""
_MAX_NFC_SHRINKING = 4
"""No character of NFC is written with more code points than this: what is longer need not be normalised."""
_MAX_SYMBOL_READINGS = 8


class Weakness(StrEnum):
    """Why a password was refused."""

    UNREADABLE = "unreadable"
    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    COMMON = "common"
    EVERYDAY = "everyday"
    PERSONAL = "personal"
    REPEATED = "repeated"
    GUESSABLE = "guessable"


class WeakPassword(Exception):
    """The password may not be used. `by` is how many characters it is too short or too long, else 0."""

    def __init__(self, reason: Weakness, by: int = 0) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.by = by


def require_strong_password(password: str, personal: Sequence[str], house: str = "") -> None:
    """Return when `password` may be used; `personal` are words from `personal_words`, `house` is our name.

    Lengths are counted in characters after NFC. Not for several threads: zxcvbn keeps the words of the person
    at hand in a global. Raises WeakPassword.
    """
    if len(password) > MAX_LENGTH * _MAX_NFC_SHRINKING:
        raise WeakPassword(Weakness.TOO_LONG, len(password) - MAX_LENGTH)
    password = unicodedata.normalize("NFC", password)
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in password):
        raise WeakPassword(Weakness.UNREADABLE)
    if len(password) < MIN_LENGTH:
        raise WeakPassword(Weakness.TOO_SHORT, MIN_LENGTH - len(password))
    if len(password) > MAX_LENGTH:
        raise WeakPassword(Weakness.TOO_LONG, len(password) - MAX_LENGTH)
    weakness = (
        _known_words_as(password, personal)
        or _guessable_as(password, personal)
        or _everyday_as(password, [*personal, *house.split()])
    )
    if weakness is not None:
        raise WeakPassword(weakness)


def has_edge_space(password: str) -> bool:
    """Whether it begins or ends with a space: kept as written, but worth asking whether it was meant."""
    return password != password.strip()


def personal_words(
    *,
    names: Sequence[str] = (),
    username: str | None = None,
    email: str | None = None,
    birth_date: date | None = None,
) -> tuple[str, ...]:
    """What one who knows the person would try first: parts of names and addresses, ways to write the date.

    In lower case, each also without accents, the likeliest first.
    """
    written: list[str] = []
    for source in (*names, username or "", email or ""):
        parts = [part for part in re.split(r"[\s.,_@+'’-]+", source.casefold()) if part]
        written += parts
        written += [first + second for first, second in pairwise(parts)]
        written.append("".join(parts))
    if birth_date is not None:
        written += [birth_date.strftime(form) for form in _DATE_FORMS]
    with_plain = [form for word in written for form in (word, _without_accents(word))]
    return tuple(dict.fromkeys(word for word in with_plain if len(word) >= _MIN_PERSONAL_WORD))


_DATE_FORMS = ("%Y", "%Y%m%d", "%d%m%Y", "%m%d%Y", "%d%m%y", "%m%d%y", "%y%m%d", "%d%m", "%m%d")


def _guessable_as(password: str, personal: Sequence[str]) -> Weakness | None:
    result: dict[str, Any] = zxcvbn(
        _with_few_readings(password[:_SCORED_CHARACTERS]),
        user_inputs=[*personal, *_COMMON],
    )
    if result["score"] >= _MIN_SCORE:
        return None
    decisive = max(result["sequence"], key=lambda match: len(match["token"]))
    if decisive["pattern"] == "repeat":
        return Weakness.REPEATED
    if decisive["pattern"] != "dictionary":
        return Weakness.GUESSABLE
    if decisive["matched_word"] in personal:
        return Weakness.PERSONAL
    is_known = decisive["dictionary_name"] in ("passwords", "user_inputs")
    return Weakness.COMMON if is_known else Weakness.GUESSABLE


def _known_words_as(password: str, personal: Sequence[str]) -> Weakness | None:
    """What the password is if hardly anything is left of it without the person's own and everybody's words.

    zxcvbn by itself adds so much for every further word that a full name with spaces passes as strong.
    """
    whole = _squeezed(password)
    impersonal = _without_words(whole, personal)
    left = _without_words(impersonal, _COMMON)
    symbols = {character for character in password if not character.isalnum() and not character.isspace()}
    if left == whole or len(_squeezed(left)) + len(symbols) >= _MIN_BESIDES_WORDS:
        return None
    return Weakness.COMMON if impersonal == whole else Weakness.PERSONAL


def _everyday_as(password: str, others: Sequence[str]) -> Weakness | None:
    """Whether it is a phrase of nothing but words that anybody would think of, with blanks or without.

    To zxcvbn each of them adds as much as a rare one, though together they make a saying.
    """
    known = _EVERYDAY | {_squeezed(word) for word in others}
    words = re.findall(r"\w+", password.casefold().replace("_", " "))
    left = sum(0 if word in known else _letters_besides(word, known) for word in words)
    symbols = {character for character in password if not character.isalnum() and not character.isspace()}
    is_phrase = left < sum(map(len, words))
    return Weakness.EVERYDAY if is_phrase and left + len(symbols) < _MIN_BESIDES_WORDS else None


def _letters_besides(run: str, known: Collection[str]) -> int:
    """How many letters of a run-together phrase belong to none of the known words, at best.

    Short words do not count here: they stand by chance within others.
    """
    best = [0]
    for end in range(1, len(run) + 1):
        starts = range(max(0, end - _LONGEST_RUN), end - _SHORTEST_IN_A_RUN + 1)
        best.append(min([best[-1] + 1, *(best[start] for start in starts if run[start:end] in known)]))
    return best[-1]


def _without_words(text: str, words: Sequence[str]) -> str:
    """The squeezed text with a space for each of the words, so that what was around it makes no new one."""
    for word in sorted({_squeezed(word) for word in words} - {""}, key=len, reverse=True):
        text = text.replace(word, " ")
    return text


def _with_few_readings(password: str) -> str:
    """The password, its symbols undone the usual way if they can be undone in very many ways.

    zxcvbn tries every combination ("$" as s, "1" as i or l, ...): two dozen different symbols keep it, and
    with it everybody else, busy for seconds.
    """
    readings = math.prod(
        max(1, sum(symbol in password for symbol in symbols)) for symbols in L33T_TABLE.values()
    )
    return password.translate(_USUAL_READING) if readings > _MAX_SYMBOL_READINGS else password


def _squeezed(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _without_accents(word: str) -> str:
    """The word in Latin letters alone; what else the marks belong to is left as it is."""
    plain = "".join(
        character for character in unicodedata.normalize("NFD", word) if not unicodedata.combining(character)
    )
    return plain if plain.isascii() else word


def _read_words(name: str) -> tuple[str, ...]:
    lines = files("bot.accounts").joinpath(name).read_text("utf-8").splitlines()
    words = [word for line in lines if not line.startswith("#") for word in line.split()]
    return tuple(dict.fromkeys(form for word in words for form in (word, _without_accents(word))))


_COMMON: Final = _read_words("common_passwords.txt")
_EVERYDAY: Final = frozenset(_read_words("everyday_words.txt"))
_USUAL_READING: Final = str.maketrans(
    {symbol: letter for letter, symbols in reversed(L33T_TABLE.items()) for symbol in symbols}
)
