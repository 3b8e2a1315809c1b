"""What an account may know of a case besides its status: who said what, who is in it, what is on record."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.cases.registry import Record, Role
from bot.cases.snapshots import Snapshot
from storage import registry, statements
from storage.database import Transaction
from storage.links import LinkedCase


@dataclass(frozen=True)
class Said:
    """What a source says of a case, and since when as far as has been seen."""

    source: str
    title: str
    since: datetime


@dataclass(frozen=True)
class PersonInCase:
    """Somebody in a case. Birth dates are nobody else's matter, and stay away."""

    role: Role
    name: str


@dataclass(frozen=True)
class Background:
    """What stands behind the status of a case. Empty for who sees only what the public source says (R11)."""

    said: Sequence[Said] = ()
    """Each source's own word, the newest first, where they differ; nothing where all say the same."""
    people: Sequence[PersonInCase] = ()
    record: Record = field(default_factory=Record)


async def background_of(tx: Transaction, linked: LinkedCase, language: str) -> Background:
    """The background of a case, as far as this account may see it."""
    if not linked.is_full:
        return Background()
    kept = await registry.record_of(tx, linked.case.id)
    people = await registry.people_of(tx, linked.case.id) if kept else ()
    return Background(
        said=await _said(tx, linked.case.id, language),
        people=[PersonInCase(Role(each.role), each.name) for each in people],
        record=Record.read(kept.body) if kept else Record(),
    )


async def _said(tx: Transaction, case_id: str, language: str) -> Sequence[Said]:
    found = [(each, Snapshot.read(each.snapshot)) for each in await statements.statements_of(tx, case_id)]
    if len({seen.key for _, seen in found}) < 2:
        return ()
    return [
        Said(row.source, (seen.title_es if language == "es" else None) or seen.title, row.said_at)
        for row, seen in found
    ]
