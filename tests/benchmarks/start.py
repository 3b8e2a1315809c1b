"""From starting the process to its first answer, and what the imports take of it."""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.bots import far_end, running
from tests.benchmarks.far_end import Load
from tests.benchmarks.house import People

ROUNDS = 5
_SLOWEST = 12


async def measure() -> None:
    """Print both; the update waits at Telegram when the process starts."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bench.db"
        people = People(database, 1)
        await people.move_in()
        seconds = []
        for _ in range(ROUNDS):
            with far_end() as far:
                begun = time.perf_counter()
                with running("tests.benchmarks.house", far.url, str(database)):
                    await far.run(Load(people.presses(1)))
                    seconds.append(time.perf_counter() - begun)
    print(
        f"start to first answer: {statistics.median(seconds):.2f} s "
        f"[{min(seconds):.2f}-{max(seconds):.2f}] (goal <= 2.0)"
    )
    print("slowest imports, each with what it imports in turn:")
    for milliseconds, module in _imports()[:_SLOWEST]:
        print(f"  {milliseconds:6.0f} ms  {module}")


def _imports() -> list[tuple[float, str]]:
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import bot.app"],
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    rows = [line.split("|") for line in told.splitlines() if line.count("|") == 2 and "us" not in line]
    return sorted(((int(row[1]) / 1000, row[2].strip()) for row in rows), reverse=True)
