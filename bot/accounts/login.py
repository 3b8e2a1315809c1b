"""Logging in: the password, then the second factor, then a session (requirements R2 and R8).

A wrong username, a wrong password, an account that is held and one that does not exist are one and the
same answer, after the same work.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import structlog

from bot.accounts.challenges import ChallengeOver, WrongChallengeCode
from bot.accounts.deletion import Deletions
from bot.accounts.emails import BadEmail, MistypedEmail, read_email
from bot.accounts.notices import By
from bot.accounts.passwords import Passwords
from bot.accounts.recovery_requests import RecoveryRequests
from bot.accounts.second_factors import (
    FactorKind,
    NothingToConfirm,
    Passed,
    SecondFactors,
    UsedFactorCode,
    WrongFactorCode,
)
from bot.accounts.sessions import Begun, Session, Sessions
from bot.accounts.throttling import (
    note_failure,
    note_in_a_row,
    note_success,
    require_patience,
    row_key,
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
_Result = TypeVar("_Result")


class LoginRefused(Exception):
    """Not this username with this password. More is told to nobody, but when the next try may be."""

    def __init__(self, again_at: datetime | None = None) -> None:
        super().__init__("refused")
        self.again_at = again_at


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
    ) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._passwords = passwords
        self._second_factors = second_factors
        self._sessions = sessions
        self._deletions = deletions
        self._recovery_requests = recovery_requests

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
                refused = await self._refused(tx, key, sender, login, telegram_name)
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

        Raises WrongFactorCode, UsedFactorCode, WrongChallengeCode, ChallengeOver, NothingToConfirm,
        PasswordReplaced, TooManyAttempts.
        """
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
                await note_failure(tx, throttle, self._clock.now())
                await self._note(tx, account_id, "factor-failed", telegram_name=telegram_name)
                problem = refused
        if problem is not None:
            _security.warning("second_factor_refused", reason=type(problem).__name__)
            raise problem
        _security.info("login", account=account_id)
        return Opened(begun.session, passed, kept)

    async def unlock(
        self, session: Session, written: str, *, chat_id: int, telegram_name: str = ""
    ) -> Session:
        """Open a locked session again with the password, or with a code of an authenticator app.

        Raises LoginRefused, TooManyAttempts, TooBusy.
        """
        return await self._proved(
            session, written, chat_id, telegram_name, lambda tx: self._sessions.unlock(tx, session)
        )

    async def prove(self, session: Session, written: str, *, chat_id: int, telegram_name: str = "") -> None:
        """Make sure that the person of an open session is there still, by the same proof as unlocking.

        Raises LoginRefused, TooManyAttempts, TooBusy.
        """
        await self._proved(session, written, chat_id, telegram_name, _nothing_more)

    async def _proved(
        self,
        session: Session,
        written: str,
        chat_id: int,
        telegram_name: str,
        then: Callable[[Transaction], Awaitable[_Result]],
    ) -> _Result:
        """What `then` does, in the transaction in which the proof counts."""
        key, sender = unlock_key(session.account_id), sender_key(chat_id)
        async with self._database.transaction() as tx:
            await require_patience(tx, (key, sender), self._clock.now())
            login = await rows.login_by_id(tx, session.account_id)
            if await self._second_factors.is_app_code(tx, session.account_id, written):
                await note_success(tx, key, sender=sender)
                return await then(tx)
        verification = await self._passwords.verify(login.password_hash if login else None, written)
        async with self._database.transaction() as tx:
            if verification.ok:
                await note_success(tx, key, sender=sender)
                return await then(tx)
            refused = await self._refused(tx, key, sender, login, telegram_name)
        raise refused

    # --- within a transaction ------------------------------------------------------------------

    async def _refused(
        self, tx: Transaction, key: str, sender: str, login: Login | None, telegram_name: str
    ) -> LoginRefused:
        """Count the failure, tell the owner of a lock-out, and say when the next try may be."""
        now = self._clock.now()
        held = await note_failure(tx, key, now), await note_failure(tx, sender, now)
        locked_out = held[0] is not None and held[0].locked_out
        _security.warning("login_refused", known=login is not None, locked=locked_out)
        if login is not None:
            await self._note(tx, login.account_id, "login-failed", telegram_name=telegram_name)
            if await note_in_a_row(tx, login.account_id, now):
                await rows.hold_password(tx, login.account_id, now)
                once_key = f"login-closed:{login.account_id}:{now.isoformat()}"
                await self._mail(tx, login, "login-closed", once_key, {"at": now.isoformat()})
            # Not when only the sender is held: that is about other accounts too, and no news to this owner.
            elif locked_out and not login.is_held:
                once_key = f"login-held:{login.account_id}:{now:%Y%m%d%H%M}"
                await self._mail(tx, login, "login-held", once_key, {"at": now.isoformat()})
        return LoginRefused(max((each.until for each in held if each), default=None))

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


async def _nothing_more(_: Transaction) -> None:
    """The proof itself was all."""


def sender_key(telegram_user_id: int) -> str:
    """What a Telegram user's failures are counted under; in a private chat its id is the user's."""
    return f"telegram:{telegram_user_id}"


def login_key(name_key: str) -> str:
    """What failures under a name are counted under."""
    return f"login:{name_key}"


def unlock_key(account_id: str) -> str:
    """What failures to open a locked account are counted under."""
    return f"unlock:{account_id}"


def factor_key(account_id: str) -> str:
    """What wrong codes of an account's second factors are counted under."""
    return f"factor:{account_id}"


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
