"""Accounts: found by what is not readable, and one of each."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from storage import accounts
from storage.accounts import Account, Login, Registration
from storage.database import Database, DatabaseContended
from storage.vault import Key, Vault
from tests.storage.people import opens_account, personal

DAY = timedelta(days=1)
CHAT = 71


def registration(now: datetime, number: int = 1) -> Registration:
    return Registration(f"registration{number}", CHAT, 71, personal("ana"), "hash", "es", now)


async def waiting(database: Database, at: datetime, chat_id: int = CHAT) -> Registration | None:
    async with database.reading() as tx:
        return await accounts.registration_of_chat(tx, chat_id, at)


async def test_an_account_comes_back_as_it_was_opened(database: Database, now: datetime) -> None:
    account_id = await opens_account(database, now)
    async with database.reading() as tx:
        assert await accounts.account_by_id(tx, account_id) == Account(
            account_id, personal("ana"), "en", "auto", now
        )
        assert await accounts.account_by_id(tx, "nobody") is None


async def test_an_account_is_found_by_username_by_address_and_by_id(
    database: Database, now: datetime
) -> None:
    account_id = await opens_account(database, now)
    await opens_account(database, now, "bo")
    ana = Login(account_id, "hash of ana", "en", now)
    async with database.reading() as tx:
        assert await accounts.login_by_name(tx, "ana", None) == ana
        assert await accounts.login_by_name(tx, None, "ana@example.org") == ana
        assert await accounts.login_by_name(tx, "ana", "nobody@example.org") == ana
        assert await accounts.login_by_id(tx, account_id) == ana
        assert await accounts.login_by_name(tx, "ana@example.org", "ana") is None
        assert await accounts.login_by_name(tx, None, None) is None


async def test_what_is_taken_is_known(database: Database, now: datetime) -> None:
    await opens_account(database, now, "paula")
    async with database.reading() as tx:
        assert await accounts.email_is_taken(tx, "paula@example.org")
        assert await accounts.username_is_taken(tx, "paula", "another")
        assert await accounts.username_is_taken(tx, "pau1a", "pau1a")
        assert await accounts.number_is_taken(tx, personal("paula").number)
        assert not await accounts.email_is_taken(tx, "paula")
        assert not await accounts.username_is_taken(tx, "bo", "bo")
        assert not await accounts.number_is_taken(tx, "1")


async def test_of_two_who_open_the_same_account_at_once_one_is_asked_to_look_again(
    database: Database, another_process: Database, now: datetime
) -> None:
    opened = await asyncio.gather(
        *(opens_account(each, now) for each in (database, another_process)), return_exceptions=True
    )

    assert [type(each) for each in opened if not isinstance(each, str)] == [DatabaseContended]


async def test_accounts_are_found_after_a_new_key(
    database: Database, database_url: str, now: datetime
) -> None:
    account_id = await opens_account(database, now)
    rotated = Database.open(database_url, Vault([Key("test", bytes(range(32))), Key("next", bytes(32))]))
    await opens_account(rotated, now, "bo")
    async with rotated.reading() as tx:
        found = [await accounts.login_by_name(tx, name, None) for name in ("ana", "bo")]
        account = await accounts.account_by_id(tx, account_id)

    assert all(found)
    assert account is not None
    assert account.personal == personal("ana")
    await rotated.close()


async def test_password_and_language_change_for_one_account_only(database: Database, now: datetime) -> None:
    ana, bo = await opens_account(database, now), await opens_account(database, now, "bo")
    later = now + timedelta(days=1)
    async with database.transaction() as tx:
        await accounts.set_password_hash(tx, ana, "another", later)
        await accounts.set_language(tx, ana, "es")
        assert await accounts.login_by_id(tx, ana) == Login(ana, "another", "es", later)
        assert await accounts.login_by_id(tx, bo) == Login(bo, "hash of bo", "en", now)


async def test_a_registration_waits_in_its_chat_until_it_expires(database: Database, now: datetime) -> None:
    begun = registration(now)
    async with database.transaction() as tx:
        await accounts.put_registration(tx, begun, "ana@example.org", now + DAY)

    assert await waiting(database, now) == begun
    assert await waiting(database, now, chat_id=72) is None
    assert await waiting(database, now + DAY) is None


async def test_a_new_registration_takes_the_place_of_the_one_before(
    database: Database, now: datetime
) -> None:
    async with database.transaction() as tx:
        await accounts.put_registration(tx, registration(now), "ana@example.org", now + DAY)
        await accounts.put_registration(tx, registration(now, 2), "ana@example.org", now + DAY)

    assert await waiting(database, now) == registration(now, 2)


async def test_how_far_a_registration_came_is_kept(database: Database, now: datetime) -> None:
    begun = registration(now)
    async with database.transaction() as tx:
        await accounts.put_registration(tx, begun, "ana@example.org", now + DAY)
        await accounts.mark_registration_verified(tx, begun.id, now)
        await accounts.mark_registration_opened(tx, begun.id, "71:5")

    assert await waiting(database, now) == replace(begun, verified_at=now, opened_by="71:5")


@pytest.mark.parametrize(("days", "left"), [(0, 0), (2, 1)])
async def test_only_registrations_that_expired_are_forgotten(
    database: Database, now: datetime, days: int, left: int
) -> None:
    async with database.transaction() as tx:
        await accounts.put_registration(tx, registration(now), "ana@example.org", now + days * DAY)
        assert await accounts.forget_expired_registrations(tx, now) == 1 - left
