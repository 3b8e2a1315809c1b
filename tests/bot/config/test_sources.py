"""Where a value may come from, and which of two wins."""

import pytest

from bot.config.judging import known_keys
from bot.config.settings import SECRET_KEYS, Settings
from bot.config.sources import variable_of
from tests.bot.config.operator import GOOD, TOKEN, WEBHOOK_SECRET, Operator, Sections, good_but, toml

OTHER_TOKEN = "7000000002:BBHkJ3mEr0h_Zq1tUv8WxYz2bCdEfGhIjKl"
MAIL_LOGIN: dict[str, object] = {"username": "before", "password": "before"}
USCIS: dict[str, object] = {
    "client_id": "id",
    "client_secret": "s",
    "token_url": "https://a.gov/t",
    "api_url": "https://a.gov",
}

# Each key with a value that is not its default, and what else its section then needs.
VALUES: dict[tuple[str, str], tuple[object, dict[str, object]]] = {
    ("telegram", "token"): (OTHER_TOKEN, {}),
    ("telegram", "api_url"): ("https://bots.example.org", {}),
    ("telegram", "mode"): ("webhook", {"webhook_url": "https://a.org", "webhook_secret": WEBHOOK_SECRET}),
    ("telegram", "webhook_url"): ("https://bot.example.org/hook", {}),
    ("telegram", "webhook_listen"): ("::1", {}),
    ("telegram", "webhook_port"): (8090, {}),
    ("telegram", "webhook_secret"): (WEBHOOK_SECRET, {}),
    ("database", "url"): ("sqlite:///other.db", {}),
    ("security", "key_file"): ("other.key", {}),
    ("security", "session_idle_minutes"): (15, {}),
    ("security", "session_absolute_hours"): (48, {}),
    ("security", "deletion_grace_days"): (14, {}),
    ("security", "recovery_cooling_hours"): (24, {}),
    ("security", "argon2_memory_mib"): (128, {}),
    ("security", "argon2_passes"): (4, {}),
    ("security", "argon2_lanes"): (2, {}),
    ("mail", "host"): ("smtp.example.net", {}),
    ("mail", "port"): (465, {}),
    ("mail", "security"): ("tls", {}),
    ("mail", "insecure_ok"): (True, {}),
    ("mail", "username"): ("casebell", MAIL_LOGIN),
    ("mail", "password"): ("quiet river", MAIL_LOGIN),
    ("mail", "from"): ("Ayuda López <hola@example.org>", {}),
    ("uscis", "client_id"): ("other", USCIS),
    ("uscis", "client_secret"): ("other", USCIS),
    ("uscis", "token_url"): ("https://api.example.gov/oauth", USCIS),
    ("uscis", "api_url"): ("https://api.example.gov/status", USCIS),
    ("uscis", "demo_id"): ("demo", USCIS),
    ("uscis", "requests_per_second"): (0.5, {}),
    ("uscis", "requests_per_day"): (9, {}),
    ("uscis", "day_starts"): ("Europe/Madrid 07:00", {}),
    ("uscis", "open_hours"): ("Mon-Fri 07:00-20:00 America/New_York", {}),
    ("watching", "tick_seconds"): (0.5, {}),
    ("watching", "min_interval_minutes"): (7.5, {}),
    ("watching", "max_interval_hours"): (48, {}),
    ("organisation", "name"): ("Otra Ayuda", {}),
    ("organisation", "contact"): ("otra@example.org", {}),
    ("organisation", "support_hours"): ("Monday to Friday", {}),
    ("organisation", "website"): ("https://example.org/?lang=en", {}),
    ("organisation", "privacy_url"): ("https://example.org/about#privacy", {}),
    ("organisation", "time_zone"): ("America/Chicago", {}),
    ("organisation", "answer_days"): (5, {}),
    ("staff", "admins"): ([123456789, 987654321], {}),
    ("limits", "upload_megabytes"): (5, {}),
    ("limits", "messages_per_second"): (12.5, {}),
    ("limits", "updates_at_once"): (8, {}),
    ("limits", "receipt_lookups_per_day"): (3, {}),
    ("limits", "quick_look"): (False, {}),
    ("limits", "cases_per_account"): (4, {}),
    ("log", "level"): ("debug", {}),
    ("log", "format"): ("json", {}),
    ("metrics", "listen"): ("10.0.0.1", {}),
    ("metrics", "port"): (9464, {}),
}


def value_in(settings: Settings, section: str, key: str) -> object:
    name = "sender" if key == "from" else key
    return getattr(getattr(settings, section), name)


def test_every_key_has_a_value_here() -> None:
    files = {(section, f"{key}_file") for section, key in SECRET_KEYS}
    known = {(section, key) for section, keys in known_keys().items() for key in keys}
    assert set(VALUES) == known - files


@pytest.mark.parametrize(("section", "key"), VALUES)
def test_a_key_is_taken_from_the_file_and_from_the_environment_alike(
    operator: Operator, section: str, key: str
) -> None:
    value, others = VALUES[section, key]
    operator.writes(good_but(section, **others))
    before = operator.loads()
    operator.writes(good_but(section, **{**others, key: value}))
    from_file = operator.loads()
    assert value_in(from_file, section, key) != value_in(before, section, key)

    operator.writes(good_but(section, **others))
    written = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    assert operator.loads({variable_of(section, key): written}) == from_file


@pytest.mark.parametrize(("section", "key"), SECRET_KEYS)
def test_a_secret_can_stand_in_a_file_of_its_own(operator: Operator, section: str, key: str) -> None:
    value, others = VALUES[section, key]
    operator.writes(good_but(section, **{**others, key: value}))
    wanted = operator.loads()
    operator.puts("secret", f"{value}\n")

    named = {**others, key: None, f"{key}_file": "secret"}
    operator.writes(good_but(section, **named))
    assert operator.loads() == wanted

    operator.writes(good_but(section, **{**others, key: None}))
    assert operator.loads({variable_of(section, f"{key}_file"): "secret"}) == wanted


@pytest.mark.parametrize(
    ("in_file", "environ"),
    [
        ({"token": TOKEN}, {"CASEBELL_TELEGRAM__TOKEN": OTHER_TOKEN}),
        ({"token": TOKEN}, {"CASEBELL_TELEGRAM__TOKEN_FILE": "other"}),
        ({"token": None, "token_file": "first"}, {"CASEBELL_TELEGRAM__TOKEN": OTHER_TOKEN}),
        ({"token": None, "token_file": "first"}, {"CASEBELL_TELEGRAM__TOKEN_FILE": "other"}),
    ],
)
def test_the_environment_wins_over_the_file(
    operator: Operator, in_file: dict[str, object], environ: dict[str, str]
) -> None:
    operator.puts("first", TOKEN)
    operator.puts("other", OTHER_TOKEN)
    operator.writes(good_but("telegram", **in_file))
    assert operator.loads(environ).telegram.token.get_secret_value() == OTHER_TOKEN


def test_the_environment_is_enough_by_itself(operator: Operator) -> None:
    environ = {
        variable_of(section, key): str(value) for section, keys in GOOD.items() for key, value in keys.items()
    }
    operator.writes("")
    from_environment = operator.loads(environ)
    operator.writes(GOOD)
    assert operator.loads() == from_environment


@pytest.mark.parametrize(
    ("sections", "environ"),
    [
        (good_but("telegram", webhook_secret="", webhook_url=""), {}),
        (GOOD, {"CASEBELL_MAIL__PORT": "", "CASEBELL_MAIL__USERNAME": ""}),
        # Container platforms make such variables for a service that is called casebell.
        (GOOD, {"CASEBELL_PORT": "tcp://10.0.0.7:8080", "CASEBELL_SERVICE_HOST": "10.0.0.7"}),
    ],
)
def test_an_empty_or_foreign_value_counts_as_not_set(
    operator: Operator, sections: Sections, environ: dict[str, str]
) -> None:
    operator.writes(GOOD)
    plain = operator.loads()
    operator.writes(sections)
    assert operator.loads(environ) == plain


def test_relative_paths_are_taken_from_the_folder_of_the_file(operator: Operator) -> None:
    settings = operator.loads()
    assert settings.database.sqlite_path == operator.folder / "casebell.db"
    assert settings.security.key_file == operator.folder / "casebell.key"


@pytest.mark.parametrize("start", ["", "\ufeff"], ids=["plain", "with the mark of Windows editors"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_file_of_any_editor_can_be_read(operator: Operator, start: str, line_end: str) -> None:
    operator.config.write_bytes((start + toml(GOOD).replace("\n", line_end)).encode())
    assert operator.loads().organisation.name == "Example Legal Aid"


def test_no_secret_shows_in_what_is_printed_of_the_settings(operator: Operator) -> None:
    keys = {"username": "casebell", "password": "quiet river"}
    operator.writes(
        {**good_but("mail", **keys), "database": {"url": "postgresql://u:deep%20sea@db/casebell"}}
    )
    settings = operator.loads()
    shown = repr(settings) + str(settings)
    assert {TOKEN, "quiet river", "deep sea", "deep%20sea"} <= set(settings.secrets)
    assert not [secret for secret in settings.secrets if secret in shown]
