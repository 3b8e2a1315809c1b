"""The sandbox's mailbox: a mail server that keeps what it is sent, for people and tests to read."""

import asyncio
import logging
import re
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern_policy
from typing import Final, TypeVar
from weakref import WeakSet

from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.clock import Clock

_Found = TypeVar("_Found")

_KEPT_MAILS: Final = 500
_UNREAD_EVENTS: Final = 100
_MAX_MAIL_BYTES: Final = 1_000_000
_CODE_LINE: Final = re.compile(r"^[ \t]*(\d{6,8})[ \t]*$", re.MULTILINE)
_DEEP_LINK: Final = re.compile(r"https://t\.me/\w+\?start=[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class ReceivedMail:
    """A mail as it arrived for one recipient. Ids count up from 1."""

    id: int
    sender: str
    recipient: str
    subject: str
    text: str
    html: str
    received_at: datetime
    headers: Mapping[str, str]


class NothingArrived(Exception):
    """No such mail came in the time given to wait for it."""


class Mailbox:
    """Catches every mail sent to `host` and `port`, the newest 500 of them, and can fail as mail servers do.

    It lives in the running event loop and on the loopback interface only.
    """

    host: Final = "127.0.0.1"

    def __init__(self, clock: Clock, port: int = 0) -> None:
        """With port 0 the system chooses one, when the mailbox starts."""
        self.port = port
        self.is_down = False
        """While set, connections are dropped before a word is said."""
        self.cuts_after_data = False
        """While set, a mail is kept but the connection is cut instead of saying so."""
        self._clock = clock
        self._mails: deque[ReceivedMail] = deque(maxlen=_KEPT_MAILS)
        self._received = 0
        self._refusals: dict[str, int] = {}
        self._delay_seconds = 0.0
        self._arrival = asyncio.Condition()
        self._listeners: WeakSet[asyncio.Queue[ReceivedMail | None]] = WeakSet()
        self._connections: WeakSet[SMTP] = WeakSet()
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen, and from then on keep every mail."""
        # aiosmtpd logs every command, and with it codes and addresses.
        logging.getLogger("mail.log").setLevel(logging.WARNING)
        self._server = await asyncio.get_running_loop().create_server(self._connection, self.host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close all connections and end every `events()`; what was received can still be read."""
        if self._server is not None:
            self._server.close()
            for connection in self._connections:
                _cut(connection)
            await self._server.wait_closed()
        for listener in self._listeners:
            _put(listener, None)

    @property
    def messages(self) -> list[ReceivedMail]:
        """What was received, the oldest first."""
        return list(self._mails)

    def begin_with(self, mails: Sequence[ReceivedMail]) -> None:
        """Hold these mails, as if they had been received: for a world that is begun anew."""
        self._mails.clear()
        self._mails.extend(mails)
        self._received = max((mail.id for mail in mails), default=0)

    def events(self) -> AsyncIterator[ReceivedMail]:
        """Every mail that arrives from now on. Who reads too slowly misses the oldest beyond a hundred."""
        queue: asyncio.Queue[ReceivedMail | None] = asyncio.Queue(_UNREAD_EVENTS)
        self._listeners.add(queue)
        return _until_none(queue)

    async def letter_to(self, address: str, *, after: int = 0, within: float = 10) -> ReceivedMail:
        """The newest mail to `address` with an id above `after`, waiting `within` seconds for one.

        Raises NothingArrived.
        """
        return await self._newest(address, after, within, lambda mail: mail)

    async def code_for(self, address: str, *, after: int = 0, within: float = 10) -> str:
        """The code in the newest mail to `address` that has just one: 6 to 8 digits, alone on a line.

        Raises NothingArrived.
        """
        return await self._newest(address, after, within, _code_in)

    async def link_for(self, address: str, *, after: int = 0, within: float = 10) -> str:
        """The deep link into Telegram in the newest mail to `address` that has one.

        Raises NothingArrived.
        """
        return await self._newest(address, after, within, _link_in)

    def refuses(self, address: str, code: int = 550) -> None:
        """Answer mails to `address` with this SMTP code from now on, instead of taking them."""
        self._refusals[address.casefold()] = code

    def accepts(self, address: str) -> None:
        """Take mails to `address` again."""
        self._refusals.pop(address.casefold(), None)

    def is_slow(self, seconds: float) -> None:
        """Let the answer to each recipient take this long; 0 is at once."""
        self._delay_seconds = seconds

    def _connection(self) -> asyncio.Protocol:
        if self.is_down:
            return _HangUp()
        connection = SMTP(
            _Reception(self),
            data_size_limit=_MAX_MAIL_BYTES,
            hostname="mailbox.sandbox",
            loop=asyncio.get_running_loop(),
        )
        self._connections.add(connection)
        return connection

    async def _newest(
        self, address: str, after: int, within: float, find: Callable[[ReceivedMail], _Found | None]
    ) -> _Found:
        """What `find` finds in the newest mail to `address` where it finds anything."""
        try:
            async with asyncio.timeout(within), self._arrival:
                while True:
                    for mail in reversed(self._mails):
                        is_sought = mail.id > after and mail.recipient.casefold() == address.casefold()
                        if is_sought and (found := find(mail)) is not None:
                            return found
                    await self._arrival.wait()
        except TimeoutError:
            raise NothingArrived(f"nothing for {address} within {within} s") from None

    async def _answer_to_recipient(self, address: str) -> int:
        """The SMTP code for a mail to `address`."""
        await asyncio.sleep(self._delay_seconds)
        return self._refusals.get(address.casefold(), 250)

    async def _keep(self, envelope: Envelope) -> None:
        """Keep one copy for each recipient, and tell all who wait."""
        message = message_from_bytes(envelope.original_content or b"", policy=modern_policy)
        async with self._arrival:
            for recipient in envelope.rcpt_tos:
                self._received += 1
                mail = ReceivedMail(
                    id=self._received,
                    sender=envelope.mail_from or "",
                    recipient=recipient,
                    subject=str(message["Subject"] or ""),
                    text=_body(message, "plain"),
                    html=_body(message, "html"),
                    received_at=self._clock.now(),
                    headers={name: str(value) for name, value in message.items()},
                )
                self._mails.append(mail)
                for listener in self._listeners:
                    _put(listener, mail)
            self._arrival.notify_all()


class _Reception:
    """What aiosmtpd asks about a mail that is being handed in; it finds the methods by their names."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        code = await self._mailbox._answer_to_recipient(address)
        if code == 250:
            envelope.rcpt_tos.append(address)
            return "250 OK"
        return f"{code} this mailbox was told to refuse it"

    async def handle_DATA(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        await self._mailbox._keep(envelope)
        if self._mailbox.cuts_after_data:
            _cut(server)
            raise asyncio.CancelledError
        return "250 OK"


class _HangUp(asyncio.Protocol):
    """Drops the connection as soon as it is made."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        _abort(transport)


def _cut(connection: SMTP) -> None:
    """End the connection at once, without a word."""
    if connection.transport is not None:
        _abort(connection.transport)


def _abort(transport: asyncio.BaseTransport) -> None:
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()


def _put(queue: asyncio.Queue[ReceivedMail | None], mail: ReceivedMail | None) -> None:
    """Add to the queue, at the cost of its oldest mail if it is full."""
    if queue.full():
        queue.get_nowait()
    queue.put_nowait(mail)


async def _until_none(queue: asyncio.Queue[ReceivedMail | None]) -> AsyncIterator[ReceivedMail]:
    while (mail := await queue.get()) is not None:
        yield mail


def _body(message: EmailMessage, kind: str) -> str:
    """The part of the mail that is text/`kind`, with bare line feeds; empty if it has none."""
    part = message.get_body((kind,))
    return "" if part is None else str(part.get_content()).replace("\r\n", "\n")


def _code_in(mail: ReceivedMail) -> str | None:
    codes = _CODE_LINE.findall(mail.text)
    return codes[0] if len(codes) == 1 else None


def _link_in(mail: ReceivedMail) -> str | None:
    link = _DEEP_LINK.search(mail.text)
    return link[0] if link else None
