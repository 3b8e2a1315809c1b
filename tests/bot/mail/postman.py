"""Mail servers on the loopback interface, each with a postman who answers as the test wants."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.clock import SystemClock
from bot.mail.message import Letter, Letterhead
from bot.mail.smtp import MailServerSettings, Security

LETTERHEAD = Letterhead("Ayuda López", "casebell@ayuda.example.org", SystemClock())
HOST = "127.0.0.1"


def mail() -> EmailMessage:
    letter = Letter(subject="Noticias", paragraphs=("Hola, Ana.", ".punto"), language="es", code="123456")
    return LETTERHEAD.message(letter, "ana@example.com", message_id="delivery-7")


class Postman:
    """A mail server's answers, by the command that gets them; what it took is in `taken`."""

    def __init__(self, **replies: str) -> None:
        self.replies = replies
        self.taken: list[Envelope] = []
        self.secured: list[bool] = []
        self.logged_in: list[bool] = []

    async def handle_MAIL(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.replies.get("mail", "250 OK")

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.replies.get("rcpt", "250 OK")

    async def handle_DATA(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.taken.append(envelope)
        assert server.transport is not None
        self.secured.append(server.transport.get_extra_info("sslcontext") is not None)
        self.logged_in.append(session.authenticated is True)
        return self.replies.get("data", "250 OK")


@asynccontextmanager
async def serving(
    postman: Postman, tls: ssl.SSLContext | None = None, **options: Any
) -> AsyncIterator[MailServerSettings]:
    """A mail server with this postman; with `tls`, encrypted from the first byte."""
    loop = asyncio.get_running_loop()

    def connection() -> SMTP:
        return SMTP(postman, hostname="mail.test", loop=loop, **options)

    async with listening(connection, tls) as settings:
        yield settings


@asynccontextmanager
async def listening(
    connection: Callable[[], asyncio.BaseProtocol], tls: ssl.SSLContext | None = None
) -> AsyncIterator[MailServerSettings]:
    server = await asyncio.get_running_loop().create_server(connection, HOST, 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    yield MailServerSettings(HOST, port, Security.NONE, timeout=10)
    server.close()


@dataclass(frozen=True)
class Certificate:
    """A certificate for the loopback address: how a server shows it, and how a client comes to trust it."""

    shown: ssl.SSLContext
    trusted: ssl.SSLContext
