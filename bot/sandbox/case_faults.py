"""What can go wrong at the sandbox's Case Status API, each at will: all of it was seen at the real one."""

import zlib
from dataclasses import dataclass, field
from enum import StrEnum


class BodyFault(StrEnum):
    """What is wrong with an answer whose status is 200."""

    GARBLED = "garbled"
    """Quotation marks inside a link are not escaped, so that it is no JSON."""
    HTML_PAGE = "html-page"
    """A maintenance page in place of the answer."""
    WRONG_RECEIPT = "wrong-receipt"
    """The answer to somebody else's question."""
    TRUNCATED = "truncated"
    """Its second half is missing."""
    OVERSIZED = "oversized"
    """A megabyte of description."""


class ErrorShape(StrEnum):
    """How an error answer is written; the real API was seen to use more than one."""

    SPECIFIED = "specified"
    BARE = "bare"
    NESTED = "nested"
    LISTED = "listed"
    GATEWAY = "gateway"
    EMPTY = "empty"


@dataclass(slots=True)
class Faults:
    """What goes wrong from now on; as it is made, nothing does."""

    body: BodyFault | None = None
    """In every answer."""
    garbled: set[str] = field(default_factory=set)
    """Receipt numbers whose answers are garbled."""
    garbled_every: int | None = None
    """Every how manyth answer is garbled."""
    garbled_share: float = 0.0
    """How large a share of receipt numbers, always the same ones, has garbled answers: 0 to 1."""
    outage: int | None = None
    """The HTTP status of every status request."""
    hiccups: list[int] = field(default_factory=list)
    """The HTTP statuses of the next status requests, one each."""
    token_outage: int | None = None
    """The HTTP status of every token request."""
    refuses_tokens: bool = False
    """No token is accepted, however fresh."""
    rate_limit: int | None = 5
    """Status requests allowed a second, as in USCIS's sandbox; None for no limit."""
    retry_after: str | None = None
    """A Retry-After header for errors, which the real API was not seen to send."""
    slow_seconds: float = 0.0
    """How long each answer is held back, or until the caller hangs up."""
    closed_hours: bool = False
    """Answer only on weekdays from 7 to 20 o'clock Eastern, as USCIS's sandbox does."""
    error_shape: ErrorShape | None = None
    """The shape of every error; None for the one that its status was seen in."""

    def of_body(self, receipt: str, nth: int) -> BodyFault | None:
        """What is wrong with the `nth` answer, which is about `receipt`."""
        if self.body is not None:
            return self.body
        by_count = self.garbled_every is not None and nth % self.garbled_every == 0
        by_share = zlib.crc32(receipt.encode()) % 1000 < self.garbled_share * 1000
        return BodyFault.GARBLED if by_count or by_share or receipt in self.garbled else None
