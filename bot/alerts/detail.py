"""The person's choice of how much alerts say."""

from bot.accounts.changes import By, Changes
from bot.alerts.discretion import Detail
from storage import accounts
from storage.database import Database

_CHANGED = "alert-detail-changed"


class AlertDetails:
    """Keeps the choice."""

    def __init__(self, database: Database, changes: Changes) -> None:
        self._database = database
        self._changes = changes

    async def of(self, account_id: str) -> Detail:
        """What the person has chosen."""
        async with self._database.reading() as tx:
            account = await accounts.account_by_id(tx, account_id)
        return Detail(account.alert_detail) if account else Detail.AUTO

    async def choose(self, account_id: str, detail: Detail, *, by: By) -> None:
        """Let alerts say more or less from now on."""
        async with self._database.transaction() as tx:
            if await self._changes.is_told(tx, _CHANGED, by):
                return
            await accounts.set_alert_detail(tx, account_id, detail)
            await self._changes.tell(tx, account_id, _CHANGED, by, to=detail)
