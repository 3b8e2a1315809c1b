"""Codes and tokens that are sent to a person or kept by them."""

import base64
import re
import unicodedata
from collections.abc import Callable
from typing import Final, TypeAlias

Randomness: TypeAlias = Callable[[int], bytes]
"""As many unpredictable bytes as asked for, like `secrets.token_bytes`."""

RECOVERY_CODES: Final = 10
MAILED_CODE_DIGITS: Final = 6

_MIN_DIGITS, _MAX_DIGITS = 6, 8
_SPARE_BYTES = 16
"""Reducing a number this wide to a code favours none of them by more than 2**-48."""
_LINK_TOKEN_BYTES = 24
_RECOVERY_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_RECOVERY_SYMBOLS = 16
_RECOVERY_GROUP = 4


def new_mailed_code(randomness: Randomness, digits: int = MAILED_CODE_DIGITS) -> str:
    """A code of 6 to 8 decimal digits, leading zeros included, to be typed from a mail.

    Raises ValueError for another number of digits.
    """
    if not _MIN_DIGITS <= digits <= _MAX_DIGITS:
        raise ValueError(f"a mailed code has {_MIN_DIGITS} to {_MAX_DIGITS} digits")
    return f"{int.from_bytes(randomness(_SPARE_BYTES)) % 10**digits:0{digits}d}"


def new_link_token(randomness: Randomness) -> str:
    """A token of 192 random bits that fits a Telegram deep link.

    It has 32 characters of A-Z a-z 0-9 _ -, of which Telegram takes up to 64
    (core.telegram.org/bots/features#deep-linking).
    """
    return base64.urlsafe_b64encode(randomness(_LINK_TOKEN_BYTES)).decode("ascii")


def new_recovery_codes(randomness: Randomness) -> tuple[str, ...]:
    """Ten codes of 78 random bits each, in four groups of four letters and digits without look-alikes."""
    return tuple(new_readable_code(randomness) for _ in range(RECOVERY_CODES))


def new_readable_code(randomness: Randomness) -> str:
    """A code of 78 random bits, in four groups of four letters and digits without look-alikes."""
    number = int.from_bytes(randomness(_SPARE_BYTES))
    symbols = ""
    for _ in range(_RECOVERY_SYMBOLS):
        number, index = divmod(number, len(_RECOVERY_ALPHABET))
        symbols += _RECOVERY_ALPHABET[index]
    return "-".join(
        symbols[start : start + _RECOVERY_GROUP] for start in range(0, len(symbols), _RECOVERY_GROUP)
    )


def clean_readable_code(written: str) -> str | None:
    """The code in the form in which it is hashed, or None when the text cannot be such a code.

    Case, spaces and hyphens do not matter: codes are typed from paper.
    """
    if len(written) > 4 * _RECOVERY_SYMBOLS:
        return None
    symbols = re.sub(r"[\s‐‑‒–—−-]", "", unicodedata.normalize("NFKC", written)).upper()
    is_code = len(symbols) == _RECOVERY_SYMBOLS and set(symbols) <= set(_RECOVERY_ALPHABET)
    return symbols if is_code else None


def clean_digits(written: str) -> str | None:
    """The 6 to 8 digits in what was typed, or None when there is anything else.

    Spaces and hyphens are dropped, and digits of any script, as phone keyboards write them, become 0 to 9.
    """
    symbols = re.sub(r"[\s-]", "", written)
    if not _MIN_DIGITS <= len(symbols) <= _MAX_DIGITS or not symbols.isdecimal():
        return None
    return "".join(str(unicodedata.decimal(symbol)) for symbol in symbols)
