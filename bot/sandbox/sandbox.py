"""The whole sandbox: a local Telegram, mailbox and case desk, a clock, and the real bot against them."""

import secrets
import shutil
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route

from bot.app import App
from bot.clock import Clock
from bot.config import Settings
from bot.sandbox.case_api import STATUS_PATH, TOKEN_PATH
from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.clock import MovableClock
from bot.sandbox.mailbox import Mailbox, ReceivedMail
from bot.sandbox.serving import LocalServer
from bot.sandbox.telegram import LocalTelegram, Memory, bot_api
from bot.sandbox.web.guard import Guard
from bot.sandbox.web.routes import SandboxPage
from storage.migrating import migrate
from storage.vault import Key

_CASE_API = "/case-api"
_TOKEN = "100000001:sandbox"  # noqa: S105 - the local Telegram's, good for nothing else


STAFF_ID = 7_000_001
"""Who is of the staff in every sandbox: the Telegram user of this number."""


@dataclass(frozen=True)
class Kept:
    """A sandbox as it was at a moment, to begin others from it."""

    moment: datetime
    keys: Sequence[Key]
    database: Path
    telegram: Memory
    mails: Sequence[ReceivedMail]


class Sandbox:
    """Starts everything in one process, on 127.0.0.1 and in one folder."""

    def __init__(
        self,
        folder: Path,
        *,
        port: int = 0,
        hurried: bool = False,
        check_every: timedelta = timedelta(hours=1),
        clock: Clock | None = None,
    ) -> None:
        """`hurried` is for tests: passwords as cheap as is allowed at all, no pace at the case service.

        `check_every` is how often a case that has just moved is looked up. `clock` runs beneath its own.
        """
        self._folder = folder
        self._port = port
        self._hurried = hurried
        self._check_every = check_every
        self._file = folder / "sandbox.db"
        self._keys: Sequence[Key] = [Key("sand", secrets.token_bytes(32))]
        self._stack = AsyncExitStack()
        self.clock = MovableClock(clock)
        self.telegram = LocalTelegram(self.clock, token=_TOKEN)
        self.mailbox = Mailbox(self.clock)
        self.desk = CaseDesk(self.clock)
        if hurried:
            self.desk.faults.rate_limit = None
        self.server = LocalServer(Starlette(routes=self._routes()), port)

    def _routes(self) -> list[BaseRoute]:
        page = SandboxPage(self.telegram, self.mailbox, self.desk, self.clock, pass_time=self._pass_time)
        guarded = Starlette(routes=page.routes(), middleware=[Middleware(Guard)])
        return [
            Mount(_CASE_API, self.desk.app),
            *(Route(path, endpoint, methods=["GET", "POST"]) for path, endpoint in bot_api(self.telegram)),
            Mount("/", guarded),
        ]

    async def __aenter__(self) -> Self:
        """Start; what was started is stopped again, also on failure."""
        try:
            await self.server.start()
            self._stack.push_async_callback(self.server.stop)
            self._stack.push_async_callback(self.telegram.close)
            await self.mailbox.start()
            self._stack.push_async_callback(self.mailbox.stop)
            self.settings = self._settings()
            migrate(self.settings.database.url)
            await self.start_bot()
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Stop everything."""
        await self.stop_bot()
        await self._stack.aclose()

    async def start_bot(self) -> None:
        """Start the bot, on whatever the database holds."""
        self.app = App(self.settings, self._keys, clock=self.clock)
        await self.app.__aenter__()

    async def stop_bot(self) -> None:
        """Stop the bot; Telegram keeps what people write meanwhile."""
        await self.app.__aexit__(None, None, None)

    async def keep(self, folder: Path) -> Kept:
        """Put by how everything stands: what was said, what was mailed, and the database file."""
        await self.stop_bot()
        database = Path(shutil.copy(self._file, folder / self._file.name))
        kept = Kept(self.clock.now(), self._keys, database, self.telegram.memory(), self.mailbox.messages)
        await self.start_bot()
        return kept

    async def begin_with(self, kept: Kept) -> None:
        """Go on from how another sandbox stood. Its people must be here, under the same numbers."""
        await self.stop_bot()
        for file in self._folder.glob(f"{self._file.name}*"):
            file.unlink()
        shutil.copy(kept.database, self._file)
        self._keys = kept.keys
        self.clock.begin_at(kept.moment)
        self.telegram.begin_with(kept.telegram)
        self.mailbox.begin_with(kept.mails)
        await self.start_bot()

    @property
    def is_untouched(self) -> bool:
        """Whether nobody has done anything in it yet."""
        nothing_came = not self.telegram.updates.history and not self.mailbox.messages
        return nothing_came and self.clock.ahead == timedelta()

    async def settle(self) -> None:
        """Return when everything that people did is answered and everything that is due is done."""
        await self.telegram.updates.drained()
        await self.app.settle()

    async def passes(self, **span: float) -> None:
        """Let time pass (`minutes=61`), and everything happen that comes due by it."""
        self.clock.move_on(timedelta(**span))
        # Twice: what the bot's own ticks had begun at that moment may end after the first look.
        await self.settle()
        await self.settle()

    async def _pass_time(self, span: timedelta) -> None:
        await self.passes(seconds=span.total_seconds())

    def _settings(self) -> Settings:
        cheap = {"argon2_memory_mib": 19, "argon2_passes": 2} if self._hurried else {}
        return Settings.model_validate(
            {
                "telegram": {"token": _TOKEN, "api_url": self.server.url},
                "database": {"url": f"sqlite:///{self._file}"},
                "security": cheap,
                "mail": {
                    "host": self.mailbox.host,
                    "port": self.mailbox.port,
                    "security": "none",
                    "from": "casebell@sandbox.example",
                },
                "uscis": {
                    "client_id": self.desk.client_id,
                    "client_secret": self.desk.client_secret,
                    "token_url": f"{self.server.url}{_CASE_API}{TOKEN_PATH}",
                    "api_url": f"{self.server.url}{_CASE_API}{STATUS_PATH}",
                    "requests_per_second": 100 if self._hurried else 4,
                    "requests_per_day": 1_000_000,
                },
                "watching": {
                    "tick_seconds": 1,
                    "min_interval_minutes": self._check_every / timedelta(minutes=1),
                },
                "organisation": {
                    "name": "Sandbox Legal Aid",
                    "contact": "help@sandbox.example",
                    "support_hours": "Monday to Friday, 9 AM to 5 PM",
                },
                "staff": {"admins": [STAFF_ID]},
                "limits": {},
                "log": {},
                "metrics": {},
            }
        )
