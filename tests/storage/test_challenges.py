"""Codes and links that were sent (requirement R5): the newest only, and bound to what they were sent for."""

from datetime import datetime, timedelta

import pytest

from storage import challenges
from storage.challenges import Challenge
from storage.database import Database
from storage.ids import Ids
from storage.vault import Key, Vault

MINUTES = timedelta(minutes=10)


async def send(
    database: Database,
    now: datetime,
    code: str = "123456",
    *,
    subject: str = "ana",
    purpose: str = "login",
    chat_id: int = 71,
) -> str:
    challenge_id = Ids().new(now)
    async with database.transaction() as tx:
        await challenges.put_challenge(
            tx,
            challenge_id=challenge_id,
            subject=subject,
            purpose=purpose,
            chat_id=chat_id,
            code=code,
            link=f"link-{subject}-{purpose}-{chat_id}-{code}",
            tries=5,
            now=now,
            expires_at=now + MINUTES,
        )
    return challenge_id


async def newest(
    database: Database, subject: str = "ana", purpose: str = "login", chat_id: int = 71
) -> Challenge | None:
    async with database.transaction() as tx:
        return await challenges.newest_challenge(tx, subject, purpose, chat_id)


async def meets(database: Database, challenge: Challenge | None, code: str) -> bool:
    assert challenge is not None
    async with database.reading() as tx:
        return challenges.is_code_of(tx, challenge, code)


async def test_a_code_meets_its_own_challenge_only(database: Database, now: datetime) -> None:
    await send(database, now)
    await send(database, now, subject="bo")

    assert await meets(database, await newest(database), "123456")
    assert not await meets(database, await newest(database), "123457")
    for changed in ({"subject": "cy"}, {"purpose": "recovery"}, {"chat_id": 72}):
        assert await newest(database, **changed) is None


@pytest.mark.parametrize("changed", [{"subject": "bo"}, {"purpose": "recovery"}, {"chat_id": 72}])
async def test_the_same_code_is_kept_differently_for_something_else(
    database: Database, now: datetime, changed: dict[str, str]
) -> None:
    await send(database, now)
    await send(database, now, **changed)  # type: ignore[arg-type]
    one, other = await newest(database), await newest(database, **changed)  # type: ignore[arg-type]

    assert one
    assert other
    assert one.code_digest != other.code_digest


async def test_only_the_newest_counts(database: Database, now: datetime) -> None:
    await send(database, now, "111111")
    await send(database, now, "222222")

    assert not await meets(database, await newest(database), "111111")
    assert await meets(database, await newest(database), "222222")
    async with database.transaction() as tx:
        assert await challenges.challenge_by_link(tx, "link-ana-login-71-111111", "login") is None


async def test_a_link_is_found_for_its_purpose_also_after_a_new_key(
    database: Database, database_url: str, now: datetime
) -> None:
    sent = await send(database, now)
    rotated = Database.open(database_url, Vault([Key("test", bytes(range(32))), Key("next", bytes(32))]))
    for each in (database, rotated):
        async with each.transaction() as tx:
            found = await challenges.challenge_by_link(tx, "link-ana-login-71-123456", "login")
            assert found
            assert found.id == sent
            assert challenges.is_code_of(tx, found, "123456")
            assert await challenges.challenge_by_link(tx, "link-ana-login-71-123456", "recovery") is None
            assert await challenges.challenge_by_link(tx, "link", "login") is None
    await rotated.close()


async def test_tries_and_use_are_counted(database: Database, now: datetime) -> None:
    sent = await send(database, now)
    await send(database, now, subject="bo")
    async with database.transaction() as tx:
        await challenges.count_wrong_try(tx, sent)
        await challenges.count_wrong_try(tx, sent)
        await challenges.use_challenge(tx, sent, now)

    ana, bo = await newest(database), await newest(database, "bo")
    assert ana
    assert bo
    assert (ana.tries_left, ana.used_at) == (3, now)
    assert (bo.tries_left, bo.used_at, bo.expires_at) == (5, None, now + MINUTES)


async def test_only_what_ran_out_long_ago_is_forgotten(database: Database, now: datetime) -> None:
    await send(database, now)
    await send(database, now + MINUTES, subject="bo")
    async with database.transaction() as tx:
        assert await challenges.forget_expired_challenges(tx, now + 1.5 * MINUTES) == 1

    assert await newest(database) is None
    assert await newest(database, "bo")
