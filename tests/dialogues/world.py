"""What all sequences of a stateful test share: one loop and one log; each has a sandbox of its own."""

import asyncio
import logging
import shutil
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import TypeVar

import structlog

from bot.config.house import Log
from bot.logs import set_up_logging
from bot.sandbox.sandbox import Sandbox

T = TypeVar("T")


class World:
    """One loop and one log for all sequences; each has a sandbox of its own."""

    def __init__(self, runner: asyncio.Runner, template: Path, log: StringIO) -> None:
        self._runner = runner
        self._template = template
        self.log = log

    def run(self, work: Awaitable[T]) -> T:
        async def done() -> T:
            return await work

        return self._runner.run(done())

    def begins(self, folder: Path) -> Sandbox:
        shutil.copy(self._template, folder / "sandbox.db")
        return self.run(Sandbox(folder, hurried=True).__aenter__())


@contextmanager
def a_world(template: Path) -> Iterator[World]:
    """A world whose log can be read; afterwards logging is as it was."""
    root, config, log = logging.getLogger(), structlog.get_config(), StringIO()
    handlers, level = root.handlers[:], root.level
    set_up_logging(Log.model_validate({"level": "debug", "format": "json"}), secrets=[], to=log)
    try:
        with asyncio.Runner() as runner:
            yield World(runner, template, log)
    finally:
        logging.captureWarnings(False)
        root.handlers[:] = handlers
        root.setLevel(level)
        structlog.configure(**config)
