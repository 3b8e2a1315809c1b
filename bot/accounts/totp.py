"""Authenticator apps: time-based one-time passwords of 6 digits and 30 seconds (RFC 6238)."""

import base64
import hmac
from datetime import datetime
from typing import Final

import pyotp

from bot.accounts.codes import Randomness, clean_digits

STEP_SECONDS: Final = 30

_SECRET_BYTES = 20
"""160 bits, as RFC 4226 section 4 recommends."""
_DRIFT_STEPS = 1


class WrongCode(Exception):
    """The code is not that of the present step, nor of the one before or after."""


class UsedCode(Exception):
    """The code is right, but its step, or a later one, was accepted before (RFC 6238, section 5.2)."""


def new_secret(randomness: Randomness) -> str:
    """A new secret in base32, as authenticator apps take it."""
    return base64.b32encode(randomness(_SECRET_BYTES)).decode("ascii")


def provisioning_uri(secret: str, account_label: str, issuer: str) -> str:
    """The otpauth URI whose QR code sets up an authenticator app.

    Colons in the labels become spaces: apps split label and issuer there
    (github.com/google/google-authenticator/wiki/Key-Uri-Format).
    """
    return pyotp.TOTP(secret).provisioning_uri(
        name=account_label.replace(":", " "), issuer_name=issuer.replace(":", " ")
    )


def matching_step(secret: str, code: str, at: datetime, last_used_step: int | None) -> int:
    """The time step that `code` belongs to, to be stored as the last used one in the same transaction.

    One step of clock drift either way is accepted; spaces in the code are ignored. `at` is aware of its zone.
    Raises WrongCode and UsedCode.
    """
    digits = clean_digits(code)
    if digits is None:
        raise WrongCode
    totp = pyotp.TOTP(secret, interval=STEP_SECONDS)
    present = totp.timecode(at)
    steps = [step for step in range(present - _DRIFT_STEPS, present + _DRIFT_STEPS + 1) if step >= 0]
    # Every step is compared, so the time taken does not tell which one matched.
    matching = [step for step in steps if hmac.compare_digest(totp.generate_otp(step), digits)]
    if not matching:
        raise WrongCode
    unused = [step for step in matching if last_used_step is None or step > last_used_step]
    if not unused:
        raise UsedCode
    return unused[0]
