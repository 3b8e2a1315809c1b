"""What our e-mails say (requirement R30): who writes, no request for a password, links only to the bot."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal

from bot.accounts.time_zones import zone_named
from bot.alerts.kinds import Kind
from bot.clock import Clock
from bot.mail.message import Button, Letter
from bot.telegram.turn import Organisation
from bot.texts.catalogue import Argument, Texts
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
            Kind.PROFILE_CHANGED: self._profile_changed,
            Kind.CONFIRM_EMAIL: self._confirm_email,
            Kind.NEW_EMAIL_TAKEN: self._new_email_taken,
            Kind.EMAIL_CHANGED: self._email_changed,
            Kind.EMAIL_CONFIRMED: self._email_confirmed,
            Kind.EMAIL_UNDONE: self._email_undone,
            Kind.LOGIN_HELD: self._login_held,
            Kind.CODE_HELD: self._code_held,
            Kind.LOGIN_CLOSED: self._login_closed,
            Kind.RECOVERY_CODE: self._recovery_code,
            Kind.USERNAME_REMINDER: self._username_reminder,
            Kind.NO_ACCOUNT: self._no_account,
            Kind.PASSWORD_RECOVERED: self._password_recovered,
            Kind.SECURITY_CHANGED: self._security_changed,
            Kind.ACCOUNT_HELD: self._account_held,
            Kind.CHAT_UNUSED: self._chat_unused,
            Kind.EXPORT_ASKED: self._export_asked,
            Kind.DELETION_ASKED: self._deletion_asked,
            Kind.DELETION_SOON: self._deletion_soon,
            Kind.DELETION_UNDONE: self._deletion_undone,
            Kind.DELETION_DONE: self._deletion_done,
            Kind.HELP_ASKED: self._help_asked,
            Kind.HELP_APPROVED: self._help_approved,
            Kind.HELP_READY: self._help_ready,
            Kind.HELP_REFUSED: self._help_refused,
            Kind.HELP_STOPPED: self._help_stopped,
            Kind.SHARE_ACCEPTED: self._share_accepted,
            Kind.SHARE_ENDED: self._share_ended,
            Kind.CASE_CHANGED: self._case_news,
            Kind.CASE_FOUND: self._case_news,
            Kind.CASE_NOT_FOUND: self._case_news,
            Kind.CASE_TAKEN_BACK: self._case_news,
            Kind.CASE_TOUCHED: self._case_news,
            Kind.CASES_NEWS: self._cases_news,
            Kind.SUPPORT_NEWS: self._support_news,
            Kind.MESSAGE_NEWS: self._message_news,
            Kind.DATE_NEAR: self._date_coming,
            Kind.DATE_TODAY: self._date_coming,
            Kind.DATE_ADDED: self._date_coming,
            Kind.DATE_MOVED: self._date_news,
            Kind.DATE_CANCELLED: self._date_news,
        }

    def letter(self, kind: str, body: Body) -> Letter | None:
        """The letter, in the reader's language; None when there is nothing to say by e-mail."""
        writer = self._writers.get(kind)
        language = self._texts.closest(body.get("language"))
        zone = zone_named(body.get("zone"), self._organisation.zone)
        words = Wording(self._texts, self._dates, language, self._clock.now(), zone)
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

    def _code_held(self, words: Wording, body: Body) -> Letter:
        return self._letter(words, body, "mail-code-held", button=self._open(words))

    def _security_changed(self, words: Wording, body: Body) -> Letter:
        what = words.plain(f"mail-did-{body['change']}")
        return self._letter(words, body, "mail-security-changed", button=self._open(words), what=what)

    def _account_held(self, words: Wording, body: Body) -> Letter:
        return self._letter(words, body, "mail-account-held", button=self._open(words))

    def _chat_unused(self, words: Wording, body: Body) -> Letter:
        return self._letter(words, body, "mail-chat-unused", button=self._open(words))

    def _export_asked(self, words: Wording, body: Body) -> Letter:
        return self._letter(words, body, "mail-export-asked", button=self._open(words))

    def _deletion_asked(self, words: Wording, body: Body) -> Letter:
        return self._letter(words, body, "mail-deletion-asked", button=self._open(words))

    def _deletion_soon(self, words: Wording, body: Body) -> Letter:
        return self._letter(words, body, "mail-deletion-soon", button=self._open(words))

    def _deletion_undone(self, words: Wording, body: Body) -> Letter:
        return self._letter(words, body, "mail-deletion-undone", button=self._open(words))

    def _deletion_done(self, words: Wording, body: Body) -> Letter:
        return self._letter(words, body, "mail-deletion-done")

    def _login_closed(self, words: Wording, body: Body) -> Letter:
        return self._letter(words, body, "mail-login-closed", button=self._open(words))

    def _recovery_code(self, words: Wording, body: Body) -> Letter:
        button = Button(words.plain("mail-recovery-code-button"), f"{self._bot}?start={body['link']}")
        return self._letter(words, body, "mail-recovery-code", code=body["code"], button=button)

    def _username_reminder(self, words: Wording, body: Body) -> Letter:
        return self._letter(
            words, body, "mail-username-reminder", button=self._open(words), username=body["username"]
        )

    def _no_account(self, words: Wording, body: Body) -> Letter:
        return self._letter(words, body, "mail-no-account", button=self._open(words))

    def _password_recovered(self, words: Wording, body: Body) -> Letter:
        return self._letter(words, body, "mail-password-recovered", button=self._open(words))

    def _profile_changed(self, words: Wording, body: Body) -> Letter:
        what = words.plain(f"mail-did-{body['change']}")
        return self._letter(words, body, "mail-profile-changed", button=self._open(words), what=what)

    def _confirm_email(self, words: Wording, body: Body) -> Letter:
        return self._letter(words, body, "mail-confirm-email", code=body["code"])

    def _new_email_taken(self, words: Wording, body: Body) -> Letter:
        return self._letter(words, body, "mail-new-email-taken")

    def _email_changed(self, words: Wording, body: Body) -> Letter:
        return self._letter(
            words,
            body,
            "mail-email-changed",
            button=Button(words.plain("mail-email-changed-button"), f"{self._bot}?start={body['link']}"),
            hint=body["hint"],
            until=words.when(datetime.fromisoformat(body["until"])),
        )

    def _email_confirmed(self, words: Wording, body: Body) -> Letter:
        return self._letter(words, body, "mail-email-confirmed", button=self._open(words))

    def _email_undone(self, words: Wording, body: Body) -> Letter:
        return self._letter(words, body, "mail-email-undone", button=self._open(words))

    def _help_asked(self, words: Wording, body: Body) -> Letter:
        button = Button(words.plain("mail-help-asked-button"), f"{self._bot}?start={body['link']}")
        return self._letter(words, body, "mail-help-asked", button=button)

    def _help_approved(self, words: Wording, body: Body) -> Letter:
        ready = words.when(datetime.fromisoformat(body["ready"]))
        return self._letter(words, body, "mail-help-approved", button=self._open(words), ready=ready)

    def _help_ready(self, words: Wording, body: Body) -> Letter:
        until = words.when(datetime.fromisoformat(body["until"]))
        return self._letter(words, body, "mail-help-ready", button=self._open(words), until=until)

    def _help_refused(self, words: Wording, body: Body) -> Letter:
        why = words.plain(f"office-refused-{body['why']}")
        return self._letter(words, body, "mail-help-refused", button=self._open(words), why=why)

    def _help_stopped(self, words: Wording, body: Body) -> Letter:
        return self._letter(words, body, "mail-help-stopped", button=self._open(words))

    def _share_accepted(self, words: Wording, body: Body) -> Letter:
        return self._letter(words, body, "mail-share-accepted", button=self._open(words), who=body["who"])

    def _share_ended(self, words: Wording, body: Body) -> Letter:
        return self._letter(words, body, "mail-share-ended", button=self._open(words), who=body["who"])

    def _case_news(self, words: Wording, body: Body) -> Letter:
        """Discreet: a mailbox is read on many screens. What the news is stands in the chat."""
        return self._letter(words, body, "mail-case-news", button=self._open(words), closes=False)

    def _date_coming(self, words: Wording, body: Body) -> Letter:
        """Discreet, as of other news: which day it is, and for what, stands in the chat."""
        return self._letter(words, body, "mail-date-coming", button=self._open(words), closes=False)

    def _date_news(self, words: Wording, body: Body) -> Letter:
        return self._letter(words, body, "mail-date-news", button=self._open(words), closes=False)

    def _support_news(self, words: Wording, body: Body) -> Letter:
        """As discreet: what the office says stands in the chat."""
        return self._letter(words, body, "mail-support-news", button=self._open(words), closes=False)

    def _message_news(self, words: Wording, body: Body) -> Letter:
        """As discreet: what the office wrote stands in the chat."""
        return self._letter(words, body, "mail-message-news", button=self._open(words), closes=False)

    def _cases_news(self, words: Wording, body: Body) -> Letter:
        """As discreet: of how many cases."""
        key = "mail-cases-daily" if body["daily"] else "mail-cases-news"
        return self._letter(
            words, body, key, button=self._open(words), closes=False, count=int(body["count"])
        )

    def _letter(
        self,
        words: Wording,
        body: Body,
        key: str,
        *,
        code: str | None = None,
        button: Button | None = None,
        closes: bool = True,
        **more: Argument,
    ) -> Letter:
        arguments: dict[str, Argument] = {
            "organisation": self._organisation.name,
            "contact": self._organisation.contact,
            "telegram_name": body.get("telegram_name", ""),
            "at": words.when(datetime.fromisoformat(body["at"])) if "at" in body else "",
            "due": words.when(datetime.fromisoformat(body["due"])) if "due" in body else "",
            **more,
        }
        phrase = body.get("safety_phrase")
        direction: Literal["ltr", "rtl"] = "rtl" if self._texts.is_right_to_left(words.language) else "ltr"
        return Letter(
            subject=words.plain(f"{key}-subject", **arguments),
            paragraphs=(
                _greeting(words, body),
                words.plain(f"{key}-body", **arguments),
                *([words.plain("mail-safety-phrase", phrase=phrase)] if phrase else []),
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


def _greeting(words: Wording, body: Body) -> str:
    """By name, but for who has no account with us."""
    return words.plain("mail-greeting", name=body["name"]) if "name" in body else words.plain("mail-hello")
