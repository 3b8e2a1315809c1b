"""Pressing "My cases" against a bare echo: the same far end, the same load, both polling."""

import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.benchmarks.bots import far_end, running
from tests.benchmarks.far_end import FarEnd, Load
from tests.benchmarks.house import People

CHATS = 200
ROUNDS = 5
WAITING = 3_000
STEADY = 1_000


async def measure() -> None:
    """Print both bots' figures and their ratios, medians with the spread of the rounds."""
    with tempfile.TemporaryDirectory() as folder:
        people = People(Path(folder) / "bench.db", CHATS)
        await people.move_in()
        echo = await _rounds(people.texts, "tests.benchmarks.echo")
        casebell = await _rounds(people.presses, "tests.benchmarks.house", str(Path(folder) / "bench.db"))
    _report("updates per second", [each[0] for each in casebell], [each[0] for each in echo], ">= 0.8")
    _report("p99 ms at 100 a second", [each[1] for each in casebell], [each[1] for each in echo], "<= 3")


async def _rounds(
    updates: Callable[[int], list[dict[str, Any]]], module: str, *arguments: str
) -> list[tuple[float, float]]:
    with far_end() as far, running(module, far.url, *arguments):
        await far.run(Load(updates(300)))
        return [
            await _round(far, Load(updates(WAITING)), Load(updates(STEADY), 100.0)) for _ in range(ROUNDS)
        ]


async def _round(far: FarEnd, waiting: Load, steady: Load) -> tuple[float, float]:
    throughput = (await far.run(waiting)).per_second
    latencies = (await far.run(steady)).latencies
    return throughput, statistics.quantiles(latencies, n=100)[98] * 1000


def _report(what: str, ours: list[float], theirs: list[float], goal: str) -> None:
    print(
        f"{what}: casebell {_spread(ours)}, echo {_spread(theirs)}, "
        f"ratio {statistics.median(ours) / statistics.median(theirs):.2f} (goal {goal})"
    )


def _spread(values: list[float]) -> str:
    return f"{statistics.median(values):.1f} [{min(values):.1f}-{max(values):.1f}]"
