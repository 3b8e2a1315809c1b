"""Logging in: the password, then the second factor, then a session (requirements R2 and R8).

A wrong username, a wrong password, an account that is held and one that does not exist are one and the
same answer, after the same work.
"""

from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.accounts.challenges import ChallengeOver, WrongChallengeCode
from bot.accounts.emails import BadEmail, MistypedEmail, read_email
from bot.accounts.passwords import Passwords
from bot.accounts.second_factors import (
    FactorKind,
    NothingToConfirm,
    Passed,
    SecondFactors,
    UsedFactorCode,
    WrongFactorCode,
)
from bot.accounts.sessions import Begun, Session, Sessions
from bot.accounts.throttling import note_failure, note_success, require_patience
from bot.accounts.usernames import BadUsername, read_username
from bot.clock import Clock
from storage import accounts as rows
from storage import activity
from storage.accounts import Login
from storage.database import Database, Transaction
from storage.deliveries import NewDelivery, add_deliveries
from storage.ids import Ids

_security = structlog.get_logger("casebell.security")


class LoginRefused(Exception):
    """Not this username with this password. More is told to nobody, but when the next try may be."""

    def __init__(self, again_at: datetime | None = None) -> None:
        super().__init__("refused")
        self.again_at = again_at


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
    ) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._passwords = passwords
        self._second_factors = second_factors
        self._sessions = sessions

    async def check_password(self, name: str, password: str, *, telegram_user_id: int) -> Greeted:
        """Check a username or e-mail address with a password.

        Raises LoginRefused, TooManyAttempts (also for names that nobody has), TooBusy.
        """
        username_key, email_key = _keys(name)
        # Held under what was typed: the same for names that exist and for those that do not.
        key, sender = f"login:{username_key or email_key or name.casefold()}", _sender(telegram_user_id)
        async with self._database.reading() as tx:
            await require_patience(tx, (key, sender), self._clock.now())
            login = await rows.login_by_name(tx, username_key, email_key)
        verification = await self._passwords.verify(login.password_hash if login else None, password)
        rehashed = await self._passwords.hash(password) if verification.needs_rehash else None
        async with self._database.transaction() as tx:
            if login is None or not verification.ok:
                refused = await self._refused(tx, key, sender, login)
            else:
                await note_success(tx, key, sender=sender)
                if rehashed is not None:
                    await rows.set_password_hash(tx, login.account_id, rehashed, self._clock.now())
        if login is None or not verification.ok:
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
        set_up: FactorKind | None = None,
    ) -> Opened:
        """Check the second factor and open the session, in one transaction.

        Raises WrongFactorCode, UsedFactorCode, WrongChallengeCode, ChallengeOver, NothingToConfirm,
        TooManyAttempts.
        """
        problem: WrongFactorCode | UsedFactorCode | WrongChallengeCode | ChallengeOver | None = None
        throttle = f"factor:{account_id}"
        async with self._database.transaction() as tx:
            login = await rows.login_by_id(tx, account_id)
            if login is None:
                raise LoginRefused
            earlier = await self._sessions.begun_by(tx, account_id, login.language, key)
            if earlier is not None:
                return Opened(earlier, Passed(False, 0))
            if set_up and await self._second_factors.confirmed_kinds(tx, account_id):
                raise NothingToConfirm
            await require_patience(tx, (throttle,), self._clock.now())
            try:
                passed = await self._second_factors.check(tx, account_id, chat_id, written, set_up=set_up)
                await note_success(tx, throttle)
                begun = await self._sessions.begin(tx, account_id, login.language, chat_id, key=key)
                await self._note_login(tx, login, begun, telegram_name, key)
            except (WrongFactorCode, UsedFactorCode, WrongChallengeCode, ChallengeOver) as refused:
                # Raised only after the commit: a wrong try counts.
                await note_failure(tx, throttle, self._clock.now())
                await self._note(tx, account_id, "factor-failed")
                problem = refused
        if problem is not None:
            _security.warning("second_factor_refused", reason=type(problem).__name__)
            raise problem
        _security.info("login", account=account_id)
        return Opened(begun.session, passed)

    async def unlock(self, session: Session, written: str, *, chat_id: int) -> Session:
        """Open a locked session again with the password, or with a code of an authenticator app.

        Raises LoginRefused, TooManyAttempts, TooBusy.
        """
        key, sender = f"unlock:{session.account_id}", _sender(chat_id)
        async with self._database.transaction() as tx:
            await require_patience(tx, (key, sender), self._clock.now())
            login = await rows.login_by_id(tx, session.account_id)
            if await self._second_factors.is_app_code(tx, session.account_id, written):
                await note_success(tx, key, sender=sender)
                return await self._sessions.unlock(tx, session)
        verification = await self._passwords.verify(login.password_hash if login else None, written)
        async with self._database.transaction() as tx:
            if verification.ok:
                await note_success(tx, key, sender=sender)
                return await self._sessions.unlock(tx, session)
            refused = await self._refused(tx, key, sender, login)
        raise refused

    # --- within a transaction ------------------------------------------------------------------

    async def _refused(self, tx: Transaction, key: str, sender: str, login: Login | None) -> LoginRefused:
        """Count the failure, tell the owner of a lock-out, and say when the next try may be."""
        now = self._clock.now()
        held = await note_failure(tx, key, now), await note_failure(tx, sender, now)
        locked_out = held[0] is not None and held[0].locked_out
        _security.warning("login_refused", known=login is not None, locked=locked_out)
        if login is not None:
            await self._note(tx, login.account_id, "login-failed")
            # Not when only the sender is held: that is about other accounts too, and no news to this owner.
            if locked_out:
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
            },
            expires_at=None,
        )
        await add_deliveries(tx, self._ids, self._clock.now(), [mail])


def _sender(telegram_user_id: int) -> str:
    """What a Telegram user's failures are counted under; in a private chat its id is the user's."""
    return f"telegram:{telegram_user_id}"


def _keys(name: str) -> tuple[str | None, str | None]:
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
