"""The sandbox's mailbox, written to by the bot's own mail server client."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.mail.message import Button, Letter, Letterhead
from bot.mail.smtp import (
    MailOutcomeUnknown,
    MailRefused,
    MailServer,
    MailServerSettings,
    MailServerUnreachable,
    Security,
)
from bot.sandbox.clock import MovableClock
from bot.sandbox.mailbox import Mailbox, NothingArrived, ReceivedMail

ANA = "ana@example.com"
LINK = "https://t.me/casebell_bot?start=abc_DEF-123"


class Office:
    """Writes to the mailbox as the bot does."""

    def __init__(self, mailbox: Mailbox, clock: MovableClock) -> None:
        self._mailbox = mailbox
        self._letterhead = Letterhead("Ayuda López", "casebell@ayuda.example.org", clock)
        self._ids = itertools.count(1)

    async def writes(
        self,
        *paragraphs: str,
        to: str = ANA,
        code: str | None = None,
        link: str | None = None,
        patience: float = 10,
    ) -> None:
        letter = Letter(
            "Noticias",
            paragraphs or ("Hola, Ana: ¿qué tal?",),
            "es",
            code=code,
            button=Button("Abrir", link) if link else None,
        )
        message = self._letterhead.message(letter, to, message_id=str(next(self._ids)))
        settings = MailServerSettings(self._mailbox.host, self._mailbox.port, Security.NONE, timeout=patience)
        await MailServer(settings).send(message)


async def hand_in(mailbox: Mailbox, recipients: int) -> None:
    """One text for many, said to the server directly."""
    reader, writer = await asyncio.open_connection(mailbox.host, mailbox.port)
    to_each = b"".join(b"RCPT TO:<person%d@example.com>\r\n" % number for number in range(recipients))
    writer.write(b"HELO test\r\nMAIL FROM:<a@example.com>\r\n" + to_each + b"DATA\r\nhi\r\n.\r\nQUIT\r\n")
    await reader.read()
    writer.close()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
async def mailbox(clock: MovableClock) -> AsyncIterator[Mailbox]:
    mailbox = Mailbox(clock)
    await mailbox.start()
    yield mailbox
    await mailbox.stop()


@pytest.fixture
def office(mailbox: Mailbox, clock: MovableClock) -> Office:
    return Office(mailbox, clock)


async def test_a_mail_is_kept_with_all_that_a_reader_sees(
    mailbox: Mailbox, office: Office, clock: MovableClock
) -> None:
    clock.move_on(timedelta(days=400))
    await office.writes("Hola, Ana: ¿qué tal?")
    (mail,) = mailbox.messages
    assert (mail.id, mail.sender, mail.recipient) == (1, "casebell@ayuda.example.org", ANA)
    assert (mail.subject, mail.text) == ("Noticias", "Hola, Ana: ¿qué tal?\n")
    assert "Hola, Ana: ¿qué tal?" in mail.html
    assert mail.headers["Message-ID"] == "<1@ayuda.example.org>"
    assert timedelta() <= clock.now() - mail.received_at < timedelta(days=1)


async def test_the_newest_letter_to_an_address_in_any_case(mailbox: Mailbox, office: Office) -> None:
    await office.writes("uno")
    await office.writes("dos", to="ANA@Example.com")
    await office.writes("tres", to="eva@example.com")
    assert (await mailbox.letter_to("Ana@example.COM")).text == "dos\n"


async def test_a_letter_is_waited_for(mailbox: Mailbox, office: Office) -> None:
    await office.writes("uno")
    first = await mailbox.letter_to(ANA)
    waiting = asyncio.create_task(mailbox.letter_to(ANA, after=first.id))
    await office.writes("otra", to="eva@example.com")
    await office.writes("dos")
    assert (await waiting).text == "dos\n"


async def test_waiting_ends(mailbox: Mailbox, office: Office) -> None:
    await office.writes("sin código")
    with pytest.raises(NothingArrived):
        await mailbox.letter_to("eva@example.com", within=0.01)
    with pytest.raises(NothingArrived):
        await mailbox.code_for(ANA, within=0.01)
    with pytest.raises(NothingArrived):
        await mailbox.link_for(ANA, within=0.01)
    with pytest.raises(NothingArrived):
        await mailbox.letter_to(ANA, after=1, within=0.01)


@pytest.mark.parametrize("code", ["012345", "1234567", "12345678"])
async def test_the_newest_code_is_found_alone_on_its_line(
    mailbox: Mailbox, office: Office, code: str
) -> None:
    await office.writes(code="999999")
    await office.writes("Vale hasta 20261124, recibo 123456.", code=code)
    await office.writes("Sin código.")
    await office.writes("111111", "222222")
    await office.writes(to="eva@example.com", code="888888")
    assert await mailbox.code_for(ANA) == code


async def test_the_link_into_telegram_is_found(mailbox: Mailbox, office: Office) -> None:
    await office.writes("https://example.org/?start=no", link=LINK)
    assert await mailbox.link_for(ANA) == LINK


async def test_events_tell_every_listener_of_each_mail_until_the_end(
    mailbox: Mailbox, office: Office
) -> None:
    async def texts(events: AsyncIterator[ReceivedMail]) -> list[str]:
        return [mail.text async for mail in events]

    await office.writes("antes")
    listeners = [asyncio.create_task(texts(mailbox.events())) for _ in range(2)]
    await office.writes("uno")
    await office.writes("dos", to="eva@example.com")
    await mailbox.stop()
    assert await asyncio.gather(*listeners) == [["uno\n", "dos\n"]] * 2


async def test_who_listens_too_slowly_misses_the_oldest(mailbox: Mailbox) -> None:
    events = mailbox.events()
    await hand_in(mailbox, recipients=102)
    assert (await anext(events)).id == 3


async def test_an_address_can_refuse_and_accept_again(mailbox: Mailbox, office: Office) -> None:
    mailbox.refuses("ANA@example.com")
    with pytest.raises(MailRefused) as refused:
        await office.writes()
    assert (refused.value.code, refused.value.permanent) == (550, True)
    mailbox.refuses(ANA, code=452)
    with pytest.raises(MailRefused) as later:
        await office.writes()
    assert (later.value.code, later.value.permanent) == (452, False)
    await office.writes(to="eva@example.com")
    mailbox.accepts(ANA)
    await office.writes()
    assert [mail.recipient for mail in mailbox.messages] == ["eva@example.com", ANA]


async def test_while_down_nothing_is_taken_and_afterwards_everything_on_the_same_port(
    mailbox: Mailbox, office: Office
) -> None:
    mailbox.is_down = True
    with pytest.raises(MailServerUnreachable):
        await office.writes()
    assert mailbox.messages == []
    mailbox.is_down = False
    await office.writes()
    assert len(mailbox.messages) == 1


async def test_cut_off_after_the_text_the_mail_is_there_but_its_sender_does_not_know(
    mailbox: Mailbox, office: Office
) -> None:
    mailbox.cuts_after_data = True
    with pytest.raises(MailOutcomeUnknown):
        await office.writes()
    assert len(mailbox.messages) == 1
    mailbox.cuts_after_data = False
    await office.writes()
    assert len(mailbox.messages) == 2


async def test_too_slow_for_its_sender(mailbox: Mailbox, office: Office) -> None:
    mailbox.is_slow(30)
    with pytest.raises(MailServerUnreachable):
        await office.writes(patience=0.05)
    mailbox.is_slow(0)
    await office.writes()
    assert len(mailbox.messages) == 1


async def test_a_stopped_mailbox_is_not_there_and_can_still_be_read(clock: MovableClock) -> None:
    mailbox = Mailbox(clock)
    await mailbox.start()
    office = Office(mailbox, clock)
    await office.writes("uno")
    await mailbox.stop()
    with pytest.raises(MailServerUnreachable):
        await office.writes("dos")
    assert (await mailbox.letter_to(ANA)).text == "uno\n"


async def test_stopping_does_not_wait_for_those_who_stay_connected(mailbox: Mailbox) -> None:
    reader, writer = await asyncio.open_connection(mailbox.host, mailbox.port)
    assert (await reader.readline()).startswith(b"220 ")
    async with asyncio.timeout(10):
        await mailbox.stop()
        assert await reader.read() == b""
    writer.close()


async def test_only_the_newest_mails_are_kept(mailbox: Mailbox) -> None:
    await hand_in(mailbox, recipients=501)
    await hand_in(mailbox, recipients=1)
    assert [mail.id for mail in mailbox.messages] == list(range(3, 503))
