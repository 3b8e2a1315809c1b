"""A browser for those who look at the page; without one, their tests are skipped, and say so."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.sandbox.sandbox import Sandbox
from tests.browser import chromium
from tests.browser.page import Page


@pytest_asyncio.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    """The whole house as the command opens it, with the same people; only its looks at cases come sooner."""
    async with Sandbox(tmp_path, cheap_hashes=True, check_every=timedelta(seconds=1)) as opened:
        opened.telegram.person("Ana", language="en")
        opened.telegram.person("Luz", language="es")
        yield opened


@pytest_asyncio.fixture
async def page(sandbox: Sandbox) -> AsyncIterator[Page]:
    """Its page, in a browser that has never seen it. Whatever the browser complains of fails the test."""
    binary = chromium.found()
    if binary is None:
        pytest.skip(f"no browser here: none of {', '.join(chromium.BINARIES)}")
    async with chromium.tab(binary) as tab:
        await tab.is_as_wide_as(1280, 900)
        looked_at = Page(tab)
        await looked_at.opens(sandbox.server.url)
        yield looked_at
        assert tab.complaints == []
