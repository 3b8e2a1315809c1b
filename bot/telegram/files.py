"""Files that people send: downloaded through Telegram to a place that is gone again afterwards."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from pathlib import Path

import aiohttp
from telegram import Bot, Message
from telegram.error import BadRequest, TelegramError

MOST_MEGABYTES = 20
"""What a bot may download (Bot API: getFile)."""
_MOST_BYTES = MOST_MEGABYTES * 1024 * 1024
_PIECE = 64 * 1024
_SECONDS = 60.0
_QUIET_SECONDS = 15.0  # without a byte
_AT_ONCE = 8


class NoFile(Exception):
    """The message holds no picture and no file."""


class FileTooLarge(Exception):
    """The file is larger than a bot may download."""


class FileUnavailable(Exception):
    """Telegram did not hand the file over; another attempt may help."""


class Files:
    """Downloads what people send."""

    def __init__(
        self,
        bot: Bot,
        session: aiohttp.ClientSession,
        *,
        while_waiting: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """`while_waiting` is entered by whoever waits for a file, for as long as that takes."""
        self._bot = bot
        self._session = session
        self._while_waiting = while_waiting
        self._free = asyncio.Semaphore(_AT_ONCE)

    @asynccontextmanager
    async def of(self, message: Message | None) -> AsyncIterator[Path]:
        """The picture or file of a message, for as long as this is entered.

        Raises NoFile, FileTooLarge, FileUnavailable.
        """
        file_id, size = _largest(message)
        if size is not None and size > _MOST_BYTES:
            raise FileTooLarge
        with tempfile.TemporaryDirectory(prefix="casebell-") as folder:
            # A name of ours: what the sender calls it is never used for anything.
            path = Path(folder) / "received"
            with self._while_waiting():
                async with self._free:
                    await self._download(file_id, path)
            yield path

    async def _download(self, file_id: str, path: Path) -> None:
        try:
            async with asyncio.timeout(_SECONDS):
                found = await self._bot.get_file(file_id)
                await self._stream(found.file_path or "", path)
        except BadRequest as refused:
            if "too big" in refused.message.lower():
                raise FileTooLarge from None
            raise FileUnavailable from None
        except (TelegramError, aiohttp.ClientError, TimeoutError, OSError):
            # Their texts may hold the address, and the address holds the token.
            raise FileUnavailable from None

    async def _stream(self, url: str, path: Path) -> None:
        if not url.startswith(("http://", "https://")):
            raise FileUnavailable
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=_QUIET_SECONDS, sock_read=_QUIET_SECONDS)
        received = 0
        async with self._session.get(url, timeout=timeout, allow_redirects=False) as response:
            if response.status != 200:
                raise FileUnavailable
            with path.open("wb") as file:
                async for piece in response.content.iter_chunked(_PIECE):
                    received += len(piece)
                    if received > _MOST_BYTES:
                        raise FileTooLarge
                    await asyncio.to_thread(file.write, piece)


def _largest(message: Message | None) -> tuple[str, int | None]:
    """The id and the size of what a message holds: of a photo, the largest of its sizes."""
    if message is not None and message.photo:
        photo = message.photo[-1]
        return photo.file_id, photo.file_size
    if message is not None and message.document:
        return message.document.file_id, message.document.file_size
    raise NoFile
