"""A Case Status API in a process of its own that knows every case, and whose answer is always the same."""

import asyncio
import contextlib
import multiprocessing
from collections.abc import Iterator
from datetime import UTC, datetime
from multiprocessing.connection import Connection

from aiohttp import web

from bot.sandbox.case_api import STATUS_PATH, TOKEN_PATH
from bot.sandbox.case_records import SandboxCase

TITLE = "Case Was Received"
_SINCE = datetime(2026, 1, 5, 12, tzinfo=UTC)
_TOKEN = {"access_token": "bench", "expires_in": "1799"}


@contextlib.contextmanager
def case_far_end() -> Iterator[str]:
    """Its address, for as long as it is needed."""
    pipe, other = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(other,), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{pipe.recv()}"
    finally:
        process.terminate()
        process.join(5)


def _serve(pipe: Connection) -> None:
    asyncio.run(_main(pipe))


async def _main(pipe: Connection) -> None:
    app = web.Application()
    app.router.add_post(TOKEN_PATH, _grant)
    app.router.add_get(STATUS_PATH + "/{receipt}", _tell)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    pipe.send(runner.addresses[0][1])
    await asyncio.Event().wait()


async def _grant(_request: web.Request) -> web.Response:
    return web.json_response(_TOKEN)


async def _tell(request: web.Request) -> web.Response:
    case = SandboxCase(request.match_info["receipt"], "I-485", TITLE, submitted=_SINCE, modified=_SINCE)
    return web.json_response(case.as_json())
