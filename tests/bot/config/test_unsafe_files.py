"""Files that others may use stop the start; what was perhaps not meant is told (requirements R20, R24)."""

from pathlib import Path

import pytest

from tests.bot.config.operator import GOOD, TOKEN, WEBHOOK_SECRET, Operator, good_but


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o644, 0o660])
def test_a_key_file_that_others_may_use_is_refused(operator: Operator, mode: int) -> None:
    path = operator.puts("casebell.key", mode=mode)
    problem = operator.is_told()["security.key_file"]
    assert f"mode {mode:04o}" in problem.reason
    assert problem.mend == f"Run: chmod 600 {path}"


@pytest.mark.requirement("R24")
@pytest.mark.parametrize("file", ["casebell.db", "casebell.db-wal", "casebell.db-shm"])
@pytest.mark.parametrize("mode", [0o604, 0o602, 0o644])
def test_a_database_that_everybody_may_use_is_refused(operator: Operator, file: str, mode: int) -> None:
    operator.puts("casebell.key")
    operator.puts("casebell.db")
    path = operator.puts(file, mode=mode)
    assert operator.is_told()["database.url"].mend == f"Run: chmod o-rwx {path}"


def test_a_configuration_that_everybody_may_change_is_refused(operator: Operator) -> None:
    operator.writes(GOOD, mode=0o602)
    assert "may change it" in operator.is_told()[str(operator.config)].reason


def test_a_missing_key_file_beside_a_database_is_refused(operator: Operator) -> None:
    operator.puts("casebell.db")
    assert operator.is_told()["security.key_file"].reason == "there is no such file"


def test_neither_key_file_nor_database_is_needed_before_the_first_start(operator: Operator) -> None:
    assert operator.is_told() == {}


@pytest.mark.parametrize("mode", [0o400, 0o600])
def test_files_of_ones_own_are_good(operator: Operator, mode: int) -> None:
    operator.puts("casebell.key", mode=mode)
    operator.puts("casebell.db")
    assert operator.is_told() == {}


def test_a_link_is_judged_by_what_it_leads_to(operator: Operator, tmp_path: Path) -> None:
    target = operator.puts("elsewhere.key", mode=0o644)
    (tmp_path / "casebell.key").symlink_to(target)
    assert "security.key_file" in operator.is_told()


def test_a_readable_configuration_with_a_secret_is_cautioned(operator: Operator) -> None:
    operator.writes(GOOD, mode=0o644)
    assert "telegram.token" in operator.is_cautioned()[str(operator.config)].reason


def test_a_readable_configuration_without_a_secret_is_fine(operator: Operator) -> None:
    operator.puts("token", TOKEN)
    operator.writes(good_but("telegram", token=None, token_file="token"), mode=0o644)
    assert operator.is_cautioned() == {}


WEBHOOK: dict[str, object] = {
    "mode": "webhook",
    "webhook_url": "https://bot.example.org/hook",
    "webhook_secret": WEBHOOK_SECRET,
}


@pytest.mark.parametrize(
    ("section", "keys", "cautioned"),
    [
        ("mail", {"security": "none", "insecure_ok": True}, ["mail.security"]),
        ("mail", {"security": "none", "host": "127.0.0.1"}, []),
        ("telegram", {**WEBHOOK, "webhook_listen": "0.0.0.0"}, ["telegram.webhook_listen"]),  # noqa: S104
        ("telegram", {**WEBHOOK, "webhook_listen": "::"}, ["telegram.webhook_listen"]),
        ("telegram", WEBHOOK, []),
        ("database", {"url": "postgresql://u:p@db.example.org/casebell"}, ["database.url"]),
        ("database", {"url": "postgresql://u@/casebell?host=db.example.org"}, ["database.url"]),
        ("database", {"url": "postgresql://u:p@db.example.org/casebell?sslmode=prefer"}, ["database.url"]),
        ("database", {"url": "postgresql://u:p@db.example.org/casebell?sslmode=verify-full"}, []),
        ("database", {"url": "postgresql://u:p@localhost/casebell"}, []),
        ("database", {"url": "postgresql:///casebell?host=/run/postgresql"}, []),
        ("metrics", {"port": 9464}, ["metrics.port"]),
    ],
)
def test_what_was_perhaps_not_meant_is_told(
    operator: Operator, section: str, keys: dict[str, object], cautioned: list[str]
) -> None:
    operator.writes(good_but(section, **keys))
    assert list(operator.is_cautioned()) == cautioned
