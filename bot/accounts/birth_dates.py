"""Birth dates as people write them. What can be read in two ways is asked, never guessed."""

import re
import unicodedata
from datetime import date
from enum import StrEnum
from typing import Final

from babel import Locale

MAX_AGE_YEARS: Final = 120

_MAX_READ = 40
_LANGUAGES = ("en", "es")
_MIN_MONTH_LETTERS = 3
_FILLERS: Final = frozenset({"de", "del", "of", "the", "el"})


class DateOrder(StrEnum):
    """Which of day and month the person's language writes first."""

    MONTH_FIRST = "month-first"
    DAY_FIRST = "day-first"


class DateProblem(StrEnum):
    """Why a date was refused."""

    UNREADABLE = "unreadable"
    TWO_DIGIT_YEAR = "two-digit-year"
    NOT_IN_CALENDAR = "not-in-calendar"
    FUTURE = "future"
    TOO_LONG_AGO = "too-long-ago"


class BadDate(Exception):
    """What was written is no birth date; `reason` says why."""

    def __init__(self, reason: DateProblem) -> None:
        super().__init__(reason.value)
        self.reason = reason


class AmbiguousDate(Exception):
    """The date can be read in two ways: ask which. The likelier of the two `candidates` is the first."""

    def __init__(self, candidates: tuple[date, date]) -> None:
        super().__init__("day and month could be either way round")
        self.candidates = candidates


def read_birth_date(written: str, *, today: date, order: DateOrder) -> date:
    """The birth date that was written. Raises as `read_day`."""
    return read_day(written, earliest=_oldest(today), latest=today, order=order)


def read_day(written: str, *, earliest: date, latest: date, order: DateOrder) -> date:
    """The date that was written, as 1990-05-23, 05/23/1990, 23.05.1990, May 23, 1990 or 23 de mayo de 1990.

    `order` only says which reading of an ambiguous date is offered first. Raises BadDate and AmbiguousDate.
    """
    if len(written) > _MAX_READ:
        raise BadDate(DateProblem.UNREADABLE)
    readings = _readings(_parts(written))
    possible = [found for reading in readings if (found := _in_calendar(*reading)) is not None]
    if not possible:
        raise BadDate(DateProblem.NOT_IN_CALENDAR)
    plausible = [found for found in possible if earliest <= found <= latest]
    if not plausible:
        raise BadDate(DateProblem.FUTURE if possible[0] > latest else DateProblem.TOO_LONG_AGO)
    if len(set(plausible)) == 1:
        return plausible[0]
    month_first, day_first = plausible
    raise AmbiguousDate(
        (month_first, day_first) if order is DateOrder.MONTH_FIRST else (day_first, month_first)
    )


def _parts(written: str) -> list[str]:
    """The numbers and words of the date, in lower case, without accents, ordinal endings or filling words."""
    plain = "".join(
        character
        for character in unicodedata.normalize("NFKD", written.casefold())
        if not unicodedata.combining(character)
    )
    without_ordinals = re.sub(r"(?<=\d)(st|nd|rd|th|\.?o)(?!\w)", " ", plain)
    if not re.fullmatch(r"[\w\s/.,-]*", without_ordinals):
        raise BadDate(DateProblem.UNREADABLE)
    words = re.findall(r"\d+|[^\W\d_]+", without_ordinals)
    return [word for word in words if word not in _FILLERS]


def _readings(parts: list[str]) -> list[tuple[int, int, int]]:
    """The ways to read three parts as (year, month, day); where there are two, month-first comes first.

    Raises BadDate where there is none.
    """
    words = [part for part in parts if not part.isdecimal()]
    numbers = [part for part in parts if part.isdecimal()]
    if len(parts) != 3 or len(words) > 1 or any(len(number) > 4 for number in numbers):
        raise BadDate(DateProblem.UNREADABLE)
    years = [number for number in numbers if len(number) == 4]
    others = [int(number) for number in numbers if len(number) <= 2]
    if len(others) == len(numbers):
        raise BadDate(DateProblem.TWO_DIGIT_YEAR)
    if len(years) != 1 or len(others) != len(numbers) - 1 or years[0] not in (parts[0], parts[-1]):
        raise BadDate(DateProblem.UNREADABLE)
    year = int(years[0])
    if words:
        return [(year, _month(words[0]), others[0])]
    first, second = others
    if parts[0] == years[0]:
        return [(year, first, second)]
    return [(year, first, second), (year, second, first)]


def _month(word: str) -> int:
    """The month whose name in a known language begins with `word`.

    Raises BadDate where there is none, or more than one.
    """
    found = {number for name, number in _MONTHS if name.startswith(word)}
    if len(word) < _MIN_MONTH_LETTERS or len(found) != 1:
        raise BadDate(DateProblem.UNREADABLE)
    return found.pop()


_MONTHS: Final = tuple(
    (str(name).casefold(), int(number))
    for language in _LANGUAGES
    for number, name in Locale.parse(language).months["format"]["wide"].items()
)


def _in_calendar(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _oldest(today: date) -> date:
    """The birth date of one who turns 120 today."""
    is_leap_day = (today.month, today.day) == (2, 29)
    return (today.replace(day=28) if is_leap_day else today).replace(year=today.year - MAX_AGE_YEARS)
