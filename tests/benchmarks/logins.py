"""Logging in: what others feel of it, how fast it is against the hash alone, and what the time tells (R2)."""

import asyncio
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher

from bot.accounts.passwords import Argon2Parameters, Passwords
from bot.telegram.state import ChatState
from storage import accounts
from storage.accounts import Account, Personal
from storage.database import Database
from storage.ids import Ids
from storage.schema import chats
from storage.vault import Vault
from tests.benchmarks.bots import far_end, running
from tests.benchmarks.far_end import FarEnd, Load
from tests.benchmarks.house import KEY, People
from tests.benchmarks.memory import resident

OTHERS = 100
AT_ONCE = 50
ROUNDS = 3
TRIES = 30
QUEUED = 1_000
_FIRST_CHAT = 5_000_000
_PASSWORD = "purple tractor sings low"


class Crowd:
    """People at the question for the password, some of whom have no account."""

    def __init__(self, database: Path, count: int, *, first: int, known: bool = True) -> None:
        self._path = database
        self.chats = range(_FIRST_CHAT + first, _FIRST_CHAT + first + count)
        self._known = known

    async def move_in(self) -> None:
        """Write them into the database, each at the same step."""
        vault, ids, now = Vault([KEY]), Ids(), datetime.now(UTC)
        database = Database.open(f"sqlite:///{self._path}", vault)
        password_hash = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1).hash(_PASSWORD)
        async with database.transaction() as tx:
            for chat_id in self.chats:
                name = f"person{chat_id}"
                if self._known:
                    personal = Personal(name, f"{name}@example.org", name, "1990-05-23", f"{chat_id:012}")
                    await accounts.add_account(
                        tx,
                        Account(ids.new(now), personal, "en", "auto", now),
                        username_key=name,
                        skeleton=name,
                        email_key=personal.email,
                        password_hash=password_hash,
                    )
                state = ChatState(language="en", dialogue="login", step="password", answers={"name": name})
                stored = tx.vault.seal(state.write(), f"chats.dialogue:{chat_id}")
                row = {"chat_id": chat_id, "dialogue": stored, "serial": 3, "changed_at": now, "fence": 1}
                await tx.run(chats.insert().values(row))
        await database.close()

    def passwords(self, password: str = _PASSWORD) -> list[dict[str, Any]]:
        """Everybody types one."""
        return [_message(chat_id, password) for chat_id in self.chats]


def _message(chat_id: int, text: str) -> dict[str, Any]:
    person = {"id": chat_id, "is_bot": False, "first_name": "Ana", "language_code": "en"}
    chat = {"id": chat_id, "type": "private", "first_name": "Ana"}
    return {
        "message": {"message_id": 7, "date": int(time.time()), "chat": chat, "from": person, "text": text}
    }


async def measure() -> None:
    """Print what others feel, the rate, the memory, and the time for names that exist and that do not."""
    await _measure_others_and_rate()
    await _measure_queue()
    await _measure_names()


async def _measure_others_and_rate() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bench.db"
        people = People(database, OTHERS)
        await people.move_in()
        crowds = [Crowd(database, AT_ONCE, first=1_000 * number) for number in range(2 * ROUNDS)]
        for crowd in crowds:
            await crowd.move_in()
        own = await _hashes_a_second()
        with far_end() as far, running("tests.benchmarks.house", far.url, str(database)):
            await far.run(Load(people.presses(300)))
            idle = [await _p99(far, Load(people.presses(800), 100.0)) for _ in range(ROUNDS)]
            busy = [
                await _p99(far, Load(people.presses(800), 100.0, burst=crowd.passwords()), crowd)
                for crowd in crowds[:ROUNDS]
            ]
            rates = [(await far.run(Load(crowd.passwords()))).per_second for crowd in crowds[ROUNDS:]]
    ratio = statistics.median(busy) / statistics.median(idle)
    print(
        f"p99 ms of others' presses: idle {_spread(idle)}, while {AT_ONCE} log in {_spread(busy)}, "
        f"ratio {ratio:.2f} (goal <= 3)"
    )
    print(
        f"log-ins a second: {_spread(rates)}, the hash alone {own:.1f}, "
        f"ratio {statistics.median(rates) / own:.2f} (goal >= 0.85)"
    )


async def _p99(far: FarEnd, load: Load, crowd: Crowd | None = None) -> float:
    apart = crowd.chats if crowd else range(0)
    result = await far.run(load)
    latencies = [seconds for chat_id, seconds in result.of_chats if chat_id not in apart]
    return statistics.quantiles(latencies, n=100)[98] * 1000


async def _hashes_a_second() -> float:
    """What the hash itself gives with as many workers as the bot has."""
    import os

    workers = max(1, (os.cpu_count() or 1) - 1)
    passwords = Passwords(Argon2Parameters(), at_once=workers, waiting=AT_ONCE)
    stored = await passwords.hash(_PASSWORD)
    begun = time.perf_counter()
    await asyncio.gather(*(passwords.verify(stored, _PASSWORD) for _ in range(AT_ONCE)))
    seconds = time.perf_counter() - begun
    await passwords.close()
    return AT_ONCE / seconds


async def _measure_queue() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bench.db"
        people = People(database, 10)
        await people.move_in()
        crowd = Crowd(database, QUEUED, first=0)
        await crowd.move_in()
        with far_end() as far, running("tests.benchmarks.house", far.url, str(database)) as process:
            await far.run(Load(people.presses(100)))
            idle = resident(process)
            most = idle
            playing = asyncio.create_task(far.run(Load(crowd.passwords()), within=300.0))
            while not playing.done():
                most = max(most, resident(process))
                await asyncio.sleep(0.5)
            await playing
    print(f"resident while {QUEUED:,} log-ins queue: {idle:.0f} MB before, {most:.0f} MB at most")


async def _measure_names() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bench.db"
        people = People(database, 1)
        await people.move_in()
        known = Crowd(database, TRIES, first=0)
        unknown = Crowd(database, TRIES, first=10_000, known=False)
        await known.move_in()
        await unknown.move_in()
        with far_end() as far, running("tests.benchmarks.house", far.url, str(database)):
            await far.run(Load(people.presses(50)))
            times: dict[bool, list[float]] = {True: [], False: []}
            # In turn, so that whatever else the machine does befalls both alike.
            for pair in zip(known.passwords("wrong"), unknown.passwords("wrong"), strict=True):
                for is_known, update in zip((True, False), pair, strict=True):
                    times[is_known].append((await far.run(Load([update]))).seconds * 1000)
    ratio = statistics.median(times[True]) / statistics.median(times[False])
    print(
        f"ms to a refusal: known name {_spread(times[True])}, unknown {_spread(times[False])}, "
        f"ratio {ratio:.2f} (goal: about 1)"
    )


def _spread(values: list[float]) -> str:
    return f"{statistics.median(values):.1f} [{min(values):.1f}-{max(values):.1f}]"
