"""The bot as a real process that can be killed; Telegram, mailbox and case desk live on."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from starlette.applications import Starlette
from starlette.routing import Mount, Route

from bot.clock import SystemClock
from bot.sandbox.case_api import STATUS_PATH, TOKEN_PATH
from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.mailbox import Mailbox
from bot.sandbox.serving import LocalServer
from bot.sandbox.telegram import LocalTelegram, bot_api

_TOKEN = "100000001:killing"
PATIENCE = 60.0  # seconds that anything may take, restarts included
_LOOK = 0.02

_CONFIG = """
[telegram]
token = "{token}"
api_url = "{url}"
[database]
url = "sqlite:///{folder}/casebell.db"
[security]
key_file = "{folder}/casebell.key"
argon2_memory_mib = 19
argon2_passes = 2
[mail]
host = "{mail_host}"
port = {mail_port}
security = "none"
from = "casebell@example.org"
[uscis]
client_id = "{client_id}"
client_secret = "{client_secret}"
token_url = "{url}/case-api{token_path}"
api_url = "{url}/case-api{status_path}"
requests_per_second = 5
requests_per_day = 1000000
[watching]
tick_seconds = 0.5
min_interval_minutes = 0.03
[organisation]
name = "Test Office"
contact = "test@example.org"
[limits]
messages_per_second = 1000
"""


async def until(what: Callable[[], bool], *, why: str) -> None:
    """Return when something is true. Fails with `why` when that takes too long."""
    try:
        async with asyncio.timeout(PATIENCE):
            while not what():  # noqa: ASYNC110 - what is waited for happens in another process
                await asyncio.sleep(_LOOK)
    except TimeoutError:
        raise AssertionError(why) from None


class House:
    """Everything around the bot, and the bot's process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "casebell.db"
        self.clock = SystemClock()
        self.telegram = LocalTelegram(self.clock, token=_TOKEN)
        self.mailbox = Mailbox(self.clock)
        self.desk = CaseDesk(self.clock)
        routes = [
            Mount("/case-api", self.desk.app),
            *(Route(path, endpoint, methods=["GET", "POST"]) for path, endpoint in bot_api(self.telegram)),
        ]
        self.server = LocalServer(Starlette(routes=routes))
        self.kills = 0
        self._starts = 0
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        await self.server.start()
        await self.mailbox.start()
        config = _CONFIG.format(
            token=_TOKEN,
            url=self.server.url,
            folder=self.folder,
            mail_host=self.mailbox.host,
            mail_port=self.mailbox.port,
            client_id=self.desk.client_id,
            client_secret=self.desk.client_secret,
            token_path=TOKEN_PATH,
            status_path=STATUS_PATH,
        )
        path = self.folder / "config.toml"
        path.write_text(config)
        path.chmod(0o600)
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self.kills_bot()
        await self.telegram.close()
        await self.mailbox.stop()
        await self.server.stop()

    async def starts_bot(self) -> asyncio.subprocess.Process:
        """Start the bot as an operator would."""
        with (self.folder / "bot.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "bot", "run", "--config", str(self.folder / "config.toml")),
                stdout=log,
                stderr=log,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )
        self._starts += 1
        return self._process

    async def is_up(self) -> None:
        """Return when the bot says that it has started."""
        starts = self._starts
        await until(lambda: len(re.findall(r"\bstarted\b", self.log)) >= starts, why=self.log)

    async def kills_bot(self) -> None:
        """SIGKILL: no chance to finish anything."""
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGKILL)
            await self._process.wait()
            self.kills += 1
        self._process = None

    async def ends_bot(self) -> int:
        """SIGTERM, and the exit code."""
        assert self._process is not None
        self._process.terminate()
        return await asyncio.wait_for(self._process.wait(), PATIENCE)

    @property
    def log(self) -> str:
        return (self.folder / "bot.log").read_text()
