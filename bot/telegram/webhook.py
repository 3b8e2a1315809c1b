"""The webhook: Telegram posts updates to us; 200 means that they are on disk (requirement R22).

TLS is the business of the operator's proxy in front of it.
"""

import hmac
import json
from typing import Any

import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.telegram.inbox import Inbox
from storage.database import DatabaseUnavailable

_log = structlog.get_logger()
_MAX_BODY = 1024 * 1024  # bytes; an update is a few kilobytes
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name


class Webhook:
    """Takes updates that Telegram posts."""

    def __init__(self, inbox: Inbox, secret: str, path: str) -> None:
        self._inbox = inbox
        self._secret = secret.encode()
        self.app = Starlette(routes=[Route(path, self._take, methods=["POST"])])

    async def _take(self, request: Request) -> Response:
        given = request.headers.get(_SECRET_HEADER, "").encode()
        if not hmac.compare_digest(given, self._secret):
            _log.warning("webhook_refused", reason="secret")
            return PlainTextResponse("forbidden", 403)
        body = await _bounded_body(request)
        if body is None:
            return PlainTextResponse("too large", 413)
        update = _update_in(body)
        if update is None:
            return PlainTextResponse("not an update", 400)
        try:
            await self._inbox.take([update])
        except DatabaseUnavailable:
            # Telegram posts it again later.
            return PlainTextResponse("not now", 503)
        return Response(status_code=200)


def _update_in(body: bytes) -> dict[str, Any] | None:
    """The update, or None for what cannot be one."""
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return update if isinstance(update, dict) and isinstance(update.get("update_id"), int) else None


async def _bounded_body(request: Request) -> bytes | None:
    """The body, or None once it is longer than any update is."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_BODY:
            return None
    return body
