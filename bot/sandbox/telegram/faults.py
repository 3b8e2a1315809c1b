"""What goes wrong at Telegram, on demand."""

from collections import defaultdict, deque
from dataclasses import dataclass


@dataclass(frozen=True)
class TooManyRequests:
    """429: leave me alone for so many seconds."""

    retry_after: int


@dataclass(frozen=True)
class ServerError:
    """A 5xx: JSON for a 500 of Telegram's own, a page of HTML from what stands before it for the rest."""

    code: int = 502


@dataclass(frozen=True)
class Garbage:
    """200 with something that is no JSON."""

    body: bytes = b"<html>upstream error</html>"


@dataclass(frozen=True)
class CutConnection:
    """The connection ends without an answer; nothing was done."""


@dataclass(frozen=True)
class CutAfterDoing:
    """The thing is done, and the connection ends before the answer: the outcome is unknown."""


@dataclass(frozen=True)
class Hang:
    """No answer, until the caller hangs up; nothing was done."""


@dataclass(frozen=True)
class HangAfterDoing:
    """The thing is done, and no answer comes until the caller hangs up: the outcome is unknown."""


Fault = TooManyRequests | ServerError | Garbage | CutConnection | CutAfterDoing | Hang | HangAfterDoing


class Faults:
    """The faults to come, by method."""

    def __init__(self) -> None:
        self._coming: dict[str, deque[Fault]] = defaultdict(deque)

    def next(self, method: str, fault: Fault, times: int = 1) -> None:
        """Let the next calls of a method meet this fault."""
        self._coming[method].extend([fault] * times)

    def take(self, method: str) -> Fault | None:
        """The fault that this call meets."""
        coming = self._coming.get(method)
        return coming.popleft() if coming else None

    @property
    def are_over(self) -> bool:
        """Whether all that was to go wrong has gone wrong."""
        return not any(self._coming.values())

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._coming.clear()
