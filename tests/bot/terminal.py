"""A terminal: the real program as a process, in a folder of its own."""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

_PATIENCE = 60.0  # seconds that a command may take on a busy machine
TOKEN = "100000001:terminal"

_CONFIG = """\
[telegram]
token = "{token}"
api_url = "{api_url}"
[mail]
host = "127.0.0.1"
security = "none"
from = "casebell@example.org"
[organisation]
name = "Test Office"
contact = "test@example.org"
"""


@dataclass(frozen=True)
class Outcome:
    """What a command said and how it ended."""

    code: int
    said: str
    complained: str


class Terminal:
    """Types commands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = folder / "config.toml"
        self.key_file = folder / "casebell.key"
        self.database = folder / "casebell.db"

    def configures(self, *, api_url: str = "http://127.0.0.1:9", more: str = "") -> None:
        """Write a configuration that is good; nothing listens at port 9."""
        self.config.write_text(_CONFIG.format(token=TOKEN, api_url=api_url) + more)
        self.config.chmod(0o600)

    def types(self, *words: str, **environ: str) -> Outcome:
        """Type a command and wait for its end. The umask is the usual one."""
        done = subprocess.run(  # noqa: S603 - our own program
            self._command(words),
            cwd=self.folder,
            env=self._environ(environ),
            umask=0o022,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            timeout=_PATIENCE,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    async def types_meanwhile(self, *words: str, **environ: str) -> Outcome:
        """Type a command while others go on, such as a server in this process."""
        return await asyncio.to_thread(self.types, *words, **environ)

    @asynccontextmanager
    async def running(self, *words: str, until: str) -> AsyncIterator[asyncio.subprocess.Process]:
        """Start a command that lasts; begin once it has said `until`, and end it if it still runs."""
        log = self.folder / "running.log"
        with log.open("wb") as file:
            process = await asyncio.create_subprocess_exec(
                *self._command(words), cwd=self.folder, env=self._environ({}), stdout=file, stderr=file
            )
        try:
            async with asyncio.timeout(_PATIENCE):
                while not re.search(until, log.read_text()):
                    assert process.returncode is None, log.read_text()
                    await asyncio.sleep(0.02)
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()

    @property
    def log(self) -> str:
        """What the command that lasts has said."""
        return (self.folder / "running.log").read_text()

    def _command(self, words: tuple[str, ...]) -> list[str]:
        return [sys.executable, "-m", "bot", *words]

    def _environ(self, more: dict[str, str]) -> dict[str, str]:
        plain = {name: value for name, value in os.environ.items() if not name.startswith("CASEBELL_")}
        root = str(Path(__file__).parents[2])
        return {**plain, "PYTHONPATH": root, "PYTHONUNBUFFERED": "1", **more}
