"""Unlocking: one more proof by the person of a chat in which an account is open already, or was until now."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.accounts.failed_logins import FailedLogins
from bot.accounts.passwords import Passwords
from bot.accounts.second_factors import SecondFactors
from bot.accounts.sessions import Session, Sessions
from bot.accounts.throttling import note_success, require_patience, sender_key, unlock_key
from bot.clock import Clock
from storage import accounts as rows
from storage.database import Database, Transaction

_Result = TypeVar("_Result")


class Unlocking:
    """Takes the password, or a code of the authenticator app, in a chat that is bound to its account."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        passwords: Passwords,
        second_factors: SecondFactors,
        sessions: Sessions,
        failed_logins: FailedLogins,
    ) -> None:
        self._database = database
        self._clock = clock
        self._passwords = passwords
        self._second_factors = second_factors
        self._sessions = sessions
        self._failed_logins = failed_logins

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
            refused = await self._failed_logins.wrong_password(tx, key, sender, login, telegram_name)
        raise refused


async def _nothing_more(_: Transaction) -> None:
    """The proof itself was all."""
