"""The shape of a dialogue: places that open it, its steps, and what a step accepts.

The same shape as python-telegram-bot's conversation handlers, over state that is stored. A place is
reached by its command, by a button, or from another dialogue; a step is where an answer is awaited.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.telegram.turn import Turn


class End(Enum):
    """The dialogue is over."""

    END = auto()


END = End.END


@dataclass(frozen=True)
class GoTo:
    """The dialogue is over; go on at another place."""

    place: str
    argument: str = ""


@dataclass(frozen=True)
class GoOn:
    """The dialogue is over; go on where the person wanted to go before it came between."""


Next = StrEnum | End | GoTo | GoOn
Handler = Callable[["Turn"], Awaitable[Next]]


class Needs(Enum):
    """What a place asks of who enters it."""

    NOTHING = auto()
    ANY_SESSION = auto()
    """A session, be it locked: for logging out and unlocking."""
    SESSION = auto()
    """An open session: without one, the log-in comes first, and then the place."""
    PROOF = auto()
    """An open session whose person has shown within ten minutes that it is still them; else they do now."""
    STAFF = auto()
    """As PROOF, of one of the staff: to everybody else the place does not exist."""


@dataclass(frozen=True)
class Place:
    """A way in: its name serves commands, buttons and `GoTo`."""

    name: str
    handler: Handler
    needs: Needs = Needs.NOTHING
    command: bool = False
    lays_aside: bool = False
    """Whether what was being done waits meanwhile, whatever it was."""
    takes: Callable[["Turn"], bool] | None = None
    """Whether it takes what somebody sent without being asked: if it needs an account, who has one here."""


class Accepts(Enum):
    """The kinds of answers."""

    TEXT = auto()
    SECRET = auto()
    """Text that is deleted from the chat at once, and not taken when it was forwarded."""
    PRESS = auto()
    PHOTO = auto()
    DOCUMENT = auto()


@dataclass(frozen=True)
class Answer:
    """What a step accepts, and who takes it."""

    accepts: Accepts
    handler: Handler
    action: str = ""


def text(handler: Handler) -> Answer:
    """A written answer."""
    return Answer(Accepts.TEXT, handler)


def secret(handler: Handler) -> Answer:
    """A password or code: deleted at once (requirement R8), never taken from a forward (R9)."""
    return Answer(Accepts.SECRET, handler)


def media(handler: Handler) -> Sequence[Answer]:
    """A photo, or a file of whatever kind."""
    return Answer(Accepts.PHOTO, handler), Answer(Accepts.DOCUMENT, handler)


def pressed(action: str, handler: Handler) -> Answer:
    """A press on the button with this action."""
    return Answer(Accepts.PRESS, handler, action)


@dataclass(frozen=True)
class Dialogue:
    """A conversation: read its steps from top to bottom as they happen."""

    name: str
    places: Sequence[Place]
    steps: Mapping[StrEnum, Sequence[Answer]] = field(default_factory=dict)
    asks: Mapping[StrEnum, Handler] = field(default_factory=dict)
    """Who puts the question of a step: asked again when an answer was of the wrong kind."""
    keeps: bool = False
    """Whether the answers so far wait for a day when the person goes elsewhere in between."""

    @property
    def needs(self) -> Needs:
        """What its steps ask for: as much as each of its ways in does."""
        return next(each for each in Needs if any(place.needs is each for place in self.places))

    def answers_at(self, step: str) -> Sequence[Answer]:
        """What the step accepts."""
        return next((answers for name, answers in self.steps.items() if name == step), ())

    def ask_of(self, step: str) -> Handler | None:
        """Who puts the question of this step."""
        return next((ask for name, ask in self.asks.items() if name == step), None)
