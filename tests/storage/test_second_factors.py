"""Second factors and recovery codes."""

import asyncio
from datetime import datetime

from sqlalchemy import select

from storage import activity, second_factors
from storage.database import Database
from storage.schema import activity as activity_table
from storage.schema import second_factors as table
from storage.second_factors import SecondFactor
from storage.vault import Key, Vault
from tests.storage.people import opens_account

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


async def begin(database: Database, account_id: str, now: datetime, number: int = 1) -> str:
    factor_id = f"factor{number}"
    async with database.transaction() as tx:
        await second_factors.put_unconfirmed_factor(
            tx, factor_id=factor_id, account_id=account_id, kind="authenticator", secret=SECRET, now=now
        )
    return factor_id


async def factors(database: Database, account_id: str) -> list[SecondFactor]:
    async with database.transaction() as tx:
        return await second_factors.factors_of(tx, account_id)


async def use(database: Database, account_id: str, code: str, now: datetime) -> bool:
    async with database.transaction() as tx:
        return await second_factors.use_recovery_code(tx, account_id, code, now)


async def test_a_secret_comes_back_and_is_not_to_be_read_in_the_table(
    database: Database, now: datetime
) -> None:
    ana = await opens_account(database, now)
    factor_id = await begin(database, ana, now)

    assert await factors(database, ana) == [SecondFactor(factor_id, "authenticator", SECRET, 0, None)]
    async with database.reading() as tx:
        assert SECRET.encode() not in await tx.value(select(table.c.secret))


async def test_an_attempt_that_was_not_finished_is_forgotten_by_the_next(
    database: Database, now: datetime
) -> None:
    ana, bo = await opens_account(database, now), await opens_account(database, now, "bo")
    await begin(database, ana, now)
    others = await begin(database, bo, now, 2)
    third = await begin(database, ana, now, 3)
    async with database.transaction() as tx:
        await second_factors.confirm_factor(tx, third, now)
    fourth = await begin(database, ana, now, 4)

    assert [each.id for each in await factors(database, ana)] == [third, fourth]
    assert [each.id for each in await factors(database, bo)] == [others]


async def test_confirmation_and_the_last_step_are_kept(database: Database, now: datetime) -> None:
    ana = await opens_account(database, now)
    factor_id = await begin(database, ana, now)
    async with database.transaction() as tx:
        await second_factors.confirm_factor(tx, factor_id, now)
        await second_factors.use_step(tx, factor_id, 58_000_000)

    assert await factors(database, ana) == [SecondFactor(factor_id, "authenticator", SECRET, 58_000_000, now)]


async def test_a_factor_by_mail_has_no_secret(database: Database, now: datetime) -> None:
    ana = await opens_account(database, now)
    async with database.transaction() as tx:
        await second_factors.put_unconfirmed_factor(
            tx, factor_id="mail", account_id=ana, kind="email", secret=None, now=now
        )

    assert [each.secret for each in await factors(database, ana)] == [None]


async def test_a_recovery_code_works_once_and_for_its_own_account(database: Database, now: datetime) -> None:
    ana, bo = await opens_account(database, now), await opens_account(database, now, "bo")
    async with database.transaction() as tx:
        await second_factors.replace_recovery_codes(tx, ana, ["AAAA", "BBBB"])

    assert not await use(database, bo, "AAAA", now)
    assert not await use(database, ana, "CCCC", now)
    assert [await use(database, ana, "AAAA", now) for _ in range(2)] == [True, False]
    async with database.reading() as tx:
        assert await second_factors.count_recovery_codes(tx, ana) == 1


async def test_a_recovery_code_that_is_used_twice_at_once_works_once(
    database: Database, another_process: Database, now: datetime
) -> None:
    ana = await opens_account(database, now)
    async with database.transaction() as tx:
        await second_factors.replace_recovery_codes(tx, ana, ["AAAA"])

    used = await asyncio.gather(*(use(each, ana, "AAAA", now) for each in (database, another_process)))
    assert sorted(used) == [False, True]


async def test_new_recovery_codes_void_those_before(database: Database, now: datetime) -> None:
    ana = await opens_account(database, now)
    for codes in (["AAAA", "BBBB"], ["CCCC"]):
        async with database.transaction() as tx:
            await second_factors.replace_recovery_codes(tx, ana, codes)

    assert not await use(database, ana, "AAAA", now)
    assert await use(database, ana, "CCCC", now)


async def test_a_recovery_code_works_after_a_new_key(
    database: Database, database_url: str, now: datetime
) -> None:
    ana = await opens_account(database, now)
    async with database.transaction() as tx:
        await second_factors.replace_recovery_codes(tx, ana, ["AAAA"])
    rotated = Database.open(database_url, Vault([Key("test", bytes(range(32))), Key("next", bytes(32))]))

    assert await use(rotated, ana, "AAAA", now)
    await rotated.close()


async def test_activity_is_appended_and_is_not_to_be_read_in_the_table(
    database: Database, now: datetime
) -> None:
    ana = await opens_account(database, now)
    async with database.transaction() as tx:
        await activity.add_activity(
            tx, entry_id="entry1", account_id=ana, kind="login", now=now, detail={"name": "Ana López"}
        )
        (row,) = await tx.all(select(activity_table))
        opened = tx.vault.open(row["detail"], "activity.detail:entry1")

    assert b"Ana" not in row["detail"]
    assert b"Ana" in opened
