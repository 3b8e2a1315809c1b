"""The receipt number on a photo or a PDF of a notice, from its barcode or from its text.

The file is read in a process of its own, which is ended when it takes too long. What is found is a candidate:
the person compares it with the letter.
"""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from enum import StrEnum
from pathlib import Path

import structlog

from bot.cases.own_word import receipts_in
from bot.cases.receipt_number import ReceiptNumber
from bot.clock import Clock

_log = structlog.get_logger()
_SECONDS = 30.0  # by the clock on the wall
_AT_ONCE = 2
_IN_LINE = 50
# No secret of ours is handed to it; the system's own folder for libraries may be needed.
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "LANG", "PYTHONPATH")


class Trouble(StrEnum):
    """Why a file cannot be read, such that the person knows what to do about it."""

    OTHER_KIND = "other-kind"
    """Neither a picture that we read nor a PDF, whatever its name says."""
    HEIC = "heic"
    """The iPhone's own kind of picture."""
    LOCKED = "locked"
    """A PDF with a password."""
    TOO_LARGE = "too-large"
    """More pixels, memory or time than a photo of a letter needs."""
    BROKEN = "broken"
    BUSY = "busy"
    """Too many wait in line already."""


class UnreadableNotice(Exception):
    """The file cannot be read; `trouble` says why."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class NoticeCodes:
    """Reads notices, a few at a time."""

    def __init__(
        self, clock: Clock, *, while_waiting: Callable[[], AbstractContextManager[None]] = nullcontext
    ) -> None:
        """`while_waiting` is entered by whoever waits for a file to be read, for as long as that takes."""
        self._clock = clock
        self._while_waiting = while_waiting
        self._free = asyncio.Semaphore(_AT_ONCE)
        self._waiting = 0

    async def read(self, path: Path) -> Sequence[ReceiptNumber]:
        """The receipt numbers on a notice: none where none can be made out. Raises UnreadableNotice."""
        if self._waiting >= _IN_LINE:
            raise UnreadableNotice(Trouble.BUSY)
        self._waiting += 1
        try:
            with self._while_waiting():
                async with self._free:
                    said = await _said_of(path)
        finally:
            self._waiting -= 1
        if (trouble := said.get("trouble")) is not None:
            _log.info("notice_not_read", trouble=trouble)
            raise UnreadableNotice(Trouble(str(trouble)))
        today = self._clock.now().date()
        found = said.get("found")
        texts = found if isinstance(found, list) else []
        receipts = (each for text in texts for each in receipts_in(str(text), today=today))
        return list(dict.fromkeys(receipts))


async def _said_of(path: Path) -> dict[str, object]:
    """What the reading process says of a file."""
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    with path.open("rb") as file:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot.cases.notice_reading",
            stdin=file,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=environment,
        )
    try:
        async with asyncio.timeout(_SECONDS):
            answer, _ = await process.communicate()
    except TimeoutError:
        return {"trouble": Trouble.TOO_LARGE.value}
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    try:
        said: dict[str, object] = json.loads(answer)
    except ValueError:
        # It was ended for what it used, or it fell over the file.
        return {"trouble": Trouble.TOO_LARGE.value if process.returncode else Trouble.BROKEN.value}
    return said
