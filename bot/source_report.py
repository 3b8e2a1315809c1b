"""`casebell sources`: how the outside source does and how fresh the cases are, in plain words."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from bot.cases.plan import Urgency
from bot.cases.source_health import SourceHealth, health_of
from bot.clock import SystemClock
from bot.config import Settings
from bot.key_file import read_key_file
from bot.source_setup import budget_of, rhythm_of
from storage.database import Database
from storage.vault import Vault

_Said = Callable[[datetime], str]

_URGENCIES = {
    Urgency.URGENT: "urgent (a deadline is near)",
    Urgency.LIVELY: "lively (new, or just changed)",
    Urgency.AWAITED: "awaited (the source does not know the number yet)",
    Urgency.ORDINARY: "ordinary",
    Urgency.FINISHED: "finished",
}
_TROUBLES = {
    "SourceUnavailable": "it did not answer",
    "SourceBusy": "it said that we ask too much",
    "SourceRefusesUs": "it refused our keys",
    "SourceGarbled": "an answer could not be understood",
}
_MENDS = {
    "SourceRefusesUs": "check uscis.client_id and uscis.client_secret",
    "SourceBusy": "lower uscis.requests_per_second, and see what your grant letter allows a day",
}


def report(settings: Settings) -> tuple[list[str], bool]:
    """What there is to say, line by line, and whether all is well."""
    if not settings.uscis.is_configured:
        return ["no outside source is set up: cases change by your own staff's word"], True
    health = asyncio.run(_read(settings))
    return list(_lines(health, settings)), health.is_well


async def _read(settings: Settings) -> SourceHealth:
    database = Database.open(settings.database.url, Vault(read_key_file(settings.security.key_file)))
    try:
        return await health_of(
            database,
            "uscis",
            SystemClock().now(),
            budget=budget_of(settings, database),
            rhythm=rhythm_of(settings),
            hours=settings.uscis.open_hours,
        )
    finally:
        await database.close()


def _lines(health: SourceHealth, settings: Settings) -> Iterator[str]:
    def clock(moment: datetime) -> str:
        return f"{moment.astimezone(settings.organisation.time_zone):%Y-%m-%d %H:%M %Z}"

    budget = health.budget
    yield "source: uscis"
    yield (
        f"budget: {budget.used:,} of {budget.limit:,} look-ups used today, {budget.left:,} left; "
        f"begins anew {clock(budget.ends_at)}"
    )
    yield f"rate: {settings.uscis.requests_per_second:g} a second"
    yield f"answers: {_answers(health, clock)}"
    yield f"last trouble: {_last_trouble(health, clock)}"
    yield f"cases watched: {sum(health.watched.values()):,}"
    for urgency, count in sorted(health.watched.items()):
        yield f"  {count:,} {_URGENCIES[urgency]}, each every {span(health.intervals[urgency])}"
    if health.checked.oldest is not None and health.checked.median is not None:
        yield (
            f"last seen: half of the cases within {span(health.at - health.checked.median)}, "
            f"the oldest {span(health.at - health.checked.oldest)} ago"
        )
    yield f"overdue: {health.overdue:,}"
    yield from _problems(health, clock)


def _answers(health: SourceHealth, clock: _Said) -> str:
    if health.paused_until is not None:
        return f"no; left alone until {clock(health.paused_until)}"
    if health.opens_at is not None:
        return f"closed; opens {clock(health.opens_at)}"
    if health.budget.left == 0:
        return f"not asked: today's look-ups are used up until {clock(health.budget.ends_at)}"
    return "yes"


def _last_trouble(health: SourceHealth, clock: _Said) -> str:
    state = health.state
    if state.trouble is None or state.troubled_at is None:
        return "none"
    return f"{_TROUBLES.get(state.trouble, state.trouble)}, {clock(state.troubled_at)}"


def _problems(health: SourceHealth, clock: _Said) -> Iterator[str]:
    state = health.state
    if health.is_away_too_long and state.away_since is not None:
        mend = _MENDS.get(state.trouble or "", "see the log, and whether the source is announced to be down")
        yield f"problem: it has not answered since {clock(state.away_since)}; {mend}"
    if health.leaves_cases_behind:
        yield (
            f"problem: cases that have not been asked for in twice their time: {health.forgotten:,}; "
            "see whether `casebell run` runs, and its log"
        )


def span(length: timedelta) -> str:
    """A length of time in the largest unit that says enough."""
    minutes = length / timedelta(minutes=1)
    for unit, size in (("days", 1440), ("hours", 60)):
        if minutes >= 2 * size:
            return f"{minutes / size:.0f} {unit}"
    return f"{minutes:.0f} minutes"
