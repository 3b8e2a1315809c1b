"""The staff: who they are, how they are told that something waits, and the record of what they did (R13)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.clock import Clock
from storage import address_changes
from storage import staff_actions as rows
from storage.address_changes import AddressChange
from storage.database import Database, Transaction
from storage.deliveries import NewDelivery, add_deliveries, is_known
from storage.ids import Ids
from storage.staff_actions import StaffAction

PAGE = 8
_ACTIONS_ON_A_PAGE = 15


@dataclass(frozen=True)
class StaffMember:
    """One of the staff, at work in their own chat, and the update by which they do something."""

    telegram_id: int
    account_id: str
    key: str


@dataclass(frozen=True)
class AddressChanges:
    """A page of the changes that nobody has entered yet."""

    changes: Sequence[AddressChange]
    count: int


@dataclass(frozen=True)
class StaffActions:
    """A page of the record; the entry to go on before, where there are earlier ones."""

    actions: Sequence[StaffAction]
    earlier: str | None


class Staff:
    """Knows the staff."""

    def __init__(self, database: Database, clock: Clock, ids: Ids, admins: Collection[int]) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._admins = tuple(dict.fromkeys(admins))

    @property
    def is_there(self) -> bool:
        """Whether anybody can be asked for help here."""
        return bool(self._admins)

    def includes(self, telegram_id: int) -> bool:
        """Whether this Telegram user is one of the staff."""
        return telegram_id in self._admins

    async def actions(self, before: str | None) -> StaffActions:
        """What was done, the newest first."""
        async with self._database.reading() as tx:
            found = await rows.staff_actions_before(tx, before, _ACTIONS_ON_A_PAGE + 1)
        page = found[:_ACTIONS_ON_A_PAGE]
        return StaffActions(page, page[-1].id if len(found) > len(page) else None)

    async def address_changes(self, page: int = 0) -> AddressChanges:
        """The changes that nobody has entered yet, the oldest first."""
        async with self._database.reading() as tx:
            count = await address_changes.count_undone_address_changes(tx)
            return AddressChanges(await address_changes.undone_address_changes(tx, PAGE, page * PAGE), count)

    async def enter_address_change(self, change_id: str, who: StaffMember) -> None:
        """Note that a change was entered in the files of the staff."""
        now = self._clock.now()
        async with self._database.transaction() as tx:
            account_id = await address_changes.end_address_change(tx, change_id, now)
            if account_id is not None:
                await self.note(tx, who, "address-entered", f"account:{account_id}")

    # --- within a transaction ------------------------------------------------------------------

    async def tell(self, tx: Transaction, kind: str, account_id: str, subject: str) -> None:
        """Tell each of the staff that something waits: not of whom, for a phone is seen by others."""
        news = [
            NewDelivery(
                once_key=f"{kind}:{subject}:{telegram_id}",
                kind=kind,
                channel="telegram",
                account_id=account_id,
                chat_id=telegram_id,
                body={"language": await rows.language_in_chat(tx, telegram_id) or ""},
            )
            for telegram_id in self._admins
        ]
        await add_deliveries(tx, self._ids, self._clock.now(), news)

    async def was_told(self, tx: Transaction, kind: str, subject: str) -> bool:
        """Whether the staff were told this already."""
        return all([await is_known(tx, f"{kind}:{subject}:{telegram_id}") for telegram_id in self._admins])

    async def tell_of_change(
        self, tx: Transaction, account_id: str, which: str, before: str, after: str
    ) -> None:
        """Let the staff know what they should change in their files too: a name, a birth date, an address."""
        if not self._admins:
            return
        now = self._clock.now()
        change_id = self._ids.new(now)
        body = {"which": which, "before": before, "after": after}
        await address_changes.add_address_change(
            tx, change_id=change_id, account_id=account_id, body=body, now=now
        )
        await self.tell(tx, "staff-address", account_id, change_id)

    async def note(self, tx: Transaction, who: StaffMember, action: str, subject: str, **detail: str) -> None:
        """Append to the record of what the staff did."""
        now = self._clock.now()
        await rows.add_staff_action(
            tx,
            action_id=self._ids.new(now),
            at=now,
            telegram_id=who.telegram_id,
            staff_account=who.account_id,
            action=action,
            subject=subject,
            detail=detail,
            once_key=_once(who, action),
        )

    async def has_noted(self, tx: Transaction, who: StaffMember, action: str) -> bool:
        """Whether this very update has done it already, before a crash."""
        return await rows.is_noted(tx, _once(who, action))


def _once(who: StaffMember, action: str) -> str:
    return f"{action}:{who.key}"
