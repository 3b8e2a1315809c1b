"""Serving an application on this machine only."""

from starlette.types import ASGIApp

from bot.telegram.listening import Listener

_HOST = "127.0.0.1"


class LocalServer(Listener):
    """Serves an ASGI application on 127.0.0.1, at a port of its choice or a free one."""

    def __init__(self, app: ASGIApp, port: int = 0) -> None:
        # Whoever stops a sandbox does not wait for what is under way in it.
        super().__init__(app, _HOST, port, ends_within=1)

    @property
    def url(self) -> str:
        """Where it is served, without a slash at the end. Known once it has started."""
        return f"http://{_HOST}:{self.port}"
