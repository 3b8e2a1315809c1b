"""The same update again, as after a crash: each change is made once, told once, and answered as before."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.accounts.addresses import Address
from bot.accounts.challenges import Challenges
from bot.accounts.changes import By, Changes
from bot.accounts.email_change import EmailChanging, UndoOver
from bot.accounts.emails import read_email
from bot.accounts.profile import Part, Profiles, Reason, Why
from bot.accounts.staff import Staff
from bot.sandbox.clock import MovableClock
from storage import deliveries, sessions
from storage.database import Database
from storage.ids import Ids
from tests.bot.sandbox.far_end import StandingClock
from tests.storage.people import opens_account

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
CHAT = 71
BY = By(CHAT, "Ana", "71:5")
MISTAKE = Why(Reason.MISTAKE)


@pytest.fixture
def profiles(sqlite_database: Database) -> Profiles:
    clock = MovableClock(StandingClock(NOON))
    return Profiles(
        sqlite_database, clock, Ids(), Changes(clock, Ids()), Staff(sqlite_database, clock, Ids(), ())
    )


@pytest.fixture
def changing(sqlite_database: Database) -> EmailChanging:
    clock, ids = MovableClock(StandingClock(NOON)), Ids()
    randomness = bytes  # of zeros: the code is known
    challenges = Challenges(ids, randomness)
    return EmailChanging(sqlite_database, clock, ids, challenges, Changes(clock, ids), randomness=randomness)


async def mails(database: Database) -> list[tuple[str, Mapping[str, str]]]:
    """What waits in the outbox of mails."""
    async with database.transaction() as tx:
        due = await deliveries.claim_due_deliveries(tx, "email", "test", NOON, NOON + timedelta(hours=1), 50)
    return [(each.kind, each.body) for each in due]


async def test_each_change_of_a_profile_is_told_once(sqlite_database: Database, profiles: Profiles) -> None:
    ana = await opens_account(sqlite_database, NOON)
    home = Address("US", "1 Elm St", "", "Austin", "TX", "78701")
    for _ in range(2):
        await profiles.change_phone(ana, "+12125550123", BY)
        assert await profiles.change_mailing(ana, home, BY)
        assert await profiles.live_at_mailing(ana, BY)
        await profiles.add_other_name(ana, "Ana García", BY)
        await profiles.change_zone(ana, "America/Chicago", BY)
        await profiles.change_legal_name(ana, "Ana Lopes", MISTAKE, BY)
        await profiles.change_birth_date(ana, date(1990, 5, 24), MISTAKE, BY)
    told = [body["change"] for _, body in await mails(sqlite_database)]
    assert sorted(told) == sorted(Part)
    assert len(await profiles.earlier(ana, Part.LEGAL_NAME)) == 1
    kept = await profiles.of(ana)
    assert (kept.legal_name, kept.birth_date) == ("Ana Lopes", date(1990, 5, 24))
    assert (kept.physical, kept.zone) == (home, "America/Chicago")


async def test_what_is_the_same_as_before_is_not_told(sqlite_database: Database, profiles: Profiles) -> None:
    """Never a false alarm."""
    ana = await opens_account(sqlite_database, NOON)
    await profiles.change_phone(ana, "", BY)
    await profiles.change_legal_name(ana, "Ana López", MISTAKE, BY)
    await profiles.remove_other_name(ana, "Nobody", BY)
    assert await mails(sqlite_database) == []
    assert await profiles.earlier(ana, Part.LEGAL_NAME) == ()


async def test_each_step_of_another_address_is_done_once(
    sqlite_database: Database, changing: EmailChanging
) -> None:
    """R28."""
    ana = await opens_account(sqlite_database, NOON)
    new = read_email("new@example.org")
    for _ in range(2):
        await changing.begin(ana, new, BY)
    ((kind, asked),) = await mails(sqlite_database)
    assert (kind, asked["address"]) == ("confirm-email", "new@example.org")
    assert "name" not in asked

    confirms = By(CHAT, "Ana", "71:6")
    for _ in range(2):
        assert await changing.confirm(ana, asked["code"], confirms) == "new@example.org"
    told = dict(await mails(sqlite_database))
    assert set(told) == {"email-changed", "email-confirmed"}
    assert told["email-changed"]["address"] == "ana@example.org"

    undoes = By(72, "Bo", "72:1")
    for _ in range(2):
        assert await changing.undo(told["email-changed"]["link"], undoes) == "ana@example.org"
    assert [kind for kind, _ in await mails(sqlite_database)] == ["email-undone"]
    with pytest.raises(UndoOver):
        await changing.undo(told["email-changed"]["link"], By(72, "Bo", "72:2"))


async def test_undoing_ends_every_session(sqlite_database: Database, changing: EmailChanging) -> None:
    """R12 and R28."""
    ana = await opens_account(sqlite_database, NOON)
    async with sqlite_database.transaction() as tx:
        await sessions.add_session(
            tx,
            session_id="session",
            account_id=ana,
            chat_id=CHAT,
            once_key="71:1",
            now=NOON,
            ends_at=NOON + timedelta(days=1),
        )
    await changing.begin(ana, read_email("new@example.org"), BY)
    ((_, asked),) = await mails(sqlite_database)
    await changing.confirm(ana, asked["code"], By(CHAT, "Ana", "71:6"))
    link = dict(await mails(sqlite_database))["email-changed"]["link"]
    async with sqlite_database.reading() as tx:
        assert await sessions.session_opened_by(tx, "71:1")
    await changing.undo(link, By(72, "Bo", "72:1"))
    async with sqlite_database.reading() as tx:
        assert await sessions.session_opened_by(tx, "71:1") is None
