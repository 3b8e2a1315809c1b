"""A letter as an e-mail: what every reader, server and client finds in it."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern_policy
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.message import Button, Letter, Letterhead
from bot.sandbox.clock import MovableClock


class _Noon:
    def now(self) -> datetime:
        return datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


LETTERHEAD = Letterhead("Ayuda López, Inc.", "casebell@ayuda.example.org", MovableClock(_Noon()))
LINK = "https://t.me/casebell_bot?start=abc_DEF-123"
LETTER = Letter(
    subject="Tu código",
    paragraphs=("Hola, Ana:", "Escribe este código.\nDura 10 minutos."),
    language="es",
    code="012345",
    button=Button("Abrir Telegram", LINK),
    closing=("¿No fuiste tú? Avísanos.",),
    footer=("Ayuda López, Inc.", "Casebell no es USCIS."),
)


def as_received(letter: Letter, unsubscribe: str | None = None) -> EmailMessage:
    sent = LETTERHEAD.message(letter, "ana@example.com", message_id="delivery-7", unsubscribe=unsubscribe)
    return message_from_bytes(sent.as_bytes(), policy=modern_policy)


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


class _Page(HTMLParser):
    """What an HTML reader sees: its words, and every attribute of every element."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.words.append(data.strip())

    def values(self, tag: str, name: str) -> list[str | None]:
        return [value for of, named, value in self.attributes if (of, named) == (tag, name)]


def test_headers_say_who_when_and_that_a_machine_wrote() -> None:
    message = as_received(LETTER)
    (sender,) = message["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Ayuda López, Inc.", "casebell@ayuda.example.org")
    assert message["To"] == "ana@example.com"
    assert message["Subject"] == "Tu código"
    assert message["Date"].datetime.replace(second=0) == _Noon().now()
    assert message["Message-ID"] == "<delivery-7@ayuda.example.org>"
    assert message["List-Id"] == "<casebell.ayuda.example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Content-Language"] == "es"


def test_unsubscribing_is_offered_only_where_it_is_possible() -> None:
    assert "List-Unsubscribe" not in as_received(LETTER)
    assert (
        as_received(LETTER, "https://example.org/u?a=1")["List-Unsubscribe"] == "<https://example.org/u?a=1>"
    )


def test_the_text_reads_from_top_to_bottom_with_the_code_alone_on_its_line() -> None:
    assert part(as_received(LETTER), "plain") == (
        "Hola, Ana:\n\n"
        "Escribe este código.\nDura 10 minutos.\n\n"
        "012345\n\n"
        f"Abrir Telegram:\n{LINK}\n\n"
        "¿No fuiste tú? Avísanos.\n\n"
        "-- \nAyuda López, Inc.\nCasebell no es USCIS.\n"
    )


def test_the_page_says_the_same_in_the_same_order() -> None:
    words = " ".join(" ".join(_Page(part(as_received(LETTER), "html")).words).split())
    said = [
        "Hola, Ana:",
        "Escribe este código. Dura",
        "012345",
        "Abrir Telegram",
        "¿No fuiste",
        "no es USCIS.",
    ]
    places = [words.index(each) for each in said]
    assert places == sorted(places)


@pytest.mark.requirement("R30")
def test_the_page_loads_nothing_and_links_only_where_the_button_does() -> None:
    page = _Page(part(as_received(LETTER), "html"))
    assert page.values("a", "href") == [LINK]
    assert {name for _, name, _ in page.attributes}.isdisjoint({"src", "srcset", "background", "onclick"})
    html = part(as_received(LETTER), "html")
    assert not re.search(r"url\(|@import|<script|<link|<img", html)


def test_what_a_letter_has_not_leaves_no_trace() -> None:
    bare = as_received(Letter(subject="Hola", paragraphs=("Hola.",), language="es"))
    assert part(bare, "plain") == "Hola.\n"
    page = _Page(part(bare, "html"))
    assert page.values("a", "href") == []
    assert "code" not in page.values("p", "class")


def test_a_right_to_left_letter_keeps_its_code_left_to_right() -> None:
    letter = replace(LETTER, language="ar", direction="rtl", paragraphs=("مرحبا",))
    page = _Page(part(as_received(letter), "html"))
    assert (page.values("html", "lang"), page.values("html", "dir")) == (["ar"], ["rtl"])
    assert page.values("p", "dir") == ["ltr"]


def test_words_from_outside_stay_words() -> None:
    hostile = '<img src="https://evil.example/x"> & "quotes" {{ 7 * 7 }}'
    letter = replace(LETTER, paragraphs=(hostile,), closing=(hostile,), footer=(hostile,), subject=hostile)
    page = _Page(part(as_received(letter), "html"))
    assert page.values("img", "src") == []
    assert page.words.count(hostile) == 4


@pytest.mark.requirement("R16")
@given(st.text())
def test_no_text_can_add_a_header(outside: str) -> None:
    hostile = f"{outside}\r\nBcc: eva@example.com\nX: y{outside}"
    letterhead = Letterhead(hostile, "casebell@ayuda.example.org", _Noon())
    sent = letterhead.message(replace(LETTER, subject=hostile), "ana@example.com", message_id="1")
    received = message_from_bytes(sent.as_bytes(), policy=modern_policy)
    assert received.keys() == as_received(LETTER).keys()
    assert received["To"] == "ana@example.com"
    assert "Bcc: eva@example.com" in received["Subject"]


@pytest.mark.parametrize(
    "to", ["ana@example.com\r\nBcc: eva@example.com", "ana", "añá@example.com", "a@x.org, b@x.org"]
)
def test_only_one_plain_address_can_be_written_to(to: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 -- the words are the email package's
        LETTERHEAD.message(LETTER, to, message_id="1")


@pytest.mark.parametrize("message_id", ["", "a b", "a@b", "a\r\nX: y", "<1>", "x" * 65])
def test_an_id_that_could_not_stand_in_a_header_is_refused(message_id: str) -> None:
    with pytest.raises(ValueError, match="message id"):
        LETTERHEAD.message(LETTER, "ana@example.com", message_id=message_id)


@pytest.mark.parametrize(
    "url", ["http://t.me/x", "javascript:alert(1)", "https://t.me/x\r\nX: y", 'https://t.me/"x', "https://"]
)
def test_only_plain_https_is_linked(url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        Button("Abrir", url)
    with pytest.raises(ValueError, match="https"):
        as_received(LETTER, unsubscribe=url)


def test_a_mail_is_seven_bits_in_short_lines() -> None:
    long = replace(LETTER, paragraphs=("palabras y más palabras " * 200, "x" * 3000), subject="ñ" * 300)
    raw = LETTERHEAD.message(long, "ana@example.com", message_id="x" * 64).as_bytes()
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    received = message_from_bytes(raw, policy=modern_policy)
    assert received["Subject"] == "ñ" * 300
    assert "x" * 3000 in part(received, "plain")
    assert received["Message-ID"] == f"<{'x' * 64}@ayuda.example.org>"
