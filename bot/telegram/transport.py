"""python-telegram-bot's HTTP, over aiohttp.

The library's own transport slows down with each waiting connection: over aiohttp the same bot
answers about three times as many updates a second (`make bench` shows it).
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

_CONNECTIONS = 100
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_DEFAULT_SECONDS = 15.0
_SERVER_ERRORS = 500
_ANSWER_BYTES = 30 * 1024 * 1024  # a downloaded file is 20 MB at most (Bot API: getFile)


class AiohttpRequest(BaseRequest):
    """Calls the Bot API over one shared pool of connections."""

    def __init__(self, *, connections: int = _CONNECTIONS) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds that an answer may take unless a call says otherwise."""
        return _DEFAULT_SECONDS

    async def initialize(self) -> None:
        """Open the pool."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=60)
            self._session = aiohttp.ClientSession(connector=connector, auto_decompress=True)

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def call(self, url: str, *, seconds: float = _DEFAULT_SECONDS, **parameters: Any) -> Any:
        """Call a method and return its result as plain JSON. Raises TelegramError as the library does.

        For what the library would make whole objects of that nobody looks at: measured, the objects of
        one sent message cost as much as sending it.
        """
        data: Any = _PlainData(parameters)
        return await self.post(url, data, read_timeout=seconds)

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one call. Raises TimedOut or NetworkError, whose outcome is unknown."""
        if self._session is None:
            raise RuntimeError("the transport is not open")
        seconds = _DEFAULT_SECONDS if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        body, headers = _body(request_data)
        timeout = aiohttp.ClientTimeout(total=seconds, connect=min(10.0, seconds or 10.0))
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout
            ) as response:
                if response.status >= _SERVER_ERRORS:
                    # What a gateway says then is a page of its own, which the library would log as it is.
                    raise NetworkError(f"HTTP {response.status}")
                return response.status, await _bounded(response)
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            # The text of these errors may hold the address, and the address holds the token.
            raise NetworkError(type(error).__name__) from None


class _PlainData:
    """Parameters in the form that `RequestData` has them, from plain values."""

    contains_files = False

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self.json_parameters = {
            name: value if isinstance(value, str) else json.dumps(value)
            for name, value in parameters.items()
            if value is not None
        }


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    body = await response.content.read(_ANSWER_BYTES)
    while not response.content.at_eof():
        more = await response.content.read(_ANSWER_BYTES)
        if len(body) + len(more) > _ANSWER_BYTES:
            raise NetworkError("the answer is too large")
        body += more
    return body


def _body(data: RequestData | None) -> tuple[aiohttp.FormData | bytes | None, dict[str, str]]:
    """The body and its headers. Without files it is written directly: nearly every call is so."""
    if data is None:
        return None, {}
    if not data.contains_files:
        return urlencode(data.json_parameters).encode(), _FORM
    form = aiohttp.FormData(dict(data.json_parameters))
    for name, (file_name, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=kind)
    return form, {}
