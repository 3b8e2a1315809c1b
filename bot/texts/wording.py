"""The catalogues in one language, for what speaks to one person."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.texts.catalogue import Argument, Html, Texts
from bot.texts.dates import Dates


@dataclass(frozen=True)
class Wording:
    """Says things in one language, at one moment, in one time zone."""

    texts: Texts
    dates: Dates
    language: str
    now: datetime
    zone: ZoneInfo

    def html(self, key: str, /, **arguments: Argument) -> Html:
        """A sentence as Telegram HTML."""
        return self.texts.html(self.language, key, **arguments)

    def plain(self, key: str, /, **arguments: Argument) -> str:
        """A sentence without markup."""
        return self.texts.plain(self.language, key, **arguments)

    def when(self, at: datetime) -> str:
        """A moment as this person writes it."""
        return self.dates.moment(self.language, at, self.now, self.zone)

    def day(self, day: date) -> str:
        """A day as this person writes it."""
        return self.dates.day(self.language, day)
