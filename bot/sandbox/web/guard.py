"""The page is for this machine's own browser only.

A foreign page in the same browser could post to a local address, or have its own name point to one
(DNS rebinding): so the host must be this machine, and whoever posts must come from the page itself.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HOSTS = frozenset({"127.0.0.1", "localhost"})
_MOST_FILE_BYTES = 52 * 1024 * 1024  # a bot's largest document, and the form around it
_MOST_JSON_BYTES = 256 * 1024
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class _TooLarge(Exception):
    """The body goes beyond its bound."""


class Guard:
    """ASGI middleware that refuses what does not come from the page, and bounds what does.

    An answer's own Content-Security-Policy stands; every other answer gets the page's.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the page's own requests through."""
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        refusal = _refusal(scope["method"], headers)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        try:
            await self._app(scope, _bounded(receive, _most_bytes(headers)), _marked(send))
        except _TooLarge:
            await PlainTextResponse("too large", 413)(scope, receive, send)


def _refusal(method: str, headers: Headers) -> Response | None:
    host = headers.get("host", "")
    if _hostname(host) not in _HOSTS:
        return PlainTextResponse("this page is for this machine only", 403)
    if method not in {"GET", "HEAD"} and headers.get("origin") != f"http://{host}":
        return PlainTextResponse("only the page itself may post here", 403)
    return None


def _hostname(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _most_bytes(headers: Headers) -> int:
    is_form = headers.get("content-type", "").startswith("multipart/form-data")
    return _MOST_FILE_BYTES if is_form else _MOST_JSON_BYTES


def _bounded(receive: Receive, most: int) -> Receive:
    """Count what arrives: the declared length may be wrong, or missing."""
    received = 0

    async def count() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > most:
            raise _TooLarge
        return message

    return count


def _marked(send: Send) -> Send:
    async def mark(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return mark
