"""Presses that wait for the bot's sign that it has seen them."""

from datetime import datetime, timedelta

from bot.clock import Clock
from bot.sandbox.telegram.refusals import bad_request

_ANSWERED_WITHIN = timedelta(minutes=15)


class Queries:
    """The open presses, and whose they are."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._open: dict[str, tuple[int, datetime]] = {}
        self._count = 4_000_000

    def new(self, person_id: int) -> str:
        """A press has happened."""
        self._count += 1
        self._open[str(self._count)] = person_id, self._clock.now()
        return str(self._count)

    def answer(self, query_id: str) -> int:
        """The bot answers a press. Returns whose it was; refuses with 400 what is too old or unknown."""
        person_id, at = self._open.pop(query_id, (0, datetime.min))
        if not person_id or self._clock.now() - at > _ANSWERED_WITHIN:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        return person_id
