"""Every kind of e-mail in every language: whole sentences, no loose ends, links nowhere but home (R30)."""

import re
from datetime import UTC, datetime
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest

from bot.alerts.kinds import Kind
from bot.clock import Clock
from bot.mail.message import Letter, Letterhead
from bot.telegram.turn import Organisation
from bot.texts.catalogue import Texts
from bot.texts.dates import Dates
from handlers.letters import Letters
from tests.bot.texts.sentences import sentences

TEXTS = Texts.load()
LANGUAGES = TEXTS.languages
BOT = "https://t.me/casebell_bot"
WEBSITE = "https://ayuda.example.org"
AT = "2026-11-24T09:30:00+00:00"
CHANGES = [key.removeprefix("mail-did-") for key in sentences("en") if key.startswith("mail-did-")]
REASONS = [
    key.removeprefix("office-refused-") for key in sentences("en") if key.startswith("office-refused-")
]
BODY = {
    **dict.fromkeys(("at", "due", "until", "ready"), AT),
    "address": "ana@example.org",
    "name": "Ana López",
    "telegram_name": "Ana",
    "safety_phrase": "the red kite",
    "code": "012345",
    "link": "abc_DEF-123",
    "hint": "a…@example.org",
    "username": "ana.lopez",
    "who": "Bo Pérez",
    "why": REASONS[0],
    "change": "password-changed",
    "count": "3",
    "daily": "",
    "items": "[]",
}


class _Noon(Clock):
    def now(self) -> datetime:
        return datetime(2026, 11, 24, 12, tzinfo=UTC)


def letter(kind: str, language: str, **more: str) -> Letter | None:
    house = Organisation("Ayuda López", "help@ayuda.example.org", "9 to 5", WEBSITE, WEBSITE, ZoneInfo("UTC"))
    letters = Letters(TEXTS, Dates(TEXTS), _Noon(), house, "casebell_bot")
    return letters.letter(kind, {**BODY, "language": language, **more})


def parts(written: Letter) -> list[str]:
    """The mail as it goes out: its subject, its text, its page."""
    message: EmailMessage = Letterhead("Ayuda López", "casebell@ayuda.example.org", _Noon()).message(
        written, "ana@example.org", message_id="one"
    )
    bodies = [message.get_body((form,)) for form in ("plain", "html")]
    return [written.subject, *(str(each.get_content()).replace("\r\n", "\n") for each in bodies if each)]


MAILED = [
    *((kind, {}) for kind in Kind if letter(kind, "en") is not None),
    *((Kind.SECURITY_CHANGED, {"change": change}) for change in CHANGES),
    *((Kind.HELP_REFUSED, {"why": reason}) for reason in REASONS),
    (Kind.CASES_NEWS, {"daily": "yes"}),
    (Kind.CASES_NEWS, {"count": "1"}),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "more"), MAILED)
def test_a_letter_has_no_loose_ends_and_leads_only_home(
    kind: str, more: dict[str, str], language: str
) -> None:
    written = letter(kind, language, **more)
    assert written is not None
    subject, text, page = parts(written)
    keys = {key for key in sentences("en") if "-" in key}
    for said in (subject, text):
        assert not set(re.findall(r"[a-z]+(?:-[a-z0-9]+)+", said)) & keys, "a key instead of its sentence"
        assert not re.search(r"[{}]|<\w|\bNone\b|«»|“”| {2}|\n{3}| \.", said)
    assert "Ayuda López" in text
    assert "USCIS" in text
    assert BODY["safety_phrase"] in text
    for url in re.findall(r"https?://[^\s\"<>]+", text + page):
        assert re.match(rf"({BOT}(\?start=[\w-]+)?|{WEBSITE}\S*|https://(\w+\.)*uscis\.gov/\S*)$", url), url


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
@pytest.mark.parametrize(("kind", "more"), MAILED)
def test_no_sentence_of_a_letter_is_left_in_english(kind: str, more: dict[str, str], language: str) -> None:
    english, theirs = (letter(kind, each, **more) for each in ("en", language))
    assert english is not None
    assert theirs is not None
    assert theirs.subject != english.subject
    assert not set(theirs.paragraphs) & set(english.paragraphs)
    assert not set(theirs.closing) & set(english.closing)
