"""By when an answer is due where nobody has read it off the notice: an estimate, and called one everywhere.

The only binding day is the one on the notice. USCIS prints at most these times, and no officer may extend
them (8 CFR 103.2(b)(8)); an officer may set less.
"""

from datetime import date, timedelta
from typing import Final

from bot.cases.snapshots import Snapshot
from bot.cases.statuses import Stage, normalise
from storage.cases import CaseRow

_USUAL: Final = timedelta(days=84)
_INTENT: Final = timedelta(days=30)
"""Of a notice of intent to deny or to revoke."""
_BY_FORM: Final = {"I-539": timedelta(days=30)}


def estimated_day(case: CaseRow) -> date | None:
    """The day by which an answer is due at the latest, by the status alone; None where none is awaited.

    Without the days that mail takes, which the notice may or may not add.
    """
    if case.snapshot is None:
        return None
    snapshot = Snapshot.read(case.snapshot)
    since = snapshot.day or (case.changed_at.date() if case.changed_at else None)
    if since is None or snapshot.meaning.stage is not Stage.EVIDENCE_REQUESTED:
        return None
    if "intent" in normalise(snapshot.title).split():
        return since + _INTENT
    return since + _BY_FORM.get(snapshot.form or "", _USUAL)
