"""What an operator reads in the terminal, and how each command ends: 0 done, 1 failed, 2 configuration."""

import sqlite3
from pathlib import Path

import pytest

import storage.migrations
from tests.bot.terminal import TOKEN, Terminal
from tests.postgres_server import PostgresServer

REVISIONS = Path(str(storage.migrations.__file__)).parent / "versions"
NEWEST = max(path.name[:4] for path in REVISIONS.glob("[0-9]*.py"))
COMMANDS = ("run", "sandbox", "check", "migrate", "sources", "import-cases")
BY_THEMSELVES = ("run", "check", "migrate", "sources")
WITH_CONFIG = (*BY_THEMSELVES, "import-cases")


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_help_lists_every_command(terminal: Terminal) -> None:
    told = terminal.types("--help")
    assert told.code == 0
    assert all(f"\n  {command} " in told.said for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_and_its_options(terminal: Terminal, command: str) -> None:
    told = terminal.types(command, "--help")
    assert told.code == 0
    assert "Usage: " in told.said
    assert ("--config PATH" in told.said) is (command in WITH_CONFIG)


@pytest.mark.parametrize("words", [["rum"], ["run", "--colour"], ["sandbox", "--port", "x"]])
def test_a_mistyped_command_ends_with_2(terminal: Terminal, words: list[str]) -> None:
    told = terminal.types(*words)
    assert told.code == 2
    assert "Usage: " in told.complained


@pytest.mark.parametrize("command", BY_THEMSELVES)
def test_every_problem_is_told_before_anything_is_done(terminal: Terminal, command: str) -> None:
    terminal.config.write_text("[telegram]\ntoken = 'hunter2'\n[mail]\nport = 'x'\n")
    told = terminal.types(command)
    assert told.code == 2
    assert told.complained.startswith(
        "problem: telegram.token = ***\n"
        "  why:  it does not have the shape of a bot token\n"
        "  mend: Copy the token that @BotFather gave"
    )
    for key in ("mail.host", "mail.port = 'x'", "mail.from", "organisation.name", "organisation.contact"):
        assert f"problem: {key}\n" in told.complained
    assert list(terminal.folder.iterdir()) == [terminal.config]


def test_a_configuration_that_is_not_there_is_named(terminal: Terminal) -> None:
    told = terminal.types("check", "--config", "other.toml")
    assert told.code == 2
    assert "problem: other.toml\n  why:  there is no such file" in told.complained


def test_no_configuration_at_all_is_told_first(terminal: Terminal) -> None:
    terminal.config.unlink()
    told = terminal.types("check")
    assert told.code == 2
    assert "there is no configuration, neither at config.toml nor at /etc/casebell" in told.complained
    assert "Copy config.example.toml to config.toml" in told.complained.splitlines()[2]


def test_check_of_a_new_configuration_is_content_and_makes_nothing(terminal: Terminal) -> None:
    told = terminal.types("check")
    assert (told.code, told.complained) == (0, "")
    assert told.said.splitlines() == [
        "ok: configuration",
        "ok: no database yet; `casebell run` makes it at its first start",
        "ok: no key file yet; `casebell run` makes it at its first start",
    ]
    assert list(terminal.folder.iterdir()) == [terminal.config]


def test_check_warns_of_a_configuration_that_it_found_by_itself(terminal: Terminal) -> None:
    terminal.config.chmod(0o644)
    told = terminal.types("check")
    assert told.code == 0
    assert "mind: config.toml\n  why:  every user of this machine can read telegram.token" in told.said


def test_a_new_database_is_for_its_owner_only_and_has_its_key_file(terminal: Terminal) -> None:
    told = terminal.types("migrate")
    assert (told.code, told.said) == (0, f"ok: the database is at {NEWEST}, new\n")
    assert "key_file_made" in told.complained
    assert mode(terminal.key_file) == mode(terminal.database) == 0o600

    again = terminal.types("migrate")
    assert (again.code, again.said) == (0, f"ok: the database is at {NEWEST} already\n")
    assert again.complained == ""

    checked = terminal.types("check")
    assert checked.code == 0
    assert "ok: database reached; it is up to date\nok: key file with one key\n" in checked.said


@pytest.mark.parametrize("command", ["run", "check"])
def test_a_database_of_a_later_version_is_left_alone(terminal: Terminal, command: str) -> None:
    terminal.types("migrate")
    with sqlite3.connect(terminal.database) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    told = terminal.types(command)
    assert told.code == 1
    assert told.complained == (
        "problem: database.url: a later Casebell has used this database (revision 9999): "
        "install that version again, or put back the copy from before the update\n"
    )


@pytest.mark.parametrize("command", ["run", "check"])
def test_a_file_that_is_no_database_is_named(terminal: Terminal, command: str) -> None:
    terminal.types("migrate")
    terminal.database.write_bytes(b"Dear diary, today I was taken for a database. " * 100)
    told = terminal.types(command)
    assert told.code == 1
    assert told.complained == ("problem: database.url: the database cannot be used: file is not a database\n")


@pytest.mark.parametrize("command", ["run", "check"])
def test_a_database_server_that_does_not_answer_is_named(terminal: Terminal, command: str) -> None:
    url = "postgresql://casebell:deep-sea@127.0.0.1:9/casebell"
    told = terminal.types(command, CASEBELL_DATABASE__URL=url)
    assert told.code == 1
    (sentence,) = (line for line in told.complained.splitlines() if line.startswith("problem:"))
    assert sentence.startswith("problem: database.url: the database cannot be used: connection failed")
    assert "deep-sea" not in told.complained + told.said


def test_a_key_file_is_not_missed_before_the_first_start_on_postgresql(
    terminal: Terminal, postgres: PostgresServer
) -> None:
    url = postgres.new_database(migrated=False)
    told = terminal.types("check", CASEBELL_DATABASE__URL=url)
    assert told.code == 0
    assert "ok: no key file yet" in told.said
    assert terminal.types("migrate", CASEBELL_DATABASE__URL=url).code == 0
    terminal.key_file.unlink()
    told = terminal.types("check", CASEBELL_DATABASE__URL=url)
    assert told.code == 2
    assert f"problem: security.key_file: {terminal.key_file}: No such file" in told.complained


def test_a_telegram_that_does_not_answer_is_named(terminal: Terminal) -> None:
    told = terminal.types("run")
    assert told.code == 1
    assert "problem: telegram.api_url: the Bot API server cannot be reached" in told.complained
    assert TOKEN not in told.complained
    assert "Traceback" not in told.complained


def test_a_garbled_key_file_is_named_by_line_and_not_repeated(terminal: Terminal) -> None:
    terminal.types("migrate")
    with terminal.key_file.open("a") as file:
        file.write("zzzz not-a-secret\n")
    for command in ("run", "check"):
        told = terminal.types(command)
        assert told.code == 2
        assert f"problem: security.key_file: {terminal.key_file}: line 6 is not a key" in told.complained
        assert "not-a-secret" not in told.complained


def test_a_key_file_that_others_may_read_stops_every_command(terminal: Terminal) -> None:
    terminal.types("migrate")
    terminal.key_file.chmod(0o644)
    for command in ("run", "migrate"):
        told = terminal.types(command)
        assert told.code == 2
        assert f"mend: Run: chmod 600 {terminal.key_file}" in told.complained
    assert mode(terminal.key_file) == 0o644


def test_a_lost_key_file_is_not_replaced_by_a_new_one(terminal: Terminal) -> None:
    terminal.types("migrate")
    terminal.key_file.unlink()
    told = terminal.types("run")
    assert told.code == 2
    assert "Put back the key file that belongs to the database" in told.complained
    assert not terminal.key_file.exists()


def test_the_key_file_of_another_database_is_refused(terminal: Terminal) -> None:
    terminal.types("run")
    mine = terminal.key_file.rename(terminal.folder / "mine.key")
    kept = terminal.database.rename(terminal.folder / "kept.db")
    terminal.types("run")
    kept.rename(terminal.database)
    told = terminal.types("run")
    assert told.code == 1
    assert told.complained.endswith(
        "problem: security.key_file: the key file does not belong to this database: "
        "put back the key file that does\n"
    )
    mine.rename(terminal.key_file)
    assert "telegram.api_url" in terminal.types("run").complained
