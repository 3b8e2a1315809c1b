"""When a case is asked for next: by how pressing it is, and never more in all than the day's budget.

Each urgency has an interval that it wishes for. Where the budget is too small for all wishes, one half of it
is dealt out evenly, so that no case is forgotten: each is asked for within twice the number of cases by the
checks of a day. The other half goes to the most pressing first, until each has its wish.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum

from bot.cases.statuses import Stage, StatusMeaning

DAY = timedelta(days=1)
_JITTER = 0.1
_FIRST_RETRY = timedelta(minutes=5)
_AWAITED = timedelta(hours=6)
_LIVELY_FOR = timedelta(days=7)
"""For so long after a change the next one is more likely."""
_FAST_STAGES = frozenset({Stage.PRODUCED, Stage.MAILED})
"""A card is made, mailed and delivered within weeks, each step within days."""
_FAST_FOR = timedelta(days=30)
"""A case that stands still in a fast stage for longer was most likely never moved on."""
_FINISHED_FACTOR = 3
"""A case that is over is reopened now and then: it is asked for, but more rarely."""
_EVENLY = 0.5
_OVERBOOKED = 1.25
"""Checks come late, and some hours allow for more of them than others. So that nothing of the budget is left
over, they are planned for as if it were so much larger; the allowance sees to it that no more is spent."""


class Urgency(IntEnum):
    """How pressing it is to know of a case's change, the most pressing first. Stored as its number."""

    URGENT = 0
    """A deadline or an appointment is near."""
    LIVELY = 1
    """Young, just changed, or in a stage that is usually short."""
    AWAITED = 2
    """Its number is not known to the source yet."""
    ORDINARY = 3
    FINISHED = 4
    """The usual course is over."""


@dataclass(frozen=True)
class Rhythm:
    """The shortest and the longest time between two checks, and how many checks a day there are for all."""

    shortest: timedelta
    longest: timedelta
    checks_per_day: int | None

    @property
    def wishes(self) -> dict[Urgency, timedelta]:
        """The interval of each urgency where the budget is no matter."""
        return {
            Urgency.URGENT: self.shortest,
            Urgency.LIVELY: self.shortest,
            Urgency.AWAITED: max(self.shortest, min(_AWAITED, self.longest)),
            Urgency.ORDINARY: self.longest,
            Urgency.FINISHED: self.longest * _FINISHED_FACTOR,
        }


def urgency_of(
    now: datetime, meaning: StatusMeaning, *, changed_at: datetime, urgent_until: datetime | None
) -> Urgency:
    """How pressing a case is that has been in this status since `changed_at`."""
    if urgent_until is not None and now < urgent_until:
        return Urgency.URGENT
    if meaning.terminal:
        return Urgency.FINISHED
    lively_for = _FAST_FOR if meaning.stage in _FAST_STAGES else _LIVELY_FOR
    return Urgency.LIVELY if now - changed_at < lively_for else Urgency.ORDINARY


def fair_intervals(rhythm: Rhythm, counts: Mapping[Urgency, int]) -> dict[Urgency, timedelta]:
    """The interval of each urgency, given how many cases there are of each.

    All checks of a day together are as many as the budget allows, or fewer where every wish is granted.
    """
    wishes, budget, total = rhythm.wishes, rhythm.checks_per_day, sum(counts.values())
    if budget is None or total == 0:
        return wishes
    wished = {each: DAY / wishes[each] for each in Urgency}  # checks of a case a day
    granted = {each: min(wished[each], _EVENLY * budget / total) for each in Urgency}
    left = budget - sum(count * granted[each] for each, count in counts.items())
    for each in Urgency:
        count = counts.get(each, 0)
        more = max(0.0, min(wished[each] - granted[each], left / max(count, 1)))
        granted[each] += more
        left -= more * count
    return {each: DAY / granted[each] for each in Urgency}


class Plan:
    """Decides when each case is due."""

    def __init__(self, rhythm: Rhythm, *, chance: Callable[[], float]) -> None:
        """`chance` gives numbers from 0 to 1, to keep cases from coming due all at once."""
        self._rhythm = rhythm
        self._chance = chance
        self.learn({})

    @property
    def intervals(self) -> Mapping[Urgency, timedelta]:
        """The interval that is each urgency's fair part, for as many cases as are known of."""
        return self._fair

    def learn(self, counts: Mapping[Urgency, int]) -> None:
        """Plan for this many cases of each urgency from now on."""
        budget = self._rhythm.checks_per_day
        overbooked = None if budget is None else math.ceil(budget * _OVERBOOKED)
        self._fair = fair_intervals(self._rhythm, counts)
        self._booked = fair_intervals(replace(self._rhythm, checks_per_day=overbooked), counts)

    def next_check(self, now: datetime, urgency: Urgency) -> datetime:
        """When a case is due after a good answer."""
        return now + self._jittered(self._booked[urgency])

    def next_try(self, now: datetime, *, failures: int) -> datetime:
        """When to try again after so many failures in a row."""
        wait = min(_FIRST_RETRY * 2 ** min(failures, 10), self._rhythm.longest)
        return now + self._jittered(wait)

    def next_look(self, now: datetime) -> datetime:
        """When to look again for a number that is not known yet."""
        return self.next_check(now, Urgency.AWAITED)

    def _jittered(self, interval: timedelta) -> timedelta:
        return interval * (1 + _JITTER * (2 * self._chance() - 1))
