"""Sending mail to real servers on the loopback interface: taken, refused, cut off, encrypted, not there."""

import asyncio
from dataclasses import replace

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from structlog.testing import capture_logs

from bot.mail.smtp import (
    MailOutcomeUnknown,
    MailRefused,
    MailServer,
    MailServerSettings,
    MailServerUnreachable,
    Security,
    ServerProblem,
)
from tests.bot.mail.postman import Certificate, Postman, listening, mail, serving


async def test_a_mail_arrives_as_it_was_written() -> None:
    postman = Postman()
    async with serving(postman) as settings:
        await MailServer(settings).send(mail())
    (taken,) = postman.taken
    assert (taken.mail_from, taken.rcpt_tos) == ("casebell@ayuda.example.org", ["ana@example.com"])
    assert isinstance(taken.original_content, bytes)
    assert b"Message-ID: <delivery-7@ayuda.example.org>" in taken.original_content
    assert b"\r\n.punto\r\n" in taken.original_content


async def test_mails_sent_at_the_same_time_all_arrive() -> None:
    postman = Postman()
    async with serving(postman) as settings:
        server = MailServer(settings)
        await asyncio.gather(*(server.send(mail()) for _ in range(10)))
    assert len(postman.taken) == 10


@pytest.mark.parametrize(
    ("step", "reply", "permanent"),
    [
        ("rcpt", "550 5.1.1 no such user ana@example.com", True),
        ("rcpt", "450 4.2.1 greylisted", False),
        ("data", "554 5.7.1 spam", True),
        ("data", "451 4.3.0 disk full", False),
    ],
)
async def test_a_refusal_says_whether_it_is_for_good(step: str, reply: str, permanent: bool) -> None:
    async with serving(Postman(**{step: reply})) as settings:
        with pytest.raises(MailRefused) as refused:
            await MailServer(settings).send(mail())
    assert (refused.value.permanent, refused.value.code) == (permanent, int(reply[:3]))
    assert "ana" not in str(refused.value)
    assert refused.value.__cause__ is None


async def test_a_sender_that_the_server_does_not_want_costs_nobody_a_mail() -> None:
    async with serving(Postman(mail="553 5.7.1 not your address")) as settings:
        with pytest.raises(MailServerUnreachable) as unreachable:
            await MailServer(settings).send(mail())
    assert unreachable.value.problem is ServerProblem.SENDER


class _Script(asyncio.Protocol):
    """A server that answers each line with the next reply; None cuts the connection, "" is silence."""

    def __init__(self, *replies: str | None) -> None:
        self._replies = iter(replies)
        self._in_text = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._answer()

    def data_received(self, data: bytes) -> None:
        if not self._in_text or data.endswith(b"\r\n.\r\n"):
            self._in_text = data == b"DATA\r\n"
            self._answer()

    def _answer(self) -> None:
        reply = next(self._replies)
        if reply is None:
            self._transport.abort()
        elif reply:
            self._transport.write(f"{reply}\r\n".encode())


@pytest.mark.parametrize(
    "replies",
    [
        (None,),
        ("554 no service",),
        ("220 hello", None),
        ("220 hello", "250 hello", None),
        ("220 hello", "250 hello", "250 OK", None),
        ("220 hello", "250 hello", "250 OK", "gibberish"),
    ],
)
async def test_lost_before_the_text_the_mail_was_not_sent(replies: tuple[str | None, ...]) -> None:
    async with listening(lambda: _Script(*replies)) as settings:
        with pytest.raises(MailServerUnreachable) as unreachable:
            await MailServer(settings).send(mail())
    assert unreachable.value.problem is ServerProblem.CONNECTION


@pytest.mark.parametrize("last", [None, "gibberish"])
async def test_lost_after_the_text_nobody_knows(last: str | None) -> None:
    replies = ("220 hello", "250 hello", "250 OK", "250 OK", "354 go on", last)
    async with listening(lambda: _Script(*replies)) as settings:
        with pytest.raises(MailOutcomeUnknown):
            await MailServer(settings).send(mail())


@pytest.mark.parametrize(
    ("replies", "error"),
    [
        (("220 hello", "250 hello", ""), MailServerUnreachable),
        (("220 hello", "250 hello", "250 OK", "250 OK", "354 go on", ""), MailOutcomeUnknown),
    ],
)
async def test_silence_before_the_text_is_unreachable_and_after_it_unknown(
    replies: tuple[str, ...], error: type[Exception]
) -> None:
    async with listening(lambda: _Script(*replies)) as settings:
        with pytest.raises(error):
            await MailServer(replace(settings, timeout=0.2)).send(mail())


async def test_a_mail_that_was_taken_is_sent_even_if_goodbye_is_not_heard() -> None:
    replies = ("220 hello", "250 hello", "250 OK", "250 OK", "354 go on", "250 taken", None)
    async with listening(lambda: _Script(*replies)) as settings:
        await MailServer(settings).send(mail())


async def test_nobody_listening_is_unreachable() -> None:
    async with listening(asyncio.Protocol) as settings:
        pass
    with pytest.raises(MailServerUnreachable) as unreachable:
        await MailServer(settings).check()
    assert unreachable.value.problem is ServerProblem.CONNECTION


async def test_tls_from_the_first_byte(certificate: Certificate) -> None:
    postman = Postman()
    async with serving(postman, certificate.shown) as settings:
        await MailServer(replace(settings, security=Security.TLS), certificate.trusted).send(mail())
    assert postman.secured == [True]


async def test_starttls_encrypts_before_anything_is_said(certificate: Certificate) -> None:
    postman = Postman()
    async with serving(postman, tls_context=certificate.shown, require_starttls=True) as settings:
        await MailServer(replace(settings, security=Security.STARTTLS), certificate.trusted).send(mail())
    assert postman.secured == [True]


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
async def test_a_certificate_nobody_vouches_for_is_not_accepted(
    security: Security, certificate: Certificate
) -> None:
    postman = Postman()
    first_byte = certificate.shown if security is Security.TLS else None
    later = certificate.shown if security is Security.STARTTLS else None
    async with serving(postman, first_byte, tls_context=later) as settings:
        with pytest.raises(MailServerUnreachable) as unreachable:
            await MailServer(replace(settings, security=security)).send(mail())
    assert unreachable.value.problem is ServerProblem.ENCRYPTION
    assert postman.taken == []


async def test_a_server_without_starttls_gets_no_mail_in_clear(certificate: Certificate) -> None:
    postman = Postman()
    async with serving(postman) as settings:
        with pytest.raises(MailServerUnreachable) as unreachable:
            await MailServer(replace(settings, security=Security.STARTTLS), certificate.trusted).send(mail())
    assert unreachable.value.problem is ServerProblem.ENCRYPTION
    assert postman.taken == []


def _knows_the_bot(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, auth_data: LoginPassword
) -> AuthResult:
    known = (auth_data.login, auth_data.password) == (b"casebell", b"let the mail out")
    return AuthResult(success=known, handled=False)


async def test_the_server_is_logged_in_to(certificate: Certificate) -> None:
    postman = Postman()
    # Behind TLS from the first byte, which aiosmtpd does not see.
    options = {"authenticator": _knows_the_bot, "auth_require_tls": False}
    async with serving(postman, certificate.shown, **options) as plain:
        settings = replace(plain, security=Security.TLS, username="casebell", password="let the mail out")
        server = MailServer(settings, certificate.trusted)
        await server.check()
        assert postman.taken == []
        await server.send(mail())
    assert postman.logged_in == [True]


async def test_a_wrong_login_is_the_operators_problem_and_not_the_mails(certificate: Certificate) -> None:
    postman = Postman()
    # Behind TLS from the first byte, which aiosmtpd does not see.
    options = {"authenticator": _knows_the_bot, "auth_require_tls": False}
    async with serving(postman, certificate.shown, **options) as plain:
        settings = replace(plain, security=Security.TLS, username="casebell", password="guess")
        with pytest.raises(MailServerUnreachable) as unreachable:
            await MailServer(settings, certificate.trusted).send(mail())
    assert unreachable.value.problem is ServerProblem.LOGIN
    assert postman.taken == []


def test_settings_do_not_show_the_password() -> None:
    assert "secret" not in repr(MailServerSettings("h", 25, Security.TLS, "casebell", "secret"))


async def test_the_operator_is_told_when_trouble_begins_and_when_it_ends() -> None:
    postman = Postman(mail="553 5.7.1 not your address")
    with capture_logs() as log:
        async with serving(postman) as settings:
            server = MailServer(settings)
            for _ in range(3):
                with pytest.raises(MailServerUnreachable):
                    await server.send(mail())
            postman.replies.clear()
            await server.send(mail())
            await server.send(mail())
    assert [line["event"] for line in log] == ["mail_server_takes_no_mails", "mail_server_takes_mails_again"]
    assert log[0]["mend"] == "check mail.from"
