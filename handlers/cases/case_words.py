"""How a case is put into words: its stage, what it means, and what to do."""

from bot.cases.statuses import Stage
from bot.texts.wording import Wording


def stage_name(words: Wording, stage: Stage) -> str:
    """The stage in two or three words."""
    return words.plain(f"stage-{_key(stage)}-name")


def stage_meaning(words: Wording, stage: Stage) -> str:
    """What the stage means, in a sentence or two."""
    return words.plain(f"stage-{_key(stage)}-means")


def what_to_do(words: Wording, stage: Stage, *, needs_action: bool) -> str:
    """What to do now; for most stages that is to wait."""
    if not needs_action:
        return words.plain(f"stage-{_key(stage)}-wait")
    return words.plain(f"stage-{_key(stage)}-act" if stage in _SPEAKS_OF_ACTION else "stage-any-act")


def _key(stage: Stage) -> str:
    return stage.value.replace("_", "-")


_SPEAKS_OF_ACTION = frozenset(
    {
        Stage.FEE,
        Stage.BIOMETRICS,
        Stage.EVIDENCE_REQUESTED,
        Stage.IN_REVIEW,
        Stage.NOTICE,
        Stage.INTERVIEW,
        Stage.OATH,
        Stage.RETURNED,
        Stage.DESTROYED,
        Stage.REJECTED,
        Stage.UNKNOWN,
    }
)
"""Stages in which some titles ask for an act, and which have a sentence of their own for it."""
