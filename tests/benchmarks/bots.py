"""Starting the far end and the bots that are measured, each in a process of its own."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator

from tests.benchmarks.far_end import FarEnd


@contextlib.contextmanager
def far_end() -> Iterator[FarEnd]:
    """A far end, for as long as it is needed."""
    far = FarEnd()
    try:
        yield far
    finally:
        far.close()


@contextlib.contextmanager
def running(module: str, *arguments: str) -> Iterator[int]:
    """A bot, by its module. Yields its process id."""
    process = subprocess.Popen([sys.executable, "-m", module, *arguments])
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(10)
