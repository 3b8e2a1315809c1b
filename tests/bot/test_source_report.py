"""`casebell sources`: what an operator reads of the official source, and when it ends with 1."""

import asyncio
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from bot.cases.plan import Urgency
from bot.cases.receipt_number import ReceiptNumber
from bot.clock import SystemClock
from bot.key_file import read_key_file
from bot.source_report import span
from storage import budgets, cases, links, source_states
from storage.database import Database, Transaction
from storage.ids import Ids
from storage.vault import Vault
from tests.bot.terminal import Outcome, Terminal
from tests.storage.people import opens_account

HOUR = timedelta(hours=1)
USCIS = """
[uscis]
client_id = "id"
client_secret = "secret"
token_url = "https://api.example.gov/token"
api_url = "https://api.example.gov/status"
requests_per_day = 1000
day_starts = "UTC 00:00"
{more}
"""


class Operator:
    """Has a database in use, and asks how the source does."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        terminal.configures(more=USCIS.format(more=""))
        assert terminal.types("migrate").code == 0

    def asks(self, *, more: str = "") -> Outcome:
        self.terminal.configures(more=USCIS.format(more=more))
        return self.terminal.types("sources")

    def finds(
        self,
        *,
        used: int = 0,
        away_for: timedelta | None = None,
        due: Mapping[Urgency, timedelta] | None = None,
    ) -> None:
        """Let so much of the budget be used, the source be away, and a case be due for so long."""
        asyncio.run(self._finds(used, away_for, due or {}))

    async def _finds(self, used: int, away_for: timedelta | None, due: Mapping[Urgency, timedelta]) -> None:
        vault = Vault(read_key_file(self.terminal.key_file))
        database = Database.open(f"sqlite:///{self.terminal.database}", vault)
        now = SystemClock().now()
        async with database.transaction() as tx:
            if used:
                assert await budgets.take_from_budget(tx, "uscis", now.date(), 1000, used)
            if away_for is not None:
                since, until = now - away_for, now + HOUR
                await source_states.note_trouble(tx, "uscis", "SourceRefusesUs", since, paused_until=until)
        if due:
            account_id = await opens_account(database, now)
            async with database.transaction() as tx:
                await self._add_cases(tx, account_id, due, now)
        await database.close()

    async def _add_cases(
        self, tx: Transaction, account_id: str, due: Mapping[Urgency, timedelta], now: datetime
    ) -> None:
        ids = Ids()
        for number, (urgency, since) in enumerate(due.items()):
            receipt = ReceiptNumber(f"IOE{number:010d}")
            case_id = await cases.add_case(tx, ids, receipt.value, "uscis", now)
            await links.put_link(
                tx,
                link_id=ids.new(now),
                account_id=account_id,
                case_id=case_id,
                level="status-only",
                once_key=receipt.value,
                now=now,
                awaited_until=None,
            )
            await cases.write_snapshot(
                tx,
                case_id,
                source="uscis",
                stage="received",
                snapshot={},
                changed=False,
                now=now - since - HOUR,
                urgency=urgency,
                due_at=now - since,
            )


@pytest.fixture
def operator(terminal: Terminal) -> Operator:
    return Operator(terminal)


def test_a_source_that_does_well_is_told_in_plain_words(operator: Operator) -> None:
    operator.finds(used=412, due={Urgency.URGENT: -HOUR / 2, Urgency.ORDINARY: HOUR})
    told = operator.asks()
    assert (told.code, told.complained) == (0, "")
    assert re.sub(r"20\d\d-\d\d-\d\d \d\d:00 E[DS]T", "THEN", told.said).splitlines() == [
        "source: uscis",
        "budget: 412 of 1,000 look-ups used today, 588 left; begins anew THEN",
        "rate: 2 a second",
        "answers: yes",
        "last trouble: none",
        "cases watched: 2",
        "  1 urgent (a deadline is near), each every 60 minutes",
        "  1 ordinary, each every 24 hours",
        "last seen: half of the cases within 30 minutes, the oldest 2 hours ago",
        "overdue: 1",
    ]


def test_a_source_that_has_been_away_for_hours_is_a_problem(operator: Operator) -> None:
    operator.finds(away_for=3 * HOUR)
    told = operator.asks()
    assert told.code == 1
    assert "answers: no; left alone until " in told.said
    assert "last trouble: it refused our keys, " in told.said
    assert "problem: it has not answered since " in told.said
    assert "; check uscis.client_id and uscis.client_secret" in told.said


def test_a_source_that_has_been_away_for_a_moment_is_none_yet(operator: Operator) -> None:
    operator.finds(away_for=HOUR)
    told = operator.asks()
    assert told.code == 0
    assert "left alone until" in told.said


@pytest.mark.parametrize(
    ("urgency", "hours", "code"),
    [
        (Urgency.URGENT, 0.9, 0),
        (Urgency.URGENT, 1.1, 1),
        (Urgency.ORDINARY, 23, 0),
        (Urgency.ORDINARY, 25, 1),
    ],
)
def test_cases_that_wait_for_twice_their_time_are_a_problem(
    operator: Operator, urgency: Urgency, hours: float, code: int
) -> None:
    operator.finds(due={urgency: hours * HOUR})
    told = operator.asks()
    assert told.code == code
    assert ("problem: cases that have not been asked for in twice their time: 1" in told.said) is bool(code)


def test_a_source_that_is_closed_leaves_nobody_behind(operator: Operator) -> None:
    operator.finds(due={Urgency.URGENT: 9 * HOUR})
    tomorrow = f"{SystemClock().now() + timedelta(days=1):%a}"
    told = operator.asks(more=f'open_hours = "{tomorrow} 23:58-23:59 UTC"')
    assert told.code == 0
    assert "answers: closed; opens " in told.said


def test_a_spent_budget_is_told_with_the_time_of_the_next(operator: Operator) -> None:
    operator.finds(used=1000)
    assert "answers: not asked: today's look-ups are used up until " in operator.asks().said


def test_without_an_official_source_there_is_nothing_to_watch(terminal: Terminal) -> None:
    assert terminal.types("migrate").code == 0
    told = terminal.types("sources")
    assert (told.code, told.said) == (
        0,
        "no outside source is set up: cases change by your own staff's word\n",
    )


def test_before_the_first_start_there_is_nothing_to_tell(terminal: Terminal) -> None:
    told = terminal.types("sources")
    assert (told.code, told.said) == (0, "ok: no database yet; `casebell run` makes it at its first start\n")


@pytest.mark.parametrize(
    ("minutes", "told"), [(0, "0 minutes"), (119, "119 minutes"), (120, "2 hours"), (3000, "2 days")]
)
def test_a_span_is_told_in_a_unit_that_says_enough(minutes: int, told: str) -> None:
    assert span(timedelta(minutes=minutes)) == told
