"""The texts of an outside source as plain text that is safe to show.

Status descriptions hold HTML: links, entities, sometimes broken. They are read as text, with what could
deceive the eye taken out, and keep of their links only those that lead to USCIS itself.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser

LONGEST_TEXT = 3_000
"""Characters of a description; it must fit a Telegram message (4,096) with room for the screen around it."""
LONGEST_LINE = 300
"""Characters of a title or another text of one line."""

_LONGEST_MARKUP = 4 * LONGEST_TEXT
_MOST_LINKS = 10
_LONGEST_LINK_TEXT = 100
_LONGEST_URL = 500
# Positive by intent: what else a browser might take for an address (user names, backslashes, other ports,
# letters of other alphabets in the host) does not match, and stays text.
# ASCII, or ignoring case would take the long s for an s.
_USCIS_URL = re.compile(
    r"https://(?:[a-z0-9-]+\.)*uscis\.gov(?:[/?#][!#-;=?-\[\]_a-z~]*)?", re.IGNORECASE | re.ASCII
)
# html.parser raises AssertionError on a malformed one in Python 3.11, and no description needs any.
_DECLARATION = re.compile(r"<!(?!--)[^>]*>?")
# Cut off by our own bound or by a broken answer: the parser would take it for text.
_UNFINISHED_TAG = re.compile(r"<[a-zA-Z/][^>]*\Z")
_BLOCKS = frozenset({"address", "br", "div", "h1", "h2", "h3", "h4", "li", "ol", "p", "table", "tr", "ul"})
_UNSEEN = frozenset({"script", "style"})
# Control, format (bidi overrides and isolates, zero-width marks), surrogate, private use.
_DECEIVING = frozenset({"Cc", "Cf", "Cs", "Co"})


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a page of USCIS: its words and its https address."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Description:
    """A description as plain text, line breaks included, and those of its links that lead to USCIS.

    The words of every link, kept or not, stand in the text too.
    """

    text: str
    links: tuple[Link, ...] = ()


def read_description(html: str) -> Description:
    """The text and the USCIS links of an HTML fragment, however broken."""
    if not html:
        return Description("")
    reader = _Reader()
    reader.feed(_UNFINISHED_TAG.sub("", _DECLARATION.sub("", html[:_LONGEST_MARKUP])))
    reader.close()
    return Description(
        shortened(_tidy("".join(reader.words)), LONGEST_TEXT), tuple(reader.links[:_MOST_LINKS])
    )


@lru_cache(maxsize=1024)
def read_line(html: str) -> str:
    """The text of an HTML fragment on one line: a title, an entry of the history, an error's message."""
    return shortened(" ".join(read_description(html).text.split()), LONGEST_LINE)


def is_uscis_url(url: str) -> bool:
    """Whether `url` is an https address of uscis.gov or one of its subdomains, and nothing but that."""
    return len(url) <= _LONGEST_URL and _USCIS_URL.fullmatch(url) is not None


def shortened(text: str, longest: int) -> str:
    """`text`, cut where it is longer, with a sign that it was."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


class _Reader(HTMLParser):
    """Collects the text, a line break for each block, and the links worth keeping."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.links: list[Link] = []
        self._unseen: str | None = None
        self._address: str | None = None
        self._link_from = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen = self._unseen or tag
        elif tag in _BLOCKS:
            self.words.append("\n")
        elif tag == "a":
            self._end_link()
            self._address = dict(attrs).get("href")
            self._link_from = len(self.words)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._unseen:
            self._unseen = None
        elif tag in _BLOCKS:
            self.words.append("\n")
        elif tag == "a":
            self._end_link()

    def handle_data(self, data: str) -> None:
        if self._unseen is None:
            # A line break in the markup is only a space; those of the text come from its blocks.
            self.words.append(data.replace("\n", " "))

    def _end_link(self) -> None:
        text = " ".join(_tidy("".join(self.words[self._link_from :])).split())
        if self._address and text and is_uscis_url(self._address.strip()):
            self.links.append(Link(shortened(text, _LONGEST_LINK_TEXT), self._address.strip()))
        self._address = None


def _tidy(text: str) -> str:
    """`text` without deceiving characters, its spaces single, its lines neither empty nor padded."""
    lines = (" ".join(_visible(line).split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _visible(line: str) -> str:
    if line.isprintable():  # so it is almost always, and then none of its characters is of a category below
        return line
    kept = (" " if character.isspace() else character for character in line)
    return "".join(character for character in kept if unicodedata.category(character) not in _DECEIVING)
