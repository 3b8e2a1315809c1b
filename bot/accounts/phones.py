"""Phone numbers as people write them, as they are stored (ITU-T E.164), and as they are shown."""

import re
import unicodedata
from enum import StrEnum
from typing import Final

_MAX_READ = 40
_FEWEST, _MOST = 8, 15
"""Digits with the country's code; E.164, section 6.1 sets the upper bound."""
_NORTH_AMERICA = "1"
_NORTH_AMERICAN = re.compile(r"[2-9]\d{2}[2-9]\d{6}")
_EXTENSION = re.compile(r"\d\D*(ext|x|#|int\b|;)", re.IGNORECASE)

# ITU-T, List of E.164 assigned country codes: those of two digits, and the first two of three.
_CODES_OF_TWO = """
    20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66
    81 82 84 86 90 91 92 93 94 95 98
"""
_CODES_OF_THREE = "21 22 23 24 25 26 29 35 37 38 42 50 59 67 68 69 85 88 96 97 99"
_TWO_DIGITS: Final = frozenset(_CODES_OF_TWO.split())
_THREE_DIGITS: Final = frozenset(_CODES_OF_THREE.split())

_GROUPS: Final = {6: (3, 3), 7: (3, 4), 8: (4, 4), 9: (3, 3, 3), 11: (3, 4, 4), 12: (4, 4, 4)}
_MEXICAN: Final = (2, 4, 4)


class PhoneProblem(StrEnum):
    """Why a number was refused."""

    CHARACTERS = "characters"
    EXTENSION = "extension"
    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    COUNTRY = "country"
    """It begins with no country's code."""
    NOT_AMERICAN = "not-american"
    """Ten digits, but none that the United States and its neighbours in `+1` give out."""


class BadPhone(Exception):
    """What was written cannot be called; `reason` says why."""

    def __init__(self, reason: PhoneProblem) -> None:
        super().__init__(reason.value)
        self.reason = reason


def read_phone(written: str) -> str:
    """The number in E.164, as `+12125550123`. Without a country's code it is one of the United States.

    Raises BadPhone.
    """
    if len(written) > _MAX_READ:
        raise BadPhone(PhoneProblem.TOO_LONG)
    plain = unicodedata.normalize("NFKC", written).strip()
    if _EXTENSION.search(plain):
        raise BadPhone(PhoneProblem.EXTENSION)
    if not re.fullmatch(r"\+?[\d\s().\-‐‑–—/]+", plain):
        raise BadPhone(PhoneProblem.CHARACTERS)
    digits = "".join(str(unicodedata.decimal(each)) for each in plain if each.isdecimal())
    for prefix in () if plain.startswith("+") else ("011", "00"):
        if digits.startswith(prefix):
            return _international(digits.removeprefix(prefix))
    return _international(digits) if plain.startswith("+") else _american(digits)


def shown_phone(number: str) -> str:
    """A stored number in groups: `+1 (212) 555-0123`, `+52 55 1234 5678`."""
    digits = number.removeprefix("+")
    code = _country_code(digits)
    rest = digits.removeprefix(code)
    if code == _NORTH_AMERICA:
        return f"+1 ({rest[:3]}) {rest[3:6]}-{rest[6:]}"
    groups = []
    for size in _MEXICAN if code == "52" else _GROUPS.get(len(rest), (3, 3, 4)):
        groups.append(rest[:size])
        rest = rest[size:]
    return f"+{code} {' '.join([*groups, rest]).rstrip()}"


def _american(digits: str) -> str:
    if len(digits) > 11 or (len(digits) == 11 and not digits.startswith(_NORTH_AMERICA)):
        # Too long for one without its country, and nobody can tell which country was meant.
        raise BadPhone(PhoneProblem.COUNTRY)
    if len(digits) < 10:
        raise BadPhone(PhoneProblem.TOO_SHORT)
    return _international(_NORTH_AMERICA + digits[-10:])


def _international(digits: str) -> str:
    if len(digits) > _MOST:
        raise BadPhone(PhoneProblem.TOO_LONG)
    if len(digits) < _FEWEST:
        raise BadPhone(PhoneProblem.TOO_SHORT)
    code = _country_code(digits)
    if not code:
        raise BadPhone(PhoneProblem.COUNTRY)
    if code == _NORTH_AMERICA and not _NORTH_AMERICAN.fullmatch(digits[1:]):
        raise BadPhone(PhoneProblem.NOT_AMERICAN)
    return f"+{digits}"


def _country_code(digits: str) -> str:
    """The country's code that a number begins with; empty where there is none."""
    if digits[0] in "17":
        return digits[0]
    if digits[:2] in _TWO_DIGITS:
        return digits[:2]
    return digits[:3] if digits[:2] in _THREE_DIGITS else ""
