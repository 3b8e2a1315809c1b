"""After a crash the same update runs again: a recovery goes on as if nothing had been."""

import json
import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.accounts.challenges import ChallengeOver, Challenges
from bot.accounts.changes import By, Changes
from bot.accounts.passwords import Argon2Parameters, Passwords
from bot.accounts.recovery import Proof, Recovery
from bot.accounts.second_factors import SecondFactors, WrongRecoveryCode
from bot.sandbox.clock import MovableClock
from storage.accounts import set_password_hash
from storage.database import Database
from storage.ids import Ids
from storage.schema import activity, deliveries
from storage.second_factors import replace_recovery_codes
from tests.storage.people import opens_account

CHAT = 1
PAPER = "AB2C3DEFG4HJKM56"
NEW_PASSWORD = "green lantern hums at noon"


@pytest.fixture
async def passwords() -> AsyncIterator[Passwords]:
    passwords = Passwords(Argon2Parameters(memory_kib=64, passes=1), at_once=1, waiting=4)
    yield passwords
    await passwords.close()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def recovery(sqlite_database: Database, passwords: Passwords, clock: MovableClock) -> Recovery:
    ids = Ids()
    challenges = Challenges(ids, secrets.token_bytes)
    factors = SecondFactors(
        sqlite_database, clock, ids, challenges, randomness=secrets.token_bytes, issuer="Test"
    )
    changes = Changes(clock, ids)
    return Recovery(sqlite_database, clock, ids, passwords, challenges, factors, changes)


def by(update: int) -> By:
    return By(CHAT, "Ana", f"{CHAT}:{update}")


async def mails(database: Database) -> list[dict[str, str]]:
    async with database.reading() as tx:
        rows = await tx.all(select(deliveries).order_by(deliveries.c.id))
        return [json.loads(tx.vault.open(row["body"], f"deliveries.body:{row['id']}")) for row in rows]


async def test_every_step_can_be_taken_twice_by_the_same_update(
    recovery: Recovery, sqlite_database: Database, passwords: Passwords, clock: MovableClock
) -> None:
    ana = await opens_account(sqlite_database, datetime(2026, 1, 1, tzinfo=UTC))
    async with sqlite_database.transaction() as tx:
        await replace_recovery_codes(tx, ana, [PAPER])
        await set_password_hash(tx, ana, await passwords.hash("the old one, surely"), clock.now())

    for _ in range(2):
        assert await recovery.mail_code("ana", language="en", by=by(1)) == ana
    (mail,) = await mails(sqlite_database)
    for _ in range(2):
        proved = await recovery.meet_code(ana, mail["code"], chat_id=CHAT, key=by(2).key)
        assert proved.proof is Proof.PAPER
    proved_at = clock.now()
    for _ in range(2):
        await recovery.show_factor(ana, PAPER, by=by(3))
    for _ in range(2):
        hashed = await recovery.hash_password(ana, NEW_PASSWORD, by=by(4))
        assert await recovery.set_password(ana, hashed, proved_at=proved_at, by=by(4)) == "ana"

    assert len(await mails(sqlite_database)) == 2
    async with sqlite_database.reading() as tx:
        noted = [row["kind"] for row in await tx.all(select(activity).order_by(activity.c.id))]
    assert noted == ["recovery-asked", "recovery-code-used", "password-recovered"]


async def test_another_update_does_not_pass_for_one_that_was_done(
    recovery: Recovery, sqlite_database: Database, clock: MovableClock
) -> None:
    ana = await opens_account(sqlite_database, clock.now())
    async with sqlite_database.transaction() as tx:
        await replace_recovery_codes(tx, ana, [PAPER])
    await recovery.show_factor(ana, PAPER, by=by(1))
    with pytest.raises(WrongRecoveryCode):
        await recovery.show_factor(ana, PAPER, by=by(2))


async def test_a_link_serves_the_press_that_used_it_up_and_no_other(
    recovery: Recovery, sqlite_database: Database, clock: MovableClock
) -> None:
    ana = await opens_account(sqlite_database, clock.now())
    await recovery.mail_code("ana@example.org", language="en", by=by(1))
    (mail,) = await mails(sqlite_database)
    for _ in range(2):
        proved = await recovery.meet_link(mail["link"], chat_id=CHAT, key=by(2).key)
        assert (proved.account_id, proved.proof) == (ana, Proof.NOTHING)
    with pytest.raises(ChallengeOver):
        await recovery.meet_link(mail["link"], chat_id=CHAT, key=by(3).key)
