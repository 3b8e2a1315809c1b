"""Receipt numbers: what one is, what its parts tell, and how to show it without giving it away.

A receipt number is three letters, the office that first received the case, and ten digits. The Case
Status API also accepts an asterisk in place of the first digit. It names a person's case, so its
ordinary text form is masked; the whole of it is had by asking for `value` or `printed`.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from bot.cases.data import read_table

LENGTH = 13
SHAPE = re.compile(r"[A-Z]{3}(?:[0-9]{10}|\*[0-9]{9})")

_WRITTEN_IN_TEXT = re.compile(r"([A-Z]{3})-?[0-9*][0-9]-?[0-9]{3}-?[0-9]{2}([0-9]{3})", re.IGNORECASE)
_MAINFRAME_DIGIT = "0"
_LOCKBOX_DIGIT = "9"


class Layout(StrEnum):
    """How the ten digits are made up, as far as the prefix tells."""

    SERVICE_CENTER = "service-center"
    """Fiscal year, working day of that year, running number."""
    MAINFRAME = "mainframe"
    """The same with a running number that begins with 0: older I-751 and I-829 petitions."""
    LOCKBOX = "lockbox"
    """Fiscal year, a 9, running number: paper taken in at a lockbox. No day can be read from it."""
    ELECTRONIC = "electronic"
    """IOE: a running number of the electronic system, without year or day."""
    ASYLUM = "asylum"
    """Z and two letters: an asylum office."""
    ASTERISK = "asterisk"
    """An asterisk for the first digit."""
    UNKNOWN = "unknown"
    """A prefix we do not know, so nothing is read into its digits."""


@dataclass(frozen=True, slots=True)
class _Office:
    name: str
    well_attested: bool


@cache
def _offices() -> dict[str, _Office]:
    return {
        row["prefix"]: _Office(row["office"], row["confidence"] in {"high", "medium"})
        for row in read_table("receipt_prefixes.tsv")
    }


def is_known_prefix(prefix: str) -> bool:
    """Whether these three letters are in our list of prefixes, which is not complete."""
    return prefix in _offices()


@dataclass(frozen=True, slots=True, repr=False)
class ReceiptNumber:
    """A receipt number of the right shape: 13 characters, capitals, no dashes.

    Raises ValueError, without repeating the text, for any other shape.
    """

    value: str

    def __post_init__(self) -> None:
        if not SHAPE.fullmatch(self.value):
            raise ValueError("not the shape of a receipt number")

    def __str__(self) -> str:
        return self.masked

    def __repr__(self) -> str:
        return f"ReceiptNumber({self.masked})"

    @property
    def masked(self) -> str:
        """For logs and for screens that others may see: EAC*******403."""
        return f"{self.value[:3]}*******{self.value[-3:]}"

    @property
    def last4(self) -> str:
        """The last four digits, to tell one's own cases apart."""
        return self.value[-4:]

    @property
    def prefix(self) -> str:
        """The three letters."""
        return self.value[:3]

    @property
    def printed(self) -> str:
        """With dashes, easier to compare with paper: EAC-24-123-45678. The asterisk form has none."""
        if self.layout is Layout.ASTERISK:
            return self.value
        digits = self.value[3:]
        return f"{self.prefix}-{digits[:2]}-{digits[2:5]}-{digits[5:]}"

    @property
    def is_known_prefix(self) -> bool:
        """Whether the prefix is in our list. One that is not deserves a warning, not a refusal."""
        return is_known_prefix(self.prefix)

    @property
    def office(self) -> str | None:
        """The office that first received the case; None where the prefix is unknown or ill attested."""
        office = _offices().get(self.prefix)
        return office.name if office and office.well_attested else None

    @property
    def layout(self) -> Layout:
        """How the digits are made up."""
        digits = self.value[3:]
        if digits[0] == "*":
            return Layout.ASTERISK
        if not self.is_known_prefix:
            return Layout.UNKNOWN
        if self.prefix == "IOE":
            return Layout.ELECTRONIC
        if self.prefix.startswith("Z"):
            return Layout.ASYLUM
        if digits[2] == _LOCKBOX_DIGIT:
            return Layout.LOCKBOX
        return Layout.MAINFRAME if digits[5] == _MAINFRAME_DIGIT else Layout.SERVICE_CENTER

    @property
    def year_digits(self) -> str | None:
        """The two digits of the fiscal year of receipt, in layouts that hold one."""
        dated = {Layout.SERVICE_CENTER, Layout.MAINFRAME, Layout.LOCKBOX}
        return self.value[3:5] if self.layout in dated else None


def mask_receipts(text: str) -> str:
    """`text` with every receipt number in it masked, dashed or not: for logs and for others' words."""
    return _WRITTEN_IN_TEXT.sub(r"\1*******\2", text)
