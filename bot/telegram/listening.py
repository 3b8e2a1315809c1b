"""Serving an application over HTTP within the running event loop."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

_STARTS_WITHIN = 10.0  # seconds
_TICK = 0.1  # seconds, as uvicorn counts them: with each tenth it renews the Date header
_TICKS = 864_000
_LOOK = 0.005  # seconds: at its end, whether what is under way is done


class CannotListen(OSError):
    """The address or port is not to be had."""


class Listener:
    """Serves an application at one address; at port 0, at any free port."""

    def __init__(self, app: ASGIApp, host: str, port: int, *, ends_within: int = 5) -> None:
        """`ends_within` are the seconds that requests under way are given when it stops."""
        self._address = host, port
        self._socket: socket.socket | None = None
        self._server = _Server(
            uvicorn.Config(
                app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=ends_within
            )
        )
        self._task: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The port that is listened on. Known once it has started."""
        if self._socket is None:
            raise CannotListen("not listening yet")
        port: int = self._socket.getsockname()[1]
        return port

    async def start(self) -> None:
        """Listen. Raises CannotListen."""
        host, port = self._address
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            self._socket = socket.create_server((host, port), family=family)
        except OSError as error:
            raise CannotListen(f"cannot listen on {host}:{port}: {error.strerror}") from error
        # asyncio does so only for sockets that name their protocol, which this one does not; what it accepts
        # inherits it. Without it an answer of two writes waits 40 ms for the client's acknowledgement.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._task = asyncio.create_task(self._server.serve([self._socket]))
        async with asyncio.timeout(_STARTS_WITHIN):
            await self._server.is_up.wait()

    async def ended(self) -> None:
        """Return when it listens no more."""
        if self._task is not None:
            await asyncio.shield(self._task)

    async def stop(self) -> None:
        """Finish what is under way and listen no more."""
        self._server.end()
        if self._task is not None:
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        if self._socket is not None:
            self._socket.close()


class _Server(uvicorn.Server):
    """uvicorn that says when it is up, and without its signal handlers: the process has its own."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = asyncio.Event()
        self._ending = asyncio.Event()

    def end(self) -> None:
        """Serve no more, at once: the loop as it is inherited would look for that ten times a second."""
        self.should_exit = True
        self._ending.set()

    async def main_loop(self) -> None:
        ticks = 0
        while not await self.on_tick(ticks):
            ticks = (ticks + 1) % _TICKS
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), _TICK)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish what is under way. The inherited one sleeps a tenth of a second even when nothing is."""
        for server in self.servers:
            server.close()
        for each in sockets or []:
            each.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.config.timeout_graceful_shutdown):
                while self.server_state.connections or self.server_state.tasks:  # noqa: ASYNC110 - theirs tell nobody
                    await asyncio.sleep(_LOOK)
        for task in self.server_state.tasks:
            task.cancel()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_up.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
