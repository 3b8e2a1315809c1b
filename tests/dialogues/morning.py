"""The clock beneath a sandbox in tests: whatever hour it is, the day has begun and nobody sleeps yet."""

from datetime import UTC, datetime


class MorningClock:
    """Runs as the machine's does, from ten o'clock in New York on the day on which the tests began."""

    def __init__(self) -> None:
        began = datetime.now(UTC)
        self._ahead = began.replace(hour=15, minute=0, second=0, microsecond=0) - began

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead


MORNING = MorningClock()
"""One for all tests of a process: what was kept of one sandbox goes on in another."""
