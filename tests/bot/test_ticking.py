"""The process's own clock goes on, whatever happens in one tick."""

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.ticking import Ticking
from storage.database import DatabaseUnavailable

_OFTEN = 0.01


class Work:
    """Something to be done again and again."""

    def __init__(self) -> None:
        self.begun = self.done = self.at_once = self.most_at_once = 0
        self.trouble: Exception | None = None
        self.may_end = asyncio.Event()
        self.may_end.set()
        self._happened = asyncio.Condition()

    async def tick(self) -> int:
        self.begun += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await self._tell()
        await self.may_end.wait()
        self.at_once -= 1
        if self.trouble is not None:
            raise self.trouble
        self.done += 1
        await self._tell()
        return self.done

    async def was_begun(self, times: int) -> None:
        async with self._happened:
            await self._happened.wait_for(lambda: self.begun >= times)

    async def _tell(self) -> None:
        async with self._happened:
            self._happened.notify_all()


@pytest.mark.parametrize(
    ("trouble", "told"),
    [(DatabaseUnavailable("away"), "tick_put_off"), (LookupError("a mistake"), "tick_failed")],
)
async def test_a_tick_that_fails_is_told_in_our_words_and_the_next_one_comes(
    trouble: Exception, told: str
) -> None:
    work, another, ticking = Work(), Work(), Ticking()
    work.trouble = trouble
    ticking.every(_OFTEN, work.tick, name="watching")
    ticking.every(_OFTEN, another.tick, name="sending")
    with capture_logs() as log:
        ticking.start()
        await asyncio.gather(work.was_begun(3), another.was_begun(3))
        await ticking.stop()

    assert {each["event"] for each in log} == {told}
    assert {each["name"] for each in log} == {"watching"}
    assert another.done >= 3


async def test_a_tick_that_lasts_is_not_joined_by_another(caplog: pytest.LogCaptureFixture) -> None:
    work, other, ticking = Work(), Work(), Ticking()
    work.may_end.clear()
    ticking.every(_OFTEN, work.tick, name="watching")
    ticking.every(_OFTEN, other.tick, name="sending")
    ticking.start()
    await asyncio.gather(work.was_begun(1), other.was_begun(5))
    assert work.begun == 1
    work.may_end.set()
    await work.was_begun(3)
    await ticking.stop()

    assert work.most_at_once == 1
    assert "maximum number of running instances" not in caplog.text


async def test_what_is_wanted_now_waits_for_what_is_under_way() -> None:
    work, ticking = Work(), Ticking()
    work.may_end.clear()
    now = ticking.every(_OFTEN, work.tick, name="watching")
    ticking.start()
    await work.was_begun(1)
    wanted = asyncio.ensure_future(now())
    work.may_end.set()

    assert await wanted >= 2
    assert work.most_at_once == 1
    await ticking.stop()


async def test_stopping_finishes_what_is_under_way_and_begins_nothing() -> None:
    work, ticking = Work(), Ticking()
    work.may_end.clear()
    ticking.every(_OFTEN, work.tick, name="watching")
    ticking.start()
    await work.was_begun(1)
    stopping = asyncio.create_task(ticking.stop())
    await asyncio.sleep(0)
    work.may_end.set()
    await stopping

    assert (work.begun, work.done) == (1, 1)
