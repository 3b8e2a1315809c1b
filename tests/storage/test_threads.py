"""Threads, their messages and drafts, on each database: what is kept comes back in the order asked for."""

from datetime import datetime, timedelta

from storage import message_drafts, threads
from storage.database import Database
from storage.ids import Ids
from storage.message_drafts import Draft, Part
from storage.threads import Message, Sight
from tests.storage.people import opens_account

HOUR = timedelta(hours=1)


async def test_an_unread_answer_comes_first_and_the_longest_waiting_too(
    database: Database, ids: Ids, now: datetime
) -> None:
    ana = await opens_account(database, now)
    sight = Sight(ana)
    async with database.transaction() as tx:
        for number, name in enumerate(("old", "answered", "new")):
            at = now + number * HOUR
            await threads.add_thread(tx, name, ana, None, subject=f"About {name}", receipt="", now=at)
            await threads.change_thread(tx, name, waiting_since=at)
        await threads.change_thread(tx, "answered", waiting_since=None, answered_at=now + HOUR)
    async with database.reading() as tx:
        assert [each.id for each in await threads.threads_seen(tx, sight, 8)] == ["answered", "new", "old"]
        assert await threads.count_seen(tx, sight) == (3, 1)
        assert [each.id for each in await threads.waiting_threads(tx, 8)] == ["old", "new"]
        assert [each.subject for each in await threads.resting_threads(tx, 8)] == ["About answered"]
        assert await threads.thread_seen(tx, Sight("somebody"), "old") is None


async def test_a_message_is_kept_once_and_read_from_the_newest_back(
    database: Database, ids: Ids, now: datetime
) -> None:
    ana = await opens_account(database, now)
    sent = [Message(f"m{number}", "thread", "person", "Ana", ["a", "b"], now) for number in range(3)]
    async with database.transaction() as tx:
        await threads.add_thread(tx, "thread", ana, None, subject="Address", receipt="", now=now)
        added = [await threads.add_message(tx, each, each.id) for each in sent]
        again = await threads.add_message(tx, Message("m9", "thread", "person", "Ana", [], now), "m0")
    assert (added, again) == ([True, True, True], False)
    async with database.reading() as tx:
        assert await threads.messages_of(tx, "thread", 2) == [sent[2], sent[1]]
        assert await threads.messages_seen(tx, Sight(ana), 8, before="m1") == [sent[0]]
        assert await threads.thread_of_message(tx, "m1") == "thread"
        kept = await threads.threads_kept(tx, ana)
    assert [len(each["messages"]) for each in kept] == [3]


async def test_a_draft_takes_the_place_of_the_one_before(database: Database, ids: Ids, now: datetime) -> None:
    ana = await opens_account(database, now)
    draft = Draft("office", "Address", (Part("We have moved.", "1:1"),))
    async with database.transaction() as tx:
        await message_drafts.put_draft(tx, ids, ana, Draft("office"), now)
        await message_drafts.put_draft(tx, ids, ana, draft, now)
    async with database.reading() as tx:
        assert await message_drafts.draft_of(tx, ana, "office") == draft
        assert await message_drafts.drafts_of(tx, ana, 8) == [draft]
    async with database.transaction() as tx:
        await message_drafts.drop_draft(tx, ana, "office")
        assert await message_drafts.draft_of(tx, ana, "office") is None
