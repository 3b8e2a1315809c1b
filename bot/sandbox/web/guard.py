"""The page is for this machine's own browser only.

A foreign page in the same browser could post to a local address, or have its own name point to one:
so the host must be this machine, and whoever posts must come from the page itself.
"""

from urllib.parse import urlsplit

from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

_HOSTS = frozenset({"127.0.0.1", "localhost"})
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_MOST_BYTES = 52 * 1024 * 1024


class Guard(BaseHTTPMiddleware):
    """Refuses what does not come from the page, and bounds what does."""

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        """Let the page's own requests through."""
        if urlsplit(f"//{request.headers.get('host', '')}").hostname not in _HOSTS:
            return PlainTextResponse("this page is for this machine only", 403)
        if request.method == "POST":
            origin = urlsplit(request.headers.get("origin", ""))
            if f"{origin.hostname}:{origin.port}" != f"{request.url.hostname}:{request.url.port}":
                return PlainTextResponse("only the page itself may post here", 403)
            if int(request.headers.get("content-length") or 0) > _MOST_BYTES:
                return PlainTextResponse("too large", 413)
        response = await call_next(request)
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        return response
