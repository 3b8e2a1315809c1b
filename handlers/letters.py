"""What our e-mails say (requirement R30): who writes, no request for a password, links only to the bot."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal

from bot.alerts.kinds import Kind
from bot.clock import Clock
from bot.mail.message import Button, Letter
from bot.telegram.turn import Organisation
from bot.texts.catalogue import Texts
from bot.texts.dates import Dates
from bot.texts.wording import Wording

Body = Mapping[str, str]


class Letters:
    """Writes the letter for a delivery by e-mail."""

    def __init__(
        self, texts: Texts, dates: Dates, clock: Clock, organisation: Organisation, bot_username: str
    ) -> None:
        self._texts = texts
        self._dates = dates
        self._clock = clock
        self._organisation = organisation
        self._bot = f"https://t.me/{bot_username}"
        self._writers: Mapping[str, Callable[[Wording, Body], Letter]] = {
            Kind.VERIFY_EMAIL: self._verify_email,
            Kind.EMAIL_TAKEN: self._email_taken,
            Kind.LOGIN_CODE: self._login_code,
            Kind.NEW_LOGIN: self._new_login,
            Kind.LOGIN_HELD: self._login_held,
            Kind.CASE_CHANGED: self._case_news,
            Kind.CASE_FOUND: self._case_news,
            Kind.CASE_NOT_FOUND: self._case_news,
        }

    def letter(self, kind: str, body: Body) -> Letter | None:
        """The letter, in the reader's language; None when there is nothing to say by e-mail."""
        writer = self._writers.get(kind)
        language = self._texts.closest(body.get("language"))
        words = Wording(self._texts, self._dates, language, self._clock.now(), self._organisation.zone)
        return writer(words, body) if writer else None

    def _verify_email(self, words: Wording, body: Body) -> Letter:
        return self._letter(
            words,
            body,
            "mail-verify-email",
            code=body["code"],
            button=Button(words.plain("mail-verify-email-button"), f"{self._bot}?start={body['link']}"),
        )

    def _email_taken(self, words: Wording, body: Body) -> Letter:
        return self._letter(words, body, "mail-email-taken", button=self._open(words))

    def _login_code(self, words: Wording, body: Body) -> Letter:
        return self._letter(words, body, "mail-login-code", code=body["code"])

    def _new_login(self, words: Wording, body: Body) -> Letter:
        return self._letter(words, body, "mail-new-login", button=self._open(words))

    def _login_held(self, words: Wording, body: Body) -> Letter:
        return self._letter(words, body, "mail-login-held")

    def _case_news(self, words: Wording, body: Body) -> Letter:
        """Discreet: a mailbox is read on many screens. What the news is stands in the chat."""
        return self._letter(words, body, "mail-case-news", button=self._open(words), closes=False)

    def _letter(
        self,
        words: Wording,
        body: Body,
        key: str,
        *,
        code: str | None = None,
        button: Button | None = None,
        closes: bool = True,
    ) -> Letter:
        arguments = {
            "organisation": self._organisation.name,
            "contact": self._organisation.contact,
            "telegram_name": body.get("telegram_name", ""),
            "at": words.when(datetime.fromisoformat(body["at"])) if "at" in body else "",
        }
        direction: Literal["ltr", "rtl"] = "rtl" if self._texts.is_right_to_left(words.language) else "ltr"
        return Letter(
            subject=words.plain(f"{key}-subject", **arguments),
            paragraphs=(
                words.plain("mail-greeting", name=body["name"]),
                words.plain(f"{key}-body", **arguments),
            ),
            language=words.language,
            direction=direction,
            code=code,
            button=button,
            closing=(words.plain(f"{key}-closing", **arguments),) if closes else (),
            footer=(
                words.plain("mail-footer-organisation", **arguments),
                words.plain("mail-footer-safety"),
            ),
        )

    def _open(self, words: Wording) -> Button:
        return Button(words.plain("mail-open-bot"), self._bot)
