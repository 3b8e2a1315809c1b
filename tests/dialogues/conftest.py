"""People with verbs, over the whole sandbox: a real bot, over real HTTP, on a real database file."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import STAFF_ID, Sandbox
from tests.bot_api_schema import wrong_in
from tests.dialogues.leftovers import leftovers_in
from tests.dialogues.morning import MORNING
from tests.dialogues.person import Person


@pytest.fixture
async def sandbox(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Sandbox]:
    shutil.copy(sqlite_template, tmp_path / "sandbox.db")
    async with Sandbox(tmp_path, hurried=True, clock=MORNING) as running:
        yield running
        # Whatever a dialogue did, every call, answer and update was one of the public Bot API.
        assert not wrong_in(running.telegram)
        assert not leftovers_in(running)


@pytest.fixture
def ana(sandbox: Sandbox) -> Person:
    return Person(sandbox, "Ana")


@pytest.fixture
def bo(sandbox: Sandbox) -> Person:
    return Person(sandbox, "Bo")


@pytest.fixture
def luz(sandbox: Sandbox) -> Person:
    return Person(sandbox, "Luz", language="es")


@pytest.fixture
def office(sandbox: Sandbox) -> Person:
    """One of the staff."""
    return Person(sandbox, "Office", person_id=STAFF_ID)


@pytest.fixture
def mailbox(sandbox: Sandbox) -> Mailbox:
    return sandbox.mailbox


@pytest.fixture
def desk(sandbox: Sandbox) -> CaseDesk:
    return sandbox.desk
