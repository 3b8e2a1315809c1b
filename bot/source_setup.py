"""What the settings say of the official source, as the parts that watch it want it."""

from datetime import timedelta

from bot.cases.plan import Rhythm
from bot.cases.stored_budget import StoredBudget
from bot.config import Settings
from storage.database import Database


def rhythm_of(settings: Settings) -> Rhythm:
    """How often cases are asked for."""
    watching, uscis = settings.watching, settings.uscis
    return Rhythm(
        shortest=timedelta(minutes=watching.min_interval_minutes),
        longest=timedelta(hours=watching.max_interval_hours),
        checks_per_day=uscis.requests_per_day if uscis.is_configured else None,
    )


def budget_of(settings: Settings, database: Database) -> StoredBudget:
    """The look-ups of the source's day."""
    starts = settings.uscis.day_starts
    return StoredBudget(database, "uscis", settings.uscis.requests_per_day, starts.zone, starts.hour)
