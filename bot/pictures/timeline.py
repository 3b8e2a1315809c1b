"""A case's way as a picture: what has happened, where it stands, and what typically comes."""

from dataclasses import dataclass
from enum import Enum, auto

MOST_STEPS = 14


class When(Enum):
    """How a step stands to the present."""

    PAST = auto()
    NOW = auto()
    AHEAD = auto()


@dataclass(frozen=True)
class PictureStep:
    """One step, worded; `day` is empty where there is none."""

    text: str
    day: str
    when: When


@dataclass(frozen=True)
class TimelineWords:
    """Everything that stands in the picture, worded in one language, read from left to right."""

    heading: str
    steps: tuple[PictureStep, ...]
    note: str


class CannotDraw(Exception):
    """A character that no font at hand has: words alone must do."""
