"""Rules that single values must keep, and the readers of values that have a notation of their own.

Each refuses by raising `refusal(reason, mend)`, which pydantic collects with whatever else it finds.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from email_validator import EmailNotValidError, validate_email
from pydantic_core import PydanticCustomError

from bot.open_hours import OpenHours

TELEGRAM_HOST = "api.telegram.org"
TELEGRAM_WEBHOOK_PORTS = (443, 80, 88, 8443)  # "Ports currently supported for webhooks" (Bot API, setWebhook)

_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
_TOKEN_SECRET_CHARACTERS = 30  # what BotFather gives has 35 after the colon
# The tokens that Telegram's own pages use as examples.
_PUBLISHED_TOKENS = frozenset(
    {
        "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
        "123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11",
        "4839574812:AAFD39kkdpWt3ywyRZergyOLMaJhac60qcK",
    }
)
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]*")  # Bot API, setWebhook, secret_token
_WEBHOOK_SECRET_CHARACTERS = range(32, 257)
_DAY_START = re.compile(r"(\S+)\s+([01]\d|2[0-3]):00")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY, _CLOCK = "|".join(_WEEKDAYS), r"(?:[01]\d|2[0-4]):[0-5]\d"
_OPEN_HOURS = re.compile(
    rf"(?P<first>{_DAY})(?:-(?P<last>{_DAY}))?\s+(?P<opens>{_CLOCK})-(?P<closes>{_CLOCK})\s+(?P<zone>\S+)"
)
_NAMED_ADDRESS = re.compile(r"\s*(?P<name>[^<>]*?)\s*<(?P<address>[^<>]*)>\s*")
_ADDRESS_MEND = "Give an address like https://host/path; http only to this machine, as http://127.0.0.1:8081."
_SQLITE = "sqlite:///"
_POSTGRESQL = ("postgresql://", "postgresql+psycopg://")


def refusal(reason: str, mend: str) -> PydanticCustomError:
    """The error by which a rule refuses a value."""
    return PydanticCustomError("refused", "{reason}", {"reason": reason, "mend": mend})


def is_this_machine(host: str) -> bool:
    """Whether `host` is a name or address of the machine itself, so that nothing crosses a network."""
    if host == "localhost" or host.endswith(".localhost"):  # RFC 6761, section 6.3
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def host_name(written: str) -> str:
    """The name or address of a machine, and nothing else."""
    try:
        ip_address(written)
    except ValueError:
        if re.search(r"[\s/:@]", written):
            mend = "Give the name alone, as in mail.example.org; the port has a key of its own."
            raise refusal("it is not the name of a machine", mend) from None
    return written


def web_address(written: str) -> str:
    """An https address to call, or an http one on this machine, without the slash at its end."""
    parts = _address_parts(written)
    if parts.query or parts.fragment:
        raise refusal("it carries a query or a fragment, which do not belong there", _ADDRESS_MEND)
    return written.rstrip("/")


def page_address(written: str) -> str:
    """The address of a page that people are sent to."""
    _address_parts(written)
    return written


def _address_parts(written: str) -> SplitResult:
    try:
        parts = urlsplit(written)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise refusal("it is not a web address", _ADDRESS_MEND) from None
    if parts.scheme not in {"http", "https"} or not host or re.search(r"\s", written):
        raise refusal("it is not a web address", _ADDRESS_MEND)
    if parts.username is not None:
        raise refusal("it carries a name, which does not belong there", _ADDRESS_MEND)
    if parts.scheme == "http" and not is_this_machine(host):
        raise refusal(
            "it is http to another machine: everything would cross the network in clear", _ADDRESS_MEND
        )
    return parts


def bot_token(token: str, api_url: str | None) -> None:
    """Refuse what is no bot token, and before Telegram itself also an example's or the sandbox's.

    `api_url` is None where it was itself refused.
    """
    mend = "Copy the token that @BotFather gave for this bot: digits, a colon, and about 35 characters."
    if not _TOKEN.fullmatch(token):
        raise refusal("it does not have the shape of a bot token", mend)
    if api_url is None or urlsplit(api_url).hostname != TELEGRAM_HOST:
        return
    if token in _PUBLISHED_TOKENS or "sandbox" in token.lower():
        raise refusal("it is an example's or the sandbox's token, which everybody knows", mend)
    if len(token.partition(":")[2]) < _TOKEN_SECRET_CHARACTERS:
        raise refusal("it is too short for a token of Telegram's", mend)


def webhook_address(url: str, api_url: str | None) -> None:
    """Refuse what Telegram does not post to: plain http, and most ports."""
    if api_url is None or urlsplit(api_url).hostname != TELEGRAM_HOST:
        return
    parts = urlsplit(url)
    if parts.scheme != "https":
        mend = "Give the public https address that your proxy passes on to the bot."
        raise refusal("Telegram posts to https addresses only", mend)
    port = parts.port or 443
    if port not in TELEGRAM_WEBHOOK_PORTS:
        ports = ", ".join(str(port) for port in TELEGRAM_WEBHOOK_PORTS)
        raise refusal(f"Telegram does not post to port {port}", f"Use one of the ports {ports}.")


def webhook_secret(secret: str) -> None:
    """Refuse a secret that can be guessed or that Telegram does not take."""
    mend = "Make one with: openssl rand -hex 32"
    if not _WEBHOOK_SECRET.fullmatch(secret):
        raise refusal("it holds other characters than A-Z, a-z, 0-9, _ and -", mend)
    if len(secret) not in _WEBHOOK_SECRET_CHARACTERS:
        raise refusal("it has fewer than 32 characters, or more than 256", mend)


def database_url(written: str, folder: Path | None) -> str:
    """The URL of a database, a relative SQLite path taken from `folder`."""
    mend = "Write sqlite:///casebell.db, or postgresql://user:password@host/casebell."
    if written.startswith(_POSTGRESQL):
        if not written.partition("://")[2].strip("/"):
            raise refusal("it names no database", mend)
        _require_readable(written, mend)
        return written
    path = written.removeprefix(_SQLITE)
    if not written.startswith(_SQLITE) or not path:
        raise refusal("it is neither an SQLite file nor a PostgreSQL database", mend)
    if path.startswith(":memory:") or "?" in path:
        raise refusal("it is not a plain file: nothing that people are told may be lost", mend)
    return f"{_SQLITE}{folder / path if folder else path}"


def _require_readable(url: str, mend: str) -> None:
    # Imported here: a start on SQLite need not wait for it.
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        make_url(url)
    except (ArgumentError, ValueError):
        reason = "it cannot be read: perhaps the password holds one of @ : /, or the port is no number"
        raise refusal(reason, f"{mend} In the password, write @ as %40, : as %3A and / as %2F.") from None


def sqlite_path(url: str) -> Path | None:
    """The file of an SQLite database; None for another database."""
    return Path(url.removeprefix(_SQLITE)) if url.startswith(_SQLITE) else None


@dataclass(frozen=True)
class DayStart:
    """When a day of the USCIS budget begins: at `hour` by the clocks of `zone`."""

    zone: ZoneInfo
    hour: int


def day_start(written: Any) -> DayStart:
    """Read `America/New_York 00:00`."""
    if isinstance(written, DayStart):
        return written
    mend = 'Give a time zone and a full hour, as in "America/New_York 00:00".'
    match = _DAY_START.fullmatch(written.strip()) if isinstance(written, str) else None
    if match is None:
        raise refusal("it is not a time zone and a full hour", mend)
    try:
        return DayStart(ZoneInfo(match[1]), int(match[2]))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise refusal("there is no such time zone", mend) from None


def open_hours(written: Any) -> OpenHours | None:
    """Read `Mon-Fri 07:00-20:00 America/New_York`; None for `always`."""
    if written is None or written == "always":
        return None
    if isinstance(written, OpenHours):
        return written
    mend = 'Give "always", or days, times and a zone, as in "Mon-Fri 07:00-20:00 America/New_York".'
    match = _OPEN_HOURS.fullmatch(written.strip()) if isinstance(written, str) else None
    if match is None:
        raise refusal("it is neither days, times and a time zone nor always", mend)
    days = range(_WEEKDAYS.index(match["first"]), _WEEKDAYS.index(match["last"] or match["first"]) + 1)
    opens, closes = _since_midnight(match["opens"]), _since_midnight(match["closes"])
    if not days or not opens < closes <= timedelta(days=1):
        raise refusal("it ends before it begins", mend)
    return OpenHours(frozenset(days), opens, closes, time_zone(match["zone"]))


def _since_midnight(clock: str) -> timedelta:
    hours, _, minutes = clock.partition(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


def time_zone(written: Any) -> ZoneInfo:
    """Read `America/New_York`."""
    if isinstance(written, ZoneInfo):
        return written
    try:
        return ZoneInfo(written)
    except (ZoneInfoNotFoundError, ValueError, OSError, TypeError):
        raise refusal("there is no such time zone", 'Give one as in "America/New_York".') from None


@dataclass(frozen=True)
class Sender:
    """Whom mails come from. Without a name they carry the organisation's."""

    name: str
    address: str


def sender(written: Any) -> Sender:
    """Read `casebell@example.org` or `Example Legal Aid <casebell@example.org>`."""
    if isinstance(written, Sender):
        return written
    mend = 'Give an address, as in "casebell@example.org" or "Example Legal Aid <casebell@example.org>".'
    if not isinstance(written, str) or any(character in written for character in "\r\n\0"):
        raise refusal("it is not an e-mail address", mend)
    match = _NAMED_ADDRESS.fullmatch(written)
    name, address = (match["name"].strip('" '), match["address"]) if match else ("", written.strip())
    try:
        valid = validate_email(address, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        raise refusal("it is not an e-mail address", mend) from None
    if valid.ascii_email is None:
        raise refusal("it has letters outside ASCII before the @, which many mail servers refuse", mend)
    return Sender(name, valid.ascii_email)


def telegram_ids(written: Any) -> Any:
    """Read `1234, 5678`, as an environment variable has it; leave a list as it is."""
    if not isinstance(written, str):
        return written
    return [part.strip() for part in written.strip("[] ").split(",") if part.strip()]
