"""One server for many tests, each with a local Telegram of its own behind it, and a bot's end of the line."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.sandbox.serving import LocalServer
from bot.sandbox.telegram import LocalTelegram, bot_api

TOKEN = "100000001:local"


async def until(is_so: Callable[[], bool]) -> None:
    """Wait until this is so."""
    while not is_so():  # noqa: ASYNC110 - what is looked at tells nobody when it changes
        await asyncio.sleep(0.01)


class Line:
    """The bot's end: plain HTTP to whichever local Telegram the test has put behind it."""

    def __init__(self) -> None:
        self.telegram: LocalTelegram | None = None
        self.url = ""
        self.session: aiohttp.ClientSession

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self.telegram is not None
        routes = [Route(path, endpoint, methods=["GET", "POST"]) for path, endpoint in bot_api(self.telegram)]
        await Starlette(routes=routes)(scope, receive, send)

    async def calls(self, method: str, *, token: str = TOKEN, **parameters: Any) -> dict[str, Any]:
        """The answer's JSON to a call in JSON; its status must repeat its error code."""
        url = f"{self.url}/bot{token}/{method}"
        async with self.session.post(url, json=parameters) as response:
            body: dict[str, Any] = await response.json()
            assert response.status == body.get("error_code", 200)
            return body

    async def does(self, method: str, **parameters: Any) -> Any:
        """The result of a call that must go well."""
        body = await self.calls(method, **parameters)
        assert body["ok"], body
        return body["result"]

    async def refusal(self, method: str, **parameters: Any) -> str:
        """Why a call is refused, as "400 Bad Request: …"."""
        body = await self.calls(method, **parameters)
        assert not body["ok"], body
        return f"{body['error_code']} {body['description']}"


@asynccontextmanager
async def line_opened() -> AsyncIterator[Line]:
    line = Line()
    server = LocalServer(line)
    await server.start()
    line.url = server.url
    async with aiohttp.ClientSession() as line.session:
        yield line
    await server.stop()
