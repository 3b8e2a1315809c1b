"""What is logged, and above all what is not (requirement R21)."""

import json
import logging
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
import structlog

from bot.config.house import Log
from bot.logs import set_up_logging
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person

TOKEN = "7000000001:AAHkJ3mEr0h_Zq1tUv8WxYz2bCdEfGhIjKl"
RECEIPT = "IOE0912345678"
FORMATS = ["console", "json"]


@pytest.fixture
def written() -> Iterator[StringIO]:
    """What the log's lines are written to; afterwards everything logs as before."""
    root, hook, config = logging.getLogger(), sys.excepthook, structlog.get_config()
    handlers, level = root.handlers[:], root.level
    yield StringIO()
    logging.captureWarnings(False)
    root.handlers[:], sys.excepthook = handlers, hook
    root.setLevel(level)
    structlog.configure(**config)


def lines_of(written: StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def set_up(written: StringIO, *, level: str = "debug", how: str = "json") -> None:
    settings = Log.model_validate({"level": level, "format": how})
    set_up_logging(settings, secrets=[TOKEN, PASSWORD], to=written)


def test_a_line_is_json_with_time_level_and_place(written: StringIO) -> None:
    set_up(written)
    structlog.get_logger("bot.running").info("started", bot="casebell_bot")
    (line,) = lines_of(written)
    assert line.pop("timestamp")
    assert line == {"event": "started", "bot": "casebell_bot", "level": "info", "logger": "bot.running"}


@pytest.mark.parametrize("how", FORMATS)
def test_every_part_of_a_line_is_masked(written: StringIO, how: str) -> None:
    set_up(written, how=how)
    log = structlog.get_logger()
    structlog.contextvars.bind_contextvars(chat_of="ana@example.org")
    log.info(f"asked {RECEIPT}", url=f"https://api.telegram.org/bot{TOKEN}/getMe", password="hunter22")
    structlog.contextvars.clear_contextvars()
    logging.getLogger("somebody.else").warning("refused %s for %s", "ana@example.org", RECEIPT)
    text = written.getvalue()
    assert text.count("\n") == 2
    for secret in (RECEIPT, TOKEN, "hunter22", "ana@example.org"):
        assert secret not in text
    assert "IOE*******678" in text


@pytest.mark.parametrize("how", FORMATS)
def test_a_traceback_is_kept_and_masked(written: StringIO, how: str) -> None:
    set_up(written, how=how)
    try:
        raise ConnectionError(f"https://api.telegram.org/bot{TOKEN}/getMe") from ValueError(RECEIPT)
    except ConnectionError:
        structlog.get_logger().exception("failed")
    text = written.getvalue()
    assert "Traceback (most recent call last)" in text
    assert "ConnectionError" in text
    assert TOKEN not in text
    assert RECEIPT not in text


@pytest.mark.parametrize("how", FORMATS)
def test_nobody_can_forge_a_line(written: StringIO, how: str) -> None:
    set_up(written, how=how)
    structlog.get_logger().info("came", name="Ana\n2026-11-24T00:00:00Z [error] all is lost\x1b[2J")
    assert len(written.getvalue().splitlines()) == 1
    assert "\x1b" not in written.getvalue()


@pytest.mark.parametrize(
    ("level", "heard"),
    [("debug", 4), ("info", 3), ("warning", 2), ("error", 1)],
)
def test_the_level_is_the_least_that_is_written(written: StringIO, level: str, heard: int) -> None:
    set_up(written, level=level)
    for each in ("debug", "info", "warning", "error"):
        structlog.get_logger().log(logging.getLevelNamesMapping()[each.upper()], each)
    assert len(lines_of(written)) == heard


@pytest.mark.parametrize("library", ["telegram.Bot", "httpx", "aiosqlite", "sqlalchemy.engine", "aiosmtplib"])
def test_libraries_are_quiet_but_for_trouble(written: StringIO, library: str) -> None:
    set_up(written)
    logging.getLogger(library).debug("the whole update")
    logging.getLogger(library).info("the whole statement")
    logging.getLogger(library).warning("trouble")
    assert [line["event"] for line in lines_of(written)] == ["trouble"]


def test_a_warning_of_a_library_is_a_masked_line_too(written: StringIO) -> None:
    set_up(written)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn(f"unclosed {TOKEN}", ResourceWarning, stacklevel=1)
    (line,) = lines_of(written)
    assert "unclosed ***" in str(line["event"])


def test_what_nobody_expected_ends_in_a_masked_traceback() -> None:
    program = (
        "from bot.config.house import Log\n"
        "from bot.logs import set_up_logging\n"
        "token = '7000000001:' + 'AAHkJ3mEr0h_Zq1tUv8WxYz2bCdEfGhIjKl'\n"
        "set_up_logging(Log(), secrets=[token])\n"
        "raise RuntimeError(f'https://api.telegram.org/bot{token}/getMe')\n"
    )
    command = [sys.executable, "-c", program]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    assert ended.returncode == 1
    assert "ended_by_an_error" in ended.stderr
    assert "RuntimeError" in ended.stderr
    assert TOKEN.partition(":")[2] not in ended.stderr


@pytest.mark.requirement("R21")
@pytest.mark.parametrize("how", FORMATS)
async def test_a_whole_dialogue_leaves_nothing_personal_in_the_log(
    written: StringIO, tmp_path: Path, how: str
) -> None:
    settings = Log.model_validate({"level": "debug", "format": how})
    # As a start in earnest would, but without telling the masking which secrets there are.
    set_up_logging(settings, to=written)
    async with Sandbox(tmp_path, hurried=True) as sandbox:
        ana = Person(sandbox, "Ana")
        await ana.is_registered()
        mailed = await sandbox.mailbox.code_for(ana.email)
        await ana.sends("wrong horse battery staple")
        await ana.sends(PASSWORD)
        await ana.presses("Authenticator app")
        ana.reads_authenticator_key()
        await ana.sends(ana.code())
        recovery_codes = re.findall(r"[A-Z0-9]{4}(?:-[A-Z0-9]{4}){3}", ana.screen)
        await ana.presses("I have written them down")
        sandbox.desk.has(RECEIPT, "Case Was Received", form="I-765")
        await ana.follows(RECEIPT)
        await ana.follows("IOE091234567O")
        sandbox.desk.moves(RECEIPT, "Request for Additional Evidence Was Sent")
        await sandbox.passes(hours=2)
        secrets = sandbox.settings.secrets
    text = written.getvalue()
    assert "started" in text
    assert recovery_codes
    for secret in (
        *(PASSWORD, "wrong horse", "López", "1990", "ana.lopez", ana.email, "example.org"),
        *(mailed, ana.secret, *recovery_codes),
        *(RECEIPT, "0912345678", "IOE091234567O", "Additional Evidence"),
        *secrets,
    ):
        assert secret not in text, secret
