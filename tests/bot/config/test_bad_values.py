"""Each bad value is refused by its key, with the reason and how to mend it."""

import pytest

from bot.config.judging import fields_of
from tests.bot.config.operator import GOOD, TOKEN, WEBHOOK_SECRET, Operator, good_but

LOCAL_API = "http://127.0.0.1:8081"
WEBHOOK: dict[str, object] = {
    "mode": "webhook",
    "webhook_url": "https://bot.example.org/hook",
    "webhook_secret": WEBHOOK_SECRET,
}
USCIS: dict[str, object] = {
    "client_id": "id",
    "client_secret": "s",
    "token_url": "https://api.example.gov/t",
    "api_url": "https://api.example.gov",
}

# The key at fault, the section's keys, a part of the reason, a part of the mend.
BAD: list[tuple[str, dict[str, object], str, str]] = [
    ("telegram.token", {"token": None}, "not set", "CASEBELL_TELEGRAM__TOKEN"),
    ("telegram.token", {"token": "hunter2"}, "shape of a bot token", "@BotFather"),
    ("telegram.token", {"token": "123456:short"}, "too short", "@BotFather"),
    (
        "telegram.token",
        {"token": "123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11"},
        "everybody knows",
        "@BotFather",
    ),
    ("telegram.token", {"token": "100000001:sandbox"}, "everybody knows", "@BotFather"),
    ("telegram.token", {"token": 17}, "not text", "@BotFather"),
    ("telegram.api_url", {"api_url": "api.telegram.org"}, "not a web address", "https://"),
    ("telegram.api_url", {"api_url": "http://api.telegram.org"}, "in clear", "https://"),
    ("telegram.api_url", {"api_url": "https://a.org:many"}, "not a web address", "https://"),
    ("telegram.api_url", {"api_url": "https://a.org/?q=1"}, "query", "https://"),
    ("telegram.mode", {"mode": "carrier pigeon"}, "none of 'polling' or 'webhook'", '"polling"'),
    ("telegram.webhook_url", {**WEBHOOK, "webhook_url": None}, "needed", "https"),
    ("telegram.webhook_url", {**WEBHOOK, "webhook_url": "http://bot.example.org"}, "in clear", "https"),
    (
        "telegram.webhook_url",
        {**WEBHOOK, "webhook_url": "http://127.0.0.1:8443"},
        "https addresses only",
        "proxy",
    ),
    ("telegram.webhook_url", {**WEBHOOK, "webhook_url": "https://b.org:444"}, "port 444", "8443"),
    ("telegram.webhook_secret", {**WEBHOOK, "webhook_secret": None}, "needed", "openssl rand -hex 32"),
    ("telegram.webhook_secret", {**WEBHOOK, "webhook_secret": "changeme"}, "fewer than 32", "openssl"),
    ("telegram.webhook_secret", {**WEBHOOK, "webhook_secret": "s ecret" * 6}, "other characters", "openssl"),
    ("telegram.webhook_port", {"webhook_port": 70000}, "more than 65535", "from 1 to 65535"),
    ("telegram.webhook_port", {"webhook_port": "http"}, "not a whole number", "from 1 to 65535"),
    ("database.url", {"url": "mysql://db/casebell"}, "neither", "postgresql://"),
    ("database.url", {"url": "casebell.db"}, "neither", "sqlite:///"),
    ("database.url", {"url": "sqlite:///:memory:"}, "not a plain file", "sqlite:///"),
    ("database.url", {"url": "postgresql://"}, "names no database", "postgresql://"),
    ("database.url", {"url": "postgresql://u:p@ss:w@db:5432/casebell"}, "cannot be read", "%40"),
    ("database.url", {"url": "sqlite:///no/such/folder/casebell.db"}, "folder does not exist", "mkdir -p"),
    ("security.session_idle_minutes", {"session_idle_minutes": 0}, "less than 1", "from 1 to 1440"),
    ("security.session_idle_minutes", {"session_idle_minutes": 1.5}, "not a whole number", "from 1 to 1440"),
    ("security.deletion_grace_days", {"deletion_grace_days": 0}, "less than 1", "from 1 to 30"),
    (
        "security.session_absolute_hours",
        {"session_idle_minutes": 120, "session_absolute_hours": 1},
        "before it could be idle",
        "security.session_idle_minutes",
    ),
    ("security.argon2_memory_mib", {"argon2_memory_mib": 8}, "less than 19", "from 19 to 4096"),
    ("security.argon2_passes", {"argon2_passes": 1}, "less than 2", "from 2 to 20"),
    ("mail.host", {"host": None}, "not set", "CASEBELL_MAIL__HOST"),
    ("mail.host", {"host": "mail.example.org:465"}, "not the name of a machine", "key of its own"),
    ("mail.host", {"host": "smtps://mail.example.org"}, "not the name of a machine", "key of its own"),
    ("mail.security", {"security": "none"}, "in clear", "mail.insecure_ok = true"),
    ("mail.security", {"security": "ssl"}, "none of", '"tls"'),
    ("mail.insecure_ok", {"insecure_ok": "perhaps"}, "neither true nor false", "true or false"),
    ("mail.password", {"username": "casebell"}, "go together", "both, or neither"),
    ("mail.password", {"password": "quiet river"}, "go together", "both, or neither"),
    ("mail.from", {"from": None}, "not set", "CASEBELL_MAIL__FROM"),
    ("mail.from", {"from": "Example Legal Aid"}, "not an e-mail address", "casebell@example.org"),
    ("mail.from", {"from": "josé@example.org"}, "outside ASCII", "casebell@example.org"),
    ("uscis.client_secret", {**USCIS, "client_secret": None}, "needed where uscis.client_id", "remove"),
    ("uscis.token_url", {**USCIS, "token_url": None}, "needed where uscis.client_id", "remove"),
    ("uscis.api_url", {**USCIS, "api_url": None}, "needed where uscis.client_id", "remove"),
    (
        "uscis.day_starts",
        {"day_starts": "America/Nowhere 00:00"},
        "no such time zone",
        "America/New_York 00:00",
    ),
    ("uscis.day_starts", {"day_starts": "America/New_York 25:00"}, "full hour", "America/New_York 00:00"),
    ("uscis.open_hours", {"open_hours": "office hours"}, "neither days", "Mon-Fri 07:00-20:00"),
    ("uscis.open_hours", {"open_hours": "Mon-Fri 20:00-07:00 UTC"}, "ends before it begins", "Mon-Fri"),
    ("uscis.open_hours", {"open_hours": "Fri-Mon 07:00-20:00 UTC"}, "ends before it begins", "Mon-Fri"),
    ("uscis.open_hours", {"open_hours": "Mon 07:00-24:30 UTC"}, "ends before it begins", "Mon-Fri"),
    ("uscis.open_hours", {"open_hours": "Mon 07:00-20:00 EDT"}, "no such time zone", "America/New_York"),
    ("uscis.requests_per_second", {"requests_per_second": 0}, "not more than 0", "over 0"),
    ("uscis.requests_per_second", {"requests_per_second": "two"}, "not a number", "over 0"),
    (
        "watching.max_interval_hours",
        {"min_interval_minutes": 120, "max_interval_hours": 1},
        "shorter than",
        "longer of the two",
    ),
    ("organisation.name", {"name": "   "}, "empty", "as people know it"),
    ("organisation.name", {"name": "x" * 121}, "longer than 120", "as people know it"),
    ("organisation.contact", {"contact": None}, "not set", "reach a person"),
    ("organisation.website", {"website": "example.org"}, "not a web address", "https://"),
    ("organisation.privacy_url", {"privacy_url": "https://me@example.org"}, "carries a name", "https://"),
    ("organisation.time_zone", {"time_zone": "Eastern"}, "no such time zone", "America/New_York"),
    ("staff.admins", {"admins": ["@ana"]}, "not a whole number", "numeric Telegram user ids"),
    ("staff.admins", {"admins": 17}, "not a list", "numeric Telegram user ids"),
    ("limits.upload_megabytes", {"upload_megabytes": 50}, "more than 20", "Telegram's own limit"),
    ("limits.messages_per_second", {"messages_per_second": 2e6}, "more than 1000000", "up to 1000000"),
    ("log.level", {"level": "verbose"}, "none of", '"debug"'),
    ("log.format", {"format": "xml"}, "none of", '"json"'),
    ("metrics.port", {"port": -1}, "less than 0", "from 1 to 65535"),
    # What is there is known, and what is meant is guessed.
    ("mail.prot", {"prot": 25}, "no such key", "Did you mean mail.port?"),
    ("telegram.webhook_adress", {"webhook_adress": "x"}, "no such key", "Did you mean telegram.webhook_"),
    ("mail.client_id", {"client_id": "x"}, "no such key", "Did you mean uscis.client_id?"),
    ("log.colour", {"colour": "red"}, "no such key", "What there is: level, format."),
]


@pytest.mark.requirement("R24")
@pytest.mark.parametrize(("key", "keys", "reason", "mend"), BAD)
def test_a_bad_value_is_refused_by_name(
    operator: Operator, key: str, keys: dict[str, object], reason: str, mend: str
) -> None:
    operator.writes(good_but(key.partition(".")[0], **keys))
    problems = operator.is_told()
    assert list(problems) == [key]
    assert reason in problems[key].reason
    assert mend in problems[key].mend


def test_everything_that_is_wrong_is_told_at_once(operator: Operator) -> None:
    operator.writes(
        {
            "telegram": {"token": "hunter2", "tokn": TOKEN},
            "mail": {"host": "mail.example.org", "security": "none"},
            "organisation": {"name": "Example", "contact": "x", "time_zone": "Eastern"},
            "databse": {"url": "sqlite:///casebell.db"},
        }
    )
    operator.puts("casebell.key", mode=0o644)
    environ = {"CASEBELL_LOG__LEVEL": "verbose"}
    assert set(operator.is_told(environ)) == {
        *("telegram.token", "telegram.tokn", "mail.security", "mail.from"),
        *("organisation.time_zone", "databse", "security.key_file", "log.level"),
    }


@pytest.mark.parametrize(
    ("text", "key", "reason", "mend"),
    [
        ("[telegram]\ntoken = hunter2\n", "config.toml", "line 2", '"quotes"'),
        ("[mail\n", "config.toml", "line 1", '"quotes"'),
        ("[mail]\nport = 1\nport = 2\n", "config.toml", "line 3", "each key"),
        ("token = 'x'\n", "token", "in no section", "Move it under [telegram]."),
        ("mail = 'mail.example.org'\n", "mail", "not a section", "[mail]"),
        ("[telegramm]\n", "telegramm", "no such section", "Did you mean [telegram]?"),
        ("[weather]\n", "weather", "no such section", "What there is: telegram, database"),
    ],
)
def test_a_file_that_is_not_a_configuration_is_explained(
    operator: Operator, text: str, key: str, reason: str, mend: str
) -> None:
    operator.writes(text)
    problems = {name.removeprefix(f"{operator.folder}/"): each for name, each in operator.is_told().items()}
    assert reason in problems[key].reason
    assert mend in problems[key].mend


def test_bytes_that_are_not_text_are_explained(operator: Operator) -> None:
    operator.config.write_bytes(b"[mail]\nhost = '\xff'\n")
    assert operator.is_told()[str(operator.config)].reason == "it is not UTF-8 text"


@pytest.mark.parametrize(
    ("environ", "key"),
    [
        ({"CASEBELL_MAIL__PROT": "25"}, "mail.prot"),
        ({"CASEBELL_MAYL__PORT": "25"}, "mayl"),
        ({"CASEBELL_MAIL__PORT": "many"}, "mail.port"),
        ({"CASEBELL_LOG__LEVEL": "verbose"}, "log.level"),
    ],
)
def test_a_variable_at_fault_is_named(operator: Operator, environ: dict[str, str], key: str) -> None:
    (variable,) = environ
    assert variable in str(operator.is_told(environ)[key])


@pytest.mark.parametrize(
    ("section", "keys", "secret"),
    [
        ("telegram", {"token": "hunter2"}, "hunter2"),
        ("telegram", {"tokn": TOKEN}, TOKEN),
        ("telegram", {**WEBHOOK, "webhook_secret": "hunter2"}, "hunter2"),
        ("mail", {"password": "hunter2"}, "hunter2"),
        ("database", {"url": "mysql://u:hunter2@db/casebell"}, "hunter2"),
        ("telegram", {"api_url": "https://u:hunter2@bots.example.org"}, "hunter2"),
    ],
)
def test_no_problem_repeats_a_secret(
    operator: Operator, section: str, keys: dict[str, object], secret: str
) -> None:
    operator.writes(good_but(section, **keys))
    problems = operator.is_told()
    assert problems
    assert secret not in "".join(map(str, problems.values()))


@pytest.mark.parametrize(
    ("content", "reason"),
    [("", "empty"), (" \n", "empty"), ("x" * 70_000, "too long"), (None, "No such file")],
)
def test_a_file_of_a_secret_that_gives_none_is_told_once(
    operator: Operator, content: str | None, reason: str
) -> None:
    if content is not None:
        operator.puts("token", content)
    operator.writes(good_but("telegram", token=None, token_file="token"))
    problems = operator.is_told()
    assert list(problems) == ["telegram.token_file"]
    assert reason in problems["telegram.token_file"].reason


def test_a_secret_given_twice_in_one_place_is_refused(operator: Operator) -> None:
    operator.puts("token", TOKEN)
    operator.writes(good_but("telegram", token_file="token"))
    assert "given as well" in operator.is_told()["telegram.token_file"].reason


@pytest.mark.parametrize("section", [*GOOD, "database", "security", "uscis", "limits", "log", "metrics"])
def test_every_key_says_what_to_give(section: str) -> None:
    assert [key for key, info in fields_of(section).items() if not info.description] == []


@pytest.mark.parametrize(
    "keys",
    [
        {"token": "1:t", "api_url": LOCAL_API},
        {"token": "100000001:sandbox", "api_url": LOCAL_API},
        {**WEBHOOK, "webhook_url": "http://127.0.0.1:9999/hook", "api_url": LOCAL_API},
    ],
)
def test_a_bot_api_server_of_ones_own_is_asked_less(operator: Operator, keys: dict[str, object]) -> None:
    operator.writes(good_but("telegram", **keys))
    assert operator.is_told() == {}
