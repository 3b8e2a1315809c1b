"""The desk from which the sandbox's cases are moved: USCIS's part, played by hand."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from starlette.applications import Starlette

from bot.cases.receipt_number import ReceiptNumber
from bot.clock import Clock
from bot.sandbox.case_api import CaseApi, SeenRequest
from bot.sandbox.case_faults import Faults
from bot.sandbox.case_records import SandboxCase
from bot.sandbox.case_wording import TITLES
from bot.sandbox.staging_cases import staging_cases

_MOST_CASES = 10_000


class CaseDesk:
    """Holds the cases of a local Case Status API, and what goes wrong at it.

    It begins with the official staging numbers and one electronic case. `app` is the API, to be mounted or
    served; its addresses are `case_api.TOKEN_PATH` and `case_api.STATUS_PATH`.
    """

    client_id = "casebell-sandbox"
    titles = tuple(TITLES)
    """Statuses that a case may be moved to, in the order in which it may well go through them."""

    def __init__(self, clock: Clock, *, new_secret: Callable[[], str] = secrets.token_urlsafe) -> None:
        self._clock = clock
        self._cases = {case.receipt: case for case in staging_cases()}
        self.client_secret = new_secret()
        self.faults = Faults()
        self._api = CaseApi(
            self._cases,
            self.faults,
            clock,
            client_id=self.client_id,
            client_secret=self.client_secret,
            new_token=new_secret,
        )

    @property
    def app(self) -> Starlette:
        """The Case Status API."""
        return self._api.app

    @property
    def cases(self) -> Mapping[str, SandboxCase]:
        """The cases by receipt number, as they stand."""
        return MappingProxyType(self._cases)

    @property
    def requests(self) -> Sequence[SeenRequest]:
        """The last requests that the API answered, oldest first."""
        return self._api.requests

    def has(self, receipt: str, title: str, *, form: str = "I-130") -> None:
        """Let there be a case with this status since now, in place of one that there was.

        Raises ValueError for what is no receipt number, and when the desk is full.
        """
        number = ReceiptNumber(receipt).value
        if len(self._cases) >= _MOST_CASES and number not in self._cases:
            raise ValueError("the case desk is full")
        now = self._clock.now()
        self._cases[number] = SandboxCase(number, form, title, submitted=now, modified=now)

    def moves(self, receipt: str, title: str) -> None:
        """Move the case to this status; the one it had joins its history. KeyError for an unknown case."""
        self._cases[receipt] = self._cases[receipt].moved(title, self._clock.now())

    def forgets(self, receipt: str) -> None:
        """Let the API know nothing of this case any more. KeyError for an unknown case."""
        del self._cases[receipt]

    def expires_tokens(self) -> None:
        """Let every token that was given out be spent as of now."""
        self._api.expire_tokens()
