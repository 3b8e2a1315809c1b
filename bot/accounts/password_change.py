"""Changing the password of an account that is open."""

from datetime import date

import structlog

from bot.accounts.changes import By, Changes
from bot.accounts.password_rules import personal_words
from bot.accounts.passwords import Passwords
from bot.clock import Clock
from storage import accounts, sessions
from storage.database import Database

_security = structlog.get_logger("casebell.security")
_CHANGED = "password-changed"


class SamePassword(Exception):
    """It is the password that the account has already."""


class NoAccount(Exception):
    """The account is gone."""


class PasswordChanging:
    """Changes passwords."""

    def __init__(self, database: Database, clock: Clock, passwords: Passwords, changes: Changes) -> None:
        self._database = database
        self._clock = clock
        self._passwords = passwords
        self._changes = changes

    async def hash_password(self, account_id: str, password: str, *, by: By) -> str:
        """The hash of a password that may take the place of the present one.

        Raises WeakPassword, SamePassword, TooBusy, NoAccount.
        """
        async with self._database.reading() as tx:
            account = await accounts.account_by_id(tx, account_id)
            login = await accounts.login_by_id(tx, account_id)
            is_changed = await self._changes.is_told(tx, _CHANGED, by)
        if account is None or login is None:
            raise NoAccount
        personal = account.personal
        words = personal_words(
            names=(personal.legal_name,),
            username=personal.username,
            email=personal.email,
            birth_date=date.fromisoformat(personal.birth_date),
        )
        self._passwords.require_strong(password, words)
        # After a crash in between, the present password is this one, and rightly so.
        if not is_changed and (await self._passwords.verify(login.password_hash, password)).ok:
            raise SamePassword
        return await self._passwords.hash(password)

    async def change(self, account_id: str, password_hash: str, *, by: By) -> None:
        """Put another password in place. Sessions in other chats end, and those chats are told."""
        now = self._clock.now()
        async with self._database.transaction() as tx:
            if await self._changes.is_told(tx, _CHANGED, by):
                return
            await accounts.set_password_hash(tx, account_id, password_hash, now)
            ended = await sessions.end_sessions_elsewhere(tx, account_id, by.chat_id, _CHANGED, now)
            await self._changes.tell_chats(tx, account_id, ended, "session-closed", by)
            await self._changes.tell(tx, account_id, _CHANGED, by)
        _security.info("password_changed", account=account_id)
