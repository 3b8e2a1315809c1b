"""The words of a question as they are searched for: accents, capitals and slips of the finger forgiven."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from difflib import get_close_matches
from typing import Final

_FORM: Final = re.compile(r"\b([a-z]{1,3})[-‐‑‒–—−](\d{1,4}[a-z]?)\b")
_WORD: Final = re.compile(r"[a-z0-9]+")
_MOST_WORDS: Final = 12
_MOST_LETTERS: Final = 40
_LONG_ENOUGH: Final = 4
"""Letters from which a word is recognised in spite of a slip, or by its beginning."""
_STEM: Final = 4
_ALIKE: Final = 0.8


def folded_words(text: str) -> list[str]:
    """The words of a text without accents and capitals; a form's name such as I-485 is one of them."""
    plain = "".join(
        each for each in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(each)
    )
    return _WORD.findall(_FORM.sub(r"\1\2", plain))


def asked_words(written: str, known: Collection[str], passed_over: Collection[str]) -> Sequence[str]:
    """What to search for when somebody wrote this: each word once, as it is `known` to be spelled."""
    words = [word[:_MOST_LETTERS] for word in folded_words(written) if word not in passed_over]
    return list(dict.fromkeys(_as_known(word, known) for word in words))[:_MOST_WORDS]


def _as_known(word: str, known: Collection[str]) -> str:
    if len(word) < _LONG_ENOUGH or word in known or _goes_on(word, known):
        return word
    # Letters in another order, one too many, one missing, one wrong; the first one is seldom.
    longer = [each for each in known if len(each) >= _LONG_ENOUGH and each[0] == word[0]]
    alike = get_close_matches(word, longer, 1, _ALIKE)
    if alike:
        return alike[0]
    # Another ending, where the database has no stemmer for the language.
    return word[:_STEM] if _goes_on(word[:_STEM], known) else word


def _goes_on(beginning: str, known: Iterable[str]) -> bool:
    return any(each.startswith(beginning) for each in known)
