from pathlib import Path

import pytest

from tests.bot.config.operator import GOOD, Operator


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    """Somebody who has written a good configuration."""
    operator = Operator(tmp_path)
    operator.writes(GOOD)
    return operator
