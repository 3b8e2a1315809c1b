"""Logging: structlog over the standard library's, so that every library's lines come the same way.

All of it is masked after it is formatted, tracebacks included, and just before it is written. What
other libraries say in detail is held back: theirs are whole updates, statements with their values, and
addresses with the bot's token in them.
"""

import logging
import sys
from collections.abc import Iterable
from types import TracebackType
from typing import Protocol, TextIO

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

from bot.masking import Masking

# Their own levels below WARNING repeat what people wrote, or say nothing that an operator needs.
_QUIET = (
    "aiohttp.access",
    "aiosmtplib",
    "aiosqlite",
    "alembic",
    "apscheduler",
    "asyncio",
    "hpack",
    "httpcore",
    "httpx",
    "mail.log",
    "psycopg",
    "sqlalchemy",
    "stamina",
    "telegram",
    "urllib3",
    "uvicorn.access",
)


class LogSettings(Protocol):
    """What is configured of the logs."""

    @property
    def level(self) -> str:
        """`debug`, `info`, `warning` or `error`."""
        ...

    @property
    def format(self) -> str:
        """`console` or `json`."""
        ...


def set_up_logging(settings: LogSettings, *, secrets: Iterable[str] = (), to: TextIO = sys.stderr) -> None:
    """Log from now on as configured, everything masked."""
    masking = Masking(secrets)

    def mask(_logger: WrappedLogger, _method: str, fields: EventDict) -> EventDict:
        return masking.fields(fields)

    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    final: Processor = (
        structlog.processors.JSONRenderer()
        if settings.format == "json"
        else structlog.dev.ConsoleRenderer(colors=to.isatty())
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            mask,
            final,
        ],
    )
    handler = logging.StreamHandler(to)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=settings.level.upper(), force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # Warnings and what nobody expected go the same way: their text may hold an address, and that the token.
    logging.captureWarnings(True)
    sys.excepthook = _log_the_end
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def _log_the_end(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    logging.getLogger("casebell").critical("ended_by_an_error", exc_info=(kind, error, traceback))
