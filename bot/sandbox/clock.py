"""A clock that can be moved on by hand."""

from datetime import datetime, timedelta

from bot.clock import Clock, SystemClock


class MovableClock:
    """Runs with the machine's clock, ahead of it by as much as it was moved on."""

    def __init__(self, start: Clock | None = None) -> None:
        self._beneath = start or SystemClock()
        self._ahead = timedelta()

    def begin_at(self, moment: datetime) -> None:
        """Let it be `moment` now, be that in the past: for a world that is begun anew from what was kept."""
        self._ahead = moment - self._beneath.now()

    @property
    def ahead(self) -> timedelta:
        """How far this clock runs ahead of the one beneath it."""
        return self._ahead

    def now(self) -> datetime:
        """The present moment of the sandbox, in UTC."""
        return self._beneath.now() + self._ahead

    def move_on(self, by: timedelta) -> None:
        """Let `by` pass at once. Time never runs backwards: a negative span is a ValueError."""
        if by < timedelta():
            raise ValueError("time moves forwards only")
        self._ahead += by
