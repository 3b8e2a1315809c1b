from datetime import UTC, datetime

import pytest

from bot.sandbox.clock import MovableClock
from tests.bot.alerts.receiver import Receiver
from tests.bot.sandbox.far_end import StandingClock


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(StandingClock(datetime(2026, 11, 24, 12, tzinfo=UTC)))


@pytest.fixture
def chats() -> Receiver:
    """Where what goes to chats arrives."""
    return Receiver()


@pytest.fixture
def mails() -> Receiver:
    """Where mails arrive."""
    return Receiver()
