"""What a username may be, and which two look the same."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MIN_LENGTH: Final = 3
MAX_LENGTH: Final = 32

_ALLOWED = re.compile(r"[a-z0-9._-]+", re.IGNORECASE | re.ASCII)
_PUNCTUATION = "._-"
_DOUBLE_PUNCTUATION = re.compile(r"[._-]{2,}")
_MAX_READ = 256
"""Beyond this a text is not even looked at for a suggestion."""


class UsernameProblem(StrEnum):
    """Why a username was refused."""

    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    CHARACTERS = "characters"
    PUNCTUATION = "punctuation"
    RESERVED = "reserved"


class BadUsername(Exception):
    """The username may not be used; `suggestion` is the nearest one that may, if there is one."""

    def __init__(self, reason: UsernameProblem, suggestion: str | None) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.suggestion = suggestion


@dataclass(frozen=True)
class Username:
    """A username: as shown, as looked up, and as it looks. No two accounts share a key or a skeleton."""

    shown: str
    key: str
    skeleton: str


def read_username(written: str) -> Username:
    """The username that was written, in NFKC, spaces around it dropped.

    Raises BadUsername.
    """
    if len(written) > _MAX_READ:
        raise BadUsername(UsernameProblem.TOO_LONG, None)
    shown = unicodedata.normalize("NFKC", written).strip()
    problem = _problem(shown)
    if problem is not None:
        raise BadUsername(problem, _suggestion(shown))
    key = shown.casefold()
    return Username(shown, key, skeleton(key))


def skeleton(username: str) -> str:
    """One text for all usernames that are easily taken for each other: rn and m, 0 and o, 1 and l."""
    return username.casefold().translate(_LOOKS_LIKE).replace("rn", "m").replace("vv", "w")


_LOOKS_LIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "5": "s"})

_RESERVED_NAMES = """
    abuse account accounts admin administrator administrators agent anonymous anyone attorney auditor
    bot casebell caseworker contact deleted desk dhs dos eoir everybody everyone guest help helpdesk ice
    immigration info lawyer mail me moderator nobody noreply none null nvc official operator owner
    police postmaster privacy robot root sandbox security self service staff superuser support sysadmin
    system team telegram test undefined unknown uscis user webmaster you
"""
_RESERVED: Final = frozenset(skeleton(name) for name in _RESERVED_NAMES.split())


def _problem(shown: str) -> UsernameProblem | None:
    if shown and not _ALLOWED.fullmatch(shown):
        return UsernameProblem.CHARACTERS
    if len(shown) < MIN_LENGTH:
        return UsernameProblem.TOO_SHORT
    if len(shown) > MAX_LENGTH:
        return UsernameProblem.TOO_LONG
    if shown.strip(_PUNCTUATION) != shown or _DOUBLE_PUNCTUATION.search(shown):
        return UsernameProblem.PUNCTUATION
    if skeleton(re.sub(r"[._-]", "", shown)) in _RESERVED:
        return UsernameProblem.RESERVED
    return None


def _suggestion(shown: str) -> str | None:
    """The written text without accents, spaces made periods, what else is not allowed left out."""
    plain = "".join(
        character for character in unicodedata.normalize("NFD", shown) if not unicodedata.combining(character)
    )
    dotted = re.sub(r"[^a-z0-9._-]", "", re.sub(r"\s+", ".", plain.casefold()))
    tidy = _DOUBLE_PUNCTUATION.sub(lambda run: run[0][0], dotted).strip(_PUNCTUATION)
    candidate = tidy[:MAX_LENGTH].strip(_PUNCTUATION)
    return candidate if _problem(candidate) is None else None
