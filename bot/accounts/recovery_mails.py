"""The mails of a recovery, and how many of them one address gets."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.accounts.challenges import Sent
from bot.accounts.changes import By
from bot.accounts.emails import email_key
from bot.accounts.throttling import TooManyAttempts, Window, count_within
from storage.accounts import Account
from storage.database import Transaction
from storage.deliveries import NewDelivery, add_deliveries
from storage.ids import Ids

_TO_ONE_ADDRESS = Window(limit=5, span=timedelta(hours=1))


class RecoveryMails:
    """Puts the mails into the outbox, within the transaction of what they tell."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids

    async def code(self, tx: Transaction, account: Account, sent: Sent, by: By, now: datetime) -> None:
        """The code and the link, to the account's address."""
        body = {**_to(account), **_asked(by, now), "code": sent.code, "link": sent.link}
        await self._ask(tx, "recovery-code", account.id, body, by, now, sent.expires_at)

    async def username(self, tx: Transaction, account: Account, by: By, now: datetime) -> None:
        """The username, to the account's address."""
        body = {**_to(account), **_asked(by, now), "username": account.personal.username}
        await self._ask(tx, "username-reminder", account.id, body, by, now)

    async def no_account(self, tx: Transaction, address: str, language: str, by: By, now: datetime) -> None:
        """That there is no account under this address.

        Told, as login.gov and django-allauth do: else who signed up with another address waits for ever. The
        Telegram name stays out of it: nobody shall have us carry words of theirs to a stranger.
        """
        body = {"address": address, "language": language, "at": now.isoformat()}
        await self._ask(tx, "no-account", None, body, by, now)

    async def _ask(
        self,
        tx: Transaction,
        kind: str,
        account_id: str | None,
        body: Mapping[str, str],
        by: By,
        now: datetime,
        expires_at: datetime | None = None,
    ) -> None:
        try:
            await count_within(tx, f"recovery-mails:{email_key(body['address'])}", now, _TO_ONE_ADDRESS)
        except TooManyAttempts:
            # Not told: in the chat it would link a username with an address.
            return
        once_key = f"recovery-mail:{by.key}"
        mail = NewDelivery(once_key, kind, "email", body, account_id=account_id, expires_at=expires_at)
        await add_deliveries(tx, self._ids, now, [mail])


def _to(account: Account) -> dict[str, str]:
    return {
        "address": account.personal.email,
        "name": account.personal.legal_name,
        "language": account.language,
        "zone": account.zone or "",
    }


def _asked(by: By, now: datetime) -> dict[str, str]:
    return {"telegram_name": by.telegram_name, "at": now.isoformat()}
