"""Killed at any moment, the bot loses nothing and tells nothing twice."""

import asyncio
import contextlib
import random
import re
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pyotp
import pytest

from bot.sandbox.telegram import LocalPerson
from tests.killing.house import PATIENCE, House, until

PASSWORD = "purple tractor sings low"
RECEIPT = "IOE0912345678"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with House(tmp_path) as standing:
        yield standing


@contextlib.asynccontextmanager
async def _killing(
    house: House, chance: random.Random, *, shortest: float, longest: float
) -> AsyncIterator[None]:
    """Kill and restart the bot at random moments, as long as this lasts."""

    async def kill_for_ever() -> None:
        while True:
            await house.is_up()
            await asyncio.sleep(chance.uniform(shortest, longest))
            await house.kills_bot()
            await house.starts_bot()

    killer = asyncio.create_task(kill_for_ever())
    try:
        yield
    finally:
        killer.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await killer


async def _says(house: House, ana: LocalPerson, text: str, then: str) -> None:
    await ana.sends(text)
    await _sees(house, ana, then)


async def _sees(house: House, ana: LocalPerson, text: str) -> None:
    await until(lambda: text in ana.screen, why=f"{text!r} not in\n{ana.screen}\n{house.log[-3000:]}")


async def _registers(house: House, ana: LocalPerson) -> None:
    await _says(house, ana, "/register", "full legal name")
    await _says(house, ana, "Ana López", "When were you born")
    await _says(house, ana, "May 23, 1990", "e-mail address")
    await _says(house, ana, "ana@example.org", "Choose a username")
    await _says(house, ana, "ana.lopez", "Choose a password")
    await _says(house, ana, PASSWORD, "Please check your answers")
    await ana.presses("Create my account")
    await _sees(house, ana, "We sent an e-mail")
    code = await house.mailbox.code_for("ana@example.org", within=PATIENCE)
    await _says(house, ana, code, "Type your password")


async def _logs_in(house: House, ana: LocalPerson) -> None:
    await _says(house, ana, PASSWORD, "One more lock")
    await ana.presses("Authenticator app")
    await _sees(house, ana, "Scan this picture")
    found = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", ana.screen)
    assert found
    secret = found.group().replace(" ", "")
    await _says(house, ana, pyotp.TOTP(secret).now(), "Your recovery codes")
    await ana.presses("I have written them down")
    await _sees(house, ana, "You are logged in")


def _value(house: House, query: str) -> int:
    with contextlib.closing(sqlite3.connect(house.database)) as database:
        return int(database.execute(query).fetchone()[0])


def _tries_of_alerts(house: House) -> list[int]:
    """How often each alert in the chat was tried, in the order of the changes."""
    alerts = "kind = 'case-changed' AND channel = 'telegram'"
    query = f"SELECT attempts FROM deliveries WHERE {alerts} ORDER BY created_at"  # noqa: S608
    with contextlib.closing(sqlite3.connect(house.database)) as database:
        return [int(attempts) for (attempts,) in database.execute(query)]


def _alerts(ana: LocalPerson, title: str) -> int:
    return sum(f"New status: {title}" in message.get("text", "") for message in ana.chat.visible)


@pytest.mark.parametrize("seed", [1, 2])
async def test_the_whole_way_under_fire(house: House, seed: int) -> None:
    ana = house.telegram.person("Ana")
    house.desk.has(RECEIPT, "Case Was Received", form="I-765")
    await house.starts_bot()
    async with _killing(house, random.Random(seed), shortest=0.05, longest=1.5):
        await _registers(house, ana)
        await _logs_in(house, ana)
        await _says(house, ana, f"/link {RECEIPT}", "USCIS has your papers")
        house.desk.moves(RECEIPT, "Case Was Approved")
        await until(lambda: _alerts(ana, "Case Was Approved") > 0, why=ana.screen)
    assert house.kills > 0
    assert _value(house, "SELECT count(*) FROM accounts") == 1
    assert _value(house, "SELECT count(*) FROM links") == 1
    assert len(_tries_of_alerts(house)) == 1
    assert PASSWORD not in ana.screen


async def test_each_change_is_told_once_however_often_the_bot_dies(house: House) -> None:
    ana = house.telegram.person("Ana")
    house.desk.has(RECEIPT, "Case Was Received", form="I-765")
    await house.starts_bot()
    await _registers(house, ana)
    await _logs_in(house, ana)
    await _says(house, ana, f"/link {RECEIPT}", "USCIS has your papers")
    titles = ["Interview Was Scheduled", "Case Was Approved", "Card Was Mailed To Me"]
    async with _killing(house, random.Random(7), shortest=0.3, longest=1.5):
        for title in titles:
            house.desk.moves(RECEIPT, title)
            await until(lambda title=title: _alerts(ana, title) > 0, why=ana.screen)  # type: ignore[misc]
    tries = _tries_of_alerts(house)
    assert len(tries) == len(titles)
    # A second one only where the bot died between Telegram's doing it and its own noting it.
    told = [_alerts(ana, title) for title in titles]
    assert all(1 <= count <= tried for count, tried in zip(told, tries, strict=True))
    assert sum(told) - len(titles) <= house.kills


async def test_an_update_that_came_while_the_bot_was_dead_is_answered(house: House) -> None:
    ana = house.telegram.person("Ana")
    await ana.sends("/start")
    await house.starts_bot()
    await _sees(house, ana, "Test Office runs this bot")


async def test_it_ends_well_when_it_is_told_to(house: House) -> None:
    ana = house.telegram.person("Ana")
    await house.starts_bot()
    await _says(house, ana, "/register", "full legal name")
    assert await house.ends_bot() == 0
    await ana.sends("Ana López")
    await house.starts_bot()
    await _sees(house, ana, "When were you born")


async def test_a_second_process_on_the_same_file_is_refused_by_name(house: House) -> None:
    ana = house.telegram.person("Ana")
    await house.starts_bot()
    await _says(house, ana, "/start", "Test Office")
    first = house._process
    second = await house.starts_bot()
    assert await asyncio.wait_for(second.wait(), 30) == 1
    assert "another Casebell works on" in house.log
    house._process = first


async def test_a_key_file_of_another_database_is_refused_by_name(house: House) -> None:
    ana = house.telegram.person("Ana")
    await house.starts_bot()
    await _says(house, ana, "/start", "Test Office")
    await house.kills_bot()
    key_file = house.folder / "casebell.key"
    lines = key_file.read_text().splitlines()
    key_file.write_text("\n".join([*lines[:-1], "abcd " + "A" * 43 + "="]) + "\n")
    process = await house.starts_bot()
    assert await asyncio.wait_for(process.wait(), 30) == 1
    assert "security.key_file" in house.log
