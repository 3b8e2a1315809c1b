"""Requests to the staff, their record, and changes of addresses: sealed, and each told once."""

from datetime import datetime, timedelta

import pytest

from storage import address_changes, recovery_requests, staff_actions
from storage.database import Database, DatabaseContended
from storage.ids import Ids
from tests.storage.people import opens_account

LINK = "the-link-of-the-mail"
HERE = 7_100_001


async def asks(database: Database, account: str, now: datetime, key: str = "one") -> str:
    async with database.transaction() as tx:
        await recovery_requests.add_request(
            tx,
            request_id=key,
            account_id=account,
            number=f"{sum(key.encode()):06d}",
            chat_id=HERE,
            body={"name": "Ana López"},
            stop_link=f"{LINK}-{key}",
            once_key=key,
            now=now,
        )
    return key


async def test_a_request_is_found_by_its_account_its_update_and_its_link(
    database: Database, now: datetime
) -> None:
    account = await opens_account(database, now)
    await asks(database, account, now)
    async with database.transaction() as tx:
        found = await recovery_requests.open_request(tx, account)
        assert found == await recovery_requests.request_once(tx, "one")
        assert found == await recovery_requests.request_by_stop_link(tx, f"{LINK}-one")
        assert await recovery_requests.request_by_stop_link(tx, LINK) is None
    assert found is not None
    assert (found.body, found.state, found.decision) == ({"name": "Ana López"}, "waiting", {})


async def test_an_account_has_one_open_request(database: Database, now: datetime) -> None:
    account = await opens_account(database, now)
    await asks(database, account, now)
    with pytest.raises(DatabaseContended):
        await asks(database, account, now, "two")
    async with database.transaction() as tx:
        assert await recovery_requests.end_request(tx, "one", "withdrawn", now)
        assert not await recovery_requests.end_request(tx, "one", "stopped", now)
    await asks(database, account, now, "two")


async def test_only_what_waits_is_listed_the_oldest_first(database: Database, now: datetime) -> None:
    for name in ("ana", "bo", "cy"):
        await asks(database, await opens_account(database, now, name), now, name)
    async with database.transaction() as tx:
        await recovery_requests.refuse_request(tx, "bo", {"why": "not-reached"}, now)
        waiting = await recovery_requests.waiting_requests(tx, 10)
        assert [each.id for each in waiting] == ["ana", "cy"]
        assert await recovery_requests.count_waiting(tx) == 2
        refused = await recovery_requests.request_by_id(tx, "bo")
    assert refused is not None
    assert (refused.state, refused.decision, refused.ended_at) == ("refused", {"why": "not-reached"}, now)


async def test_an_approved_request_is_found_by_its_chat(database: Database, now: datetime) -> None:
    await asks(database, await opens_account(database, now), now)
    ready, until = now + timedelta(days=3), now + timedelta(days=10)
    async with database.transaction() as tx:
        assert await recovery_requests.approved_in_chat(tx, HERE) is None
        await recovery_requests.approve_request(
            tx, "one", {"how": "known"}, now, ready_at=ready, expires_at=until
        )
        found = await recovery_requests.approved_in_chat(tx, HERE)
        assert await recovery_requests.approved_in_chat(tx, HERE + 1) is None
    assert found is not None
    assert (found.ready_at, found.expires_at, found.decision) == (ready, until, {"how": "known"})


async def test_what_the_staff_did_is_appended_once_and_read_backwards(
    database: Database, ids: Ids, now: datetime
) -> None:
    account = await opens_account(database, now)
    async with database.transaction() as tx:
        for key in ("first", "second", "second"):
            await staff_actions.add_staff_action(
                tx,
                action_id=ids.new(now),
                at=now,
                telegram_id=HERE,
                staff_account=account,
                action="help-opened",
                subject="recovery-request:one",
                detail={"key": key},
                once_key=key,
            )
        newest, oldest = await staff_actions.staff_actions_before(tx, None, 10)
        assert list(await staff_actions.staff_actions_before(tx, newest.id, 10)) == [oldest]
        assert await staff_actions.is_noted(tx, "first")
        assert not await staff_actions.is_noted(tx, "third")
    assert (newest.detail, oldest.detail) == ({"key": "second"}, {"key": "first"})
    assert newest.staff_name == "Ana López"


async def test_a_changed_address_waits_until_it_is_entered_once(
    database: Database, ids: Ids, now: datetime
) -> None:
    account = await opens_account(database, now)
    body = {"which": "mailing-address-changed", "before": "", "after": "12 Main Street"}
    change = ids.new(now)
    async with database.transaction() as tx:
        await address_changes.add_address_change(tx, change_id=change, account_id=account, body=body, now=now)
        (found,) = await address_changes.undone_address_changes(tx, 10)
        assert (found.name, found.body) == ("Ana López", body)
        assert await address_changes.end_address_change(tx, change, now) == account
        assert await address_changes.end_address_change(tx, change, now) is None
        assert await address_changes.count_undone_address_changes(tx) == 0
