"""The other end of a benchmark: a Bot API that answers at once, in a process of its own.

The same for every bot that is measured, so that what differs is the bot. It hands out prepared updates,
all at once or at a steady rate, and notes when each chat's update went out and when its answer came.
"""

import asyncio
import json
import multiprocessing
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any
from urllib.parse import parse_qs, urlsplit

_BATCH = 100
_ME = {"id": 1, "is_bot": True, "first_name": "Bench", "username": "BenchBot"}
_FIXED: dict[str, Any] = {
    "getMe": _ME,
    "getMyCommands": [],
    "getMyDescription": {"description": ""},
    "getMyShortDescription": {"short_description": ""},
}
_ANSWERS = frozenset({"sendMessage", "editMessageText"})


@dataclass
class Load:
    """Updates to hand out: bodies without their ids, and how many a second (None: all are waiting).

    A `burst` comes all at once when the rest begins.
    """

    updates: list[dict[str, Any]]
    per_second: float | None = None
    burst: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Result:
    """What the far end saw."""

    seconds: float
    answered: int
    of_chats: list[tuple[int, float]] = field(default_factory=list)
    """The seconds to each answer, with its chat."""

    @property
    def latencies(self) -> list[float]:
        """The seconds to each answer."""
        return [seconds for _, seconds in self.of_chats]

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return self.answered / self.seconds


class FarEnd:
    """Starts the process; `run` plays a load and waits for its last answer."""

    def __init__(self) -> None:
        self._pipe, other = multiprocessing.Pipe()
        context = multiprocessing.get_context("spawn")
        self._process = context.Process(target=_serve, args=(other,), daemon=True)
        self._process.start()
        self.url = f"http://127.0.0.1:{self._pipe.recv()}"

    async def run(self, load: Load, *, within: float = 120.0) -> Result:
        """Play a load. The bot under test must be polling already."""
        self._pipe.send(load)
        deadline = time.monotonic() + within
        while not self._pipe.poll():
            if time.monotonic() > deadline:
                raise TimeoutError("the bot did not answer everything in time")
            await asyncio.sleep(0.02)
        result: Result = self._pipe.recv()
        return result

    def close(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.join(5)


def _serve(pipe: Connection) -> None:
    asyncio.run(_main(pipe))


async def _main(pipe: Connection) -> None:
    world = _World()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Http(world), "127.0.0.1", 0)
    pipe.send(server.sockets[0].getsockname()[1])
    while True:
        load: Load = await loop.run_in_executor(None, pipe.recv)
        pipe.send(await world.play(load))


class _World:
    def __init__(self) -> None:
        self._next_id = time.time_ns() // 1_000_000  # never one that a bot has seen before
        self._message_id = 1_000_000
        self._waiting: deque[dict[str, Any]] = deque()
        self._unconfirmed: deque[dict[str, Any]] = deque()
        self._pollers: list[asyncio.Future[None]] = []
        self._out: dict[int, deque[float]] = defaultdict(deque)
        self._latencies: list[tuple[int, float]] = []
        self._left = 0
        self._done = asyncio.Event()

    async def play(self, load: Load) -> Result:
        self._latencies, self._left = [], len(load.updates) + len(load.burst)
        self._done.clear()
        begun = time.perf_counter()
        self._add(load.burst)
        if load.per_second is None:
            self._add(load.updates)
        else:
            for index, update in enumerate(load.updates):
                await asyncio.sleep(max(0.0, begun + index / load.per_second - time.perf_counter()))
                self._add([update])
        await self._done.wait()
        answered = len(load.updates) + len(load.burst)
        return Result(time.perf_counter() - begun, answered, self._latencies)

    def _add(self, updates: list[dict[str, Any]]) -> None:
        now = time.perf_counter()
        for update in updates:
            self._waiting.append({"update_id": self._next_id, **update})
            self._next_id += 1
            content = update.get("message") or update["callback_query"]["message"]
            self._out[content["chat"]["id"]].append(now)
        pollers, self._pollers = self._pollers, []
        for poller in pollers:
            if not poller.done():
                poller.set_result(None)

    async def call(self, method: str, parameters: dict[str, str]) -> Any:
        if method == "getUpdates":
            return await self._get_updates(
                int(parameters.get("offset", 0)), float(parameters.get("timeout", 0))
            )
        if method in _FIXED:
            return _FIXED[method]
        if method in _ANSWERS:
            return self._answered(int(parameters["chat_id"]), parameters.get("text", ""))
        return True

    async def _get_updates(self, offset: int, patience: float) -> list[dict[str, Any]]:
        while self._unconfirmed and self._unconfirmed[0]["update_id"] < offset:
            self._unconfirmed.popleft()
        if not self._unconfirmed and not self._waiting and patience:
            poller: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._pollers.append(poller)
            try:
                await asyncio.wait_for(poller, patience)
            except TimeoutError:
                return []
        while self._waiting and len(self._unconfirmed) < _BATCH:
            self._unconfirmed.append(self._waiting.popleft())
        return list(self._unconfirmed)

    def _answered(self, chat_id: int, text: str) -> dict[str, Any]:
        self._message_id += 1
        if self._out[chat_id]:
            self._latencies.append((chat_id, time.perf_counter() - self._out[chat_id].popleft()))
            self._left -= 1
            if self._left == 0:
                self._done.set()
        return {
            "message_id": self._message_id,
            "date": int(time.time()),
            "chat": {"id": chat_id, "type": "private", "first_name": "Ana"},
            "from": _ME,
            "text": text,
        }


class _Http(asyncio.Protocol):
    """As little HTTP as a Bot API client needs: requests with a length, answers with a length."""

    def __init__(self, world: _World) -> None:
        self._world = world
        self._buffer = b""
        self._transport: asyncio.Transport | None = None
        self._queue: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._task = asyncio.create_task(self._answer())

    def connection_lost(self, _error: Exception | None) -> None:
        if self._task:
            self._task.cancel()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end].decode("latin-1")
            length = next(
                (int(line[15:]) for line in head.split("\r\n") if line.lower().startswith("content-length:")),
                0,
            )
            if len(self._buffer) < end + 4 + length:
                return
            body = self._buffer[end + 4 : end + 4 + length]
            self._buffer = self._buffer[end + 4 + length :]
            self._queue.put_nowait((head.split(" ", 2)[1], body))

    async def _answer(self) -> None:
        while True:
            target, body = await self._queue.get()
            address = urlsplit(target)
            written = parse_qs(address.query) | parse_qs(body.decode())
            parameters = {name: values[0] for name, values in written.items()}
            result = await self._world.call(address.path.rsplit("/", 1)[1], parameters)
            payload = json.dumps({"ok": True, "result": result}).encode()
            if self._transport:
                self._transport.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                    % len(payload)
                    + payload
                )
