"""Logging in: the password, then the second factor, then a session (requirements R2 and R8).

A wrong username, a wrong password, an account that is held and one that does not exist are one and the
same answer, after the same work.
"""

from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.accounts.challenges import ChallengeOver, WrongChallengeCode
from bot.accounts.changes import By
from bot.accounts.deletion import Deletions
from bot.accounts.emails import BadEmail, MistypedEmail, read_email
from bot.accounts.failed_logins import FailedLogins, LoginRefused
from bot.accounts.passwords import Passwords
from bot.accounts.recovery_requests import RecoveryRequests
from bot.accounts.second_factors import (
    FactorKind,
    NothingToConfirm,
    Passed,
    SecondFactors,
    UsedFactorCode,
    WrongFactorCode,
    require_factor_code,
)
from bot.accounts.sessions import Begun, Session, Sessions
from bot.accounts.throttling import (
    factor_key,
    login_key,
    note_success,
    require_patience,
    row_key,
    sender_key,
)
from bot.accounts.usernames import BadUsername, read_username
from bot.clock import Clock
from storage import accounts as rows
from storage import activity
from storage.accounts import Login
from storage.database import Database, Transaction
from storage.deliveries import NewDelivery, add_deliveries
from storage.ids import Ids

_security = structlog.get_logger("casebell.security")


class PasswordReplaced(Exception):
    """The account got another password between password and code: the one that was typed counts no more."""


@dataclass(frozen=True)
class Greeted:
    """The password was right; what comes next."""

    account_id: str
    factors: tuple[FactorKind, ...]


@dataclass(frozen=True)
class Opened:
    """The account is open in the chat."""

    session: Session
    passed: Passed
    kept: bool = False
    """It was to be deleted, and is kept: whoever logs in wants it."""


class LoggingIn:
    """Opens accounts in chats."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        ids: Ids,
        passwords: Passwords,
        second_factors: SecondFactors,
        sessions: Sessions,
        deletions: Deletions,
        recovery_requests: RecoveryRequests,
        failed_logins: FailedLogins,
    ) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._passwords = passwords
        self._second_factors = second_factors
        self._sessions = sessions
        self._deletions = deletions
        self._recovery_requests = recovery_requests
        self._failed_logins = failed_logins

    async def check_password(
        self, name: str, password: str, *, telegram_user_id: int, telegram_name: str = ""
    ) -> Greeted:
        """Check a username or e-mail address with a password.

        Raises LoginRefused, TooManyAttempts (also for names that nobody has), TooBusy.
        """
        username_key, email_key = name_keys(name)
        # Held under what was typed: the same for names that exist and for those that do not.
        key = login_key(username_key or email_key or name.casefold())
        sender = sender_key(telegram_user_id)
        async with self._database.reading() as tx:
            await require_patience(tx, (key, sender), self._clock.now())
            login = await rows.login_by_name(tx, username_key, email_key)
        verification = await self._passwords.verify(login.password_hash if login else None, password)
        rehashed = await self._passwords.hash(password) if verification.needs_rehash else None
        is_right = login is not None and verification.ok and not login.is_held
        async with self._database.transaction() as tx:
            if login is None or not is_right:
                refused = await self._failed_logins.wrong_password(tx, key, sender, login, telegram_name)
            else:
                await note_success(tx, key, sender=sender)
                await note_success(tx, row_key(login.account_id))
                if rehashed is not None:
                    await rows.rehash_password(tx, login.account_id, login.password_hash, rehashed)
        if login is None or not is_right:
            raise refused
        return Greeted(login.account_id, await self._second_factors.kinds_of(login.account_id))

    async def pass_second_factor(
        self,
        account_id: str,
        written: str,
        *,
        chat_id: int,
        telegram_name: str,
        key: str,
        password_at: datetime,
        set_up: FactorKind | None = None,
    ) -> Opened:
        """Check the second factor after a password at `password_at`, and open the session in one transaction.

        Raises NotAFactorCode, WrongFactorCode, UsedFactorCode, WrongChallengeCode, ChallengeOver,
        NothingToConfirm, PasswordReplaced, TooManyAttempts.
        """
        require_factor_code(written, set_up=set_up)
        problem: WrongFactorCode | UsedFactorCode | WrongChallengeCode | ChallengeOver | None = None
        throttle = factor_key(account_id)
        async with self._database.transaction() as tx:
            login = await rows.login_by_id(tx, account_id)
            if login is None:
                raise LoginRefused
            earlier = await self._sessions.begun_by(tx, account_id, login.language, key)
            if earlier is not None:
                return Opened(earlier, Passed(False, 0))
            if login.is_held:
                # Given up between password and code: told to nobody, least of all to who holds the phone.
                raise WrongFactorCode
            if login.password_changed_at > password_at:
                raise PasswordReplaced
            if set_up and await self._second_factors.confirmed_kinds(tx, account_id):
                raise NothingToConfirm
            await require_patience(tx, (throttle,), self._clock.now())
            try:
                passed = await self._second_factors.check(tx, account_id, chat_id, written, set_up=set_up)
                await note_success(tx, throttle)
                begun = await self._sessions.begin(
                    tx, account_id, login.language, chat_id, key=key, telegram_name=telegram_name
                )
                kept = await self._deletions.undo(tx, account_id, telegram_name)
                await self._recovery_requests.stop_by_login(tx, account_id, By(chat_id, telegram_name, key))
                await self._note_login(tx, login, begun, telegram_name, key)
            except (WrongFactorCode, UsedFactorCode, WrongChallengeCode, ChallengeOver) as refused:
                # Raised only after the commit: a wrong try counts.
                await self._failed_logins.wrong_code(
                    tx, throttle, login, telegram_name, has_factor=set_up is None
                )
                problem = refused
        if problem is not None:
            _security.warning("second_factor_refused", reason=type(problem).__name__)
            raise problem
        _security.info("login", account=account_id)
        return Opened(begun.session, passed, kept)

    # --- within a transaction ------------------------------------------------------------------

    async def _note(self, tx: Transaction, account_id: str, kind: str, **detail: str) -> None:
        now = self._clock.now()
        await activity.add_activity(
            tx, entry_id=self._ids.new(now), account_id=account_id, kind=kind, now=now, detail=detail
        )

    async def _note_login(
        self, tx: Transaction, login: Login, begun: Begun, telegram_name: str, key: str
    ) -> None:
        """Activity for the person; a notice to their other chats and their address (requirement R27)."""
        now = self._clock.now()
        await self._note(tx, login.account_id, "login", telegram_name=telegram_name)
        body = {"telegram_name": telegram_name, "at": now.isoformat()}
        elsewhere = [
            NewDelivery(
                once_key=f"session-ended:{key}:{chat_id}",
                kind="session-ended",
                channel="telegram",
                account_id=login.account_id,
                case_id=None,
                chat_id=chat_id,
                body=body,
                expires_at=None,
            )
            for chat_id in begun.ended_in
        ]
        await add_deliveries(tx, self._ids, now, elsewhere)
        if begun.is_in_a_new_chat:
            await self._mail(tx, login, "new-login", f"new-login:{key}", body)

    async def _mail(
        self, tx: Transaction, login: Login, kind: str, once_key: str, body: dict[str, str]
    ) -> None:
        account = await rows.account_by_id(tx, login.account_id)
        if account is None:
            return
        mail = NewDelivery(
            once_key=once_key,
            kind=kind,
            channel="email",
            account_id=login.account_id,
            case_id=None,
            chat_id=None,
            body={
                **body,
                "address": account.personal.email,
                "name": account.personal.legal_name,
                "language": login.language,
                "zone": account.zone or "",
            },
            expires_at=None,
        )
        await add_deliveries(tx, self._ids, self._clock.now(), [mail])


def name_keys(name: str) -> tuple[str | None, str | None]:
    """What the typed name is looked up by: as a username, or as an e-mail address."""
    if "@" in name:
        try:
            return None, read_email(name).key
        except MistypedEmail as likely:
            return None, likely.as_written.key
        except BadEmail:
            return None, None
    try:
        return read_username(name).key, None
    except BadUsername:
        return None, None
