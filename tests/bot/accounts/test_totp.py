"""Authenticator codes: the vectors of RFC 6238, drift, and each step once."""

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pyotp
import pytest

from bot.accounts.totp import STEP_SECONDS, UsedCode, WrongCode, matching_step, new_secret, provisioning_uri

RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
NOON = datetime(2026, 11, 24, 12, 0, 5, tzinfo=UTC)
STEP = int(NOON.timestamp()) // STEP_SECONDS


def code_at(moment: datetime) -> str:
    return pyotp.TOTP(RFC_SECRET).at(moment)


@pytest.mark.parametrize(
    ("seconds", "eight_digits"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_vectors_of_rfc_6238_appendix_b(seconds: int, eight_digits: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert matching_step(RFC_SECRET, eight_digits[-6:], at, None) == seconds // 30


@pytest.mark.parametrize("drift", [-1, 0, 1])
def test_a_clock_one_step_off_is_accepted_as_the_step_it_shows(drift: int) -> None:
    code = code_at(NOON + timedelta(seconds=30 * drift))
    assert matching_step(RFC_SECRET, code, NOON, None) == STEP + drift


@pytest.mark.parametrize("drift", [-3, -2, 2, 3])
def test_a_clock_two_steps_off_is_wrong(drift: int) -> None:
    with pytest.raises(WrongCode):
        matching_step(RFC_SECRET, code_at(NOON + timedelta(seconds=30 * drift)), NOON, None)


@pytest.mark.requirement("R6")
def test_a_code_is_accepted_once_and_an_older_one_not_after_it() -> None:
    step = matching_step(RFC_SECRET, code_at(NOON), NOON, None)
    with pytest.raises(UsedCode):
        matching_step(RFC_SECRET, code_at(NOON), NOON, step)
    with pytest.raises(UsedCode):
        matching_step(RFC_SECRET, code_at(NOON - timedelta(seconds=30)), NOON, step)
    later = NOON + timedelta(seconds=30)
    assert matching_step(RFC_SECRET, code_at(later), later, step) == step + 1


@pytest.mark.parametrize("shape", ["{0} {1}", " {0}{1}\n", "{0}-{1}", "{0}\u00a0{1}"])
def test_spaces_in_a_code_do_not_matter(shape: str) -> None:
    code = code_at(NOON)
    assert matching_step(RFC_SECRET, shape.format(code[:3], code[3:]), NOON, None) == STEP


def test_digits_of_another_script_are_digits() -> None:
    arabic = code_at(NOON).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert matching_step(RFC_SECRET, arabic, NOON, None) == STEP


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "1234567", "²³¹²³¹", "1" * 4096])
def test_what_is_no_code_is_wrong(code: str) -> None:
    with pytest.raises(WrongCode):
        matching_step(RFC_SECRET, code, NOON, None)


def test_before_the_first_step_nothing_breaks() -> None:
    epoch = datetime.fromtimestamp(0, UTC)
    assert matching_step(RFC_SECRET, code_at(epoch), epoch, None) == 0


def test_a_new_secret_holds_all_the_randomness_it_was_given() -> None:
    assert base64.b32decode(new_secret(lambda size: bytes(range(size)))) == bytes(range(20))


def test_an_app_can_read_the_provisioning_uri() -> None:
    uri = provisioning_uri(RFC_SECRET, "ana.lópez", "Ayuda: Legal & Co")
    parts = urlsplit(uri)
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    issuer, account = unquote(parts.path.removeprefix("/")).split(":")
    assert (issuer, account) == ("Ayuda  Legal & Co", "ana.lópez")
    assert parse_qs(parts.query) == {"secret": [RFC_SECRET], "issuer": [issuer]}
    parsed = pyotp.parse_uri(uri)
    assert isinstance(parsed, pyotp.TOTP)
    assert parsed.at(NOON) == code_at(NOON)
