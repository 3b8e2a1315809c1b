"""Answers that say nothing new, which most are: written down together, in a statement or two each.

A process that dies loses those that it has not written. Their cases are asked for again.
"""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime

from bot.cases.plan import Plan, urgency_of
from bot.cases.snapshots import Snapshot
from bot.cases.sources.source import Observation
from storage import watching
from storage.cases import CaseRow, DueCase
from storage.database import Database, Transaction

_TOGETHER = 20

Answered = tuple[DueCase, Observation]


class Unchanged:
    """Collects them, until there are enough for a transaction."""

    def __init__(self, database: Database, plan: Plan) -> None:
        self._database = database
        self._plan = plan
        self._collected: list[Answered] = []

    def add(self, due: DueCase, observation: Observation) -> bool:
        """Take an answer in. True when it is time to write."""
        self._collected.append((due, observation))
        return len(self._collected) >= _TOGETHER

    async def write(self) -> list[Answered]:
        """Write down what was collected. Returns the answers that turned out to need more than that."""
        collected, self._collected = self._collected, []
        if not collected:
            return []
        async with self._database.transaction() as tx:
            others: list[Answered] = []
            again: defaultdict[str, dict[str, datetime]] = defaultdict(dict)
            for due, observation in collected:
                if await self._is_written(tx, due, observation):
                    again[observation.source][due.case.id] = observation.observed_at
                else:
                    others.append((due, observation))
            for source, said in again.items():
                await watching.note_said_again(tx, source, said)
        return others

    async def _is_written(self, tx: Transaction, due: DueCase, observation: Observation) -> bool:
        case, now = due.case, observation.observed_at
        urgency = urgency_of(
            now,
            Snapshot.of(observation, changes=0).meaning,
            changed_at=case.changed_at or case.created_at,
            urgent_until=case.urgent_until,
        )
        return await watching.write_same_answer(
            tx,
            due,
            source=observation.source,
            now=now,
            urgency=urgency,
            due_at=self._plan.next_check(now, urgency),
        )


def says_nothing_new(case: CaseRow, observation: Observation) -> bool:
    """Whether an answer is word for word what is known of the case."""
    if case.snapshot is None:
        return False
    before = Snapshot.read(case.snapshot)
    said = Snapshot.of(observation, changes=before.changes, previous=before.previous)
    return before == replace(said, moved_at=before.moved_at)
