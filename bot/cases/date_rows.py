"""A date as it is stored, planned for those who are reminded of it, and put into an alert."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cases.dates import Entry, ReadFrom, form_of, stage_of
from bot.cases.plan import Urgency
from bot.cases.receipt_number import ReceiptNumber
from bot.cases.reminder_plan import Listener
from storage import cases, reminders
from storage.alert_rules import habits_of
from storage.cases import CaseRow
from storage.database import Transaction
from storage.deadlines import DeadlineRow
from storage.reminders import Planned

_URGENT_FOR = timedelta(days=30)


def row_of(
    entry: Entry,
    *,
    deadline_id: str,
    case: CaseRow,
    account_id: str | None,
    read_from: ReadFrom,
    sequence: int = 0,
) -> DeadlineRow:
    """What is stored of an entry."""
    return DeadlineRow(
        id=deadline_id,
        case_id=case.id,
        account_id=account_id,
        kind=entry.kind,
        day=entry.day,
        at=entry.at,
        zone=entry.zone if entry.clock is not None else None,
        read_from=read_from,
        stage=stage_of(case),
        place=entry.place,
        bring=entry.bring,
        note=entry.note,
        sequence=sequence,
    )


def body_of(row: DeadlineRow, case: CaseRow) -> dict[str, str]:
    """What an alert about a date needs to know."""
    return {
        "deadline": row.id,
        "kind": row.kind,
        "day": row.day.isoformat(),
        "moment": row.at.isoformat() if row.at else "",
        "place_zone": row.zone or "",
        "place": row.place,
        "bring": row.bring,
        "note": row.note,
        "read_from": row.read_from,
        "form": form_of(case) or "",
        "last4": ReceiptNumber(case.receipt).last4,
    }


async def listeners_of(
    tx: Transaction, account_ids: Collection[str], otherwise: ZoneInfo
) -> Mapping[str, Listener]:
    """How these people keep time, `otherwise` being the zone of who chose none."""
    habits = await habits_of(tx, account_ids)
    return {each: Listener.of(habits.get(each), otherwise) for each in account_ids}


async def plan(tx: Transaction, row: DeadlineRow, listeners: Mapping[str, Listener], now: datetime) -> None:
    """Plan the reminders of these accounts; those that would have come before now are left out."""
    planned = []
    for account_id, listener in listeners.items():
        told = listener.step_at(row, now)
        planned.append(Planned(row.id, account_id, listener.next_at(row, now, told=told), told))
    await reminders.put_reminders(tx, planned)


async def press(tx: Transaction, row: DeadlineRow, case: CaseRow, now: datetime) -> None:
    """Have a case with a date within thirty days asked for more often, until the day is over."""
    end = datetime.combine(row.day + timedelta(days=1), datetime.min.time(), now.tzinfo)
    known = case.urgent_until
    if end > now and row.day <= (now + _URGENT_FOR).date() and (known is None or known < end):
        await cases.make_urgent(tx, case.id, end, urgency=Urgency.URGENT, now=now)
