"""The settings: every section that there is."""

import re
from urllib.parse import unquote

from pydantic import Field

from bot.config.house import Database, Limits, Log, Metrics, Organisation, Security, Staff, Watching
from bot.config.outside import Mail, Telegram, Uscis
from bot.config.section import Section

# What may also be read from a file of its own, named by `<key>_file`.
SECRET_KEYS = (
    ("telegram", "token"),
    ("telegram", "webhook_secret"),
    ("database", "url"),
    ("mail", "password"),
    ("uscis", "client_secret"),
)

# What the configuration promises to later versions: it may be written, and has no effect yet.
WITHOUT_EFFECT = ("limits.upload_megabytes", "metrics.listen", "metrics.port")


class Settings(Section):
    """The whole configuration."""

    telegram: Telegram
    database: Database = Field(default_factory=Database)
    security: Security = Field(default_factory=Security)
    mail: Mail
    uscis: Uscis = Field(default_factory=Uscis)
    watching: Watching = Field(default_factory=Watching)
    organisation: Organisation
    staff: Staff = Field(default_factory=Staff)
    limits: Limits = Field(default_factory=Limits)
    log: Log = Field(default_factory=Log)
    metrics: Metrics = Field(default_factory=Metrics)

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret value, so that the logs can be kept free of them."""
        held = (
            self.telegram.token,
            self.telegram.webhook_secret,
            self.mail.password,
            self.uscis.client_secret,
        )
        password = _password_in(self.database.url)
        return (*(secret.get_secret_value() for secret in held if secret is not None), *password)


def _password_in(url: str) -> tuple[str, ...]:
    """As it is written, and as it is meant. Not urlsplit's: that gives up where a password holds a `#`."""
    found = re.match(r"[^:]+://[^:/]*:([^@]+)@", url)
    return (found[1], unquote(found[1])) if found else ()
