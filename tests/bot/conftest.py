from pathlib import Path

import pytest

from tests.bot.terminal import Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """A terminal in a folder with a good configuration."""
    terminal = Terminal(tmp_path)
    terminal.configures()
    return terminal
