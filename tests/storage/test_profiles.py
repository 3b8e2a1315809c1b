"""Profiles and changes of the e-mail address in the database: sealed, apart for each account."""

from datetime import datetime, timedelta

from sqlalchemy import select

from storage import email_changes, profiles
from storage.database import Database
from storage.email_changes import EmailChange
from storage.profiles import Address, Details, IdentityChange
from storage.schema import email_changes as email_table
from storage.schema import identity_changes
from storage.schema import profiles as profile_table
from tests.storage.people import opens_account

HOME = Address("US", "123 Main St", "Apt 4B", "Los Angeles", "CA", "90012")
DETAILS = Details(("Ana García",), HOME, None, True, "+12125550123")
CHANGE = IdentityChange("legal-name-changed", "Ana López", "Ana García", "other", "registry", "Ana")


async def test_details_come_back_as_they_were_and_belong_to_one_account(
    database: Database, now: datetime
) -> None:
    """R11."""
    ana, bo = await opens_account(database, now), await opens_account(database, now, "bo")
    async with database.transaction() as tx:
        await profiles.put_details(tx, ana, Details(phone="+525512345678"), now)
        await profiles.put_details(tx, ana, DETAILS, now)
    async with database.reading() as tx:
        assert await profiles.details_of(tx, ana) == DETAILS
        assert await profiles.details_of(tx, bo) == Details()


async def test_the_history_keeps_its_order_and_belongs_to_one_account(
    database: Database, now: datetime
) -> None:
    ana, bo = await opens_account(database, now), await opens_account(database, now, "bo")
    async with database.transaction() as tx:
        for number in (1, 2):
            await profiles.add_identity_change(
                tx,
                change_id=f"change-{number}",
                account_id=ana,
                change=CHANGE,
                now=now + number * timedelta(1),
            )
    async with database.reading() as tx:
        assert await profiles.identity_changes_of(tx, ana) == [
            (now + timedelta(1), CHANGE),
            (now + timedelta(2), CHANGE),
        ]
        assert await profiles.identity_changes_of(tx, bo) == []


async def test_nothing_of_a_profile_stands_readable_in_its_rows(database: Database, now: datetime) -> None:
    """R19."""
    ana = await opens_account(database, now)
    async with database.transaction() as tx:
        await profiles.put_details(tx, ana, DETAILS, now)
        await profiles.add_identity_change(tx, change_id="change-1", account_id=ana, change=CHANGE, now=now)
        await email_changes.put_email_change(
            tx,
            EmailChange("change-2", ana, "ana@old.example", "ana@new.example", None, None),
            "ana@new.example",
            now,
        )
    async with database.reading() as tx:
        stored = [
            *(await tx.all(select(profile_table))),
            *(await tx.all(select(identity_changes))),
            *(await tx.all(select(email_table))),
        ]
    kept = b"".join(value for row in stored for value in row.values() if isinstance(value, bytes))
    shown = "".join(str(value) for row in stored for value in row.values() if isinstance(value, str))
    for secret in ("García", "López", "Main St", "90012", "2125550123", "registry", "example"):
        assert secret.encode() not in kept
        assert secret not in shown


async def test_only_the_newest_change_of_the_address_waits(database: Database, now: datetime) -> None:
    ana = await opens_account(database, now)
    async with database.transaction() as tx:
        for number in (1, 2):
            new = f"ana{number}@example.org"
            change = EmailChange(f"change-{number}", ana, "ana@example.org", new, None, None)
            await email_changes.put_email_change(tx, change, new, now)
        waiting = await email_changes.waiting_email_change(tx, ana)
    assert waiting
    assert waiting.after == "ana2@example.org"


async def test_old_changes_of_the_address_are_forgotten(database: Database, now: datetime) -> None:
    ana = await opens_account(database, now)
    async with database.transaction() as tx:
        change = EmailChange("change-1", ana, "ana@example.org", "new@example.org", None, None)
        await email_changes.put_email_change(tx, change, "new@example.org", now)
        assert await email_changes.forget_old_email_changes(tx, now) == 0
        assert await email_changes.forget_old_email_changes(tx, now + timedelta(seconds=1)) == 1
        assert await email_changes.waiting_email_change(tx, ana) is None
