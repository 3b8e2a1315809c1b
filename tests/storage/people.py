"""Accounts for the tests of the storage."""

from datetime import datetime

from storage import accounts
from storage.accounts import Account, Personal
from storage.database import Database
from storage.ids import Ids

_IDS = Ids()


def personal(name: str) -> Personal:
    return Personal(name, f"{name}@example.org", f"{name.title()} López", "1990-05-23", f"{name:0>12}")


async def opens_account(database: Database, now: datetime, name: str = "ana") -> str:
    """An account with this username, its address and number. Returns its id."""
    account = Account(_IDS.new(now), personal(name), "en", "auto", now)
    async with database.transaction() as tx:
        await accounts.add_account(
            tx,
            account,
            username_key=name,
            skeleton=name.replace("l", "1"),
            email_key=account.personal.email,
            password_hash=f"hash of {name}",
        )
    return account.id
