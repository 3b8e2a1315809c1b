"""A headless Chromium, driven by its DevTools protocol: enough to look at a page and press what is on it."""

import asyncio
import base64
import contextlib
import itertools
import json
import re
import shutil
import tempfile
from collections.abc import AsyncIterator
from typing import Any

import aiohttp

BINARIES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_STARTS_IN = 30.0  # seconds
_ANSWERS_IN = 40.0  # seconds
_COMES_IN = 20  # seconds
_SHOWN = 4_000  # characters
_KEYS = {
    "Tab": (9, ""),
    "Enter": (13, "\r"),
    "Escape": (27, ""),
    " ": (32, " "),
    "ArrowUp": (38, ""),
    "ArrowDown": (40, ""),
}
_LOOKS = """(async () => {{
    for (const end = Date.now() + {milliseconds}; Date.now() < end;) {{
        const came = {script};
        if (came) return came;
        await new Promise((go) => setTimeout(go, 50));
    }}
    return null;
}})()"""
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--remote-debugging-port=0",
)


def found() -> str | None:
    """The browser of this machine, if there is one."""
    return next(filter(None, map(shutil.which, BINARIES)), None)


class Tab:
    """One page in the browser."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self.complaints: list[str] = []
        """Whatever the page threw, or the browser refused."""
        self._reading = asyncio.create_task(self._read())

    async def does(self, method: str, **parameters: Any) -> dict[str, Any]:
        """A command of the protocol, and its result."""
        number = next(self._numbers)
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        async with asyncio.timeout(_ANSWERS_IN):
            return dict(await answer)

    async def value(self, script: str) -> Any:
        """What the script comes to, in the page."""
        came = await self.does(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True, userGesture=True
        )
        if "exceptionDetails" in came:
            raise AssertionError(came["exceptionDetails"].get("exception", {}).get("description"))
        return came["result"].get("value")

    async def waits_for(self, script: str) -> Any:
        """Look until the script comes to something; return that."""
        came = await self.value(_LOOKS.format(script=script, milliseconds=1000 * _COMES_IN))
        if not came:
            shown = await self.value(f"document.body.innerText.slice(0, {_SHOWN})")
            raise AssertionError(f"never came: {script}\nthe page shows:\n{shown}")
        return came

    async def strikes(self, key: str, *, shift: bool = False) -> None:
        """Strike a key: one by name, or a character."""
        code, text = _KEYS.get(key, (0, key))
        told = {"key": key, "code": key, "windowsVirtualKeyCode": code, "modifiers": 8 if shift else 0}
        await self.does("Input.dispatchKeyEvent", type="keyDown", text=text, **told)
        await self.does("Input.dispatchKeyEvent", type="keyUp", **told)

    async def opens(self, url: str) -> None:
        """Go there."""
        await self.does("Page.navigate", url=url)

    async def is_as_wide_as(self, width: int, height: int) -> None:
        """Have a window of this size, in pixels."""
        await self.does(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    async def picture(self) -> bytes:
        """A screenshot, as PNG."""
        shot = await self.does("Page.captureScreenshot", format="png")
        return base64.b64decode(shot["data"])

    async def _read(self) -> None:
        async for frame in self._socket:
            said = json.loads(frame.data)
            if "id" in said:
                answer = self._waiting.pop(said["id"])
                if not answer.done():
                    answer.set_result(said.get("result", said))
            elif said["method"] == "Runtime.exceptionThrown":
                details = said["params"]["exceptionDetails"]
                self.complaints.append(details.get("exception", {}).get("description", details["text"]))
            elif said["method"] == "Log.entryAdded" and said["params"]["entry"]["level"] == "error":
                entry = said["params"]["entry"]
                self.complaints.append(f"{entry['text']} {entry.get('url', '')}")


@contextlib.asynccontextmanager
async def browser(binary: str) -> AsyncIterator[str]:
    """A browser with a profile of its own, gone afterwards. Yields the address of its tools."""
    with tempfile.TemporaryDirectory(prefix="casebell-browser-", ignore_cleanup_errors=True) as folder:
        process = await asyncio.create_subprocess_exec(
            binary,
            *_FLAGS,
            f"--user-data-dir={folder}",
            "about:blank",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(_STARTS_IN):
                port = await _port_of(process)
            yield f"http://127.0.0.1:{port}/json"
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            await process.communicate()


@contextlib.asynccontextmanager
async def tab(tools: str) -> AsyncIterator[Tab]:
    """A new tab. What it keeps, it keeps by address: a sandbox on a port of its own has never been seen."""
    async with aiohttp.ClientSession() as http:
        async with http.put(f"{tools}/new?about:blank") as response:
            made = await response.json(content_type=None)
        async with http.ws_connect(made["webSocketDebuggerUrl"], max_msg_size=0) as socket:
            opened = Tab(socket)
            for domain in ("Page", "Runtime", "Log"):
                await opened.does(f"{domain}.enable")
            # A tab behind another one is slowed down.
            await opened.does("Page.bringToFront")
            yield opened
        async with http.get(f"{tools}/close/{made['id']}"):
            pass


async def _port_of(process: asyncio.subprocess.Process) -> int:
    assert process.stderr is not None
    async for line in process.stderr:
        if told := re.search(rb"DevTools listening on ws://127\.0\.0\.1:(\d+)/", line):
            return int(told[1])
    raise AssertionError("the browser ended at once")
