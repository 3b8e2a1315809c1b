"""Messages: nothing is lost, nothing happens twice, nobody else reads them, whatever is repeated."""

from collections.abc import Awaitable
from datetime import timedelta

import pytest

from bot.accounts.staff import Staff
from bot.accounts.throttling import TooManyAttempts
from bot.alerts.telling import RuledTeller
from bot.correspondence.answer_time import AnswerTime
from bot.correspondence.drafts import LONGEST, MOST_PARTS, OFFICE, DraftFull, Drafts, to_thread
from bot.correspondence.thread_desk import OwnThread, ThreadDesk
from bot.correspondence.threads import (
    NobodyToWriteTo,
    NoSuchThread,
    NotAllowed,
    NothingToSend,
    Thread,
    Threads,
)
from storage.ids import Ids
from tests.bot.correspondence.house import CLERK, ZONE, SupportHouse
from tests.bot.correspondence.test_support import told


class Post:
    """Both sides of messages over a house."""

    def __init__(self, house: SupportHouse, admins: tuple[int, ...] = (CLERK,)) -> None:
        ids, times = Ids(), AnswerTime(3, ZONE)
        staff = Staff(house.database, house.clock, ids, admins)
        self.house = house
        self.drafts = Drafts(house.database, house.clock, ids)
        self.threads = Threads(house.database, house.clock, ids, staff, times)
        self.desk = ThreadDesk(house.database, house.clock, ids, staff, RuledTeller(ids, ZONE), times)

    async def gathers(self, *parts: str, by: str = "", target: str = OFFICE) -> None:
        for number, part in enumerate(parts):
            await self.drafts.add(by or self.house.ana, target, part, key=f"{target}:{part}:{number}")

    async def sends(self, *parts: str, key: str, target: str = OFFICE) -> Thread:
        await self.gathers(*parts, target=target)
        return await self.threads.send(self.house.ana, target, key=key)

    async def words(self, thread: Thread) -> list[list[str]]:
        part = await self.threads.open(self.house.ana, thread.id)
        return [list(each.parts) for each in reversed(part.messages)]


@pytest.fixture
def post(house: SupportHouse) -> Post:
    return Post(house)


async def test_the_same_update_gathers_and_sends_once(post: Post) -> None:
    for _ in range(2):
        await post.drafts.add(post.house.ana, OFFICE, "We have moved.", key="1:1")
    thread = await post.threads.send(post.house.ana, OFFICE, key="1:2")
    assert (await post.threads.send(post.house.ana, OFFICE, key="1:2")).id == thread.id
    assert await post.words(thread) == [["We have moved."]]
    assert (await post.threads.all_of(post.house.ana)).total == 1
    assert await told(post.house, "staff-message") == 1


async def test_an_answer_that_is_sent_again_is_one_answer(post: Post) -> None:
    thread = await post.sends("We have moved.", key="1:2")
    await post.gathers("Thank you.", by=post.house.clerk, target=to_thread(thread.id))
    for _ in range(2):
        await post.desk.answer(thread.id, post.house.who("9:1"))
    assert await post.words(thread) == [["We have moved."], ["Thank you."]]
    assert (await post.desk.waiting()).total == 0


async def test_what_was_not_allowed_leaves_what_was_gathered(post: Post) -> None:
    await post.gathers("We have moved.")
    refused = Threads(
        post.house.database,
        post.house.clock,
        Ids(),
        Staff(post.house.database, post.house.clock, Ids(), ()),
        AnswerTime(3, ZONE),
    )
    with pytest.raises(NobodyToWriteTo):
        await refused.send(post.house.ana, OFFICE, key="1:2")
    assert [each.text for each in (await post.drafts.of(post.house.ana, OFFICE)).parts] == ["We have moved."]


async def test_too_many_in_a_day_are_kept_for_the_next(post: Post) -> None:
    for number in range(30):
        await post.sends(f"Message {number}", key=f"1:{number}")
    await post.gathers("One more.")
    with pytest.raises(TooManyAttempts):
        await post.threads.send(post.house.ana, OFFICE, key="1:99")
    assert (await post.drafts.of(post.house.ana, OFFICE)).parts
    post.house.clock.move_on(timedelta(days=1, minutes=1))
    await post.threads.send(post.house.ana, OFFICE, key="1:100")
    assert (await post.threads.all_of(post.house.ana)).total == 31


async def test_a_message_has_bounds(post: Post) -> None:
    await post.gathers("a" * (LONGEST - 5))
    with pytest.raises(DraftFull) as full:
        await post.gathers("too long")
    assert full.value.left == 5
    await post.drafts.throw_away(post.house.ana, OFFICE)
    await post.gathers(*("b" for _ in range(MOST_PARTS)))
    with pytest.raises(DraftFull):
        await post.drafts.add(post.house.ana, OFFICE, "c", key="one more")


@pytest.mark.requirement("R11")
async def test_nobody_else_reads_a_thread_or_writes_into_it(post: Post) -> None:
    thread = await post.sends("We have moved.", key="1:2")
    await post.gathers("Me too.", by=post.house.bo, target=to_thread(thread.id))
    await post.gathers("Mine.", by=post.house.bo, target="case:no-such-case")
    attempts: list[tuple[Awaitable[object], type[Exception]]] = [
        (post.threads.open(post.house.bo, thread.id), NoSuchThread),
        (post.threads.send(post.house.bo, to_thread(thread.id), key="2:1"), NoSuchThread),
        (post.threads.send(post.house.bo, "case:no-such-case", key="2:2"), NotAllowed),
        (post.threads.send(post.house.bo, OFFICE, key="2:3"), NothingToSend),
        (post.desk.open("no-such-thread", post.house.who("9:1")), NoSuchThread),
    ]
    for attempt, refusal in attempts:
        with pytest.raises(refusal):
            await attempt
    assert await post.threads.search(post.house.bo, "moved") == []
    assert [each.id for each in await post.threads.search(post.house.ana, "MOVED")] == [thread.id]
    assert await post.words(thread) == [["We have moved."]]


async def test_nobody_of_the_staff_decides_about_their_own(post: Post) -> None:
    await post.gathers("A question.", by=post.house.clerk)
    own = await post.threads.send(post.house.clerk, OFFICE, key="3:1")
    await post.gathers("Yes.", by=post.house.clerk, target=to_thread(own.id))
    with pytest.raises(OwnThread):
        await post.desk.answer(own.id, post.house.who("9:1"))
    with pytest.raises(OwnThread):
        await post.desk.put_aside(own.id, post.house.who("9:2"))
    assert (await post.desk.waiting()).total == 1


async def test_a_long_thread_is_read_a_screen_at_a_time_and_nothing_is_left_out(post: Post) -> None:
    thread = await post.sends("0" * 2000, key="1:0")
    for number in range(1, 12):
        await post.sends(str(number % 10) * 2000, key=f"1:{number}", target=to_thread(thread.id))
    start, read = 0, list[str]()
    while True:
        part = await post.threads.open(post.house.ana, thread.id, start)
        read += [each.parts[0][0] for each in part.messages]
        assert sum(len(each.parts[0]) for each in part.messages) <= 3300
        if not part.has_earlier:
            break
        start += len(part.messages)
    assert read == list("109876543210")
