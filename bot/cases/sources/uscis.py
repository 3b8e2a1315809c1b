"""The official Case Status API of USCIS ("Torch", developer.uscis.gov) as a source.

It answers for one receipt number at a time and is only asked, never tells. Only organisations in the United
States are given keys to it, so the bot must be complete without it.
"""

from collections.abc import Callable
from datetime import timedelta

import aiohttp
import structlog

from bot.cases.receipt_number import ReceiptNumber
from bot.cases.sources.budget import Budget
from bot.cases.sources.pace import Pace, Pause
from bot.cases.sources.source import (
    Observation,
    ReceiptRefused,
    ReceiptUnknown,
    SourceGarbled,
    SourceRefusesUs,
)
from bot.cases.sources.uscis_answers import ApiFault, read_case, read_fault
from bot.cases.sources.uscis_token import AccessToken, AccessTokens, UscisAccess
from bot.cases.sources.uscis_wire import Answer, Request, UscisWire
from bot.clock import Clock
from bot.open_hours import OpenHours

_FIRST_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(hours=1)

log = structlog.get_logger()


class UscisSource:
    """Looks cases up at USCIS. One instance serves the whole process: pace and token are shared in it."""

    name = "uscis"

    def __init__(
        self,
        session: aiohttp.ClientSession,
        access: UscisAccess,
        *,
        budget: Budget,
        pace: Pace,
        clock: Clock,
        timeout: timedelta = timedelta(seconds=20),
        hours: OpenHours | None = None,
        chance: Callable[[], float] = lambda: 0.0,
    ) -> None:
        """`budget` counts every request, those for tokens too; `timeout` bounds each of them.

        Without `hours` it is always open. `chance` gives numbers from 0 to 1, to keep several machines that
        were refused together from coming back together.
        """
        pause = Pause(_FIRST_PAUSE, _LONGEST_PAUSE, chance=chance)
        self._wire = UscisWire(
            session, pace=pace, budget=budget, clock=clock, pause=pause, timeout=timeout, hours=hours
        )
        self._tokens = AccessTokens(self._wire, access, clock)
        self._access = access
        self._clock = clock

    async def look_up(self, receipt: ReceiptNumber) -> Observation:
        """The state of `receipt` now, asked of USCIS.

        Raises ReceiptUnknown, ReceiptRefused, SourceUnavailable (SourceClosed), SourceBusy, SourceGarbled,
        SourceRefusesUs, BudgetSpent.
        """
        try:
            return self._read(await self._ask(receipt), receipt)
        except SourceGarbled as garbled:
            log.warning("uscis.garbled", receipt=receipt.masked, why=str(garbled))
            raise

    async def _ask(self, receipt: ReceiptNumber) -> Answer:
        """Ask, with another token if the first is not accepted, and no third."""
        token = await self._tokens.current()
        answer = await self._wire.ask(self._request(receipt, token))
        if answer.status != 401:
            return answer
        self._tokens.drop(token)
        token = await self._tokens.current()
        answer = await self._wire.ask(self._request(receipt, token))
        if answer.status == 401:
            self._tokens.drop(token)
        return answer

    def _request(self, receipt: ReceiptNumber, token: AccessToken) -> Request:
        headers = {"Authorization": f"Bearer {token.value}", "Accept": "application/json"}
        if self._access.demo_id is not None:
            headers["demo_id"] = self._access.demo_id
        return Request("GET", f"{self._access.api_url.rstrip('/')}/{receipt.value}", headers)

    def _read(self, answer: Answer, receipt: ReceiptNumber) -> Observation:
        match answer.status:
            case 200:
                return read_case(answer.body, receipt, observed_at=self._clock.now(), source=self.name)
            case 404:
                raise ReceiptUnknown("it knows no such receipt number", said=_of_the_api(answer).message)
            case 422:
                raise ReceiptRefused("it refuses the receipt number", said=_of_the_api(answer).message)
            case 401 | 403:
                raise SourceRefusesUs(f"it answered {answer.status} with a fresh token")
            case other:
                raise SourceGarbled(f"it answered {other}")


def _of_the_api(answer: Answer) -> ApiFault:
    """What the API says in an error answer.

    Only the API can say that it knows no such case. A web server's or the gateway's own 404 says that the
    address in the configuration is wrong, and would else tell people that their case does not exist.
    """
    fault = read_fault(answer.body)
    if fault is None or fault.from_gateway:
        raise SourceGarbled(f"it answered {answer.status}, but not in the API's words")
    return fault
