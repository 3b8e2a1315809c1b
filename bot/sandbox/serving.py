"""Serving an application on this machine only, within the running event loop."""

import asyncio
import contextlib
import socket
from typing import Any

import uvicorn

_HOST = "127.0.0.1"
_STARTS_WITHIN = 10.0  # seconds


class LocalServer:
    """Serves an ASGI application on 127.0.0.1, at a port of its choice or a free one."""

    def __init__(self, app: Any, port: int = 0) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._port = port
        self._server = _QuietServer(
            uvicorn.Config(
                app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1
            )
        )
        self._task: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """Where it is served, without a slash at the end. Known once it has started."""
        return f"http://{_HOST}:{self._socket.getsockname()[1]}"

    async def start(self) -> None:
        """Listen. Raises OSError when the port is taken."""
        self._socket.bind((_HOST, self._port))
        self._task = asyncio.create_task(self._server.serve([self._socket]))
        async with asyncio.timeout(_STARTS_WITHIN):
            await self._server.is_up.wait()

    async def stop(self) -> None:
        """End every connection and listen no more."""
        self._server.should_exit = True
        self._server.force_exit = True
        if self._task is not None:
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        self._socket.close()


class _QuietServer(uvicorn.Server):
    """uvicorn without its signal handlers: the process belongs to somebody else."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_up.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Any:
        yield
