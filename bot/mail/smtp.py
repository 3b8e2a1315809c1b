"""Handing mails to the organisation's mail server (SMTP, RFC 5321), and saying what became of each."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from enum import StrEnum
from typing import Final

import aiosmtplib
import structlog

from bot.config.outside import Mail

_log = structlog.get_logger()

_GREETING_NAME: Final = "[127.0.0.1]"
"""Said in EHLO: an address literal is allowed (RFC 5321, 4.1.3), and tells nobody the machine's name."""
_TEMPORARY: Final = range(400, 500)
_PERMANENT: Final = range(500, 600)


class Security(StrEnum):
    """How the connection is encrypted."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


@dataclass(frozen=True)
class MailServerSettings:
    """Where the mail server is and how to log in. `timeout` is in seconds, for each step of the exchange."""

    host: str
    port: int
    security: Security
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout: float = 20.0


class ServerProblem(StrEnum):
    """What keeps every mail from being sent, so that an operator can be told."""

    CONNECTION = "connection"
    ENCRYPTION = "encryption"
    LOGIN = "login"
    SENDER = "sender"

    @property
    def keys(self) -> str:
        """The keys of the configuration to look at."""
        return _KEYS[self]


_KEYS: Final = {
    ServerProblem.CONNECTION: "mail.host and mail.port",
    ServerProblem.ENCRYPTION: "mail.security and the certificate of mail.host",
    ServerProblem.LOGIN: "mail.username and mail.password",
    ServerProblem.SENDER: "mail.from",
}


class MailServerUnreachable(Exception):
    """The server takes no mail from us at present, and has not taken this one: try again later."""

    def __init__(self, problem: ServerProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class MailRefused(Exception):
    """The server refused this very mail with the SMTP reply `code`; if `permanent`, it always will."""

    def __init__(self, permanent: bool, code: int) -> None:
        super().__init__(f"SMTP {code}")
        self.permanent = permanent
        self.code = code


class MailOutcomeUnknown(Exception):
    """The connection was lost once the text was on its way: the mail may have been delivered, or not."""


class MailServer:
    """The organisation's mail server. Each mail has a connection of its own, so none waits for another."""

    def __init__(self, settings: MailServerSettings, trust: ssl.SSLContext | None = None) -> None:
        """`trust` says which certificates are good; without it, those of the machine's authorities."""
        self._settings = settings
        # Reading all the authorities takes a while, and a local server without TLS needs none.
        needs_trust = trust is None and settings.security is not Security.NONE
        self._trust = ssl.create_default_context() if needs_trust else trust
        self._trouble: ServerProblem | None = None

    async def send(self, message: EmailMessage) -> None:
        """Hand the mail over, from the address in its From to the one in its To.

        Returns once the server has taken responsibility for it. Raises MailServerUnreachable, MailRefused or
        MailOutcomeUnknown.
        """
        sender, recipient = _only_address(message, "From"), _only_address(message, "To")
        try:
            async with self._connection() as server:
                await _name_envelope(server, sender, recipient)
                await _hand_over(server, message)
        except MailServerUnreachable as away:
            self._note(away.problem)
            raise
        self._note(None)

    async def check(self) -> None:
        """Connect and log in, as for a mail. Raises MailServerUnreachable."""
        async with self._connection():
            pass

    def _note(self, trouble: ServerProblem | None) -> None:
        """Tell the operator when it begins and when it ends, not at each mail that waits meanwhile."""
        if trouble is self._trouble:
            return
        self._trouble = trouble
        if trouble is None:
            _log.info("mail_server_takes_mails_again")
        else:
            _log.error("mail_server_takes_no_mails", problem=trouble.value, mend=f"check {trouble.keys}")

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[aiosmtplib.SMTP]:
        settings = self._settings
        server = aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            timeout=settings.timeout,
            use_tls=settings.security is Security.TLS,
            start_tls=False,
            tls_context=self._trust,
            local_hostname=_GREETING_NAME,
        )
        try:
            await self._open(server)
            yield server
            with suppress(aiosmtplib.SMTPException, OSError):
                await server.quit()
        finally:
            server.close()

    async def _open(self, server: aiosmtplib.SMTP) -> None:
        settings = self._settings
        problem = ServerProblem.CONNECTION
        try:
            await server.connect()
            if settings.security is Security.STARTTLS:
                problem = ServerProblem.ENCRYPTION
                await server.starttls()
            if settings.username is not None:
                problem = ServerProblem.LOGIN
                await server.login(settings.username, settings.password or "")
        except (aiosmtplib.SMTPException, OSError) as error:
            is_untrusted = isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError)
            raise MailServerUnreachable(ServerProblem.ENCRYPTION if is_untrusted else problem) from error


def mail_server(mail: Mail) -> MailServer:
    """The mail server as it is configured."""
    return MailServer(
        MailServerSettings(
            host=mail.host,
            port=mail.port,
            security=Security(mail.security),
            username=mail.username,
            password=mail.password.get_secret_value() if mail.password else None,
        )
    )


async def _name_envelope(server: aiosmtplib.SMTP, sender: str, recipient: str) -> None:
    """Tell the server from whom to whom; as long as this lasts, nothing has been sent."""
    try:
        await server.mail(sender)
        await server.rcpt(recipient)
    except aiosmtplib.SMTPRecipientRefused as error:
        raise _refusal(error) from None
    except aiosmtplib.SMTPSenderRefused as error:
        # It is the organisation's own address: a fault of its settings, which must not cost anybody a mail.
        raise MailServerUnreachable(ServerProblem.SENDER) from error
    except (aiosmtplib.SMTPException, OSError) as error:
        raise MailServerUnreachable(ServerProblem.CONNECTION) from error


async def _hand_over(server: aiosmtplib.SMTP, message: EmailMessage) -> None:
    """Send the text. A reply is an answer; silence, from here on, can mean either."""
    try:
        await server.data(message.as_bytes())
    except aiosmtplib.SMTPResponseException as error:
        if error.code in _TEMPORARY or error.code in _PERMANENT:
            raise _refusal(error) from None
        raise MailOutcomeUnknown from None
    except (aiosmtplib.SMTPException, OSError) as error:
        raise MailOutcomeUnknown from error


def _refusal(error: aiosmtplib.SMTPResponseException) -> MailRefused:
    """Without the server's words, which often quote the address."""
    return MailRefused(permanent=error.code in _PERMANENT, code=error.code)


def _only_address(message: EmailMessage, header: str) -> str:
    addresses: tuple[Address, ...] = message[header].addresses
    (only,) = addresses
    return only.addr_spec
