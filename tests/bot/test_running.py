"""`casebell run` and `casebell sandbox` as processes that last: start, second start, end."""

import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from bot.clock import SystemClock
from bot.key_file import make_key_file
from bot.sandbox.serving import LocalServer
from bot.sandbox.telegram import LocalTelegram, bot_api
from tests.bot.mail.postman import Postman, serving
from tests.bot.terminal import TOKEN, Terminal

OTHER_TOKEN = "100000001:somebody-elses"
WEBHOOK = """\
[telegram]
mode = "webhook"
webhook_url = "https://bot.example.org/hook"
webhook_secret = "f3b1c94d7a60e8255f3b1c94d7a60e82"
"""


@pytest.fixture
async def telegram() -> AsyncIterator[LocalServer]:
    """A Bot API server that knows the terminal's token."""
    local = LocalTelegram(SystemClock(), token=TOKEN)
    routes = [Route(path, endpoint, methods=["GET", "POST"]) for path, endpoint in bot_api(local)]
    server = LocalServer(Starlette(routes=routes))
    await server.start()
    yield server
    await local.close()
    await server.stop()


async def test_the_first_start_makes_the_key_file_and_says_so_and_the_second_uses_it(
    terminal: Terminal, telegram: LocalServer
) -> None:
    terminal.configures(api_url=telegram.url)
    async with terminal.running("run", until=r"\bstarted\b") as process:
        assert "key_file_made" in terminal.log
        assert str(terminal.key_file) in terminal.log
        keys = terminal.key_file.read_bytes()
        assert terminal.key_file.stat().st_mode & 0o777 == 0o600

        occupied = await terminal.types_meanwhile("migrate")
        assert occupied.code == 1
        assert "problem: database.url: another Casebell works on" in occupied.complained

        process.terminate()
        assert await process.wait() == 0

    async with terminal.running("run", until=r"\bstarted\b"):
        assert "key_file_made" not in terminal.log
        assert terminal.key_file.read_bytes() == keys
        assert TOKEN not in terminal.log


async def test_a_token_that_telegram_does_not_know_is_named_and_not_repeated(
    terminal: Terminal, telegram: LocalServer
) -> None:
    terminal.configures(api_url=telegram.url)
    told = await terminal.types_meanwhile("run", CASEBELL_TELEGRAM__TOKEN=OTHER_TOKEN)
    assert told.code == 1
    assert "problem: telegram.token: the Bot API server does not know this token: " in told.complained
    assert "somebody-elses" not in told.complained


async def test_a_port_that_is_taken_is_named_by_its_setting(
    terminal: Terminal, telegram: LocalServer
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        terminal.configures(api_url=telegram.url)
        text = terminal.config.read_text().replace("[telegram]\n", f"{WEBHOOK}webhook_port = {port}\n")
        terminal.config.write_text(text)
        told = await terminal.types_meanwhile("run")
        assert told.code == 1
        assert f"telegram.webhook_port: cannot listen on 127.0.0.1:{port}: Address already" in told.complained

        told = await terminal.types_meanwhile("sandbox", "--no-browser", "--port", str(port))
        assert told.code == 1
        assert f"problem: --port: cannot listen on 127.0.0.1:{port}" in told.complained


async def test_a_key_file_that_was_there_before_the_first_start_is_used(
    terminal: Terminal, telegram: LocalServer
) -> None:
    """As when several replicas are given the same one."""
    key = make_key_file(terminal.key_file, randomness=lambda count: bytes(count), now=datetime.now(UTC))
    terminal.configures(api_url=telegram.url)
    async with terminal.running("run", until=r"\bstarted\b"):
        assert "key_file_made" not in terminal.log
    assert key.id in terminal.key_file.read_text()


async def test_the_sandbox_tells_its_address_and_keeps_nothing(terminal: Terminal) -> None:
    async with terminal.running("sandbox", "--no-browser", "--port", "0", until="Ctrl-C") as process:
        (address,) = (word for word in terminal.log.split() if word.startswith("http://127.0.0.1:"))
        async with aiohttp.ClientSession() as browser, browser.get(address) as page:
            assert page.status == 200
        process.terminate()
        assert await process.wait() == 0
    assert {path.name for path in terminal.folder.iterdir()} == {"config.toml", "running.log"}


async def test_the_mail_server_is_looked_at_when_asked(terminal: Terminal) -> None:
    postman = Postman()
    async with serving(postman) as settings:
        told = await terminal.types_meanwhile("check", "--mail", CASEBELL_MAIL__PORT=str(settings.port))
        assert (told.code, told.complained) == (0, "")
        assert told.said.endswith("ok: mail server reached\n")
        assert postman.taken == []
    told = await terminal.types_meanwhile("check", "--mail", CASEBELL_MAIL__PORT=str(settings.port))
    assert told.code == 1
    assert told.complained == "problem: mail.host and mail.port: the mail server cannot be reached\n"
