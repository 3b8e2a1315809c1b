"""Recovery: a forgotten username or password (requirements R3 and R4).

The chat shows the same for a name or address that has an account and for one that has none; the truth goes
by e-mail. The mailbox alone opens nothing: a second factor or a recovery code must be shown as well.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import structlog

from bot.accounts.challenges import (
    COOL_DOWN,
    RECOVERY_LIFE,
    ChallengeOver,
    Challenges,
    NotACode,
    Purpose,
    TooSoon,
    WrongChallengeCode,
)
from bot.accounts.changes import By, Changes
from bot.accounts.codes import clean_digits
from bot.accounts.emails import EmailAddress, email_key
from bot.accounts.login import name_keys
from bot.accounts.once import note_done, was_done
from bot.accounts.password_change import SamePassword
from bot.accounts.password_rules import personal_words
from bot.accounts.passwords import Passwords
from bot.accounts.recovery_mails import RecoveryMails
from bot.accounts.recovery_requests import gives_right
from bot.accounts.second_factors import (
    FactorKind,
    SecondFactors,
    UsedFactorCode,
    WrongFactorCode,
    require_factor_code,
)
from bot.accounts.throttling import (
    TooManyAttempts,
    Window,
    count_within,
    factor_key,
    forgive,
    login_key,
    note_failure,
    note_success,
    require_patience,
    row_key,
    sender_key,
    unlock_key,
)
from bot.accounts.usernames import read_username
from bot.clock import Clock
from storage import accounts as rows
from storage import challenges, deliveries, recovery_requests, second_factors, sessions
from storage.accounts import Personal
from storage.database import Database, Transaction
from storage.ids import Ids

_security = structlog.get_logger("casebell.security")

_RECOVERED = "password-recovered"
_ONE_A_MINUTE = Window(limit=1, span=COOL_DOWN)
_UNDER_ONE_NAME = Window(limit=5, span=RECOVERY_LIFE * 2)
_FROM_ONE_CHAT = Window(limit=10, span=RECOVERY_LIFE * 2)


class RecoveryOver(Exception):
    """It took too long, or the password was changed by another way meanwhile: from the beginning, then."""


class Proof(StrEnum):
    """What must be shown besides the mailbox."""

    APP = "app"
    """A code of the authenticator app, or a recovery code."""
    PAPER = "paper"
    """A recovery code: codes by e-mail would prove the mailbox a second time."""
    PERSON = "person"
    """There is nothing that could be shown here: only the office can help."""
    NOTHING = "nothing"
    """The account was never opened: it has no second factor yet, and needs one at its first log-in."""
    OFFICE = "office"
    """The staff have checked who it is, and the cooling time is over: nothing more is asked for here."""


@dataclass(frozen=True)
class MailboxProved:
    """Whoever asked holds the account's mailbox."""

    account_id: str
    proof: Proof


class Recovery:
    """Gives people their account back."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        ids: Ids,
        passwords: Passwords,
        challenges: Challenges,
        second_factors: SecondFactors,
        changes: Changes,
    ) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._passwords = passwords
        self._challenges = challenges
        self._second_factors = second_factors
        self._changes = changes
        self._mails = RecoveryMails(ids)

    async def remind_of_username(self, email: EmailAddress, *, language: str, by: By) -> None:
        """Mail the username to its address, or that there is no account under it.

        Raises TooSoon, TooManyAttempts.
        """
        now = self._clock.now()
        async with self._database.transaction() as tx:
            if await was_done(tx, by.key):
                return
            await self._count(tx, "username", email.key, by, now)
            login = await rows.login_by_name(tx, None, email.key)
            account = await rows.account_by_id(tx, login.account_id) if login else None
            if account is None:
                await self._mails.no_account(tx, email.shown, language, by, now)
            else:
                await self._mails.username(tx, account, by, now)
                await self._changes.note(tx, account.id, "username-asked", by)
        _security.info("username_asked", known=account is not None)

    async def mail_code(self, name: str, *, language: str, by: By) -> str:
        """Mail a code to the address of the account with this username or address, if there is one.

        Returns whom the challenge is about: to be handed to `meet_code`, and told to nobody.
        Raises TooSoon, TooManyAttempts.
        """
        now = self._clock.now()
        username_key, mail_key = name_keys(name)
        async with self._database.transaction() as tx:
            is_again = await was_done(tx, by.key)
            if not is_again:
                await self._count(tx, "password", username_key or mail_key or name.casefold(), by, now)
            login = await rows.login_by_name(tx, username_key, mail_key)
            account = await rows.account_by_id(tx, login.account_id) if login else None
            if account is not None and is_again:
                return account.id
            # For nobody a challenge is made too, so that wrong codes are counted down all the same.
            subject = account.id if account else self._ids.new(now)
            sent = await self._challenges.replace(
                tx, subject, Purpose.RECOVERY, by.chat_id, now, RECOVERY_LIFE
            )
            if account is not None:
                await self._mails.code(tx, account, sent, by, now)
                await self._changes.note(tx, account.id, "recovery-asked", by)
            elif mail_key is not None and not is_again:
                await self._mails.no_account(tx, mail_key, language, by, now)
        _security.info("recovery_asked", known=account is not None)
        return subject

    async def meet_code(self, subject: str, written: str, *, chat_id: int, key: str) -> MailboxProved:
        """Take the code of the mail. Raises NotACode, WrongChallengeCode, ChallengeOver."""
        if clean_digits(written) is None:
            raise NotACode
        problem: WrongChallengeCode | ChallengeOver | None = None
        now = self._clock.now()
        async with self._database.transaction() as tx:
            try:
                if not await was_done(tx, key):
                    await self._challenges.meet(tx, subject, Purpose.RECOVERY, chat_id, written, now)
                    await note_done(tx, key, now)
                proved = await self._proved(tx, subject, chat_id)
            except (WrongChallengeCode, ChallengeOver) as refused:
                # Raised only after the commit: a wrong try counts.
                problem = refused
        if problem is not None:
            _security.warning("recovery_refused", reason=type(problem).__name__)
            raise problem
        return proved

    async def meet_link(self, link: str, *, chat_id: int, key: str) -> MailboxProved:
        """Take the link of the mail. Raises ChallengeOver."""
        now = self._clock.now()
        async with self._database.transaction() as tx:
            if await was_done(tx, key):
                # The link is used up, but by this very press.
                used = await challenges.challenge_by_link(tx, link, Purpose.RECOVERY)
                if used is None:
                    raise ChallengeOver
                return await self._proved(tx, used.subject, chat_id)
            subject = await self._challenges.meet_by_link(tx, link, Purpose.RECOVERY, chat_id, now)
            await note_done(tx, key, now)
            return await self._proved(tx, subject, chat_id)

    async def show_factor(self, account_id: str, written: str, *, by: By) -> None:
        """Take what must be shown besides the mailbox.

        Raises NotAFactorCode, WrongFactorCode, WrongRecoveryCode, UsedFactorCode, TooManyAttempts.
        """
        require_factor_code(written)
        problem: WrongFactorCode | UsedFactorCode | None = None
        now, throttle = self._clock.now(), factor_key(account_id)
        async with self._database.transaction() as tx:
            if await was_done(tx, by.key):
                return
            await require_patience(tx, (throttle,), now)
            try:
                await self._second_factors.check_apart_from_mail(tx, account_id, written)
                await note_success(tx, throttle)
                await note_done(tx, by.key, now)
            except (WrongFactorCode, UsedFactorCode) as refused:
                await note_failure(tx, throttle, now)
                await self._changes.note(tx, account_id, "factor-failed", by)
                problem = refused
        if problem is not None:
            _security.warning("recovery_refused", reason=type(problem).__name__)
            raise problem

    async def hash_password(self, account_id: str, password: str, *, by: By) -> str:
        """The hash of a new password that is good enough.

        Raises WeakPassword, SamePassword, TooBusy, RecoveryOver.
        """
        async with self._database.reading() as tx:
            account, login = await rows.account_by_id(tx, account_id), await rows.login_by_id(tx, account_id)
            is_set = await self._changes.is_told(tx, _RECOVERED, by)
        if account is None or login is None:
            raise RecoveryOver
        self._passwords.require_strong(password, _words(account.personal))
        # After a crash in between, the present password is this one, and rightly so.
        if not is_set and (await self._passwords.verify(login.password_hash, password)).ok:
            raise SamePassword
        return await self._passwords.hash(password)

    async def set_password(
        self, account_id: str, password_hash: str, *, proved_at: datetime, by: By, by_office: bool = False
    ) -> str:
        """Let the account have another password, and end its sessions everywhere. Returns the username.

        `by_office`: the staff's check stood in for the second factor, so that a new one must be set up.

        Raises RecoveryOver.
        """
        now = self._clock.now()
        async with self._database.transaction() as tx:
            account, login = await rows.account_by_id(tx, account_id), await rows.login_by_id(tx, account_id)
            if account is None or login is None:
                raise RecoveryOver
            username = account.personal.username
            if await self._changes.is_told(tx, _RECOVERED, by):
                return username
            if now - proved_at > RECOVERY_LIFE or login.password_changed_at > proved_at:
                raise RecoveryOver
            await self._end_request(tx, account_id, by.chat_id, now, by_office=by_office)
            await rows.set_password_hash(tx, account_id, password_hash, now)
            await challenges.drop_challenges(tx, account_id, Purpose.RECOVERY)
            await challenges.drop_challenges(tx, account_id, Purpose.SECOND_FACTOR)
            elsewhere = await sessions.end_sessions_elsewhere(tx, account_id, by.chat_id, _RECOVERED, now)
            await sessions.end_session_of(tx, account_id, by.chat_id, _RECOVERED, now)
            await forgive(tx, _held_under(account_id, account.personal), sender=sender_key(by.chat_id))
            await self._changes.note(tx, account_id, _RECOVERED, by)
            await self._changes.mail(tx, account_id, _RECOVERED, by, kind=_RECOVERED)
            await self._changes.tell_chats(tx, account_id, elsewhere, _RECOVERED, by)
        _security.info("password_recovered", account=account_id)
        return username

    # --- within a transaction ------------------------------------------------------------------

    async def _count(self, tx: Transaction, what: str, name_key: str, by: By, now: datetime) -> None:
        """Bound how often it is asked for, by what was typed and where, be there an account or not."""
        try:
            await count_within(tx, f"{what}-just-asked:{by.chat_id}", now, _ONE_A_MINUTE)
        except TooManyAttempts as soon:
            raise TooSoon(soon.until) from None
        await count_within(tx, f"recovery-asked:{name_key}", now, _UNDER_ONE_NAME)
        await count_within(tx, f"recovery-asked-from:{by.chat_id}", now, _FROM_ONE_CHAT)
        await note_done(tx, by.key, now)

    async def _end_request(
        self, tx: Transaction, account_id: str, chat_id: int, now: datetime, *, by_office: bool
    ) -> None:
        """A request to the staff ends with the recovery, be it the way by which that was possible or not."""
        request = await recovery_requests.open_request(tx, account_id)
        if by_office:
            if not gives_right(request, chat_id, now):
                # Stopped or run out while the new password was thought of.
                raise RecoveryOver
            await second_factors.forget_factors(tx, account_id)
        if request is not None:
            await recovery_requests.end_request(tx, request.id, "used" if by_office else "stopped", now)
            await deliveries.drop_waiting(tx, account_id, "help-ready", now)

    async def _proved(self, tx: Transaction, subject: str, chat_id: int) -> MailboxProved:
        """What is missing yet, of the account that the challenge was about."""
        if await rows.login_by_id(tx, subject) is None:
            raise ChallengeOver
        request = await recovery_requests.open_request(tx, subject)
        if gives_right(request, chat_id, self._clock.now()):
            return MailboxProved(subject, Proof.OFFICE)
        kinds = await self._second_factors.confirmed_kinds(tx, subject)
        if FactorKind.AUTHENTICATOR in kinds:
            return MailboxProved(subject, Proof.APP)
        if await second_factors.count_recovery_codes(tx, subject):
            return MailboxProved(subject, Proof.PAPER)
        return MailboxProved(subject, Proof.PERSON if kinds else Proof.NOTHING)


def _words(personal: Personal) -> tuple[str, ...]:
    return personal_words(
        names=(personal.legal_name,),
        username=personal.username,
        email=personal.email,
        birth_date=date.fromisoformat(personal.birth_date),
    )


def _held_under(account_id: str, personal: Personal) -> tuple[str, ...]:
    """Everything that failures of this account are counted under."""
    return (
        login_key(read_username(personal.username).key),
        login_key(email_key(personal.email)),
        unlock_key(account_id),
        factor_key(account_id),
        row_key(account_id),
    )
