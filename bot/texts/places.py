"""The names of places, as their readers call them (Unicode CLDR)."""

from babel import Locale
from babel.dates import get_timezone_location


def country_name(language: str, code: str) -> str:
    """A country's name in a language, by its code of two letters."""
    territories: dict[str, str] = dict(Locale.parse(language, sep="-").territories)
    return territories.get(code, code)


def city_name(language: str, zone: str) -> str:
    """The city that a time zone is called after."""
    named = get_timezone_location(zone, locale=Locale.parse(language, sep="-"), return_city=True)
    return named.rpartition("/")[2]
