"""Messages that hold a secret and must not stay in the chat (requirement R8)."""

from datetime import timedelta

from bot.clock import Clock
from storage.database import Database
from storage.deliveries import NewDelivery, add_deliveries
from storage.ids import Ids

STAYS = timedelta(minutes=5)


class Tidying:
    """Sees to it that marked messages are deleted, also when the person never comes back."""

    def __init__(self, database: Database, clock: Clock, ids: Ids) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids

    async def later(self, chat_id: int, mark: str, *, key: str, stays: timedelta = STAYS) -> None:
        """Delete the messages under this mark after a while, unless that was done before."""
        now = self._clock.now()
        tidy = NewDelivery(
            once_key=f"tidy:{mark}:{key}",
            kind="tidy",
            channel="telegram",
            account_id=None,
            case_id=None,
            chat_id=chat_id,
            body={"mark": mark},
            due_at=now + stays,
            expires_at=None,
        )
        async with self._database.transaction() as tx:
            await add_deliveries(tx, self._ids, now, [tidy])
