"""`casebell sandbox`: start it, say where it is, and open the page."""

import asyncio
import signal
import sys
import tempfile
import webbrowser
from datetime import timedelta
from pathlib import Path

from bot.sandbox.sandbox import STAFF_ID, Sandbox

_CHECK_EVERY = timedelta(seconds=5)
"""So that whoever moves a case sees the alert before they wonder where it is."""


def run_sandbox(*, port: int, opens_browser: bool) -> None:
    """Run the sandbox until it is told to stop. Raises OSError when the port is taken."""
    with tempfile.TemporaryDirectory(prefix="casebell-sandbox-") as folder:
        asyncio.run(_run(Path(folder), port, opens_browser=opens_browser))


async def _run(folder: Path, port: int, *, opens_browser: bool) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    async with Sandbox(folder, port=port, check_every=_CHECK_EVERY) as sandbox:
        sandbox.telegram.person("Ana", language="en")
        sandbox.telegram.person("Luz", language="es")
        sandbox.telegram.person("Office", person_id=STAFF_ID)
        sys.stdout.write(f"The sandbox is open: {sandbox.server.url}\nEnd it with Ctrl-C.\n")
        sys.stdout.flush()
        if opens_browser:
            await asyncio.to_thread(webbrowser.open, sandbox.server.url)
        await stopping.wait()
