"""What must not stand in a log, and its masks: secrets, and what names a person or a case (requirement R21).

The patterns are wider than the things themselves, because a mistyped receipt number gives its person
away as well: a word too many behind asterisks costs nothing.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, quote_plus

MASK = "***"
_SHORTEST_SECRET = 4  # a shorter one would mask every other word, and protects nothing

# In the addresses of Telegram's API, also percent-encoded; and by itself.
_BOT_TOKEN = re.compile(r"(bot[0-9]+(?::|%3A))[A-Za-z0-9_%-]+", re.IGNORECASE)
_BARE_TOKEN = re.compile(r"(?<![0-9])([0-9]{6,}(?::|%3A))[A-Za-z0-9_-]{30,}", re.IGNORECASE)
_NAMED_SECRET = re.compile(
    r"""((?:authorization|secret-token|client_secret|access_token|password)["']?\s*[:=]\s*["']?)"""
    r"""(?:(?:Bearer|Basic|Digest)\s+)?[^\s"'&,;}]+""",
    re.IGNORECASE,
)
_BEARER = re.compile(r"(Bearer\s+)[A-Za-z0-9._~+/=-]{4,}", re.IGNORECASE)
_RECEIPT = re.compile(r"([A-Z]{3})-?(?:\*|%2A)?(?:-?\d){6,7}-?((?:\d-?){2}\d)", re.IGNORECASE)
_EMAIL = re.compile(
    r"""(?:"[^"\n]{1,64}"|[^\s@<>()\[\],;:"\\]{1,64})(?:@|%40)\[?[^\s@<>()\[\],;:"'\\/?&]+""", re.IGNORECASE
)
_SECRET_NAMES = ("password", "secret", "token", "authorization")

# Line breaks and escape sequences in what others wrote could forge a line or drive a terminal.
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))} | {
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}
_CONTROLS_OF_TRACEBACKS = {code: mask for code, mask in _CONTROLS.items() if chr(code) not in "\n\t"}
_TRACEBACKS = ("exception", "stack")


class Masking:
    """Masks texts and the fields of log lines."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        """`secrets` are masked wherever they stand, also as JSON, Python or an address would write them."""
        spellings = {spelling for secret in secrets for spelling in _spellings(secret)}
        long_enough = sorted(
            (each for each in spellings if len(each) >= _SHORTEST_SECRET), key=len, reverse=True
        )
        self._secrets = re.compile("|".join(map(re.escape, long_enough))) if long_enough else None

    def text(self, text: str) -> str:
        """`text` without secrets, receipt numbers and e-mail addresses."""
        if self._secrets is not None:
            text = self._secrets.sub(MASK, text)
        text = _BOT_TOKEN.sub(rf"\1{MASK}", text)
        text = _BARE_TOKEN.sub(rf"\1{MASK}", text)
        text = _NAMED_SECRET.sub(rf"\1{MASK}", text)
        text = _BEARER.sub(rf"\1{MASK}", text)
        text = _RECEIPT.sub(r"\1*******\2", text)
        return _EMAIL.sub(f"{MASK}@{MASK}", text)

    def fields(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """A log line's fields masked, whatever they hold, and with nothing in them that breaks a line."""
        return {
            name: self._cleaned(value, _CONTROLS_OF_TRACEBACKS if name in _TRACEBACKS else _CONTROLS, name)
            for name, value in fields.items()
        }

    def _cleaned(self, value: Any, controls: Mapping[int, str], name: str = "") -> Any:
        if value is None or isinstance(value, bool | int | float):
            return value
        if any(part in name.lower() for part in _SECRET_NAMES):
            return MASK
        if isinstance(value, Mapping):
            return {
                self._cleaned(str(key), controls): self._cleaned(inner, controls, str(key))
                for key, inner in value.items()
            }
        if isinstance(value, list | tuple | set | frozenset):
            return [self._cleaned(inner, controls) for inner in value]
        written = value if isinstance(value, str) else repr(value)
        return self.text(written).translate(controls)


def _spellings(secret: str) -> set[str]:
    """How a secret may be written: as it is, quoted in an address, and escaped in JSON or Python."""
    plain = {secret, *([secret.partition(":")[2]] if _BARE_TOKEN.fullmatch(secret) else [])}
    return {
        spelling
        for each in plain
        for spelling in (
            each,
            quote(each),
            quote(each, safe=""),
            quote_plus(each),
            json.dumps(each)[1:-1],
            json.dumps(each, ensure_ascii=False)[1:-1],
            repr(each)[1:-1],
        )
    }
