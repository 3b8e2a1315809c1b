"""What every part is given."""

from collections.abc import Callable
from contextlib import AbstractContextManager, AsyncExitStack
from dataclasses import dataclass

from bot.clock import Clock
from bot.config.settings import Settings
from storage.database import Database
from storage.ids import Ids

Randomness = Callable[[int], bytes]


@dataclass(frozen=True)
class Means:
    """The settings, the database, and what comes in from outside: time, chance, identifiers."""

    settings: Settings
    database: Database
    clock: Clock
    ids: Ids
    randomness: Randomness
    while_waiting: Callable[[], AbstractContextManager[None]]
    """What happens in a chat whose answer waits for something slow."""
    closing: AsyncExitStack
    """What is to be closed when the house is."""

    def chance(self) -> float:
        """A number from 0 to 1."""
        return int.from_bytes(self.randomness(4)) / 2**32
