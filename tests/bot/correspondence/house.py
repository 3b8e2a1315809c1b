"""The office's half of support: real services over a database of their own."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.accounts.staff import Staff, StaffMember
from bot.alerts.telling import RuledTeller
from bot.correspondence.answer_time import AnswerTime
from bot.correspondence.support import Support
from bot.correspondence.support_desk import SupportDesk
from bot.sandbox.clock import MovableClock
from storage.database import Database
from storage.ids import Ids

ZONE = ZoneInfo("America/New_York")
WEDNESDAY = datetime(2026, 11, 25, 17, tzinfo=UTC)
CLERK = 7_000_001


@dataclass
class SupportHouse:
    """Both sides of a request, the database beneath, and the accounts of a person and of the staff."""

    database: Database
    clock: MovableClock
    support: Support
    desk: SupportDesk
    ana: str
    bo: str
    clerk: str

    def who(self, key: str) -> StaffMember:
        """The clerk, by the update of this key."""
        return StaffMember(CLERK, self.clerk, key)


def house_on(
    database: Database, clock: MovableClock, admins: tuple[int, ...] = (CLERK,)
) -> tuple[Support, SupportDesk]:
    ids = Ids()
    staff = Staff(database, clock, ids, admins)
    times = AnswerTime(3, ZONE)
    randomness = _Counting()
    return (
        Support(database, clock, ids, staff, times, randomness=randomness),
        SupportDesk(database, clock, ids, staff, RuledTeller(ids, ZONE), times),
    )


class _Counting:
    """Gives each number twice, so that a number that is taken comes up."""

    def __init__(self) -> None:
        self._calls = 0

    def __call__(self, size: int) -> bytes:
        self._calls += 1
        return (self._calls // 2 + 100).to_bytes(size)
