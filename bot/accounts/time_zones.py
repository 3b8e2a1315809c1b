"""Time zones by what people know of theirs: a city, a country."""

import re
import unicodedata
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from babel.core import get_global
from babel.dates import get_timezone_location

from bot.accounts.addresses import BadAddress, read_country

MOST_OFFERED: Final = 12
_LONGEST = 60
_LANGUAGES: Final = ("en", "es")
_NOT_A_CITY: Final = frozenset(
    {"Etc", "SystemV", "US", "posix", "right", "Canada", "Brazil", "Chile", "Mexico"}
)
_OF_THE_UNITED_STATES: Final = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
)
_OF_CANADA: Final = (
    "America/St_Johns",
    "America/Halifax",
    "America/Toronto",
    "America/Winnipeg",
    "America/Regina",
    "America/Edmonton",
    "America/Vancouver",
)

_BY_COUNTRY: Final = {"US": _OF_THE_UNITED_STATES, "CA": _OF_CANADA}
"""Where the list of all zones is long, and most of them differ only in times long past."""


class UnknownZone(Exception):
    """No city and no country that we know a time zone of."""


def usual_zones() -> tuple[str, ...]:
    """The zones of the United States, from east to west: what most people here choose from."""
    return _OF_THE_UNITED_STATES


def find_zones(written: str) -> tuple[str, ...]:
    """The time zones of a city or a country, at most `MOST_OFFERED`. Raises UnknownZone."""
    plain = _plain(written[:_LONGEST])
    known = [name for name, called in _called().items() if plain in called]
    # Under its name of today where it has several: Kyiv rather than Kiev.
    current = [name for name in known if name in _current_names()]
    found = current or known or _of_country(written)
    if not found:
        raise UnknownZone
    return tuple(found[:MOST_OFFERED])


def zone_named(name: str | None, otherwise: ZoneInfo) -> ZoneInfo:
    """A stored zone; `otherwise` where none was chosen, or where this machine does not know it any more."""
    try:
        return ZoneInfo(name) if name else otherwise
    except (ZoneInfoNotFoundError, ValueError):
        return otherwise


@cache
def _names() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def _current_names() -> frozenset[str]:
    return frozenset(name for names in get_global("territory_zones").values() for name in names)


@cache
def _called() -> dict[str, frozenset[str]]:
    """What each zone is found by: its city, also as Spanish calls it, and its whole name."""
    return {
        name: frozenset(
            {
                _plain(name.rpartition("/")[2]),
                _plain(name),
                *(_plain(_city_in(language, name)) for language in _LANGUAGES),
            }
        )
        for name in sorted(_names())
        if "/" in name and name.partition("/")[0] not in _NOT_A_CITY
    }


def _city_in(language: str, name: str) -> str:
    return get_timezone_location(name, locale=language, return_city=True).rpartition("/")[2]


def _of_country(written: str) -> tuple[str, ...]:
    try:
        country = read_country(written)
    except BadAddress:
        return ()
    if country in _BY_COUNTRY:
        return _BY_COUNTRY[country]
    return tuple(sorted(name for name in get_global("territory_zones").get(country, ()) if name in _names()))


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(each for each in decomposed if not unicodedata.combining(each))
    return re.sub(r"[\W_]+", " ", letters).strip()
