"""What people ask the organisation for, and what is asked of them for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class SupportKind(StrEnum):
    """What a request is about."""

    TYPO = "typo"
    """A typing error on a notice or a card."""
    NOT_RECEIVED = "not-received"
    """A notice, a document or a card has not come."""
    SLOW = "slow"
    """The case takes longer than is usual."""
    ACCOMMODATION = "accommodation"
    """Help that somebody needs at an appointment."""
    ACCOUNT = "account"
    """Technical trouble with an account."""
    OTHER = "other"


class Question(StrEnum):
    """What can be asked."""

    THING = "thing"
    CASE = "case"
    DAY = "day"
    ADDRESS = "address"
    WORDS = "words"


class Thing(StrEnum):
    """What has not come, or which account it is."""

    NOTICE = "notice"
    DOCUMENT = "document"
    CARD = "card"
    OURS = "ours"
    USCIS = "uscis"


class Closed(StrEnum):
    """Why the staff close a request."""

    DONE = "done"
    NO_ANSWER = "no-answer"
    ONLY_USCIS = "only-uscis"
    TWICE = "twice"


@dataclass(frozen=True)
class Asked:
    """A question of a kind of request."""

    question: Question
    may_be_skipped: bool = False
    ahead: bool = False
    """Whether the day that is asked for is still to come."""


_CASE: Final = Asked(Question.CASE, may_be_skipped=True)
_DAY: Final = Asked(Question.DAY, may_be_skipped=True)
_WORDS: Final = Asked(Question.WORDS)

QUESTIONS: Final[Mapping[SupportKind, Sequence[Asked]]] = {
    SupportKind.TYPO: (_CASE, _DAY, _WORDS),
    SupportKind.NOT_RECEIVED: (
        Asked(Question.THING),
        _CASE,
        _DAY,
        Asked(Question.ADDRESS),
        Asked(Question.WORDS, may_be_skipped=True),
    ),
    SupportKind.SLOW: (_CASE, _DAY, Asked(Question.WORDS, may_be_skipped=True)),
    SupportKind.ACCOMMODATION: (_CASE, Asked(Question.DAY, may_be_skipped=True, ahead=True), _WORDS),
    SupportKind.ACCOUNT: (Asked(Question.THING), _WORDS),
    SupportKind.OTHER: (_CASE, _WORDS),
}

THINGS: Final[Mapping[SupportKind, Sequence[Thing]]] = {
    SupportKind.NOT_RECEIVED: (Thing.NOTICE, Thing.DOCUMENT, Thing.CARD),
    SupportKind.ACCOUNT: (Thing.OURS, Thing.USCIS),
}

OFFICIAL_WAYS: Final[Mapping[SupportKind, str]] = {
    SupportKind.TYPO: "https://egov.uscis.gov/e-request",
    SupportKind.NOT_RECEIVED: "https://egov.uscis.gov/e-request",
    SupportKind.SLOW: "https://egov.uscis.gov/processing-times/",
    SupportKind.ACCOMMODATION: "https://egov.uscis.gov/e-request",
    SupportKind.ACCOUNT: "https://my.uscis.gov/account/v1/needhelp",
}
"""Where USCIS itself takes it: what only they can put right is asked for there."""

LONGEST_WORDS: Final = 800
"""Characters of one answer: a message of the chat holds 4,096 with everything else."""
LONGEST_REPLY: Final = 1000
LONGEST_ADDRESS: Final = 250
