"""The sections of the house itself: where things are kept, who runs it, what bounds it."""

from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, PositiveInt, ValidationInfo, field_validator

from bot.config import rules
from bot.config.rules import refusal
from bot.config.section import PageAddress, Port, Section, folder_of


class Database(Section):
    """Where everything is kept."""

    url: str = Field(
        default="sqlite:///casebell.db",
        repr=False,
        description="sqlite:///casebell.db, or postgresql://user:password@host/casebell",
    )

    @field_validator("url")
    @classmethod
    def _names_a_database(cls, url: str, info: ValidationInfo) -> str:
        return rules.database_url(url, folder_of(info))

    @property
    def sqlite_path(self) -> Path | None:
        """The file of an SQLite database; None for PostgreSQL."""
        return rules.sqlite_path(self.url)


class Security(Section):
    """Keys, sessions and what a password costs to guess."""

    key_file: Path = Field(default=Path("casebell.key"), description="the path of the key file")
    session_idle_minutes: int = Field(default=60, ge=1, le=1440, description="minutes, from 1 to 1440")
    session_absolute_hours: int = Field(default=24, ge=1, le=720, description="hours, from 1 to 720")
    # The floor is OWASP's weakest recommended argon2id setting: 19 MiB, 2 passes, 1 lane.
    argon2_memory_mib: int = Field(default=64, ge=19, le=4096, description="mebibytes, from 19 to 4096")
    argon2_passes: int = Field(default=3, ge=2, le=20, description="a whole number from 2 to 20")
    argon2_lanes: int = Field(default=1, ge=1, le=4, description="a whole number from 1 to 4")

    deletion_grace_days: int = Field(default=7, ge=1, le=30, description="days, from 1 to 30")
    recovery_cooling_hours: int = Field(default=72, ge=24, le=720, description="hours, from 24 to 720")

    @field_validator("key_file")
    @classmethod
    def _from_the_folder(cls, path: Path, info: ValidationInfo) -> Path:
        folder = folder_of(info)
        return folder / path if folder else path

    @field_validator("session_absolute_hours")
    @classmethod
    def _outlasts_idleness(cls, hours: int, info: ValidationInfo) -> int:
        if hours * 60 < info.data.get("session_idle_minutes", 0):
            raise refusal(
                "a session would end before it could be idle",
                "Give at least as much time as security.session_idle_minutes.",
            )
        return hours


class Watching(Section):
    """How often cases are looked up."""

    tick_seconds: float = Field(default=30, gt=0, le=3600, description="seconds, over 0 and up to 3600")
    min_interval_minutes: float = Field(
        default=60, gt=0, le=10080, description="minutes, over 0 and up to 10080"
    )
    max_interval_hours: float = Field(default=24, gt=0, le=720, description="hours, over 0 and up to 720")

    @field_validator("max_interval_hours")
    @classmethod
    def _is_the_longer(cls, hours: float, info: ValidationInfo) -> float:
        if hours * 60 < info.data.get("min_interval_minutes", 0):
            raise refusal(
                "it is shorter than watching.min_interval_minutes",
                "Give the longer of the two intervals here.",
            )
        return hours


class Organisation(Section):
    """Who runs this bot, as people read it."""

    name: str = Field(min_length=1, max_length=120, description="the organisation's name as people know it")
    support_hours: str = Field(
        "", max_length=200, description="when people are answered, up to 200 characters"
    )
    contact: str = Field(
        min_length=1, max_length=200, description="how people reach a person: telephone, e-mail or address"
    )
    website: PageAddress | None = Field(default=None, description="the address of the website")
    privacy_url: PageAddress | None = Field(default=None, description="the address of the privacy policy")
    time_zone: Annotated[ZoneInfo, BeforeValidator(rules.time_zone)] = Field(
        default=rules.time_zone("America/New_York"), description="the time zone that people are told times in"
    )
    answer_days: int = Field(default=3, ge=1, le=60, description="working days, from 1 to 60")


class Staff(Section):
    """The first administrators; everybody else is invited by them."""

    admins: Annotated[tuple[PositiveInt, ...], BeforeValidator(rules.telegram_ids)] = Field(
        default=(), description="numeric Telegram user ids, as in [123456789]"
    )


class Limits(Section):
    """Bounds that keep one person, or Telegram's limits, from stopping all."""

    upload_megabytes: int = Field(
        default=20, ge=1, le=20, description="megabytes, from 1 to 20 (Telegram's own limit)"
    )
    messages_per_second: float = Field(
        default=30, gt=0, le=1_000_000, description="a number over 0, up to 1000000"
    )
    updates_at_once: int = Field(default=32, ge=1, le=1000, description="a whole number from 1 to 1000")
    receipt_lookups_per_day: int = Field(
        default=20, ge=1, le=10000, description="a whole number from 1 to 10000"
    )
    quick_look: bool = Field(
        default=True, description="true to let people look up a status without following it"
    )
    cases_per_account: int = Field(default=50, ge=1, le=10000, description="a whole number from 1 to 10000")


class Log(Section):
    """What is logged, and how it looks."""

    level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description='"debug", "info", "warning" or "error"'
    )
    format: Literal["console", "json"] = Field(default="console", description='"console" or "json"')


class Metrics(Section):
    """Where health and numbers can be read. Without `port`, nowhere."""

    listen: str = Field(default="127.0.0.1", min_length=1, description="the address to listen on")
    port: Port | None = Field(
        default=None, description="a port number from 1 to 65535, or 0 for any free port"
    )
