"""A phrase of the person's own by which they know that it is us (requirement R30)."""

from typing import Final

from bot.accounts.changes import By, Changes
from bot.accounts.passwords import Passwords
from bot.accounts.short_texts import read_short_text
from storage import accounts
from storage.database import Database

MIN_LENGTH: Final = 3
MAX_LENGTH: Final = 60


class PhraseIsPassword(Exception):
    """It is the account's password, which stands in no mail."""


class SafetyPhrases:
    """Keeps safety phrases."""

    def __init__(self, database: Database, passwords: Passwords, changes: Changes) -> None:
        self._database = database
        self._passwords = passwords
        self._changes = changes

    async def of(self, account_id: str) -> str | None:
        """The phrase of an account, where there is one."""
        async with self._database.reading() as tx:
            return await accounts.safety_phrase_of(tx, account_id)

    async def choose(self, account_id: str, written: str, *, by: By) -> str:
        """Take a phrase in place of the one before. Returns it. Raises BadText, PhraseIsPassword, TooBusy."""
        phrase = read_short_text(written, at_least=MIN_LENGTH, at_most=MAX_LENGTH)
        async with self._database.reading() as tx:
            login = await accounts.login_by_id(tx, account_id)
        if (await self._passwords.verify(login.password_hash if login else None, written)).ok:
            raise PhraseIsPassword
        async with self._database.transaction() as tx:
            if not await self._changes.is_told(tx, "phrase-chosen", by):
                await accounts.set_safety_phrase(tx, account_id, phrase)
                await self._changes.tell(tx, account_id, "phrase-chosen", by)
        return phrase

    async def remove(self, account_id: str, *, by: By) -> None:
        """Show no phrase any more."""
        async with self._database.transaction() as tx:
            if not await self._changes.is_told(tx, "phrase-removed", by):
                await accounts.set_safety_phrase(tx, account_id, None)
                await self._changes.tell(tx, account_id, "phrase-removed", by)
