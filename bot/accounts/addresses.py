"""Postal addresses, part by part, checked by country where it is known how."""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from babel import Locale

from bot.accounts.regions import (
    MEXICAN_ALIASES,
    MEXICAN_STATES,
    PROVINCE_ALIASES,
    PROVINCES,
    STATE_ALIASES,
    STATES,
)
from storage.profiles import Address

__all__ = ["Address", "AddressPart", "AddressProblem", "BadAddress", "lines", "read_country", "read_part"]


class AddressPart(StrEnum):
    """The parts of an address below its country, in the order in which they are asked for."""

    STREET = "street"
    UNIT = "unit"
    CITY = "city"
    REGION = "region"
    POSTAL_CODE = "postal-code"


class AddressProblem(StrEnum):
    """Why a part was refused."""

    EMPTY = "empty"
    TOO_LONG = "too-long"
    CHARACTERS = "characters"
    COUNTRY = "country"
    STATE = "state"
    PROVINCE = "province"
    MEXICAN_STATE = "mexican-state"
    ZIP = "zip"
    CANADIAN_CODE = "canadian-code"
    MEXICAN_CODE = "mexican-code"
    PO_BOX = "po-box"


class BadAddress(Exception):
    """A part of an address is not one; `reason` says why, `most` how long it may be."""

    def __init__(self, reason: AddressProblem, most: int = 0) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.most = most


_LONGEST: Final[Mapping[AddressPart, int]] = {
    AddressPart.STREET: 80,
    AddressPart.UNIT: 20,
    AddressPart.CITY: 60,
    AddressPart.REGION: 60,
    AddressPart.POSTAL_CODE: 12,
}
_LONGEST_COUNTRY = 60
_PUNCTUATION: Final = frozenset(" .,'’‘`´-‐‑–/#&()°ºª·:;+")
_PO_BOX = re.compile(
    r"\b(p\.?\s*o\.?\s*box|post office box|apartado postal|apdo\.?\s+postal)\b", re.IGNORECASE
)

_COUNTRY_ALIASES: Final = {
    "usa": "US",
    "us": "US",
    "america": "US",
    "united states of america": "US",
    "the united states": "US",
    "eeuu": "US",
    "ee uu": "US",
    "estados unidos de america": "US",
    "uk": "GB",
    "england": "GB",
    "inglaterra": "GB",
    "ivory coast": "CI",
    "burma": "MM",
    "turkey": "TR",
    "czech republic": "CZ",
    "republica dominicana": "DO",
    "congo": "CD",
}


def read_country(written: str) -> str:
    """The code of a country whose name was written in English or Spanish. Raises BadAddress."""
    plain = _plain(_line(written, _LONGEST_COUNTRY))
    code = _COUNTRY_ALIASES.get(plain) or _COUNTRIES.get(plain)
    if code is None:
        raise BadAddress(AddressProblem.COUNTRY)
    return code


def read_part(part: AddressPart, written: str, country: str, *, lives_there: bool = False) -> str:
    """A part of an address in this country, as it is stored. Nobody lives in a PO box. Raises BadAddress."""
    line = _line(written, _LONGEST[part])
    if part is AddressPart.STREET and lives_there and _PO_BOX.search(line):
        raise BadAddress(AddressProblem.PO_BOX)
    if part is AddressPart.REGION:
        return _region(line, country)
    return _postal_code(line, country) if part is AddressPart.POSTAL_CODE else line


def lines(address: Address) -> tuple[str, ...]:
    """The lines of an address as its country writes them, without the country's name."""
    street = f"{address.street}, {address.unit}" if address.unit else address.street
    if address.country in ("US", "CA"):
        place = f"{address.city}, {address.region} {address.postal_code}"
    elif address.country == "MX":
        place = f"{address.postal_code} {address.city}, {address.region}"
    else:
        place = ", ".join(
            part for part in (f"{address.postal_code} {address.city}".strip(), address.region) if part
        )
    return street, place


def _line(written: str, most: int) -> str:
    """One line of letters, digits and what addresses have between them."""
    line = re.sub(" +", " ", unicodedata.normalize("NFC", written[: 4 * most]).replace("\u00a0", " ").strip())
    if not line:
        raise BadAddress(AddressProblem.EMPTY)
    if len(line) > most:
        raise BadAddress(AddressProblem.TOO_LONG, most)
    if not all(each in _PUNCTUATION or unicodedata.category(each)[0] in "LMN" for each in line):
        raise BadAddress(AddressProblem.CHARACTERS)
    if not any(unicodedata.category(each)[0] in "LN" for each in line):
        raise BadAddress(AddressProblem.CHARACTERS)
    return line


def _region(line: str, country: str) -> str:
    match country:
        case "US":
            return _found(line, STATES, STATE_ALIASES, AddressProblem.STATE)
        case "CA":
            return _found(line, PROVINCES, PROVINCE_ALIASES, AddressProblem.PROVINCE)
        case "MX":
            code = _found(line, MEXICAN_STATES, MEXICAN_ALIASES, AddressProblem.MEXICAN_STATE)
            return MEXICAN_STATES[code]
    return line


def _found(line: str, names: Mapping[str, str], aliases: Mapping[str, str], problem: AddressProblem) -> str:
    """The code of a region by its code, its name, or another name that people give it."""
    plain = _plain(line)
    if plain.upper() in names:
        return plain.upper()
    for code, name in names.items():
        if _plain(name) == plain:
            return code
    if plain not in aliases:
        raise BadAddress(problem)
    return aliases[plain]


def _postal_code(line: str, country: str) -> str:
    symbols = re.sub(r"[\s.\-‐‑–]", "", unicodedata.normalize("NFKC", line)).upper()
    match country:
        case "US":
            if not re.fullmatch(r"[0-9]{5}([0-9]{4})?", symbols):
                raise BadAddress(AddressProblem.ZIP)
            return f"{symbols[:5]}-{symbols[5:]}" if len(symbols) == 9 else symbols
        case "CA":
            if not re.fullmatch(
                r"[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z][0-9][ABCEGHJ-NPRSTV-Z][0-9]", symbols
            ):
                raise BadAddress(AddressProblem.CANADIAN_CODE)
            return f"{symbols[:3]} {symbols[3:]}"
        case "MX":
            if not re.fullmatch(r"[0-9]{5}", symbols):
                raise BadAddress(AddressProblem.MEXICAN_CODE)
            return symbols
    return line.upper()


def _plain(text: str) -> str:
    """As it is compared: small letters without accents and punctuation."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(each for each in decomposed if not unicodedata.combining(each))
    return re.sub(r"\s+", " ", re.sub(r"[^\w\s]", "", letters)).strip()


_COUNTRIES: Final = {
    _plain(name): code
    for language in ("en", "es")
    for code, name in Locale.parse(language).territories.items()
    # Two letters: the others are continents. CLDR's own are no countries.
    if len(code) == 2 and code not in {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}
}
