"""Reading a receipt number the way people write it.

What is decoration (spaces, dashes, case, full-width digits) is taken off. What looks like a slip of the
eye (the letter O for a zero), and the only number in a longer text, is offered as a suggestion that the
person confirms, never put right silently: another digit may be another person's case. Everything else is
refused with a reason to act on.
"""

import re
import unicodedata
from datetime import date
from enum import StrEnum

from bot.cases.receipt_number import LENGTH, SHAPE, ReceiptNumber, is_known_prefix

__all__ = [
    "MistypedReceipt",
    "NotAReceipt",
    "Reason",
    "ReceiptNumber",
    "clean_receipt",
    "fiscal_year",
    "read_receipt",
]

_LONGEST_WRITTEN = 4096  # a Telegram message
_DECORATION = frozenset(".#\N{MINUS SIGN}\N{KATAKANA-HIRAGANA PROLONGED SOUND MARK}")
_DECORATION_CATEGORIES = frozenset({"Cc", "Cf", "Pd", "Zs", "Zl", "Zp"})
# Cyrillic and Greek capitals that a person with such a keyboard types for the Latin ones they resemble.
_LATIN_TWINS = str.maketrans("АВЕЅІЈКМНОРСТУХΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABESIJKMHOPCTYXABEZHIKMNOPTYX")
_MEANT_DIGITS = str.maketrans("OILSB", "01158")
_MEANT_LETTERS = str.maketrans("01", "OI")

_A_NUMBER = re.compile(r"A?[0-9]{7,9}")
_ONLINE_ACCOUNT_NUMBER = re.compile(r"[0-9]{12}")
# USPS domestic, the Universal Postal Union's S10 as the U.S. issues it, UPS.
_TRACKING_NUMBER = re.compile(r"[0-9]{20,26}|[A-Z]{2}[0-9]{9}US|1Z[0-9A-Z]{16}")
_WITHIN_A_TEXT = re.compile(
    r"\b[A-Z]{3}(?:[0-9]{10}|-[0-9]{2}-[0-9]{3}-[0-9]{5})\b", re.IGNORECASE | re.ASCII
)
_DIGITS_ALONE = re.compile(r"[0-9]{10}")

# Two digits from here on are the nineties, among them the 99 of USCIS's staging numbers.
_OLDEST_YEAR = 90


class Reason(StrEnum):
    """Why a text is not a receipt number, such that the person knows what to do about it."""

    EMPTY = "empty"
    NO_DIGITS = "no-digits"
    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    FOREIGN_SIGNS = "foreign-signs"
    PREFIX_MISSING = "prefix-missing"
    PREFIX_NOT_LETTERS = "prefix-not-letters"
    LETTERS_AMONG_DIGITS = "letters-among-digits"
    YEAR_IN_FUTURE = "year-in-future"
    A_NUMBER = "a-number"
    ONLINE_ACCOUNT_NUMBER = "online-account-number"
    TRACKING_NUMBER = "tracking-number"


class NotAReceipt(Exception):
    """The text is no receipt number. `off_by` counts the missing or surplus characters, else it is 0."""

    def __init__(self, reason: Reason, off_by: int = 0) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.off_by = off_by


class MistypedReceipt(Exception):
    """A receipt number can be made out in the text; whether it is the right one, the person says."""

    def __init__(self, suggestion: ReceiptNumber) -> None:
        super().__init__("a receipt number can only be made out")
        self.suggestion = suggestion


def read_receipt(written: str, *, today: date) -> ReceiptNumber:
    """The receipt number that `written` is, decoration aside.

    `today` bounds the fiscal year in the number. An unknown prefix is accepted: see
    `ReceiptNumber.is_known_prefix`. Raises MistypedReceipt or NotAReceipt.
    """
    if len(written) > _LONGEST_WRITTEN:
        raise NotAReceipt(Reason.TOO_LONG, off_by=len(written) - LENGTH)
    cleaned = clean_receipt(written)
    if SHAPE.fullmatch(cleaned):
        return _of_a_possible_year(ReceiptNumber(cleaned), today)
    _refuse_other_numbers(cleaned)
    meant = _with_look_alikes_swapped(cleaned) or _only_one_within(written)
    if meant is None:
        raise _why_not(cleaned)
    raise MistypedReceipt(_of_a_possible_year(meant, today))


def clean_receipt(written: str) -> str:
    """`written` in capitals and ASCII digits, without spaces, dashes, dots, # and invisible marks."""
    return "".join(map(_clean_character, written))


def fiscal_year(day: date) -> int:
    """The U.S. government's fiscal year of `day`: it begins on the 1st of October before."""
    return day.year + (day.month >= 10)


def _clean_character(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    if "\N{FULLWIDTH EXCLAMATION MARK}" <= character <= "\N{FULLWIDTH TILDE}":
        character = unicodedata.normalize("NFKC", character)
    if character in _DECORATION or unicodedata.category(character) in _DECORATION_CATEGORIES:
        return ""
    upper = character.upper()
    # Some capitals are two letters long; a receipt number must not grow by being read.
    return upper if len(upper) == 1 else character


def _of_a_possible_year(receipt: ReceiptNumber, today: date) -> ReceiptNumber:
    """`receipt`, unless its year is yet to come. None in use is older than 1990."""
    if receipt.year_digits is None:
        return receipt
    if fiscal_year(today) % 100 < int(receipt.year_digits) < _OLDEST_YEAR:
        raise NotAReceipt(Reason.YEAR_IN_FUTURE)
    return receipt


def _refuse_other_numbers(cleaned: str) -> None:
    if _A_NUMBER.fullmatch(cleaned):
        raise NotAReceipt(Reason.A_NUMBER)
    if _ONLINE_ACCOUNT_NUMBER.fullmatch(cleaned):
        raise NotAReceipt(Reason.ONLINE_ACCOUNT_NUMBER)
    if _TRACKING_NUMBER.fullmatch(cleaned):
        raise NotAReceipt(Reason.TRACKING_NUMBER)
    if _DIGITS_ALONE.fullmatch(cleaned):
        raise NotAReceipt(Reason.PREFIX_MISSING)


def _with_look_alikes_swapped(cleaned: str) -> ReceiptNumber | None:
    latin = cleaned.translate(_LATIN_TWINS)
    prefix = latin[:3].translate(_MEANT_LETTERS)
    if prefix != cleaned[:3] and not is_known_prefix(prefix):
        return None  # a repaired prefix that nobody knows would be a guess upon a guess
    repaired = prefix + latin[3:].translate(_MEANT_DIGITS)
    return ReceiptNumber(repaired) if SHAPE.fullmatch(repaired) else None


def _only_one_within(written: str) -> ReceiptNumber | None:
    """The one receipt number in a sentence, or in a forwarded letter: of two, nobody knows which is meant."""
    found = {clean_receipt(each) for each in _WITHIN_A_TEXT.findall(written)}
    return ReceiptNumber(found.pop()) if len(found) == 1 else None


def _why_not(cleaned: str) -> NotAReceipt:
    if not cleaned:
        return NotAReceipt(Reason.EMPTY)
    if not any(map(str.isdecimal, cleaned)):
        return NotAReceipt(Reason.NO_DIGITS)
    if not all(character.isalnum() or character == "*" for character in cleaned):
        return NotAReceipt(Reason.FOREIGN_SIGNS)
    if len(cleaned) != LENGTH:
        reason = Reason.TOO_SHORT if len(cleaned) < LENGTH else Reason.TOO_LONG
        return NotAReceipt(reason, off_by=abs(len(cleaned) - LENGTH))
    if not re.match("[A-Z]{3}", cleaned):
        return NotAReceipt(Reason.PREFIX_NOT_LETTERS)
    return NotAReceipt(Reason.LETTERS_AMONG_DIGITS)
