"""What USCIS wrote to a person, or what the person writes themselves, read for what it says of a case.

Nothing here is believed: what is read are candidates that the person confirms or mends. The text may be
anything, so it is bounded, its markup and invisible marks are taken off, and every search over it takes a
time that grows with its length only.
"""

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from bot.cases.known_titles import titles_by_first_word, words_of
from bot.cases.receipt_number import ReceiptNumber, is_known_prefix
from bot.cases.receipts import MistypedReceipt, NotAReceipt, read_receipt
from bot.cases.statuses import Stage, classify

LONGEST = 4096
"""Characters: a Telegram message."""
_MOST_RECEIPTS = 5

T = TypeVar("T")


@dataclass(frozen=True)
class Found(Generic[T]):
    """Something that was read, the words it was read from, and where they stand in the plain text."""

    value: T
    words: str
    at: int


@dataclass(frozen=True)
class OwnWord:
    """Everything that a text may say of cases; what it does not say is empty."""

    receipts: Sequence[Found[ReceiptNumber]]
    titles: Sequence[Found[str]]
    """Titles of the table, as USCIS writes them in English; the likeliest, which is the longest, first."""
    form: Found[str] | None
    day: Found[date] | None

    @property
    def title(self) -> str | None:
        """The likeliest title."""
        return self.titles[0].value if self.titles else None


def read_own_word(written: str, *, today: date) -> OwnWord:
    """What `written` says. Days after `today` are no days of a status."""
    plain = plain_text(written)
    return OwnWord(
        receipts=_receipts(plain, today),
        titles=_titles(plain),
        form=_form(plain),
        day=_day(plain, today),
    )


def is_worth_reading(written: str, *, today: date) -> bool:
    """Whether a text that nobody asked for holds a receipt number, or begins as USCIS's messages do."""
    plain = plain_text(written)
    return bool(_BEGINNING.match(plain)) or bool(_receipts(plain, today))


def begins_as_uscis(written: str) -> bool:
    """Whether a text begins as USCIS's messages do."""
    return bool(_BEGINNING.match(plain_text(written)))


def is_sign_in_code(written: str) -> bool:
    """Whether a text is a code that opens an account at USCIS: that is for nobody else's eyes."""
    return bool(_SIGN_IN_CODE.search(plain_text(written)))


def receipts_in(written: str, *, today: date) -> list[ReceiptNumber]:
    """The receipt numbers that stand in a text, each once."""
    return [each.value for each in _receipts(plain_text(written), today)]


def plain_text(written: str) -> str:
    """`written` on one line: bounded, without markup, controls and invisible marks."""
    text = html.unescape(_TAG.sub(" ", written[:LONGEST]))
    text = unicodedata.normalize("NFKC", text)[:LONGEST]
    text = "".join(" " if each.isspace() else each for each in text if _is_visible(each))
    return " ".join(text.split())


def _is_visible(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in {"Cc", "Cf", "Co", "Cs", "Cn"}


# Bounded, so that a text of nothing but "<" is read once.
_TAG = re.compile(r"<[^<>]{0,300}>")
_BEGINNING = re.compile(
    r"\W{0,8}(?:"
    r"(?:msg from |mensaje de |fwd?: ?|rv: ?)?"
    r"USCIS ?(?::|-|–|—|alert|update|case status|notice|informa|aviso)"
    r"|(?:update|actualizaci[oó]n) (?:from|de) USCIS"
    r"|do not (?:respond|reply) to this e-?mail"
    r"|no responda a este correo"
    r"|(?:your|my|the) case status\b"
    r"|(?:el |la )?estado de (?:su|mi) caso\b"
    r"|(?:u\.? ?s\.? )citizenship and immigration services"
    r"|servicio de ciudadan[ií]a e inmigraci[oó]n"
    r")",
    re.IGNORECASE,
)

_SIGN_IN_CODE = re.compile(
    r"\b(?:(?:verification|security|confirmation|authentication|one-time|access|login|log-in) (?:pass)?code"
    r"|c[oó]digo de (?:verificaci[oó]n|seguridad|confirmaci[oó]n|acceso)|passcode|one-time pin)\b"
    r"[^0-9]{0,60}[0-9]{4,8}\b|\b[0-9]{4,8} (?:is your|es su)\b",
    re.IGNORECASE,
)

# --- receipt numbers ---------------------------------------------------------------------------------

_RECEIPT = re.compile(
    r"(?<![A-Z0-9])([A-Z]{3})([ -]?)(\d{2}[ -]?\d{3}[ -]?\d{5}|\*\d{9})(?![A-Z0-9])", re.IGNORECASE | re.ASCII
)


def _receipts(plain: str, today: date) -> list[Found[ReceiptNumber]]:
    found: dict[str, Found[ReceiptNumber]] = {}
    for match in _RECEIPT.finditer(plain):
        prefix, space, _ = match.groups()
        if space == " " and not is_known_prefix(prefix.upper()):
            continue  # a word before a telephone number
        try:
            receipt = read_receipt(match.group(), today=today)
        except (NotAReceipt, MistypedReceipt):
            continue
        found.setdefault(receipt.value, Found(receipt, match.group(), match.start()))
        if len(found) == _MOST_RECEIPTS:
            break
    return list(found.values())


# --- status titles -----------------------------------------------------------------------------------


def _titles(plain: str) -> list[Found[str]]:
    pieces = list(_pieces(plain))
    words = [word for word, _, _ in pieces]
    titles = titles_by_first_word()
    found: list[tuple[int, Found[str]]] = []
    number = 0
    while number < len(words):
        for wanted, title in titles.get(words[number], ()):
            if tuple(words[number : number + len(wanted)]) == wanted:
                begin, end = pieces[number][1], pieces[number + len(wanted) - 1][2]
                found.append((len(wanted), Found(title, plain[begin:end], begin)))
                number += len(wanted) - 1
                break
        number += 1
    found.sort(key=lambda each: -each[0])  # of equally long ones the first in the text stays first
    distinct = {each.value: each for _, each in reversed(found)}
    return [each for _, each in found if distinct[each.value] is each]


def _pieces(plain: str) -> Iterator[tuple[str, int, int]]:
    """The words of a text as they are compared, each with where it begins and ends."""
    for match in _PIECE.finditer(plain):
        for word in words_of(match.group()):
            yield word, match.start(), match.end()


_PIECE = re.compile(r"\S+")


# --- form and day ------------------------------------------------------------------------------------

_FORM = re.compile(r"(?<![A-Z0-9-])([INGA]R?)-?(\d{1,4}[A-Z]{0,2})(?![A-Z0-9-])", re.ASCII)
_NO_FORMS = ("I-797", "I-94")
"""Notices and records: they tell of a form."""


def _form(plain: str) -> Found[str] | None:
    for match in _FORM.finditer(plain):
        form = f"{match[1]}-{match[2]}"
        if not form.startswith(_NO_FORMS):
            return Found(form, match.group(), match.start())
    return None


_MONTHS: Mapping[str, int] = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "jan feb mar apr - jun jul aug sep oct nov dec",
        "ene - - abr - - - ago sept - - dic",
        "- - - - - - - - setiembre - - -",
    )
    for number, name in enumerate(names.split(), start=1)
    if name != "-"
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
# Only what introduces the day of a status: a letter names other days too, by which something is due.
_DAYS = (
    re.compile(
        rf"\b(?:On|As of)(?: the)? (?P<month>{_MONTH})\.? (?P<day>\d{{1,2}}),? (?P<year>\d{{4}})\b", re.I
    ),
    re.compile(
        rf"\b(?:El|En|Al|A partir del)(?: d[ií]a)? (?P<day>\d{{1,2}}) de (?P<month>{_MONTH})"
        r"(?: de|,| del)? (?P<year>\d{4})\b",
        re.I,
    ),
    re.compile(rf"\b(?:El|En|Al) (?P<month>{_MONTH}) (?P<day>\d{{1,2}}),? (?:de )?(?P<year>\d{{4}})\b", re.I),
    re.compile(r"\b(?:On|As of) (?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})\b", re.I),
)
_OLDEST = date(1990, 1, 1)


def _day(plain: str, today: date) -> Found[date] | None:
    """The first day that the text gives to a status."""
    days = [
        Found(day, match.group(), match.start())
        for pattern in _DAYS
        for match in pattern.finditer(plain)
        if (day := _date(match)) is not None and _OLDEST <= day <= today
    ]
    return min(days, key=lambda each: each.at, default=None)


def _date(match: re.Match[str]) -> date | None:
    month = match["month"].lower()
    try:
        return date(int(match["year"]), _MONTHS.get(month) or int(month), int(match["day"]))
    except ValueError:
        return None


# --- typed by hand -----------------------------------------------------------------------------------

LONGEST_TITLE = 120


def own_title(written: str) -> str | None:
    """What a person typed as the status: a title of the table within it, else their words as they are.

    None where it is too long for a title, or has no word.
    """
    plain = plain_text(written)
    if titles := _titles(plain):
        return titles[0].value
    return plain if plain and len(plain) <= LONGEST_TITLE and any(map(str.isalpha, plain)) else None


def is_understood(title: str) -> bool:
    """Whether we know what a title means."""
    return classify(title).stage is not Stage.UNKNOWN
