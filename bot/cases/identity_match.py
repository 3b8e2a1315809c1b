"""When two names and birth dates are of one person: for opening a case of the registry in full.

Strict on purpose. A wrong yes shows one person's case to another; a wrong no costs a word to the office.
So the whole name must be there, in whatever order its parts are written, with the same birth date. What
keyboards and papers differ in does not count: capitals, accents, hyphens, apostrophes, spaces.
"""

import unicodedata
from datetime import date

_JOINED = str.maketrans("", "", "'’‘`´.·")
_LETTERS_OF_THEIR_OWN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})
"""Letters that Unicode does not part into a plain one and a mark, though papers do."""
_ACCENTS = ("\u0300", "\u036f")
"""Marks that papers leave out. Those of other scripts are vowels and letters, and tell names apart."""


def identity(name: str, birth_date: date) -> str:
    """What two people are compared by: equal for one person, and for nobody else whom a case would name."""
    return f"{' '.join(sorted(name_parts(name)))}|{birth_date.isoformat()}"


def name_parts(name: str) -> list[str]:
    """The parts of a name as they are compared."""
    joined = unicodedata.normalize("NFKD", name.translate(_JOINED)).casefold()
    plain = "".join(each for each in joined if not _ACCENTS[0] <= each <= _ACCENTS[1])
    letters = plain.translate(_LETTERS_OF_THEIR_OWN)
    return "".join(each if _is_of_a_word(each) else " " for each in letters).split()


def _is_of_a_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character).startswith("M")
