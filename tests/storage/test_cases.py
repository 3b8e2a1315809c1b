"""Cases: one row each, however many accounts come to follow it."""

from datetime import datetime

from storage.cases import add_case, case_by_receipt, lock_case
from storage.database import Database
from storage.ids import Ids

RECEIPT = "IOE0912345678"


async def test_a_case_is_added_once_and_found_by_who_comes_later(
    database: Database, another_process: Database, ids: Ids, now: datetime
) -> None:
    async with database.transaction() as tx:
        first = await add_case(tx, ids, RECEIPT, "uscis", now)
    async with another_process.transaction() as tx:
        second = await add_case(tx, ids, RECEIPT, "uscis", now)
        case = await lock_case(tx, second)

    assert first == second
    assert case is not None
    assert (case.receipt, case.answers, case.snapshot) == (RECEIPT, 0, None)


async def test_a_number_that_nobody_follows_is_unknown(database: Database) -> None:
    async with database.reading() as tx:
        assert await case_by_receipt(tx, RECEIPT) is None
