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
    async with Sandbox(tmp_path, hurried=True, check_every=timedelta(seconds=1)) as opened:
        opened.telegram.person("Ana", language="en")
        opened.telegram.person("Luz", language="es")
        yield opened


@pytest_asyncio.fixture(scope="session")
async def browser() -> AsyncIterator[str]:
    """One browser for all: starting one costs more than most tests."""
    binary = chromium.found()
    if binary is None:
        pytest.skip(f"no browser here: none of {', '.join(chromium.BINARIES)}")
    async with chromium.browser(binary) as tools:
        yield tools


@pytest_asyncio.fixture
async def page(sandbox: Sandbox, browser: str) -> AsyncIterator[Page]:
    """Its page, in a tab that has never seen it. Whatever the browser complains of fails the test."""
    async with chromium.tab(browser) as tab:
        await tab.is_as_wide_as(1280, 900)
        looked_at = Page(tab)
        await looked_at.opens(sandbox.server.url)
        yield looked_at
        assert tab.complaints == []
