"""One server for many tests, each with a desk of its own behind it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from starlette.types import Receive, Scope, Send

from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.serving import LocalServer


class StandingClock:
    """Time stands still, so that what depends on it does not depend on the machine."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at


class FarEnd:
    """Hands each request to the desk of the test at hand: a server a test would cost more than the tests."""

    def __init__(self) -> None:
        self.desk: CaseDesk | None = None
        self.url = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self.desk is not None
        await self.desk.app(scope, receive, send)


@asynccontextmanager
async def far_end_served() -> AsyncIterator[FarEnd]:
    far_end = FarEnd()
    server = LocalServer(far_end, port=0)
    await server.start()
    far_end.url = server.url
    try:
        yield far_end
    finally:
        await server.stop()
