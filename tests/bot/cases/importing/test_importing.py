"""A table becomes cases: all or nothing, once however often it comes, and followers hear what is new."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.cases.importing.comparing import Kind
from bot.cases.importing.importing import BadRows, Importer, Importing, Reading
from bot.cases.importing.rows import Problem, RowProblem
from bot.cases.importing.tally import Tally
from bot.cases.receipts import ReceiptNumber
from bot.cases.registry import Record, Registry, Role
from storage import staff_actions
from storage.database import Database
from storage.schema import cases
from storage.vault import Vault
from tests.bot.cases.conftest import Opens
from tests.bot.cases.importing.files import csv_file
from tests.bot.cases.office import RECEIPT, Office
from tests.bot.cases.test_registry import staff
from tests.postgres_server import PostgresServer

HEADINGS = ["Receipt", "Form", "Status", "Status date", "Name", "DOB", "Office"]
ROW = [RECEIPT.value, "I-765", "Case Was Received", "2026-05-03", "Ana", "1990-05-23", "Houston"]
_KEYS = count(1)


async def quietly(_rows: int) -> None:
    """Progress that nobody looks at."""


class Clerk:
    """One of the staff, with tables."""

    def __init__(self, office: Office, folder: Path, account_id: str) -> None:
        self.office = office
        self.path = folder / "cases.csv"
        self.account_id = account_id
        self.importing = Importing(office.database, office.clock, office.ids, office.recorder)
        self.registry = Registry(office.database, office.clock, office.ids, office.recorder)

    def has(self, *rows: Sequence[str], headings: Sequence[str] = HEADINGS) -> None:
        csv_file(self.path, [headings, *rows])

    async def looks(self, **columns: str) -> Tally:
        return await self.importing.look(self.path, Reading(columns=columns), quietly)

    async def imports(self, *, good_rows_only: bool = False, **columns: str) -> Tally:
        by = Importer(1, self.account_id, f"import:{next(_KEYS)}")
        reading = Reading(columns=columns)
        return await self.importing.write(self.path, reading, quietly, by=by, good_rows_only=good_rows_only)

    async def kept(self, receipt: str = RECEIPT.value) -> Record:
        case_id = await self.registry.find(ReceiptNumber(receipt))
        assert case_id is not None
        return (await self.registry.case(case_id)).record

    async def did(self) -> list[Mapping[str, str]]:
        async with self.office.database.reading() as tx:
            actions = await staff_actions.staff_actions_before(tx, None, 20)
        return [{"action": each.action, **each.detail} for each in actions]


@pytest.fixture
async def clerk(office: Office, tmp_path: Path) -> Clerk:
    return Clerk(office, tmp_path, await office.opens_account("reyes"))


def counts(tally: Tally) -> dict[str, int]:
    return {kind.value: number for kind, number in tally.counts.items() if number}


def other(number: int, **cells: str) -> list[str]:
    named = dict(zip(HEADINGS, ROW, strict=True)) | {"Receipt": f"EAC21900{number:05d}"} | cells
    return list(named.values())


async def test_a_new_case_is_kept_with_all_that_it_says(clerk: Clerk, office: Office, ana: str) -> None:
    clerk.has(ROW)
    assert counts(await clerk.imports()) == {"added": 1}
    assert await clerk.kept() == Record(form="I-765", office="Houston")
    await office.links(ana)
    assert await office.title(ana) == "Case Was Received"


async def test_looking_changes_nothing(clerk: Clerk) -> None:
    clerk.has(ROW)
    tally = await clerk.looks()
    assert counts(tally) == {"added": 1}
    assert [(each.line, each.receipt, each.difference.kind) for each in tally.changes] == [
        (2, RECEIPT, Kind.ADDED)
    ]
    assert await clerk.registry.find(RECEIPT) is None
    assert await clerk.did() == []


async def test_the_same_table_again_changes_nothing(clerk: Clerk) -> None:
    clerk.has(ROW, *(other(number) for number in range(450)))
    assert counts(await clerk.imports()) == {"added": 451}
    assert counts(await clerk.imports()) == {"same": 451}


async def test_a_new_status_reaches_who_follows_the_case(clerk: Clerk, office: Office, ana: str) -> None:
    clerk.has(ROW)
    await clerk.imports()
    await office.links(ana)
    clerk.has([RECEIPT.value, "I-765", "Case Was Approved", "2030-01-01", "", "", ""])
    assert counts(await clerk.looks()) == {}
    clerk.has([RECEIPT.value, "I-765", "Case Was Approved", "", "", "", ""])
    assert counts(await clerk.imports()) == {"moved": 1}
    assert await office.news(ana) == [("case-changed", "Case Was Approved")]
    assert counts(await clerk.imports()) == {"same": 1}
    assert await office.news(ana) == []


async def test_an_empty_cell_erases_nothing(clerk: Clerk) -> None:
    clerk.has(ROW)
    await clerk.imports()
    clerk.has([RECEIPT.value, "", "", "", "", "", "Dallas"])
    assert counts(await clerk.imports()) == {"changed": 1}
    assert await clerk.kept() == Record(form="I-765", office="Dallas")


async def test_all_or_nothing_unless_the_good_rows_are_wanted(clerk: Clerk) -> None:
    clerk.has(ROW, other(1, Office="=1+1"), other(2))
    with pytest.raises(BadRows) as bad:
        await clerk.imports()
    assert bad.value.tally.problems == [Problem(3, RowProblem.FORMULA, "Office")]
    assert await clerk.registry.find(RECEIPT) is None
    tally = await clerk.imports(good_rows_only=True)
    assert (counts(tally), tally.bad_rows) == ({"added": 2}, 1)


async def test_a_number_that_stands_there_twice_is_taken_once(clerk: Clerk) -> None:
    clerk.has(ROW, ROW, [*ROW[:6], "Dallas"])
    tally = await clerk.looks()
    assert (counts(tally), tally.repeated) == ({"added": 1}, 1)
    assert tally.problems == [Problem(4, RowProblem.TWICE, earlier=2)]


async def test_a_case_that_is_kept_for_somebody_else_is_not_written_over(clerk: Clerk) -> None:
    case_id = await clerk.registry.add(RECEIPT, Record(), by=staff(clerk.account_id))
    await clerk.registry.add_person(
        case_id, Role.APPLICANT, "Bo López", date(1980, 1, 1), by=staff(clerk.account_id)
    )
    clerk.has(ROW)
    with pytest.raises(BadRows) as bad:
        await clerk.imports()
    assert bad.value.tally.problems == [Problem(2, RowProblem.ANOTHER_PERSON)]
    assert await clerk.kept() == Record()


async def test_a_case_that_people_follow_already_is_kept_from_now_on(
    clerk: Clerk, office: Office, ana: str
) -> None:
    await office.links(ana)
    clerk.has(ROW)
    assert counts(await clerk.imports()) == {"added": 1}
    assert await clerk.kept() == Record(form="I-765", office="Houston")
    assert await office.news(ana) == [("link-approved", "")]


async def test_what_the_columns_hold_is_remembered_for_the_next_table_like_it(clerk: Clerk) -> None:
    headings = ["Receipt", "Phase"]
    clerk.has([RECEIPT.value, "Case Was Approved"], headings=headings)
    await clerk.imports(Phase="status")
    clerk.has([RECEIPT.value, "Case Was Denied"], headings=headings)
    assert counts(await clerk.looks()) == {"moved": 1}
    clerk.has([RECEIPT.value, "Case Was Denied"], headings=[*headings, "More"])
    assert counts(await clerk.looks()) == {"same": 1}


async def test_who_imported_what_is_on_record(clerk: Clerk) -> None:
    clerk.has(ROW)
    await clerk.imports()
    clerk.has([*ROW[:2], "Case Was Approved", "", *ROW[4:]])
    await clerk.imports()
    all_of_it, one, first = await clerk.did()
    assert (all_of_it["action"], all_of_it["moved"]) == ("cases-imported", "1")
    assert (one["action"], one["before"], one["title"]) == (
        "case-imported",
        "Case Was Received",
        "Case Was Approved",
    )
    assert (first["action"], first["added"]) == ("cases-imported", "1")


class Stopped(Exception):
    """Somebody pressed Cancel, or the process was killed."""


async def test_an_import_that_was_broken_off_is_begun_again_and_finished(clerk: Clerk) -> None:
    clerk.has(*(other(number) for number in range(1_000)))
    done = 0

    async def until_the_middle_of_writing(rows: int) -> None:
        nonlocal done
        done += 1
        if done > 8:
            raise Stopped

    with pytest.raises(Stopped):
        await clerk.importing.write(
            clerk.path, Reading(), until_the_middle_of_writing, by=Importer(1, clerk.account_id, "import:x")
        )
    tally = await clerk.imports()
    assert sum(counts(tally).values()) == 1_000
    assert 0 < counts(tally)["same"] < 1_000
    async with clerk.office.database.reading() as tx:
        assert await tx.value(select(func.count()).select_from(cases)) == 1_000


async def test_two_imports_at_once_make_each_case_once(
    opens_office: Opens, postgres: PostgresServer, vault: Vault, tmp_path: Path
) -> None:
    url = postgres.new_database()
    database = Database.open(url, vault)
    office = opens_office(database)
    clerk = Clerk(office, tmp_path, await office.opens_account("reyes"))
    clerk.has(*(other(number) for number in range(600)))
    tallies = await asyncio.gather(clerk.imports(), clerk.imports())
    assert all(sum(counts(each).values()) == 600 for each in tallies)
    async with database.reading() as tx:
        assert await tx.value(select(func.count()).select_from(cases)) == 600
    await database.close()
    postgres.drop(url)
