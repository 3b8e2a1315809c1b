"""What a source answered becomes what we know: one place, for linking and for watching.

A change writes the new step, the case's snapshot and one delivery for each follower and channel in one
transaction. The first answer alerts nobody, save those who waited for the number to appear.

Two questions about one case may be under way at once, a check and somebody's linking. Which answer is
the newer one nobody can tell then: whoever records compares `CaseRow.answers` with what it was when the
question went out, believes only the first to arrive, and has the case asked for again.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.cases.plan import Plan
from bot.cases.receipt_number import ReceiptNumber
from bot.cases.snapshots import Snapshot, earlier_steps
from bot.cases.sources.source import Observation
from storage import cases, links
from storage.cases import CaseRow
from storage.database import Transaction
from storage.deliveries import NewDelivery, add_deliveries
from storage.ids import Ids
from storage.links import Follower

FOUND, CHANGED, NOT_FOUND = "case-found", "case-changed", "case-not-found"


class Recorder:
    """Writes answers down, within the transaction of whoever asked."""

    def __init__(self, ids: Ids, plan: Plan) -> None:
        self._ids = ids
        self._plan = plan

    async def record(
        self,
        tx: Transaction,
        case: CaseRow,
        observation: Observation,
        now: datetime,
        *,
        watched: int,
        reader: str | None = None,
    ) -> None:
        """Write an answer to a case that is locked, and tell its followers when it is news.

        `watched` is how many cases are watched in all. The account `reader` has the answer on its screen.
        """
        before = Snapshot.read(case.snapshot) if case.snapshot is not None else None
        seen = Snapshot.of(observation, changes=before.changes if before else 0)
        changed = before is not None and seen.key != before.key
        if changed:
            seen = Snapshot.of(observation, changes=seen.changes + 1)
        if before is None or changed:
            # A change was seen today. How long the first status has stood, only the source can say.
            on = observation.modified or (now.date() if changed else None)
            events = [
                *(earlier_steps(observation) if before is None else ()),
                seen.event(observation.source, on),
            ]
            await cases.add_status_events(tx, self._ids, case.id, events, now)
        await cases.write_snapshot(
            tx,
            case.id,
            source=observation.source,
            stage=seen.meaning.stage,
            snapshot=seen.write(),
            changed=changed,
            now=now,
            due_at=self._plan.next_check(
                now,
                changed_at=now if changed else case.changed_at or case.created_at,
                watched=watched,
                is_finished=seen.meaning.terminal,
            ),
        )
        if changed or await links.is_awaited(tx, case.id):
            body = _body(observation.receipt, seen)
            await self._tell(tx, case.id, body, now, change=seen.changes if changed else None, reader=reader)

    async def _tell(
        self,
        tx: Transaction,
        case_id: str,
        body: Mapping[str, str],
        now: datetime,
        *,
        change: int | None,
        reader: str | None,
    ) -> None:
        """Who waited hears that the case was found; with a change, the other followers hear of that."""
        followers = [each for each in await links.followers_of(tx, case_id) if each.account_id != reader]
        waited = [each for each in followers if each.awaited_until is not None]
        news = deliveries_to(waited, FOUND, case_id, body)
        if change is not None:
            followed = [each for each in followers if each.awaited_until is None]
            news += deliveries_to(followed, CHANGED, case_id, body, change=change)
        await add_deliveries(tx, self._ids, now, news)
        await links.end_waiting(tx, case_id)


def deliveries_to(
    followers: Sequence[Follower], kind: str, case_id: str, body: Mapping[str, str], *, change: int = 0
) -> list[NewDelivery]:
    """One delivery for each chat of each follower, and one to each follower's e-mail address.

    Each is made once for a link, its wait and a change: who asks again is told again.
    """
    by_chat = [
        NewDelivery(
            once_key=f"{_once(kind, each, change)}:{each.chat_id}",
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
            once_key=f"{_once(kind, each, change)}:mail",
            kind=kind,
            channel="email",
            account_id=account_id,
            case_id=case_id,
            body={**body, "address": each.email, "name": each.name, "language": each.language},
        )
        for account_id, each in {each.account_id: each for each in followers}.items()
    ]
    return by_chat + by_mail


def _once(kind: str, follower: Follower, change: int) -> str:
    waited = f"{follower.awaited_until:%Y%m%d%H%M%S}" if follower.awaited_until else ""
    return f"{kind}:{follower.link_id}:{waited}:{change}"


def _body(receipt: ReceiptNumber, seen: Snapshot) -> dict[str, str]:
    return {
        "last4": receipt.last4,
        "form": seen.form or "",
        "title": seen.title,
        "title_es": seen.title_es or "",
        "stage": seen.meaning.stage,
        "needs_action": "yes" if seen.meaning.needs_action else "",
    }
