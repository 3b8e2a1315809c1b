"""One HTTP request to USCIS: in its turn, within the budget, bounded in time and size, patient within reason.

A request is repeated only where that can help and does no harm: when no answer came, or the gateway says
500, 502 or 504. At 429, 503, or when repeating did not help, USCIS is left alone for a while: until then
every request of the process fails at once, naming the time, without a connection being made.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import aiohttp
import stamina
import structlog

from bot.cases.sources.budget import Budget
from bot.cases.sources.pace import Pace, Pause, QueueTooLong
from bot.cases.sources.source import SourceBusy, SourceClosed, SourceGarbled, SourceUnavailable
from bot.cases.sources.uscis_answers import read_fault
from bot.clock import Clock
from bot.open_hours import OpenHours

_LARGEST_BODY = 256 * 1024
_PASSING_STATUSES = frozenset({500, 502, 504})

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Request:
    """What to send. `url` and `headers` hold what no log may, so they are left out of the text form."""

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, if it was none of the answers that mean "not now"."""

    status: int
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Closure:
    """Why and until when USCIS is left alone."""

    kind: type[SourceBusy] | type[SourceUnavailable]
    why: str
    retry_at: datetime
    said: str | None

    def error(self) -> SourceBusy | SourceUnavailable:
        return self.kind(self.why, retry_at=self.retry_at, said=self.said)


class _Hiccup(Exception):
    """No answer, or one that may be another at the next try. Its text is made of our words only."""


_patiently = stamina.AsyncRetryingCaller(attempts=3, timeout=None).on(_Hiccup)


class UscisWire:
    """Sends requests and answers for the limits that all of them share."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        pace: Pace,
        budget: Budget,
        clock: Clock,
        pause: Pause,
        timeout: timedelta,
        hours: OpenHours | None = None,
    ) -> None:
        self._session = session
        self._pace = pace
        self._budget = budget
        self._clock = clock
        self._pause = pause
        self._timeout = aiohttp.ClientTimeout(total=timeout.total_seconds())
        self._hours = hours
        self._closure: _Closure | None = None

    async def ask(self, request: Request) -> Answer:
        """The answer to `request`, whatever it says, unless it says "not now".

        Raises SourceBusy, SourceUnavailable (SourceClosed), SourceGarbled (too large an answer), BudgetSpent.
        """
        self._respect_closure()
        try:
            return await _patiently(self._ask_once, request)
        except _Hiccup as hiccup:
            raise self._close(SourceUnavailable, str(hiccup)).error() from None

    async def _ask_once(self, request: Request) -> Answer:
        try:
            await self._pace.turn()
        except QueueTooLong as queue:
            raise SourceBusy(
                "too many look-ups are waiting", retry_at=self._clock.now() + queue.wait
            ) from None
        self._respect_closure()  # others may have been refused while this one waited
        await self._budget.take(self._clock.now())
        try:
            return await self._exchange(request)
        except (TimeoutError, aiohttp.ClientError) as error:
            # The library's text may hold the address, and the address holds the receipt number.
            raise _Hiccup(f"no answer ({type(error).__name__})") from None

    async def _exchange(self, request: Request) -> Answer:
        async with self._session.request(
            request.method,
            request.url,
            headers=request.headers,
            data=request.form,
            timeout=self._timeout,
            allow_redirects=False,  # the token is for this address only
        ) as response:
            body = await _bounded_body(response)
            if response.status in _PASSING_STATUSES:
                raise _Hiccup(f"it answered {response.status}")
            if response.status in {429, 503}:
                kind = SourceBusy if response.status == 429 else SourceUnavailable
                raise self._close(
                    kind, f"it answered {response.status}", body, _retry_after(response)
                ).error()
            self._pause.end()
            return Answer(response.status, body)

    def _respect_closure(self) -> None:
        opening = self._hours.next_opening(self._clock.now()) if self._hours else None
        if opening:
            raise SourceClosed("it is outside its hours", retry_at=opening)
        closure = self._standing_closure()
        if closure:
            raise closure.error()

    def _standing_closure(self) -> _Closure | None:
        closure = self._closure
        return closure if closure and self._clock.now() < closure.retry_at else None

    def _close(
        self,
        kind: type[SourceBusy] | type[SourceUnavailable],
        why: str,
        body: bytes = b"",
        asked_for: timedelta = timedelta(),
    ) -> _Closure:
        """Leave USCIS alone from now on. Requests that were under way together count as one refusal."""
        standing = self._standing_closure()
        if standing:
            return standing
        fault = read_fault(body)
        retry_at = self._pause.after_refusal(self._clock.now(), asked_for)
        self._closure = _Closure(kind, why, retry_at, fault.message if fault else None)
        log.warning("uscis.left_alone", why=why, until=retry_at.isoformat())
        return self._closure


async def _bounded_body(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > _LARGEST_BODY:
            response.close()
            raise SourceGarbled("the answer is too large")
    return bytes(body)


def _retry_after(response: aiohttp.ClientResponse) -> timedelta:
    """The wait in seconds that the answer asks for (RFC 9110 section 10.2.3); the API promises none."""
    seconds = response.headers.get("Retry-After", "")
    return timedelta(seconds=int(seconds)) if re.fullmatch("[0-9]{1,6}", seconds) else timedelta()
