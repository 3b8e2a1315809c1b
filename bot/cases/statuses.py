"""What a USCIS status title means: its stage, whether the person must act, whether the case ends there.

USCIS publishes no list of its titles. Those that are known are in `data/case_statuses.tsv`; of others the
stage is guessed from their words, carefully, and where no word tells, the stage is unknown. A title is
always shown to the person as USCIS wrote it.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache

from bot.cases.data import read_table


class Stage(StrEnum):
    """Where on its way a case stands."""

    RECEIVED = "received"
    FEE = "fee"
    BIOMETRICS = "biometrics"
    EVIDENCE_REQUESTED = "evidence_requested"
    IN_REVIEW = "in_review"
    HOLD = "hold"
    NOTICE = "notice"
    TRANSFERRED = "transferred"
    INTERVIEW = "interview"
    OATH = "oath"
    APPROVED = "approved"
    PRODUCED = "produced"
    MAILED = "mailed"
    DELIVERED = "delivered"
    RETURNED = "returned"
    DESTROYED = "destroyed"
    DENIED = "denied"
    REVOKED = "revoked"
    REJECTED = "rejected"
    APPEAL = "appeal"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class StatusMeaning:
    """What a title says about the case.

    `terminal`: the usual course ends here; cases are reopened, so a slow watch goes on.
    `known`: the title is in the table. Of one that is not, the stage is a guess, and it is never called
    terminal, for a wrong guess would stop the watch.
    """

    stage: Stage
    needs_action: bool
    terminal: bool
    known: bool


@lru_cache(maxsize=1024)
def classify(title: str) -> StatusMeaning:
    """What `title` means, whatever its spacing, capitals, punctuation and apostrophes."""
    plain = normalise(title)
    return _table().get(plain) or _guess(plain)


@lru_cache(maxsize=1024)
def normalise(title: str) -> str:
    """`title` in small letters and single spaces, without punctuation and invisible marks.

    An apostrophe or a full stop joins what it stands between ("U.S." is "us"), other signs part it.
    """
    text = unicodedata.normalize("NFKC", title).casefold()
    text = "".join(c for c in text if c not in _JOINING and unicodedata.category(c) != "Cf")
    return " ".join(_WORD.findall(text))


def change_key(title: str) -> str:
    """What two observations of a case are compared by: equal keys are no change.

    Only the title counts. The description repeats it with dates and telephone numbers that are reworded
    without anything having happened, and electronic cases carry no date of change.
    """
    return normalise(title)


def status_date(description: str) -> date | None:
    """The day of the status, if the description names one: "On July 4, 2025, we ..." or "As of ...".

    Other dates in it ("if you do not receive it by ...") are not the status's.
    """
    for month, day, year in _STATUS_DATE.findall(description):
        try:
            return date(int(year), _MONTHS.index(month.capitalize()) + 1, int(day))
        except ValueError:
            continue
    return None


_JOINING = frozenset(
    "'.`\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}"
)
_WORD = re.compile(r"[^\W_]+")
# Not calendar.month_name: that one follows the machine's language.
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_STATUS_DATE = re.compile(
    rf"\b(?:On|As of)\s+({'|'.join(_MONTHS)})\s+(\d{{1,2}}),?\s+(\d{{4}})\b", re.IGNORECASE
)


@cache
def _table() -> dict[str, StatusMeaning]:
    return {
        normalise(row["title"]): StatusMeaning(
            Stage(row["stage"]), row["needs_action"] == "1", row["terminal"] == "1", known=True
        )
        for row in read_table("case_statuses.tsv")
    }


def _has(*patterns: str) -> Callable[[str], bool]:
    """Whether a normalised title has, for each of the patterns, words that match it from a word's begin."""
    wanted = [re.compile(rf"\b(?:{pattern})") for pattern in patterns]
    return lambda title: all(one.search(title) for one in wanted)


_APPOINTMENT = _has(r"(?:re)?scheduled\b")
_SENT_THING = _has(r"card|documents?\b|notices?\b")

# The first rule that fits decides, so the order is part of the rules: an answer to a request for evidence
# is no request, a denied expedite request is no denial, a received fingerprint fee is no receipt of a case.
_RULES: tuple[tuple[Callable[[str], bool], Stage], ...] = (
    (_has(r"response|received\b", "evidence"), Stage.IN_REVIEW),
    (_has("response", r"received\b"), Stage.IN_REVIEW),
    (_has("intent", "deny|revoke|rescind|terminate"), Stage.EVIDENCE_REQUESTED),
    (_has("request", "evidence"), Stage.EVIDENCE_REQUESTED),
    (_has("expedite"), Stage.IN_REVIEW),
    (_has("fingerprint|biometric"), Stage.BIOMETRICS),
    (_has("no longer on hold"), Stage.IN_REVIEW),
    (_has(r"hold\b"), Stage.HOLD),
    (_has(r"withdrawal\b|withdrawn\b"), Stage.WITHDRAWN),
    (_has(r"rejected\b"), Stage.REJECTED),
    (_has(r"denied\b"), Stage.DENIED),
    (_has(r"revoked\b|terminated\b"), Stage.REVOKED),
    (_has(r"returned\b|undeliverable\b|held for 180"), Stage.RETURNED),
    (_has(r"destroyed\b"), Stage.DESTROYED),
    (_has(r"delivered\b"), Stage.DELIVERED),
    (_has(r"mailed\b|picked up\b", r"card|documents?\b"), Stage.MAILED),
    (_has(r"produced\b"), Stage.PRODUCED),
    (_has(r"reopened\b"), Stage.REOPENED),
    (_has("approv"), Stage.APPROVED),
    (_has("interview"), Stage.INTERVIEW),
    (_has(r"oath\b"), Stage.OATH),
    (_has(r"transferred\b|relocated\b|jurisdiction\b"), Stage.TRANSFERRED),
    (_has(r"received\b|accepted\b"), Stage.RECEIVED),
)
_NEGATED = _has(r"(?:not|cannot|never)\b")


def _guess(plain: str) -> StatusMeaning:
    """The stage by keywords. A title that denies something could mean the reverse of its keyword: unknown."""
    fitting = (stage for fits, stage in _RULES if fits(plain))
    stage = Stage.UNKNOWN if _NEGATED(plain) else next(fitting, Stage.UNKNOWN)
    return StatusMeaning(stage, needs_action=_asks_to_act(stage, plain), terminal=False, known=False)


def _asks_to_act(stage: Stage, plain: str) -> bool:
    """Whether a guessed stage calls by its nature for an answer, a new filing, an address or attendance."""
    match stage:
        case Stage.EVIDENCE_REQUESTED | Stage.REJECTED:
            return True
        case Stage.RETURNED:
            return _SENT_THING(plain)
        case Stage.BIOMETRICS | Stage.INTERVIEW | Stage.OATH:
            return _APPOINTMENT(plain)
        case _:
            return False
