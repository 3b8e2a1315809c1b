"""E-mail addresses as people write them, and as the bot looks them up and writes to them."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from email_validator import EmailNotValidError, validate_email

MAX_LENGTH: Final = 254
"""RFC 5321, section 4.5.3.1.3: a path of 256 octets, less its angle brackets."""


class EmailProblem(StrEnum):
    """Why an address was refused."""

    TOO_LONG = "too-long"
    NOT_AN_ADDRESS = "not-an-address"
    NOT_ASCII = "not-ascii"
    """Letters outside ASCII before the @: only mail servers with SMTPUTF8 (RFC 6531) could carry it."""


@dataclass(frozen=True)
class EmailAddress:
    """An address as it is shown and written to, and the key under which it is looked up.

    Both are ASCII; a domain in other letters stands in its `xn--` form, which every mail server understands.
    """

    shown: str
    key: str


class BadEmail(Exception):
    """No mail could reach what was written."""

    def __init__(self, reason: EmailProblem) -> None:
        super().__init__(reason.value)
        self.reason = reason


class MistypedEmail(Exception):
    """The address is valid, but its domain is one slip away from a common one: ask which was meant."""

    def __init__(self, as_written: EmailAddress, suggestion: EmailAddress) -> None:
        super().__init__("the domain is one slip away from a common one")
        self.as_written = as_written
        self.suggestion = suggestion


def read_email(written: str) -> EmailAddress:
    """The address that was written, spaces around it dropped. Nothing is asked of the network.

    Raises BadEmail, or MistypedEmail with the address as written and the likely one.
    """
    written = written.strip()
    if len(written) > MAX_LENGTH:
        raise BadEmail(EmailProblem.TOO_LONG)
    try:
        valid = validate_email(written, check_deliverability=False, strict=True)
    except EmailNotValidError:
        # Its message may quote the address, so it is not chained.
        raise BadEmail(EmailProblem.NOT_AN_ADDRESS) from None
    if valid.ascii_email is None:
        raise BadEmail(EmailProblem.NOT_ASCII)
    address = _address(valid.ascii_email)
    local, _, domain = address.shown.rpartition("@")
    likely = _likely_domain(domain)
    if likely is not None:
        raise MistypedEmail(address, _address(f"{local}@{likely}"))
    return address


def email_key(shown: str) -> str:
    """The key under which an address is looked up."""
    return unicodedata.normalize("NFKC", shown).casefold()


def _address(shown: str) -> EmailAddress:
    return EmailAddress(shown, email_key(shown))


_COMMON_DOMAIN_LIST = """
    gmail.com googlemail.com yahoo.com yahoo.es yahoo.fr yahoo.co.uk yahoo.co.in yahoo.com.mx
    yahoo.com.br yahoo.com.ar ymail.com rocketmail.com hotmail.com hotmail.es hotmail.fr hotmail.co.uk
    hotmail.it outlook.com outlook.es outlook.fr live.com live.com.mx msn.com icloud.com me.com mac.com
    aol.com proton.me protonmail.com mail.com email.com gmx.com gmx.de gmx.net zoho.com fastmail.com
    hey.com tutanota.com comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net
    mail.ru yandex.ru yandex.com ukr.net qq.com 163.com 126.com naver.com daum.net hanmail.net
    rediffmail.com orange.fr free.fr uol.com.br bol.com.br terra.com.br prodigy.net.mx
"""
_COMMON_DOMAINS: Final = frozenset(_COMMON_DOMAIN_LIST.split())
_MISTYPED_FROM: Final = ("gmail", "yahoo", "hotmail", "outlook", "icloud", "protonmail", "comcast", "verizon")
"""Names long and common enough that another within one slip is far more likely a mistake than a domain."""
_COM_SLIPS: Final = frozenset(
    {"con", "cmo", "comm", "ccom", "coom", "vom", "xom", "ocm", "om", "cpm", "comn", "cim"}
)


def _likely_domain(domain: str) -> str | None:
    """The common domain that was probably meant, or None where the domain may well be what it says."""
    if domain in _COMMON_DOMAINS:
        return None
    name, _, ending = domain.partition(".")
    ending = "com" if ending in _COM_SLIPS else ending
    names = (name, *(known for known in _MISTYPED_FROM if _is_one_slip_apart(name, known)))
    for likely in (f"{candidate}.{ending}" for candidate in names):
        if likely in _COMMON_DOMAINS:
            return likely
    return None


def _is_one_slip_apart(one: str, other: str) -> bool:
    """Whether one letter too many, too few, wrong or swapped with its neighbour makes one from the other."""
    shorter, longer = sorted((one, other), key=len)
    start = 0
    while start < len(shorter) and shorter[start] == longer[start]:
        start += 1
    if len(longer) - len(shorter) == 1:
        return shorter[start:] == longer[start + 1 :]
    if len(longer) != len(shorter) or start == len(shorter):
        return False
    is_swapped = shorter[start : start + 2] == longer[start : start + 2][::-1]
    return shorter[start + 1 :] == longer[start + 1 :] or (
        is_swapped and shorter[start + 2 :] == longer[start + 2 :]
    )
