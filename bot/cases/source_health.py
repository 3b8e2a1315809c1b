"""How an outside source does, and how fresh the cases are that are learned from it: for the operators."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cases.allowance import DayBudget
from bot.cases.plan import Plan, Rhythm, Urgency
from bot.cases.stored_budget import StoredBudget
from bot.open_hours import OpenHours
from storage import freshness, source_states, watching
from storage.database import Database
from storage.freshness import Checked
from storage.source_states import SourceState

_AWAY_TOO_LONG = timedelta(hours=2)


@dataclass(frozen=True)
class SourceHealth:
    """What is known of a source and its cases at a moment."""

    at: datetime
    budget: DayBudget
    state: SourceState
    opens_at: datetime | None
    """When it opens; nothing while it is open."""
    watched: Mapping[Urgency, int]
    intervals: Mapping[Urgency, timedelta]
    checked: Checked
    overdue: int
    forgotten: int
    """Cases that should have been asked for a whole interval ago."""

    @property
    def paused_until(self) -> datetime | None:
        """Until when the source is left alone after trouble; nothing when it is not."""
        until = self.state.paused_until
        return until if until is not None and until > self.at else None

    @property
    def is_away_too_long(self) -> bool:
        """Whether it has not answered for so long that somebody should look into it."""
        since = self.state.away_since
        return since is not None and self.at - since >= _AWAY_TOO_LONG

    @property
    def leaves_cases_behind(self) -> bool:
        """Whether cases wait for twice their interval though the source is open."""
        return self.forgotten > 0 and self.opens_at is None

    @property
    def is_well(self) -> bool:
        """Whether nobody need do anything."""
        return not (self.is_away_too_long or self.leaves_cases_behind)


async def health_of(
    database: Database,
    name: str,
    now: datetime,
    *,
    budget: StoredBudget,
    rhythm: Rhythm,
    hours: OpenHours | None,
) -> SourceHealth:
    """How the source of this name does. One statement for each thing that is known."""
    plan = Plan(rhythm, chance=lambda: 0.5)
    async with database.reading() as tx:
        watched = {Urgency(each): count for each, count in (await watching.count_watched(tx)).items()}
        plan.learn(watched)
        return SourceHealth(
            at=now,
            budget=await budget.state(tx, now),
            state=await source_states.state_of_source(tx, name),
            opens_at=hours.next_opening(now) if hours else None,
            watched=watched,
            intervals=plan.intervals,
            checked=await freshness.last_checks(tx),
            overdue=await freshness.count_due(tx, dict.fromkeys(Urgency, now)),
            forgotten=await freshness.count_due(
                tx, {each: now - interval for each, interval in plan.intervals.items()}
            ),
        )
