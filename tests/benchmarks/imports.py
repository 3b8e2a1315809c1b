"""A table of 100,000 cases imported, and the same once more: seconds, and what the memory grows by."""

import asyncio
import csv
import resource
import secrets
import tempfile
import time
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.alerts.telling import RuledTeller
from bot.cases.importing.importing import Importer, Importing, Reading
from bot.cases.plan import Plan
from bot.cases.recording import Recorder
from bot.clock import SystemClock
from storage.database import Database
from storage.ids import Ids
from storage.migrating import migrate
from storage.vault import Key, Vault
from tests.bot.cases.office import RHYTHM

_ROWS = 100_000
_HEADINGS = (
    "Receipt number",
    "Form",
    "Status",
    "Status date",
    "Name",
    "Birth date",
    "Received date",
    "Office",
)
_STATUSES = ("Case Was Received", "Case Was Approved", "Interview Was Scheduled")


async def measure() -> None:
    """Print seconds for new rows and for the same ones again, and what the memory grew by."""
    with tempfile.TemporaryDirectory() as folder:
        path = _table(Path(folder) / "cases.csv")
        url = f"sqlite:///{folder}/casebell.db"
        await asyncio.to_thread(migrate, url)
        database = Database.open(url, Vault([Key("key1", secrets.token_bytes(32))]))
        ids, clock = Ids(), SystemClock()
        recorder = Recorder(ids, Plan(RHYTHM, chance=lambda: 0.5), RuledTeller(ids, ZoneInfo("UTC")))
        importing = Importing(database, clock, ids, recorder)
        before = _peak()
        first = await _seconds(importing, path)
        again = await _seconds(importing, path)
        await database.close()
        print(
            f"import of {_ROWS:,} rows: {first:.1f} s new, {again:.1f} s again; "
            f"memory +{(_peak() - before) / 1024:.0f} MB"
        )


async def _seconds(importing: Importing, path: Path) -> float:
    async def quietly(_rows: int) -> None:
        """Nobody looks."""

    begin = time.perf_counter()
    by = Importer(0, None, f"bench:{secrets.token_hex(4)}")
    await importing.write(path, Reading(), quietly, by=by)
    return time.perf_counter() - begin


def _table(path: Path) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_HEADINGS)
        for number in range(_ROWS):
            day = f"2025-{number % 12 + 1:02}-{number % 28 + 1:02}"
            status = _STATUSES[number % len(_STATUSES)]
            name = f"Ana {'abcdefghij'[number % 10]}ópez"
            writer.writerow(
                (f"IOE09{number:08}", "I-130", status, day, name, "1990-05-23", day, "Houston Field Office")
            )
    return path


def _peak() -> int:
    """The most that this process has held, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    asyncio.run(measure())
