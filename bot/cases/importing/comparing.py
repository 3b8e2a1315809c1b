"""What a row would change in a case that is there already."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot.cases.identity_match import identity
from bot.cases.importing.rows import ImportedCase, RowProblem
from bot.cases.registry import Record, Role
from bot.cases.snapshots import Snapshot
from bot.cases.statuses import change_key
from storage.imports import KnownCase


class Kind(StrEnum):
    """What becomes of a row."""

    ADDED = "added"
    MOVED = "moved"
    """A new status, and perhaps more."""
    CHANGED = "changed"
    """Something besides the status."""
    SAME = "same"


@dataclass(frozen=True)
class Difference:
    """What a row changes."""

    kind: Kind
    record: Record
    """As it is to be."""
    fields: tuple[str, ...] = ()
    """Those that change, by name."""
    before: str = ""
    """The status that the registry told until now."""
    adds_person: bool = False


def difference(row: ImportedCase, known: KnownCase | None) -> Difference | RowProblem:
    """What the row changes; or why it may not.

    An empty cell changes nothing: case systems leave blank what they do not know. A row about somebody
    else is never written over a case (requirement R29): its number is likely to be mistyped.
    """
    if known is None or known.record is None:
        return Difference(Kind.ADDED, row.record, adds_person=row.applicant is not None)
    applicants = [each for each in known.people if each.role == Role.APPLICANT]
    is_there = row.applicant is not None and any(
        identity(each.name, date.fromisoformat(each.birth_date))
        == identity(row.applicant.name, row.applicant.born_on)
        for each in applicants
    )
    if row.applicant is not None and applicants and not is_there:
        return RowProblem.ANOTHER_PERSON
    kept = Record.read(known.record.body)
    new = {name: getattr(row.record, name) for name in sorted(row.known)}
    changes = {name: value for name, value in new.items() if value not in (None, getattr(kept, name))}
    adds_person = row.applicant is not None and not is_there
    said = Snapshot.read(known.said) if known.said is not None else None
    moves = row.status is not None and (said is None or said.key != change_key(row.status))
    kind = Kind.MOVED if moves else Kind.CHANGED if changes or adds_person else Kind.SAME
    record = replace(kept, **changes)
    return Difference(kind, record, tuple(changes), said.title if said else "", adds_person=adds_person)
