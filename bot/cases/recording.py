"""What a source answered becomes what we know: one place, for linking and for watching.

A change writes the new step, the case's snapshot and one delivery for each follower and channel in one
transaction. The first answer alerts nobody, save those who waited for the number to appear.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.cases.plan import Plan
from bot.cases.receipt_number import ReceiptNumber
from bot.cases.snapshots import Snapshot, earlier_steps
from bot.cases.sources.source import Observation
from storage import cases, links
from storage.database import Transaction
from storage.deliveries import NewDelivery, add_deliveries
from storage.ids import Ids
from storage.links import Follower

FOUND, CHANGED, NOT_FOUND = "case-found", "case-changed", "case-not-found"


@dataclass(frozen=True)
class Known:
    """What is known of a case before an answer."""

    case_id: str
    snapshot: Mapping[str, Any] | None
    changed_at: datetime


class Recorder:
    """Writes answers down, within the transaction of whoever asked."""

    def __init__(self, ids: Ids, plan: Plan) -> None:
        self._ids = ids
        self._plan = plan

    async def record(self, tx: Transaction, known: Known, observation: Observation, now: datetime) -> None:
        """Write an answer, and tell the followers when it is news."""
        before = Snapshot.read(known.snapshot) if known.snapshot is not None else None
        seen = Snapshot.of(observation, changes=before.changes if before else 0)
        changed = before is not None and seen.key != before.key
        if changed:
            seen = Snapshot.of(observation, changes=seen.changes + 1)
        if before is None or changed:
            on = observation.modified or now.date()
            events = [
                *(earlier_steps(observation) if before is None else ()),
                seen.event(observation.source, on),
            ]
            await cases.add_status_events(tx, self._ids, known.case_id, events, now)
        await cases.write_snapshot(
            tx,
            known.case_id,
            source=observation.source,
            stage=seen.meaning.stage,
            snapshot=seen.write(),
            changed=changed,
            now=now,
            due_at=self._plan.next_check(
                now,
                changed_at=now if changed else known.changed_at,
                watched=await cases.count_watched(tx),
                is_finished=seen.meaning.terminal,
            ),
        )
        if before is None or changed:
            await self._tell(tx, known, observation.receipt, seen, now)

    async def _tell(
        self, tx: Transaction, known: Known, receipt: ReceiptNumber, seen: Snapshot, now: datetime
    ) -> None:
        followers = await links.followers_of(tx, known.case_id)
        waited = [each for each in followers if each.awaited_until is not None]
        followed = [each for each in followers if each.awaited_until is None]
        body = _body(receipt, seen)
        news = deliveries_to(waited, FOUND, known.case_id, body, f"{seen.changes}")
        if known.snapshot is not None:
            news += deliveries_to(followed, CHANGED, known.case_id, body, f"{seen.changes}")
        await add_deliveries(tx, self._ids, now, news)
        if waited:
            await links.end_waiting(tx, known.case_id)


def deliveries_to(
    followers: Sequence[Follower], kind: str, case_id: str, body: Mapping[str, str], once: str
) -> list[NewDelivery]:
    """One delivery for each chat of each follower, and one to each follower's e-mail address."""
    by_chat = [
        NewDelivery(
            once_key=f"{kind}:{case_id}:{once}:{each.account_id}:{each.chat_id}",
            kind=kind,
            channel="telegram",
            account_id=each.account_id,
            case_id=case_id,
            chat_id=each.chat_id,
            body=body,
        )
        for each in followers
        if each.chat_id is not None
    ]
    by_mail = [
        NewDelivery(
            once_key=f"{kind}:{case_id}:{once}:{account_id}:mail",
            kind=kind,
            channel="email",
            account_id=account_id,
            case_id=case_id,
            body={**body, "address": each.email, "name": each.name, "language": each.language},
        )
        for account_id, each in {each.account_id: each for each in followers}.items()
    ]
    return by_chat + by_mail


def _body(receipt: ReceiptNumber, seen: Snapshot) -> dict[str, str]:
    return {
        "last4": receipt.last4,
        "form": seen.form or "",
        "title": seen.title,
        "title_es": seen.title_es or "",
        "stage": seen.meaning.stage,
        "needs_action": "yes" if seen.meaning.needs_action else "",
    }
