"""The keys that others build on, the example file, and that each key does something."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

import bot
from bot.config.judging import fields_of, known_keys
from bot.config.settings import SECRET_KEYS, WITHOUT_EFFECT, Settings
from tests.bot.config.operator import GOOD, Operator

ROOT = Path(bot.__file__).parent.parent
EXAMPLE = (ROOT / "config.example.toml").read_text(encoding="utf-8")
KEYS = [(section, key) for section in Settings.model_fields for key in fields_of(section)]

CONTRACT = {
    "telegram": "token api_url mode webhook_url webhook_listen webhook_port webhook_secret",
    "database": "url",
    "security": "key_file session_idle_minutes session_absolute_hours",
    "mail": "host port security username password from",
    "uscis": "client_id client_secret token_url api_url requests_per_second requests_per_day day_starts",
    "watching": "tick_seconds min_interval_minutes max_interval_hours",
    "organisation": "name support_hours contact website privacy_url",
    "staff": "admins",
    "limits": "upload_megabytes",
    "log": "level format",
    "metrics": "listen port",
}
DEFAULTS = {
    ("telegram", "api_url"): "https://api.telegram.org",
    ("telegram", "mode"): "polling",
    ("security", "session_idle_minutes"): 60,
    ("security", "session_absolute_hours"): 24,
}


@pytest.mark.parametrize("section", CONTRACT)
def test_every_key_of_the_contract_is_there(section: str) -> None:
    assert set(CONTRACT[section].split()) <= set(fields_of(section))


@pytest.mark.parametrize(("section", "key"), DEFAULTS)
def test_the_defaults_of_the_contract_hold(operator: Operator, section: str, key: str) -> None:
    assert getattr(getattr(operator.loads(), section), key) == DEFAULTS[section, key]


def test_the_default_database_is_a_file_beside_the_configuration(operator: Operator) -> None:
    assert operator.loads().database.url == f"sqlite:///{operator.folder}/casebell.db"


def test_the_example_lacks_only_what_is_required(operator: Operator) -> None:
    operator.writes(EXAMPLE)
    required = {(section, key) for section, key in KEYS if fields_of(section)[key].is_required()}
    assert set(operator.is_told()) == {f"{section}.{key}" for section, key in required}
    assert {(section, key) for section, keys in GOOD.items() for key in keys} == required
    for section, key in required:
        explanation = EXAMPLE.partition(f"[{section}]")[2].partition(f'\n{key} = ""')[0]
        assert explanation.endswith("Required.")


def test_the_example_with_every_default_uncommented_changes_nothing(operator: Operator) -> None:
    operator.writes(GOOD)
    plain = operator.loads()
    offered = tomllib.loads(re.sub(r"^# (\w+ = )", r"\1", EXAMPLE, flags=re.MULTILINE))
    sections = {name: {**offered[name], **GOOD.get(name, {})} for name in offered}
    operator.writes(sections)
    assert operator.loads() == plain


@pytest.mark.parametrize(("section", "key"), KEYS)
def test_the_example_offers_every_key_under_words_that_explain_it(section: str, key: str) -> None:
    """A comment right above it, or above the key that it follows."""
    body = EXAMPLE.partition(f"[{section}]\n")[2].partition("\n[")[0]
    lines = body.splitlines()
    (at,) = [number for number, line in enumerate(lines) if re.match(rf"(# )?{key} = ", line)]
    above = [line for line in lines[:at] if not re.match(r"(# )?\w+ = ", line)]
    assert above
    assert re.match(r"# ", above[-1])


def test_the_example_offers_nothing_else() -> None:
    known = known_keys()
    section = ""
    for line in EXAMPLE.splitlines():
        if found := re.fullmatch(r"\[(\w+)\]", line):
            section = found[1]
        elif found := re.match(r"(?:# )?(\w+) = ", line):
            assert found[1] in known[section]


@pytest.mark.parametrize(("section", "key"), SECRET_KEYS)
def test_the_example_names_the_files_of_secrets(section: str, key: str) -> None:
    assert re.search(rf"\b{key}_file\b", EXAMPLE.partition("[telegram]")[0])


def names_read() -> set[str]:
    """Every attribute that the application reads, its own configuration apart."""
    files = [
        path
        for package in ("bot", "handlers", "storage")
        for path in (ROOT / package).rglob("*.py")
        if path.parent.name != "config"
    ]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in files]
    return {node.attr for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def test_a_key_has_an_effect_or_is_said_to_have_none() -> None:
    read = names_read()
    # Read by another name, or by the configuration itself.
    elsewhere = {"mail.from": "sender", "mail.insecure_ok": "host", "database.url": "url"}
    for section, key in KEYS:
        name = f"{section}.{key}"
        if name not in WITHOUT_EFFECT:
            assert elsewhere.get(name, key) in read, name
    for name in WITHOUT_EFFECT:
        section, _, key = name.partition(".")
        offered = EXAMPLE.partition(f"[{section}]\n")[2].partition(f"# {key} = ")[0].split("\n\n")[-1]
        assert "No effect in this version." in offered
    assert not read & {"upload_megabytes", "metrics"}
