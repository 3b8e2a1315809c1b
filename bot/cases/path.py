"""The typical way of a case from its arrival to its end, by form, and where on it a case stands.

No office promises such a way: cases skip steps, repeat them, or end early. Whoever shows it says so. What
is always true is its spine: received, under review, decision. The steps between, by form, follow the
"What happens next" parts of the forms' own pages on uscis.gov, kept to what most cases meet.
"""

from dataclasses import dataclass
from enum import StrEnum

from bot.cases.statuses import Stage


class Waypoint(StrEnum):
    """A step of the typical way, coarser than a stage."""

    RECEIVED = "received"
    BIOMETRICS = "biometrics"
    IN_REVIEW = "in-review"
    INTERVIEW = "interview"
    DECISION = "decision"
    OATH = "oath"
    CARD = "card"
    """A card, certificate or travel document is made and mailed."""


@dataclass(frozen=True)
class Standing:
    """Where a case stands: the `at`-th of the typical steps, or nowhere that the status tells."""

    steps: tuple[Waypoint, ...]
    at: int | None
    is_over: bool = False
    """Whether the usual course ended there; nothing usually comes next."""

    @property
    def usually_next(self) -> Waypoint | None:
        """The step that most cases come to next."""
        if self.at is None or self.is_over or self.at + 1 >= len(self.steps):
            return None
        return self.steps[self.at + 1]


def standing(form: str | None, stage: Stage) -> Standing:
    """Where a case of this form stands at this stage.

    A step that the form usually lacks is put where it belongs when the case has come to it all the same.
    """
    steps = _BY_FORM.get(form or "", _SPINE)
    waypoint = _OF_STAGE.get(stage)
    if waypoint is None:
        return Standing(steps, None, is_over=stage in _OVER)
    if waypoint not in steps:
        steps = tuple(each for each in Waypoint if each in steps or each is waypoint)
    return Standing(steps, steps.index(waypoint), is_over=stage in _OVER)


_R, _B, _V, _I, _D, _O, _C = Waypoint
_SPINE = (_R, _V, _D)
_BY_FORM: dict[str, tuple[Waypoint, ...]] = {
    "I-90": (_R, _B, _V, _D, _C),
    "I-129": _SPINE,
    "I-130": _SPINE,
    "I-131": (_R, _V, _D, _C),
    "I-140": _SPINE,
    "I-485": (_R, _B, _V, _I, _D, _C),
    "I-539": _SPINE,
    "I-589": (_R, _B, _I, _D),
    "I-751": (_R, _B, _V, _D, _C),
    "I-765": (_R, _V, _D, _C),
    "I-821": (_R, _B, _V, _D),
    "I-821D": (_R, _B, _V, _D),
    "N-400": (_R, _B, _V, _I, _D, _O),
    "N-600": (_R, _V, _D, _C),
}

_OF_STAGE: dict[Stage, Waypoint] = {
    Stage.RECEIVED: _R,
    Stage.FEE: _R,
    Stage.REJECTED: _R,
    Stage.BIOMETRICS: _B,
    Stage.EVIDENCE_REQUESTED: _V,
    Stage.IN_REVIEW: _V,
    Stage.HOLD: _V,
    Stage.TRANSFERRED: _V,
    Stage.REOPENED: _V,
    Stage.INTERVIEW: _I,
    Stage.APPROVED: _D,
    Stage.DENIED: _D,
    Stage.REVOKED: _D,
    Stage.OATH: _O,
    Stage.PRODUCED: _C,
    Stage.MAILED: _C,
    Stage.DELIVERED: _C,
    Stage.RETURNED: _C,
    Stage.DESTROYED: _C,
}
"""A notice that was sent, an appeal, a withdrawal, a closing: of these the status tells no step."""

_OVER = frozenset(
    {
        Stage.REJECTED,
        Stage.DENIED,
        Stage.REVOKED,
        Stage.WITHDRAWN,
        Stage.CLOSED,
        Stage.DELIVERED,
    }
)
