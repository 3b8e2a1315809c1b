"""Watching at scale: a million cases, a change with a thousand followers, what a check costs of our own.

`python -m tests.benchmarks.watching 200000` measures with fewer cases than a million.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.alerts.telling import RuledTeller
from bot.cases.plan import DAY, Plan, Rhythm, Urgency, fair_intervals
from bot.cases.receipt_number import ReceiptNumber
from bot.cases.recording import Recorder
from bot.cases.sources.pace import Pace
from bot.cases.sources.several import Sources
from bot.cases.sources.source import Observation
from bot.cases.sources.uscis import UscisSource
from bot.cases.sources.uscis_token import UscisAccess
from bot.cases.stored_budget import StoredBudget
from bot.cases.watching import Watcher, WatchLimits
from bot.config.house import Log
from bot.logs import set_up_logging
from bot.sandbox.case_api import STATUS_PATH, TOKEN_PATH
from bot.sandbox.clock import MovableClock
from storage import cases, links, watching
from storage.database import Database
from storage.ids import Ids
from tests.benchmarks.case_far_end import case_far_end
from tests.benchmarks.house import observation
from tests.benchmarks.many_cases import NOW, add_accounts, open_with_cases, receipt
from tests.benchmarks.memory import resident
from tests.bot.cases.simulated_days import SimulatedDays

MANY, FEW = 1_000_000, 10_000
CLAIMED = 500
ROUNDS = 7
FOLLOWERS = 1_000
CHECKS = 500
AT_ONCE = 8
_ZONE = ZoneInfo("UTC")
_RHYTHM = Rhythm(timedelta(hours=1), timedelta(days=1), checks_per_day=None)


class _Standing:
    def now(self) -> datetime:
        return NOW


async def measure(many: int = MANY) -> None:
    """Print each figure with its goal."""
    set_up_logging(Log(level="error"))
    with tempfile.TemporaryDirectory() as folder:
        await _claims(Path(folder), many)
    with tempfile.TemporaryDirectory() as folder, case_far_end() as url:
        await _checks(Path(folder) / "checks.db", url)
    with tempfile.TemporaryDirectory() as folder:
        await _fan_out(Path(folder) / "followers.db")
    _plan(many)


# --- claiming -------------------------------------------------------------------------------------


async def _claims(folder: Path, many: int) -> None:
    begun = time.perf_counter()
    due = CLAIMED * (ROUNDS + 1)
    few = await open_with_cases(folder / "few.db", FEW, due=due)
    lots = await open_with_cases(folder / "many.db", many, due=due)
    print(f"made {many:,} cases in {time.perf_counter() - begun:.0f} s")
    for database in (few, lots):
        await _claim(database)
    before = resident(os.getpid())
    times = [(await _claim(lots), await _claim(few)) for _ in range(ROUNDS)]
    of_many, of_few = ([each[place] for each in times] for place in (0, 1))
    ratio = statistics.median(of_many) / statistics.median(of_few)
    print(
        f"claiming {CLAIMED} due cases, ms: of {many:,} {_spread(of_many)}, of {FEW:,} {_spread(of_few)}, "
        f"ratio {ratio:.2f} (goal <= 1.5)"
    )
    print(f"memory over these claims: {resident(os.getpid()) - before:+.1f} MB (goal: near 0)")
    counts = [await _count(lots) for _ in range(3)]
    print(f"counting {many:,} cases by urgency, ms: {_spread(counts)}, every ten minutes")
    for database in (few, lots):
        await database.close()


async def _claim(database: Database) -> float:
    begun = time.perf_counter()
    async with database.transaction() as tx:
        due = await watching.claim_due_cases(tx, "bench", NOW, NOW + DAY, CLAIMED)
    took = time.perf_counter() - begun
    assert len(due) == CLAIMED
    async with database.transaction() as tx:
        for each in due:
            await cases.write_failure(tx, each.case.id, counts=False, now=NOW, due_at=NOW + 20 * DAY)
    return took * 1000


async def _count(database: Database) -> float:
    begun = time.perf_counter()
    async with database.transaction() as tx:
        await watching.count_watched(tx)
    return (time.perf_counter() - begun) * 1000


# --- checking -------------------------------------------------------------------------------------


async def _checks(path: Path, url: str) -> None:
    database = await open_with_cases(path, CHECKS, due=CHECKS)
    clock = MovableClock(_Standing())
    ids, plan = Ids(), Plan(_RHYTHM, chance=lambda: 0.5)
    async with aiohttp.ClientSession() as session:
        budget = StoredBudget(database, "uscis", 1_000_000, _ZONE, 0)
        access = UscisAccess(url + TOKEN_PATH, url + STATUS_PATH, "bench", "bench")
        source = UscisSource(session, access, budget=budget, pace=Pace(1_000_000), clock=clock)
        watcher = Watcher(
            database,
            Sources((source,)),
            clock,
            plan,
            Recorder(ids, plan, RuledTeller(ids, _ZONE)),
            owner="bench",
            limits=WatchLimits(batch=100, at_once=AT_ONCE),
            budget=budget,
        )
        ours: list[float] = []
        bare: list[float] = []
        memory: list[float] = []
        for _ in range(ROUNDS + 2):  # the first two write what was never asked for before
            with _cpu(bare):
                await _ask_barely(session, url)
            with _cpu(ours):
                assert await watcher.tick() == CHECKS
            clock.move_on(2 * DAY)
            memory.append(resident(os.getpid()))
    await database.close()
    above = [mine - theirs for mine, theirs in zip(ours[2:], bare[2:], strict=True)]
    print(
        f"CPU of an unchanged check, ms: {_spread(ours[2:])}, of the bare call {_spread(bare[2:])}, "
        f"above it {_spread(above)} (goal <= 1.0)"
    )
    print(f"memory over {ROUNDS * CHECKS:,} checks: {memory[-1] - memory[1]:+.1f} MB (goal: near 0)")


async def _ask_barely(session: aiohttp.ClientSession, url: str) -> None:
    """The HTTP call alone: as many, as many at once."""
    places = asyncio.Semaphore(AT_ONCE)

    async def ask(number: int) -> None:
        async with places, session.get(f"{url}{STATUS_PATH}/{receipt(number)}") as response:
            await response.read()

    await asyncio.gather(*(ask(number) for number in range(CHECKS)))


@contextmanager
def _cpu(into: list[float]) -> Iterator[None]:
    begun = time.process_time()
    yield
    into.append((time.process_time() - begun) * 1000 / CHECKS)


# --- telling --------------------------------------------------------------------------------------


async def _fan_out(path: Path) -> None:
    database = await open_with_cases(path, ROUNDS, due=ROUNDS)
    ids, plan = Ids(), Plan(_RHYTHM, chance=lambda: 0.5)
    recorder = Recorder(ids, plan, RuledTeller(ids, _ZONE))
    followers = await add_accounts(database, FOLLOWERS)
    async with database.transaction() as tx:
        due = await watching.claim_due_cases(tx, "bench", NOW, NOW + DAY, ROUNDS)
        for account_id in followers:
            for each in due:
                await links.put_link(
                    tx,
                    link_id=ids.new(NOW),
                    account_id=account_id,
                    case_id=each.case.id,
                    level="status-only",
                    once_key="bench",
                    now=NOW,
                    awaited_until=None,
                )
    times, statements = [], []
    for each in due:
        begun = time.perf_counter()
        with _statements() as said:
            async with database.transaction() as tx:
                case = await cases.hold_case(tx, each)
                assert case is not None
                await recorder.record(tx, case, _changed(each.case.receipt), NOW)
        times.append((time.perf_counter() - begun) * 1000)
        statements.append(len(said))
    await database.close()
    print(
        f"a change with {FOLLOWERS:,} followers: one transaction of {max(statements)} statements, "
        f"ms: {_spread(times)}"
    )


@contextmanager
def _statements() -> Iterator[list[str]]:
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def _changed(number: str) -> Observation:
    return replace(observation(ReceiptNumber(number), NOW), title="Case Was Approved")


# --- planning -------------------------------------------------------------------------------------


def _plan(many: int) -> None:
    counts = {
        Urgency.URGENT: many // 200,
        Urgency.LIVELY: many // 20,
        Urgency.AWAITED: many // 100,
        Urgency.ORDINARY: many * 7 // 10,
        Urgency.FINISHED: many // 4,
    }
    budget = many * 4 // 10
    begun = time.perf_counter()
    intervals = fair_intervals(replace(_RHYTHM, checks_per_day=budget), counts)
    took = (time.perf_counter() - begun) * 1000
    used = sum(count * (DAY / intervals[each]) for each, count in counts.items()) / budget
    told = ", ".join(f"{each.name.lower()} {intervals[each] / timedelta(hours=1):.1f} h" for each in counts)
    print(f"the plan of {many:,} cases for {budget:,} checks a day uses {used:.2%}, in {took:.2f} ms: {told}")
    days = SimulatedDays({each: count * 4_000 // many for each, count in counts.items()}, per_day=1_600)
    days.passes(timedelta(days=4))
    shares = ", ".join(f"{days.used[day] / days.per_day:.2%}" for day in range(1, 4))
    print(f"simulated days use of the budget: {shares} (goal >= 99 %, never above 100 %)")


def _spread(values: list[float]) -> str:
    return f"{statistics.median(values):.2f} [{min(values):.2f}-{max(values):.2f}]"


if __name__ == "__main__":
    asyncio.run(measure(*(int(count) for count in sys.argv[1:2])))
