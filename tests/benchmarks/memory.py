"""Resident memory of the idle bot, and with 100,000 stored dialogues."""

import asyncio
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bot.telegram.state import ChatState
from storage.database import Database, Transaction
from storage.schema import chats
from storage.vault import Vault
from tests.benchmarks.bots import far_end, running
from tests.benchmarks.far_end import Load
from tests.benchmarks.house import KEY, People

DIALOGUES = 100_000
_BATCH = 5_000


async def measure() -> None:
    """Print resident memory after some work, without and with the stored dialogues."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bench.db"
        people = People(database, 50)
        await people.move_in()
        idle = await _resident(database, people)
        await _store_dialogues(database)
        full = await _resident(database, people)
    print(f"resident, idle: {idle:.0f} MB")
    print(
        f"resident, with {DIALOGUES:,} stored dialogues: {full:.0f} MB, {full - idle:+.1f} MB (goal: near 0)"
    )


async def _resident(database: Path, people: People) -> float:
    with far_end() as far, running("tests.benchmarks.house", far.url, str(database)) as process:
        await far.run(Load(people.presses(500)))
        await asyncio.sleep(2)
        return resident(process)


def resident(process: int) -> float:
    """Resident memory of a process, in megabytes."""
    status = Path(f"/proc/{process}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


async def _store_dialogues(path: Path) -> None:
    state = ChatState(language="en", dialogue="registration", step="email", answers={"name": "Ana López"})
    stored, now = state.write(), datetime.now(UTC)
    database = Database.open(f"sqlite:///{path}", Vault([KEY]))
    for begin in range(0, DIALOGUES, _BATCH):
        async with database.transaction() as tx:
            await _insert(tx, range(1_000_000 + begin, 1_000_000 + begin + _BATCH), stored, now)
    await database.close()


async def _insert(tx: Transaction, chat_ids: range, stored: bytes, now: datetime) -> None:
    rows = [
        {
            "chat_id": chat_id,
            "dialogue": tx.vault.seal(stored, f"chats.dialogue:{chat_id}"),
            "serial": 3,
            "changed_at": now,
            "fence": 1,
        }
        for chat_id in chat_ids
    ]
    await tx.run(chats.insert(), rows)
