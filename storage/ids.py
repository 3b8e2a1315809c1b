"""Identifiers of rows: unguessable, and in the order of their making."""

import base64
import secrets
from collections.abc import Callable
from datetime import datetime

_MILLISECOND_BYTES = 6
_RANDOM_BYTES = 6


class Ids:
    """Makes identifiers: 48 bits of time and 48 random ones, as 20 letters and digits.

    Time first, so that new rows lie together in an index; base32hex keeps that order.
    """

    def __init__(self, randomness: Callable[[int], bytes] = secrets.token_bytes) -> None:
        self._randomness = randomness
        self._last = 0

    def new(self, now: datetime) -> str:
        """A new identifier, made at `now`."""
        # Never the same millisecond twice: what is made together has an order too.
        self._last = max(int(now.timestamp() * 1000), self._last + 1)
        time = self._last.to_bytes(_MILLISECOND_BYTES, "big")
        return base64.b32hexencode(time + self._randomness(_RANDOM_BYTES)).decode()[:20].lower()
