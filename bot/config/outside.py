"""The sections of what is outside: Telegram, the mail server, the official Case Status API."""

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationInfo, field_validator

from bot.config import rules
from bot.config.rules import DayStart, Sender, refusal
from bot.config.section import Port, Section, WebAddress
from bot.open_hours import OpenHours


class Telegram(Section):
    """The bot's own access to Telegram, and how updates come."""

    api_url: WebAddress = Field(
        default="https://api.telegram.org", description="the address of a Bot API server, without the token"
    )
    token: SecretStr = Field(description="the token that @BotFather gave for this bot")
    mode: Literal["polling", "webhook"] = Field(default="polling", description='"polling" or "webhook"')
    webhook_url: WebAddress | None = Field(
        default=None, description="the public https address that your proxy passes on to the bot"
    )
    webhook_listen: str = Field(default="127.0.0.1", description="the address to listen on for the proxy")
    webhook_port: Port = Field(
        default=8080, description="a port number from 1 to 65535, or 0 for any free port"
    )
    webhook_secret: SecretStr | None = Field(
        default=None, description="32 to 256 random characters of A-Z, a-z, 0-9, _ and -"
    )

    @field_validator("token")
    @classmethod
    def _is_a_token(cls, token: SecretStr, info: ValidationInfo) -> SecretStr:
        rules.bot_token(token.get_secret_value(), info.data.get("api_url"))
        return token

    @field_validator("webhook_url")
    @classmethod
    def _can_be_posted_to(cls, url: str | None, info: ValidationInfo) -> str | None:
        if url is None:
            _needed_for_webhooks(info, "Give the public https address that your proxy passes on to the bot.")
        else:
            rules.webhook_address(url, info.data.get("api_url"))
        return url

    @field_validator("webhook_secret")
    @classmethod
    def _cannot_be_guessed(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if secret is None:
            _needed_for_webhooks(info, "Make one with: openssl rand -hex 32")
        else:
            rules.webhook_secret(secret.get_secret_value())
        return secret

    @property
    def webhook_path(self) -> str:
        """The path of `webhook_url`, at which the bot listens too."""
        return urlsplit(self.webhook_url or "").path or "/"


def _needed_for_webhooks(info: ValidationInfo, mend: str) -> None:
    if info.data.get("mode") == "webhook":
        raise refusal('it is needed where telegram.mode is "webhook"', mend)


class Mail(Section):
    """The organisation's mail server, which codes and notices go out through."""

    host: Annotated[str, AfterValidator(rules.host_name)] = Field(
        min_length=1, description="the name of the organisation's mail server"
    )
    port: int = Field(default=587, ge=1, le=65535, description="a port number from 1 to 65535")
    insecure_ok: bool = Field(default=False, description="true or false")
    security: Literal["none", "starttls", "tls"] = Field(
        default="starttls", description='"starttls" (usually port 587), "tls" (usually 465) or "none"'
    )
    username: str | None = Field(default=None, min_length=1, description="the name to log in with")
    password: SecretStr | None = Field(default=None, description="the password to log in with")
    sender: Annotated[Sender, BeforeValidator(rules.sender)] = Field(
        alias="from", description="the address that mails come from"
    )

    @field_validator("security")
    @classmethod
    def _is_encrypted(cls, security: str, info: ValidationInfo) -> str:
        host = info.data.get("host")
        is_meant = info.data.get("insecure_ok", False)
        if security == "none" and host and not rules.is_this_machine(host) and not is_meant:
            raise refusal(
                "codes and names would cross the network in clear",
                'Use "starttls" or "tls"; or, on a network that you trust, set mail.insecure_ok = true.',
            )
        return security

    @field_validator("password")
    @classmethod
    def _comes_with_username(cls, password: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if "username" in info.data and (info.data["username"] is None) != (password is None):
            raise refusal("mail.username and mail.password go together", "Give both, or neither.")
        return password


class Uscis(Section):
    """The official Case Status API. Without `client_id` there is no official source."""

    client_id: str | None = Field(default=None, min_length=1, description="the client id that USCIS gave")
    client_secret: SecretStr | None = Field(default=None, description="the client secret that USCIS gave")
    token_url: WebAddress | None = Field(
        default=None, description="the token address that USCIS gave with the keys"
    )
    api_url: WebAddress | None = Field(
        default=None, description="the status address that USCIS gave with the keys"
    )
    demo_id: str | None = Field(default=None, min_length=1, description="the demo id that USCIS gave")
    requests_per_second: float = Field(default=2, gt=0, le=100, description="a number over 0, up to 100")
    requests_per_day: int = Field(default=1000, ge=1, description="a whole number, 1 or more")
    day_starts: Annotated[DayStart, BeforeValidator(rules.day_start)] = Field(
        default=rules.day_start("America/New_York 00:00"), description="a time zone and a full hour"
    )
    open_hours: Annotated[OpenHours | None, BeforeValidator(rules.open_hours)] = Field(
        default=None, description='"always", or days, times and a time zone'
    )

    @field_validator("client_secret", "token_url", "api_url")
    @classmethod
    def _completes_the_keys(cls, value: object, info: ValidationInfo) -> object:
        if value is None and info.data.get("client_id") is not None:
            raise refusal(
                "it is needed where uscis.client_id is set",
                "Give what USCIS gave, or remove uscis.client_id.",
            )
        return value

    @property
    def is_configured(self) -> bool:
        """Whether the organisation has keys; then secret and both addresses are there as well."""
        return self.client_id is not None
