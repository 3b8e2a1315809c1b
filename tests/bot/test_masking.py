"""What names a person, a case or a secret is masked wherever it stands in a line (requirement R21)."""

import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.masking import Masking

TOKEN = "7000000001:AAHkJ3mEr0h_Zq1tUv8WxYz2bCdEfGhIjKl"
PASSWORD = 'deep "sea" & río\\7'


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        (f"POST https://api.telegram.org/bot{TOKEN}/getMe", "POST https://api.telegram.org/bot*******001:***/getMe"),
        (f"GET /file/bot{TOKEN}/photos/1.jpg", "GET /file/bot*******001:***/photos/1.jpg"),
        (f"/bot{quote(TOKEN, safe='')}/getMe", "/bot*******001%3A***/getMe"),
        (f"the token is {TOKEN}.", "the token is 7000000001:***."),
        ("Authorization: Bearer eyJhbGciOi.J9-x_y", "Authorization: ***"),
        ("sent Bearer eyJhbGciOiJ9 along", "sent Bearer *** along"),
        ("X-Telegram-Bot-Api-Secret-Token: f3b1c94d", "X-Telegram-Bot-Api-Secret-Token: ***"),
        ("grant&client_secret=s3cr3t&x=1", "grant&client_secret=***&x=1"),
        ('{"access_token": "abc.def"}', '{"access_token": "***"}'),
        ("case EAC9999103403 moved", "case EAC*******403 moved"),
        ("case EAC9999103403 moved".lower(), "case eac*******403 moved"),
        ("EAC-99-991-03403", "EAC*******403"),
        ("EAC*999103403", "EAC*******403"),
        ("https://host/case-status/IOE0912345678", "https://host/case-status/IOE*******678"),
        ("to ana.lopez+visa@example.org: refused", "to ***@***: refused"),
        ("RCPT TO:<ana@example.org>", "RCPT TO:<***@***>"),
        ("?to=ana%40example.org&x=1", "***@***&x=1"),
        ('"ana lopez"@example.org', "***@***"),
        ("ana@[192.0.2.1]", "***@***]"),
    ],
)  # fmt: skip
def test_it_is_masked_and_the_rest_is_kept(written: str, masked: str) -> None:
    assert Masking().text(written) == masked


@pytest.mark.parametrize(
    "innocent",
    [
        "started bot=casebell_bot",
        "2026-11-24T14:20:00.000000Z",
        "housekeeping updates=12 challenges=3",
        "https://api.telegram.org refused: 502",
        "line 12, in answer",
        "update 123456789 took 1.25 s",
    ],
)
def test_what_is_nobodys_secret_stays_readable(innocent: str) -> None:
    assert Masking([TOKEN]).text(innocent) == innocent


@pytest.mark.requirement("R21")
@pytest.mark.parametrize(
    "spelling",
    [str, repr, json.dumps, quote, quote_plus, lambda each: json.dumps(each, ensure_ascii=False)],
)
@pytest.mark.parametrize("secret", [PASSWORD, TOKEN, "größe/100%", "a'b'c'd"])
def test_a_configured_secret_is_masked_however_it_is_written(spelling: object, secret: str) -> None:
    assert callable(spelling)
    written = spelling(secret)
    line = Masking([secret]).text(f"tried {written} today")
    core = written.strip("'\"")
    assert core not in line
    assert line.startswith("tried ")
    assert line.endswith(" today")


@given(
    st.text(min_size=4).filter(lambda secret: secret.strip("*")),
    st.text(alphabet="abc ", max_size=5),
)
def test_no_secret_outlives_the_masking(secret: str, around: str) -> None:
    line = Masking([secret]).text(f"{around}|{secret}|{around}")
    assert secret not in line.replace("***", "")


@pytest.mark.parametrize("name", ["password", "new_password", "client_secret", "bot_token", "Authorization"])
def test_the_value_under_a_secrets_name_is_masked(name: str) -> None:
    masking = Masking()
    assert masking.fields({name: "anything"}) == {name: "***"}
    assert masking.fields({"asked": {name: ["any", "thing"]}}) == {"asked": {name: "***"}}


def test_fields_of_every_kind_are_masked() -> None:
    fields = {
        "receipts": ["EAC9999103403", ("LIN9999106498",)],
        "by": {"ana@example.org": 1},
        "error": ValueError("no mail to ana@example.org"),
        "count": 12,
        "is_new": True,
        "nothing": None,
    }
    assert Masking().fields(fields) == {
        "receipts": ["EAC*******403", ["LIN*******498"]],
        "by": {"***@***": 1},
        "error": "ValueError('no mail to ***@***')",
        "count": 12,
        "is_new": True,
        "nothing": None,
    }


@pytest.mark.parametrize("forged", ["\n", "\r", "\x1b[2J", "\x85", "\u2028", "\u2029", "\x00", "\x9b"])
def test_nothing_breaks_a_line_or_drives_the_terminal(forged: str) -> None:
    masked = Masking().fields({"name": f"Ana{forged}level=error", "exception": f"one\ntwo{forged}"})
    assert len(masked["name"].splitlines()) == 1
    assert masked["name"].isprintable()
    assert masked["exception"].replace("\n", "").isprintable()
