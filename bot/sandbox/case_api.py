"""A local Case Status API: the addresses, answers, limits and failures of USCIS's, without USCIS.

`POST /oauth/accesstoken` and `GET /case-status/{receipt}`, as developer.uscis.gov describes them.
"""

import asyncio
import json
import re
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from bot.cases.receipt_number import is_known_prefix
from bot.clock import Clock
from bot.sandbox.case_errors import error
from bot.sandbox.case_faults import BodyFault, Faults
from bot.sandbox.case_records import EASTERN, SandboxCase

TOKEN_PATH = "/oauth/accesstoken"  # noqa: S105 - an address, not a token
STATUS_PATH = "/case-status"

_TOKEN_SECONDS = 1799
_MOST_TOKENS = 100
_MOST_REQUESTS = 1_000
_RECEIPT = re.compile(r"[A-Z]{3}(?:[0-9]{10}|\*[0-9]{9})", re.IGNORECASE)
_OPENS, _CLOSES = 7, 20
_SATURDAY = 5
_HTML_PAGE = (
    "<!DOCTYPE html><html><head><title>Maintenance</title></head><body><h1>Back soon</h1></body></html>"
)


@dataclass(frozen=True, slots=True)
class SeenRequest:
    """A request that the API answered: to which address, about which receipt, with which HTTP status."""

    at: datetime
    path: str
    receipt: str | None
    status: int
    demo_id: str | None


class CaseApi:
    """Answers for `cases` as they are at the moment, unless `faults` say otherwise."""

    def __init__(
        self,
        cases: Mapping[str, SandboxCase],
        faults: Faults,
        clock: Clock,
        *,
        client_id: str,
        client_secret: str,
        new_token: Callable[[], str],
    ) -> None:
        self._cases = cases
        self._faults = faults
        self._clock = clock
        self._client = (client_id, client_secret)
        self._new_token = new_token
        self._tokens: dict[str, datetime] = {}
        self._last_second: deque[datetime] = deque(maxlen=_MOST_REQUESTS)
        self._answered = 0
        self.requests: deque[SeenRequest] = deque(maxlen=_MOST_REQUESTS)
        self.app = Starlette(
            routes=[
                Route(TOKEN_PATH, self._grant, methods=["POST"]),
                Route(f"{STATUS_PATH}/{{receipt}}", self._tell, methods=["GET"]),
            ]
        )

    def expire_tokens(self) -> None:
        """Accept none of the tokens given out so far."""
        self._tokens.clear()

    async def _grant(self, request: Request) -> Response:
        async with request.form(max_files=0, max_fields=10) as form:
            client = (form.get("client_id"), form.get("client_secret"))
            grants = form.get("grant_type") == "client_credentials"
        if self._faults.token_outage is not None:
            response = self._error(self._faults.token_outage)
        elif client != self._client or not grants:
            response = JSONResponse({"ErrorCode": "invalid_client", "Error": "ClientId is Invalid"}, 401)
        else:
            response = JSONResponse(self._granted())
        self._note(request, None, response)
        return response

    def _granted(self) -> dict[str, str]:
        """A new token. Numbers are strings, as the real gateway writes them."""
        now = self._clock.now()
        token = self._new_token()
        kept = [(old, until) for old, until in self._tokens.items() if until > now][1 - _MOST_TOKENS :]
        self._tokens = dict(kept) | {token: now + timedelta(seconds=_TOKEN_SECONDS)}
        return {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": str(_TOKEN_SECONDS),
            "issued_at": str(int(now.timestamp() * 1000)),
            "status": "approved",
            "scope": "",
            "api_product_list": "[Case Status API - Sandbox]",
            "organization_name": "uscis",
            "refresh_token_expires_in": "0",
        }

    async def _tell(self, request: Request) -> Response:
        receipt = request.path_params["receipt"]
        await self._dawdle(request)
        status = self._refusal(request) or self._unfit(receipt)
        response = self._error(status) if status else self._answer(self._cases[receipt.upper()])
        self._note(request, receipt, response)
        return response

    async def _dawdle(self, request: Request) -> None:
        if self._faults.slow_seconds:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._faults.slow_seconds):
                    while (await request.receive())["type"] != "http.disconnect":
                        pass

    def _refusal(self, request: Request) -> int | None:
        """The HTTP status by which the gateway turns the request away, if it does."""
        faults = self._faults
        if faults.hiccups:
            return faults.hiccups.pop(0)
        if faults.outage is not None:
            return faults.outage
        if faults.closed_hours and not _is_open(self._clock.now()):
            return 503
        if not self._accepts(request.headers.get("authorization", "")):
            return 401
        return 429 if self._is_too_fast() else None

    def _accepts(self, authorization: str) -> bool:
        until = self._tokens.get(authorization.removeprefix("Bearer "))
        return until is not None and self._clock.now() < until and not self._faults.refuses_tokens

    def _is_too_fast(self) -> bool:
        now = self._clock.now()
        while self._last_second and self._last_second[0] <= now - timedelta(seconds=1):
            self._last_second.popleft()
        if self._faults.rate_limit is not None and len(self._last_second) >= self._faults.rate_limit:
            return True
        self._last_second.append(now)
        return False

    def _unfit(self, receipt: str) -> int | None:
        """422 for what is no receipt number, 404 for a number without a case, None if there is one."""
        if receipt.upper() in self._cases:
            return None
        fits = _RECEIPT.fullmatch(receipt) and is_known_prefix(receipt[:3].upper())
        return 404 if fits else 422

    def _answer(self, case: SandboxCase) -> Response:
        self._answered += 1
        body = case.as_json()
        told = body["case_status"]
        match self._faults.of_body(case.receipt, self._answered):
            case BodyFault.GARBLED:
                return _json(json.dumps(body).replace('\\"', '"'))
            case BodyFault.HTML_PAGE:
                return HTMLResponse(_HTML_PAGE)
            case BodyFault.WRONG_RECEIPT:
                told["receiptNumber"] = "EAC9999999999"
            case BodyFault.TRUNCATED:
                text = json.dumps(body)
                return _json(text[: len(text) // 2])
            case BodyFault.OVERSIZED:
                told["current_case_status_desc_en"] += "x" * 1024 * 1024
        return _json(json.dumps(body))

    def _error(self, status: int) -> Response:
        return error(status, shape=self._faults.error_shape, retry_after=self._faults.retry_after)

    def _note(self, request: Request, receipt: str | None, response: Response) -> None:
        self.requests.append(
            SeenRequest(
                at=self._clock.now(),
                path=TOKEN_PATH if receipt is None else STATUS_PATH,
                receipt=receipt,
                status=response.status_code,
                demo_id=request.headers.get("demo_id"),
            )
        )


def _json(text: str) -> Response:
    return Response(text, media_type="application/json")


def _is_open(now: datetime) -> bool:
    local = now.astimezone(EASTERN)
    return local.weekday() < _SATURDAY and _OPENS <= local.hour < _CLOSES
