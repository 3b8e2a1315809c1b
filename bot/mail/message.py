"""A letter from the organisation, made into an e-mail of text and HTML (RFC 5322)."""

import re
import unicodedata
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Final, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.clock import Clock

_POLICY: Final = SMTP.clone(cte_type="7bit")
"""Seven bits pass every relay, whatever it says it can."""
_SAFE_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True)
class Button:
    """One thing to press: what it says, and the https address that it opens."""

    label: str
    url: str

    def __post_init__(self) -> None:
        """Raise ValueError for an address that is not plainly https."""
        _require_https(self.url)


@dataclass(frozen=True)
class Letter:
    """What a mail says, in the reader's language; a line break within a paragraph is kept.

    `paragraphs` stand before code and button, `closing` after them, `footer` in small print at the end.
    """

    subject: str
    paragraphs: tuple[str, ...]
    language: str
    """BCP 47, for screen readers and translators."""
    direction: Literal["ltr", "rtl"] = "ltr"
    code: str | None = None
    button: Button | None = None
    closing: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()


class Letterhead:
    """The organisation's name and address, under which its letters go out."""

    def __init__(self, organisation: str, address: str, clock: Clock) -> None:
        self._sender = Address(_one_line(organisation), addr_spec=address)
        self._clock = clock

    def message(
        self, letter: Letter, to: str, *, message_id: str, unsubscribe: str | None = None
    ) -> EmailMessage:
        """The letter as a mail to the address `to`.

        The same `message_id` (letters, digits, `.`, `_`, `-`) makes the same Message-ID: a mail sent twice,
        after an unknown outcome, is shown once where the reader's server looks at it.
        `unsubscribe` is an https address.

        Raises ValueError for an id, address or unsubscribe address that could not stand in a header.
        """
        if not _SAFE_ID.fullmatch(message_id):
            raise ValueError("a message id is 1 to 64 letters, digits, periods, underscores and hyphens")
        if not to.isascii():
            raise ValueError("an address in other letters needs SMTPUTF8, which not every server has")
        message = EmailMessage(_POLICY)
        message["From"] = self._sender
        message["To"] = Address(addr_spec=to)
        message["Subject"] = _one_line(letter.subject)
        message["Date"] = self._clock.now()
        message["Message-ID"] = f"<{message_id}@{self._sender.domain}>"
        # So that a person, or their mail program, can keep our letters together (RFC 2919).
        message["List-Id"] = f"<casebell.{self._sender.domain}>"
        # Nobody's out-of-office note should answer a machine (RFC 3834; Exchange heeds only the second).
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
        if unsubscribe is not None:
            _require_https(unsubscribe)
            message["List-Unsubscribe"] = f"<{unsubscribe}>"
        message.set_content(_as_text(letter))
        message.add_alternative(_HTML.render(letter=letter), subtype="html")
        # Last, because setting the content drops every Content header.
        message["Content-Language"] = letter.language
        return message


def _as_text(letter: Letter) -> str:
    """The letter in plain text: the code alone on its line, the footer under a "-- " (RFC 3676, 4.3)."""
    blocks = list(letter.paragraphs)
    if letter.code is not None:
        blocks.append(letter.code)
    if letter.button is not None:
        blocks.append(f"{letter.button.label}:\n{letter.button.url}")
    blocks += letter.closing
    if letter.footer:
        blocks.append("\n".join(("-- ", *letter.footer)))
    return "\n\n".join(blocks) + "\n"


def _require_https(url: str) -> None:
    if not re.fullmatch(r"https://[^\s\"'<>]+", url):
        raise ValueError("not plainly an https address")


def _one_line(text: str) -> str:
    """The text for a header: what breaks or controls a line becomes a space, so it begins no other header."""
    visible = (" " if unicodedata.category(character) in _NOT_IN_HEADERS else character for character in text)
    return " ".join("".join(visible).split())


_NOT_IN_HEADERS: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
_HTML: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
).get_template("letter.html.j2")
