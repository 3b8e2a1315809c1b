"""The clock beneath a sandbox in tests: a morning on which nobody sleeps yet, the same one in every run."""

from datetime import UTC, datetime

BEGIN = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
"""Ten o'clock in New York, on a Wednesday. Days that tests name stand in a fixed distance to it."""


class MorningClock:
    """Runs as the machine's does, from that morning on."""

    def __init__(self) -> None:
        self._ahead = BEGIN - datetime.now(UTC)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead


MORNING = MorningClock()
"""One for all tests of a process: what was kept of one sandbox goes on in another."""
