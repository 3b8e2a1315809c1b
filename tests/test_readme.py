"""What the README and the help say is so, and everything that there is they say."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import click
import pytest

from bot.__main__ import main
from bot.config.judging import known_keys
from bot.config.settings import Settings
from bot.telegram.router import Router
from handlers.dialogues import DIALOGUES
from tests.bot.config.operator import TOKEN, WEBHOOK_SECRET, Operator, good_but
from tests.bot.texts.sentences import LANGUAGES, ROOT, sentences

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
EXAMPLE = (ROOT / "config.example.toml").read_text(encoding="utf-8")
FENCES = re.findall(r"```(\w*)\n(.*?)```", README, re.DOTALL)
QUOTED = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", README, flags=re.DOTALL))
MADE_BY_THE_OPERATOR = {"config.toml", "bot.example.org", "t.me"}
OUTSIDE = ("/etc/", "/var/", "/opt/", "venv/", "http")


def fence_with(words: str) -> str:
    found: list[str] = [text for _, text in FENCES if words in text]
    assert len(found) == 1
    return found[0]


def paths_in_the_tree() -> Iterator[Path]:
    """The tree of folders and files, by its indents; a line may tell of a file within its own folder."""
    above: list[str] = []
    for line in fence_with("handlers/ ").splitlines():
        if not line.strip():
            continue
        depth = (len(line) - len(line.lstrip())) // 2
        name = line.split()[0].rstrip("/")
        above[depth:] = [name]
        yield Path(*above)
        told_of = line.strip().partition("  ")[2]
        yield from (Path(*above, inner) for inner in re.findall(r"(\w+)/[:\s]", told_of))


@pytest.mark.parametrize("path", sorted(set(paths_in_the_tree())), ids=str)
def test_everything_in_the_tree_is_there(path: Path) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize(
    "name",
    sorted(
        each
        for each in set(QUOTED) | set(re.findall(r"\]\(([^)]+)\)", README))
        if re.fullmatch(r"[\w./-]+(\.\w+|/)", each)
        and each not in MADE_BY_THE_OPERATOR
        and not each.startswith(OUTSIDE)
        and not re.match(r"casebell\.|developer\.|\w+\.(token|url|key_file)$", each)
    ),
)
def test_every_file_and_folder_that_is_named_is_there(name: str) -> None:
    assert (ROOT / name).exists() or list((ROOT / "bot").rglob(name))


@pytest.mark.parametrize("target", sorted(set(re.findall(r"make ([a-z]+)", README + MAKEFILE))))
def test_every_make_target_that_is_named_is_there(target: str) -> None:
    assert re.search(rf"^{target}:.*## \w", MAKEFILE, re.MULTILINE)


def test_make_help_lists_every_target() -> None:
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    make = shutil.which("make")
    assert make is not None
    # Within `make test` it would tell in which folder it works.
    command = [make, "--no-print-directory", "help"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    assert {line.split()[0] for line in told.stdout.splitlines()} == targets
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert phony is not None
    assert set(phony[1].split()) == targets


@pytest.mark.parametrize("name", sorted(re.findall(r"\w+\.\w+", " ".join(QUOTED))))
def test_every_configuration_key_that_is_named_is_there(name: str) -> None:
    section, _, key = name.partition(".")
    if section in Settings.model_fields and key != "py":
        assert key in known_keys()[section]


@pytest.mark.parametrize(
    ("section", "key"), [(section, key) for section, keys in known_keys().items() for key in keys]
)
def test_every_configuration_key_is_explained(section: str, key: str) -> None:
    assert re.search(rf"\b{key}\b", EXAMPLE.partition(f"[{section}]")[2].partition("\n[")[0] + EXAMPLE[:1500])


@pytest.mark.parametrize("command", list(main.commands.values()), ids=lambda command: str(command.name))
def test_every_command_and_option_explains_itself_and_is_named(command: click.Command) -> None:
    assert re.search(rf"\b(casebell|make) {command.name}\b", README)
    assert command.help
    options = [each for each in command.params if isinstance(each, click.Option)]
    assert all(option.help for option in options)


def test_every_command_line_in_the_readme_can_be_typed() -> None:
    lines = re.findall(r"casebell ((?:run|sandbox|check|migrate|sources|import-cases)\b[^`\n]*)", README)
    assert len(lines) > 4
    for line in lines:
        name, *words = line.split()
        options = set(chain.from_iterable(each.opts for each in main.commands[name].params))
        assert {word for word in words if word.startswith("--")} <= options, line


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_bot_command_is_in_the_help_and_in_the_menu(language: str) -> None:
    (screen,) = sentences(language)["help-screen"]
    listed = set(re.findall(r"/([a-z]+)", re.sub(r"<[^>]+>", "", screen)))
    # /cancel belongs to no dialogue: it stops any.
    assert listed <= {*Router(DIALOGUES).commands, "cancel"}
    assert set(Router(DIALOGUES).commands) - listed <= {"start", "help"}
    assert all(sentences(language)[f"command-{name}"] for name in Router(DIALOGUES).commands)


def test_the_configuration_for_a_webhook_is_good(tmp_path: Path) -> None:
    (shown,) = (tomllib.loads(text) for kind, text in FENCES if kind == "toml")
    operator = Operator(tmp_path)
    secret = operator.puts("webhook_secret", WEBHOOK_SECRET)
    keys = {**shown["telegram"], "webhook_secret_file": str(secret), "token": TOKEN}
    operator.writes(good_but("telegram", **keys))
    assert operator.is_told() == {}


def test_the_service_is_one_that_systemd_takes(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("there is no systemd here")
    unit = tmp_path / "casebell.service"
    unit.write_text(fence_with("[Unit]").replace("/opt/casebell/bin/casebell", sys.executable))
    told = subprocess.run(  # noqa: S603
        [analyze, "verify", "--man=no", unit], capture_output=True, text=True, check=False
    )
    assert [line for line in told.stderr.splitlines() if "casebell" in line] == []
    assert "/opt/casebell/bin/casebell run" in fence_with("[Unit]")


def test_what_the_readme_says_of_itself_is_short() -> None:
    assert len(README.splitlines()) < 230
