"""Days of watching in a moment: the real plan and the real allowance, over cases that are numbers only."""

import heapq
import itertools
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.cases.allowance import Allowance, DayBudget
from bot.cases.plan import DAY, Plan, Rhythm, Urgency

START = datetime(2026, 11, 24, tzinfo=UTC)
TICK = timedelta(minutes=1)
_COUNTED_EVERY = 10  # ticks
RHYTHM_SHORTEST, RHYTHM_LONGEST = timedelta(hours=1), timedelta(days=1)


@dataclass
class SimulatedCase:
    urgency: Urgency
    due: datetime
    asked: datetime
    longest_wait: timedelta = timedelta()
    checks: int = 0


@dataclass
class SimulatedDays:
    """An office with so many cases of each urgency, and a source that allows so many checks a day."""

    counts: Mapping[Urgency, int]
    per_day: int
    per_minute: int = 120
    seed: int = 0
    outages: list[tuple[datetime, datetime]] = field(default_factory=list)
    bursts: dict[datetime, int] = field(default_factory=dict)
    """New links by the minute at which they come, all of them at once."""
    turned_away: int = 0
    """People who found no look-up left."""

    def __post_init__(self) -> None:
        chance = random.Random(self.seed)
        rhythm = Rhythm(RHYTHM_SHORTEST, RHYTHM_LONGEST, self.per_day)
        self.now = START
        self.plan = Plan(rhythm, chance=chance.random)
        self.plan.learn(self.counts)
        self._allowance = Allowance()
        self._rounds_up = False
        self.used: Counter[int] = Counter()
        self.by_minute: list[int] = []
        self.cases: list[SimulatedCase] = []
        self._queues: dict[Urgency | None, list[tuple[datetime, int]]] = {each: [] for each in Urgency}
        self._queues[None] = []
        for urgency, count in self.counts.items():
            for _ in range(count):
                self._adds(urgency, START + self.plan.intervals[urgency] * chance.random())

    def passes(self, span: timedelta) -> None:
        """Let time pass, tick by tick."""
        until = self.now + span
        for number in itertools.count():
            if self.now >= until:
                return
            if number % _COUNTED_EVERY == 0:
                self.plan.learn(Counter(case.urgency for case in self.cases))
            self._links(self.bursts.get(self.now, 0))
            self.by_minute.append(self._ticks())
            self.now += TICK

    def waits(self, urgency: Urgency) -> list[timedelta]:
        """How long each case of this urgency has waited since it was asked for last."""
        return [self.now - case.asked for case in self.cases if case.urgency is urgency]

    @property
    def day(self) -> int:
        return (self.now - START) // DAY

    @property
    def left_today(self) -> int:
        return self.per_day - self.used[self.day]

    def _links(self, people: int) -> None:
        for _ in range(people):
            if self.left_today:
                self.used[self.day] += 1
                self._adds(Urgency.LIVELY, self.plan.next_check(self.now, Urgency.LIVELY))
            else:
                self.turned_away += 1

    def _adds(self, urgency: Urgency, due: datetime) -> None:
        self.cases.append(SimulatedCase(urgency, due, self.now))
        self._queue(len(self.cases) - 1)

    def _ticks(self) -> int:
        if any(begins <= self.now < ends for begins, ends in self.outages):
            return 0
        ends_at = START + (self.day + 1) * DAY
        budget = DayBudget(self.per_day, self.used[self.day], ends_at)
        room = min(self.per_minute, self._allowance.now(self.now, budget))
        pressing = (room + self._rounds_up) // 2
        self._rounds_up = not self._rounds_up
        asked = 0
        for urgency, until in ((Urgency.URGENT, pressing), (Urgency.LIVELY, pressing), (None, room)):
            asked += self._asks(urgency, until - asked)
        self._allowance.spend(asked)
        self.used[self.day] += asked
        return asked

    def _asks(self, urgency: Urgency | None, most: int) -> int:
        asked, queue = 0, self._queues[urgency]
        while asked < most and queue and queue[0][0] <= self.now:
            due, number = heapq.heappop(queue)
            case = self.cases[number]
            if due != case.due:
                continue  # asked for already, out of the other queue
            case.longest_wait = max(case.longest_wait, self.now - case.asked)
            case.asked, case.checks = self.now, case.checks + 1
            case.due = self.plan.next_check(self.now, case.urgency)
            self._queue(number)
            asked += 1
        return asked

    def _queue(self, number: int) -> None:
        case = self.cases[number]
        for queue in (self._queues[case.urgency], self._queues[None]):
            heapq.heappush(queue, (case.due, number))
