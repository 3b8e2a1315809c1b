"""Files from Telegram: streamed to a place that is gone again, bounded, with trouble named."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp import web
from telegram import Bot, Chat, Document, Message, PhotoSize

from bot.telegram.files import Files, FileTooLarge, FileUnavailable, NoFile
from bot.telegram.transport import AiohttpRequest

TOKEN = "123456:secret-token"
MEGABYTE = 1024 * 1024


@dataclass
class Server:
    """A Bot API server that hands over one file, and does with it as a test says."""

    content: bytes = b"a picture"
    status: int = 200
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def describe(self, request: web.Request) -> web.Response:
        given = await request.post()
        if given["file_id"] != "known":
            return web.json_response(
                {"ok": False, "error_code": 400, "description": "wrong file_id"}, status=400
            )
        found = {"file_id": "known", "file_unique_id": "u", "file_path": "photos/1.jpg"}
        return web.json_response({"ok": True, "result": found})

    async def download(self, _: web.Request) -> web.StreamResponse:
        self.asked.set()
        await self.goes_on.wait()
        return web.Response(body=self.content, status=self.status)


class Seen:
    """Whether somebody waits."""

    def __init__(self) -> None:
        self.waits = False

    @contextlib.contextmanager
    def waiting(self) -> Iterator[None]:
        self.waits = True
        try:
            yield
        finally:
            self.waits = False


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def server() -> Server:
    server = Server()
    server.goes_on.set()
    return server


@pytest.fixture
async def files(server: Server, seen: Seen) -> AsyncIterator[Files]:
    app = web.Application()
    app.router.add_post(f"/bot{TOKEN}/getFile", server.describe)
    app.router.add_get(f"/file/bot{TOKEN}/photos/1.jpg", server.download)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    request = AiohttpRequest()
    await request.initialize()
    bot = Bot(
        TOKEN,
        base_url=f"http://{host}:{port}/bot",
        base_file_url=f"http://{host}:{port}/file/bot",
        request=request,
    )
    async with aiohttp.ClientSession() as session:
        yield Files(bot, session, while_waiting=seen.waiting)
    await request.shutdown()
    await runner.cleanup()


def photo(file_id: str = "known", size: int | None = 9) -> Message:
    """A message with a photo in two sizes, as the library reads it."""
    sizes = [PhotoSize("small", "s", 90, 90, 1), PhotoSize(file_id, "u", 800, 800, size)]
    return _message(photo=sizes)


def document(size: int | None) -> Message:
    return _message(document=Document("known", "u", file_size=size))


def _message(**content: object) -> Message:
    return Message(1, datetime(2026, 11, 24, tzinfo=UTC), Chat(1, "private"), **content)  # type: ignore[arg-type]


async def test_the_largest_size_of_a_photo_is_had_for_as_long_as_it_is_needed(files: Files) -> None:
    async with files.of(photo()) as path:
        assert path.read_bytes() == b"a picture"
    assert not path.parent.exists()


async def test_a_message_without_a_file_has_none(files: Files) -> None:
    with pytest.raises(NoFile):
        async with files.of(_message(text="hello")):
            pass


async def test_what_telegram_would_not_hand_over_is_not_asked_for(files: Files, server: Server) -> None:
    with pytest.raises(FileTooLarge):
        async with files.of(document(20 * MEGABYTE + 1)):
            pass
    assert not server.asked.is_set()


async def test_a_file_that_is_larger_than_it_says_is_stopped(files: Files, server: Server) -> None:
    server.content = bytes(20 * MEGABYTE + 1)
    with pytest.raises(FileTooLarge):
        async with files.of(document(9)):
            pass


@pytest.mark.parametrize(
    ("file_id", "status"), [("unknown", 200), ("known", 404), ("known", 302), ("known", 502)]
)
async def test_trouble_is_named_and_does_not_hold_the_token(
    files: Files, server: Server, file_id: str, status: int
) -> None:
    server.status = status
    with pytest.raises(FileUnavailable) as trouble:
        async with files.of(photo(file_id)):
            pass
    assert "secret" not in str(trouble.value) + repr(trouble.value.__cause__)


async def test_others_have_the_slot_while_a_download_lasts(files: Files, server: Server, seen: Seen) -> None:
    server.goes_on.clear()

    async def has_it() -> bytes:
        async with files.of(photo()) as path:
            assert not seen.waits
            return path.read_bytes()

    download = asyncio.create_task(has_it())
    await server.asked.wait()
    assert seen.waits
    server.goes_on.set()
    assert await download == b"a picture"
