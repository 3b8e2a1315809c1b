"""How the outside sources do, as the watcher last found them: operators ask from another process."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from storage.database import Transaction
from storage.schema import source_states


@dataclass(frozen=True)
class SourceState:
    """The last trouble with a source; `away_since` and `paused_until` are empty while it answers."""

    trouble: str | None = None
    troubled_at: datetime | None = None
    away_since: datetime | None = None
    paused_until: datetime | None = None


async def state_of_source(tx: Transaction, name: str) -> SourceState:
    """How a source does; one that nothing was noted of does well."""
    row = await tx.one(select(source_states).where(source_states.c.name == name))
    if row is None:
        return SourceState()
    return SourceState(row["trouble"], row["troubled_at"], row["away_since"], row["paused_until"])


async def note_trouble(
    tx: Transaction, name: str, trouble: str, now: datetime, *, paused_until: datetime | None
) -> None:
    """Note what went wrong, and until when the source is left alone, if it is."""
    said = {"trouble": trouble, "troubled_at": now}
    new = dict(said)
    if paused_until is not None:
        new |= {"away_since": now, "paused_until": paused_until}
        said |= {
            "away_since": func.coalesce(source_states.c.away_since, now),
            "paused_until": paused_until,
        }
    noted = tx.insert(source_states).values(name=name, **new)
    await tx.run(noted.on_conflict_do_update(index_elements=["name"], set_=said))


async def note_answer(tx: Transaction, name: str) -> None:
    """Note that a source answers again."""
    answers = update(source_states).where(source_states.c.name == name)
    await tx.run(answers.values(away_since=None, paused_until=None))
