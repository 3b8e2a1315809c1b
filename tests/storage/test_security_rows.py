"""What the security screen keeps: sealed, of one account, and in the order in which it happened."""

from datetime import datetime, timedelta

from sqlalchemy import select

from storage import accounts, activity, second_factors, sessions
from storage.database import Database
from storage.ids import Ids
from storage.schema import accounts as accounts_table
from storage.schema import bindings as bindings_table
from storage.schema import second_factors as factors_table
from tests.storage.people import opens_account

HERE, THERE, ELSEWHERE = 71, 72, 73
MINUTE = timedelta(minutes=1)


async def test_a_phrase_comes_back_and_is_not_to_be_read_in_the_table(
    database: Database, now: datetime
) -> None:
    """R19: sealed."""
    ana = await opens_account(database, now)
    async with database.transaction() as tx:
        await accounts.set_safety_phrase(tx, ana, "red roof")
        assert await accounts.safety_phrase_of(tx, ana) == "red roof"
        assert b"red roof" not in await tx.value(select(accounts_table.c.safety_phrase))
        await accounts.set_safety_phrase(tx, ana, None)
        assert await accounts.safety_phrase_of(tx, ana) is None


async def test_a_held_password_is_held_until_another_takes_its_place(
    database: Database, now: datetime
) -> None:
    ana = await opens_account(database, now)
    held = []
    async with database.transaction() as tx:
        for change in ("hold", "rehash", "replace"):
            if change == "hold":
                await accounts.hold_password(tx, ana, now)
            elif change == "rehash":
                await accounts.rehash_password(tx, ana, "hash of ana", "dearer hash")
            else:
                await accounts.set_password_hash(tx, ana, "another", now)
            login = await accounts.login_by_id(tx, ana)
            assert login is not None
            held.append((login.password_hash, login.is_held))
    assert held == [("hash of ana", True), ("dearer hash", True), ("another", False)]


async def test_a_late_rehash_does_not_bring_an_old_password_back(database: Database, now: datetime) -> None:
    ana = await opens_account(database, now)
    async with database.transaction() as tx:
        await accounts.set_password_hash(tx, ana, "another", now)
        await accounts.rehash_password(tx, ana, "hash of ana", "dearer hash")
        login = await accounts.login_by_id(tx, ana)
    assert login is not None
    assert login.password_hash == "another"


async def test_a_factor_has_a_sealed_name_and_one_of_them_is_preferred(
    database: Database, now: datetime
) -> None:
    ana, bo = await opens_account(database, now), await opens_account(database, now, "bo")
    async with database.transaction() as tx:
        for account, number in ((ana, 1), (ana, 2), (bo, 3)):
            await second_factors.put_unconfirmed_factor(
                tx,
                factor_id=f"factor{number}",
                account_id=account,
                kind="authenticator",
                secret="JBSWY3DPEHPK3PXP",
                now=now,
                name=f"phone {number}",
            )
            await second_factors.confirm_factor(tx, f"factor{number}", now)
        await second_factors.prefer_factor(tx, ana, "factor1", now)
        await second_factors.prefer_factor(tx, ana, "factor2", now + MINUTE)
        await second_factors.prefer_factor(tx, ana, "factor3", now)
        factors = await second_factors.factors_of(tx, ana) + await second_factors.factors_of(tx, bo)
        stored = await tx.all(select(factors_table.c.name))
    assert [(each.name, each.preferred_at) for each in factors] == [
        ("phone 1", None),
        ("phone 2", None),
        ("phone 3", None),
    ]
    assert not [row for row in stored if b"phone" in row["name"]]


async def test_activity_is_read_page_by_page_the_newest_first(database: Database, now: datetime) -> None:
    ana, bo = await opens_account(database, now), await opens_account(database, now, "bo")
    ids = Ids()
    async with database.transaction() as tx:
        for number, account in enumerate((ana, ana, bo, ana)):
            await activity.add_activity(
                tx,
                entry_id=ids.new(now),
                account_id=account,
                kind=f"kind-{number}",
                now=now,
                detail={"n": str(number)},
            )
        newest = await activity.activity_of(tx, ana, None, 2)
        rest = await activity.activity_of(tx, ana, newest[-1].id, 2)
    assert [(each.kind, each.detail["n"]) for each in [*newest, *rest]] == [
        ("kind-3", "3"),
        ("kind-1", "1"),
        ("kind-0", "0"),
    ]


async def test_the_chats_of_an_account_are_those_that_are_open_or_get_messages(
    database: Database, now: datetime
) -> None:
    ana = await opens_account(database, now)
    async with database.transaction() as tx:
        for chat, minutes in ((HERE, 1), (THERE, 2), (ELSEWHERE, 3)):
            await sessions.bind_chat(tx, ana, chat, now + minutes * MINUTE, f"name of {chat}")
        await sessions.add_session(
            tx,
            session_id="one",
            account_id=ana,
            chat_id=HERE,
            once_key="71:1",
            now=now + 5 * MINUTE,
            ends_at=now + 60 * MINUTE,
        )
        await sessions.stop_alerts(tx, ana, ELSEWHERE)
        chats = await sessions.chats_of(tx, ana)
        assert b"name of" not in await tx.value(select(bindings_table.c.telegram_name))
        await sessions.end_all_sessions(tx, ana, "test", now)
        await sessions.stop_alerts_elsewhere(tx, ana, THERE)
        left = await sessions.chats_of(tx, ana)
    assert [(each.chat_id, each.telegram_name, each.session_started_at) for each in chats] == [
        (HERE, "name of 71", now + 5 * MINUTE),
        (THERE, "name of 72", None),
    ]
    assert [each.chat_id for each in left] == [THERE]
