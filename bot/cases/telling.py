"""News of a case, and whoever knows how each follower wants to hear of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from storage.database import Transaction
from storage.links import Follower

FOUND, CHANGED, NOT_FOUND = "case-found", "case-changed", "case-not-found"
TAKEN_BACK, TOUCHED = "case-taken-back", "case-touched"
DATE_NEAR, DATE_TODAY = "deadline-near", "deadline-today"
DATE_ADDED, DATE_MOVED, DATE_CANCELLED = "deadline-added", "deadline-moved", "deadline-cancelled"
DATES = frozenset({DATE_NEAR, DATE_TODAY, DATE_ADDED, DATE_MOVED, DATE_CANCELLED})
"""News of a deadline or an appointment."""


@dataclass(frozen=True)
class News:
    """What is new of a case, or of none. `change` names it among the news of its kind: told once, ever."""

    kind: str
    case_id: str | None
    body: Mapping[str, str]
    change: str = "0"


class Teller(Protocol):
    """Sees to it that followers hear of news, each in the way that they chose."""

    async def tell(self, tx: Transaction, news: News, followers: Sequence[Follower], now: datetime) -> None:
        """Write down, within the transaction of the news itself, what is to be sent to whom and when."""
        ...
