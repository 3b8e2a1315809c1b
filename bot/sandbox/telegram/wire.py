"""The Bot API over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

import hmac
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from copy import deepcopy
from http import HTTPStatus
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

from bot.sandbox.telegram.faults import (
    CutAfterDoing,
    CutConnection,
    Fault,
    Garbage,
    Hang,
    HangAfterDoing,
    ServerError,
    TooManyRequests,
)
from bot.sandbox.telegram.files import Upload
from bot.sandbox.telegram.parameters import METHODS, read_parameters
from bot.sandbox.telegram.refusals import Refusal, bad_request, too_many_requests
from bot.sandbox.telegram.world import LocalTelegram, RecordedRequest

_PROXY_PAGE = (
    "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n"
    "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)

Endpoint = Callable[[Request], Awaitable[Response]]


def bot_api(telegram: LocalTelegram) -> Sequence[tuple[str, Endpoint]]:
    """The addresses of a local Telegram's Bot API, and what answers there."""
    wire = _Wire(telegram)
    return (("/bot{token}/{method}", wire.call), ("/file/bot{token}/{path:path}", wire.download))


class _CutOff(Response):
    """An answer that never comes: the connection ends in its middle."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})
        raise ConnectionResetError("cut on purpose")


class _NoAnswer(Response):
    """An answer that never comes, however long the caller waits."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass


class _Wire:
    def __init__(self, telegram: LocalTelegram) -> None:
        self._telegram = telegram

    async def call(self, request: Request) -> Response:
        method = request.path_params["method"]
        try:
            self._check_token(request)
            if method not in METHODS:
                raise Refusal(404, "Not Found: method not found")
            given = await _given(request)
        except Refusal as refused:
            return JSONResponse(refused.body(), refused.code)
        fault = self._telegram.faults.take(method)
        if fault is not None and not isinstance(fault, CutAfterDoing | HangAfterDoing):
            return _faulty(fault)
        status, body = await self._do(method, given)
        if method != "getUpdates":
            self._telegram.requests.append(RecordedRequest(method, _without_files(given), deepcopy(body)))
        return _Json(body, status) if fault is None else _faulty(fault)

    async def _do(self, method: str, given: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        try:
            result = await self._telegram.methods.find(method)(read_parameters(method, given))
        except Refusal as refused:
            return refused.code, refused.body()
        return 200, {"ok": True, "result": result}

    async def download(self, request: Request) -> Response:
        try:
            self._check_token(request)
            file = self._telegram.files.at(request.path_params["path"])
        except Refusal as refused:
            return JSONResponse(refused.body(), refused.code)
        if file is None:
            return JSONResponse(Refusal(404, "Not Found").body(), 404)
        return Response(file.data, media_type="application/octet-stream")

    def _check_token(self, request: Request) -> None:
        if not hmac.compare_digest(request.path_params["token"].encode(), self._telegram.token.encode()):
            raise Refusal(401, "Unauthorized")


class _Json(JSONResponse):
    def render(self, content: Any) -> bytes:
        return json.dumps(content, ensure_ascii=False).encode()


def _faulty(fault: Fault) -> Response:
    match fault:
        case TooManyRequests():
            refused = too_many_requests(fault.retry_after)
            return JSONResponse(refused.body(), refused.code)
        case ServerError(500):
            refused = Refusal(500, "Internal Server Error")
            return JSONResponse(refused.body(), refused.code)
        case ServerError():
            phrase = HTTPStatus(fault.code).phrase
            return HTMLResponse(_PROXY_PAGE.format(title=f"{fault.code} {phrase}"), fault.code)
        case Garbage():
            return Response(fault.body, media_type="text/html")
        case CutConnection() | CutAfterDoing():
            return _CutOff()
        case Hang() | HangAfterDoing():
            return _NoAnswer()


async def _given(request: Request) -> dict[str, Any]:
    """The parameters from the address and the body, whichever form that has; files as `Upload`."""
    given: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        try:
            body = await request.json()
        except ValueError:
            raise bad_request("can't parse JSON") from None
        if not isinstance(body, dict):
            raise bad_request("object expected")
        given |= body
    elif kind:
        async with request.form() as form:
            for name, value in form.items():
                given[name] = await _upload(value) if isinstance(value, UploadFile) else value
    return _with_attached(given)


async def _upload(value: UploadFile) -> Upload:
    return Upload(await value.read(), value.filename or "file", value.content_type or "")


def _with_attached(given: dict[str, Any]) -> dict[str, Any]:
    """Put files in the place of the `attach://` names that point to them."""
    for name, value in list(given.items()):
        if isinstance(value, str) and value.startswith("attach://"):
            given[name] = given.pop(value.removeprefix("attach://"), None)
    return given


def _without_files(given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: f"<{len(value.data)} bytes>" if isinstance(value, Upload) else value
        for name, value in given.items()
    }
