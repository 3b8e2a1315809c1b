"""What a source of case statuses is asked, what it answers, and how it fails.

A source answers one question: what is the state of this receipt number now? Every failure has a name of
its own, because each asks for something else: another number, another time, or the operator.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.cases.descriptions import Description
from bot.cases.receipts import ReceiptNumber


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """An earlier step of the case as its source tells it: a title or a whole sentence."""

    on: date
    text: str
    text_es: str | None


@dataclass(frozen=True, slots=True)
class Observation:
    """What a source said of a case at `observed_at` (UTC).

    Texts are plain, bounded and free of deceiving characters, the title otherwise word for word.
    `submitted` and `modified` are days by the source's own calendar, None where it does not say: never
    compare cases by them (`bot.cases.statuses.change_key`). `history` is in order of its days.
    """

    receipt: ReceiptNumber
    form: str | None
    title: str
    description: Description
    title_es: str | None
    description_es: Description | None
    submitted: date | None
    modified: date | None
    history: tuple[HistoryEntry, ...]
    observed_at: datetime
    source: str


class LookUpFailed(Exception):
    """A look-up without an answer; the case stays as it was last known.

    `said` is the source's own explanation as plain text, to be shown to the person; it is kept out of the
    exception's text, which is made of our words and goes into logs.
    """

    def __init__(self, why: str, *, said: str | None = None) -> None:
        super().__init__(why)
        self.said = said


class ReceiptUnknown(LookUpFailed):
    """The source knows no such receipt, or may not speak of it (8 U.S.C. 1367 protects some persons)."""


class NoSource(LookUpFailed):
    """There is nobody to ask: the operator has not set up a source."""


class ReceiptRefused(LookUpFailed):
    """The source says that this cannot be a receipt number."""


class SourceUnavailable(LookUpFailed):
    """The source cannot be reached or is closed; not worth asking again before `retry_at`."""

    def __init__(self, why: str, *, retry_at: datetime, said: str | None = None) -> None:
        super().__init__(why, said=said)
        self.retry_at = retry_at


class SourceClosed(SourceUnavailable):
    """The source keeps hours, and these are not among them: nothing is wrong, and nobody was asked."""


class SourceBusy(LookUpFailed):
    """We ask more than the source allows at once; not worth asking again before `retry_at`."""

    def __init__(self, why: str, *, retry_at: datetime, said: str | None = None) -> None:
        super().__init__(why, said=said)
        self.retry_at = retry_at


class SourceGarbled(LookUpFailed):
    """The answer cannot be understood or is about another case, so nothing is believed of it."""


class SourceRefusesUs(LookUpFailed):
    """The source does not accept our credentials: the operator must look to them."""


class BudgetSpent(LookUpFailed):
    """The day's look-ups are used up; more come at `until`."""

    def __init__(self, *, until: datetime) -> None:
        super().__init__("the day's look-ups are used up")
        self.until = until


class Source(Protocol):
    """Tells the present state of a case."""

    @property
    def name(self) -> str:
        """What observations and settings call it."""
        ...

    async def look_up(self, receipt: ReceiptNumber) -> Observation:
        """The state of `receipt` now. Raises one of the kinds of LookUpFailed."""
        ...
