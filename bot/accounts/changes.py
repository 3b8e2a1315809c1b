"""What a person is told of a change of their account: a line in its activity, and a mail to its address."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.clock import Clock
from storage import accounts, activity
from storage.database import Transaction
from storage.deliveries import NewDelivery, add_deliveries, is_known
from storage.ids import Ids


@dataclass(frozen=True)
class By:
    """Who made a change, in which chat, and by which update."""

    chat_id: int
    telegram_name: str
    key: str


class Changes:
    """Tells a person what changed, within the transaction of the change itself."""

    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock = clock
        self._ids = ids

    async def is_told(self, tx: Transaction, change: str, by: By) -> bool:
        """Whether this very update has made the change already, before a crash."""
        return await is_known(tx, _once(change, by))

    async def tell(self, tx: Transaction, account_id: str, change: str, by: By, **detail: str) -> None:
        """Note a change, and mail it."""
        await self.note(tx, account_id, change, by, **detail)
        await self.mail(tx, account_id, change, by, **detail)

    async def note(self, tx: Transaction, account_id: str, change: str, by: By, **detail: str) -> None:
        """Append to the activity."""
        now = self._clock.now()
        await activity.add_activity(
            tx,
            entry_id=self._ids.new(now),
            account_id=account_id,
            kind=change,
            now=now,
            detail={"telegram_name": by.telegram_name, **detail},
        )

    async def mail(
        self,
        tx: Transaction,
        account_id: str,
        change: str,
        by: By,
        *,
        kind: str = "security-changed",
        **detail: str,
    ) -> None:
        """Mail what was done, when and by whom."""
        account = await accounts.account_by_id(tx, account_id)
        if account is None:
            return
        now = self._clock.now()
        mail = NewDelivery(
            once_key=_once(change, by),
            kind=kind,
            channel="email",
            account_id=account_id,
            body={
                **detail,
                "change": change,
                "telegram_name": by.telegram_name,
                "at": now.isoformat(),
                "address": account.personal.email,
                "name": account.personal.legal_name,
                "language": account.language,
                "zone": account.zone or "",
            },
        )
        await add_deliveries(tx, self._ids, now, [mail])

    async def tell_chats(
        self, tx: Transaction, account_id: str, chat_ids: Sequence[int], kind: str, by: By
    ) -> None:
        """Tell other chats of the account, such as those whose session ended."""
        now = self._clock.now()
        told = [
            NewDelivery(
                once_key=f"{kind}:{by.key}:{chat_id}",
                kind=kind,
                channel="telegram",
                account_id=account_id,
                chat_id=chat_id,
                body={"telegram_name": by.telegram_name, "at": now.isoformat()},
            )
            for chat_id in chat_ids
        ]
        await add_deliveries(tx, self._ids, now, told)


def _once(change: str, by: By) -> str:
    return f"{change}:{by.key}"
