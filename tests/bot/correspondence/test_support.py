"""Support requests: whose they are, what may follow what, and that nothing happens twice."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.accounts.throttling import TooManyAttempts
from bot.correspondence.answer_time import AnswerTime
from bot.correspondence.support import (
    NobodyToAsk,
    NoSuchRequest,
    NotFollowed,
    RequestOver,
    SupportRequest,
    SupportState,
)
from bot.correspondence.support_desk import AlreadyTaken, OwnRequest
from bot.correspondence.support_kinds import Closed, SupportKind
from storage import staff_actions
from storage.schema import deliveries
from tests.bot.correspondence.house import ZONE, SupportHouse, house_on


async def asks(house: SupportHouse, key: str = "1", account: str | None = None) -> SupportRequest:
    return await house.support.ask(account or house.ana, SupportKind.OTHER, {"words": "help"}, None, key=key)


async def state(house: SupportHouse, request_id: str) -> SupportState:
    return (await house.support.one(house.ana, request_id)).request.state


async def told(house: SupportHouse, kind: str) -> int:
    async with house.database.reading() as tx:
        return len(await tx.all(select(deliveries.c.id).where(deliveries.c.kind == kind)))


async def test_the_same_update_asks_once_and_the_staff_hear_of_it_once(house: SupportHouse) -> None:
    first = await asks(house)
    assert await asks(house) == first
    assert (await house.support.all_of(house.ana)).total == 1
    assert await told(house, "staff-support") == 1


async def test_every_request_has_a_number_of_its_own(house: SupportHouse) -> None:
    """Chance gives each number twice here."""
    numbers = [(await asks(house, str(key))).number for key in range(4)]
    assert len(set(numbers)) == 4


async def test_nobody_sees_or_touches_anothers_request(house: SupportHouse) -> None:
    request = await asks(house)
    assert not await house.support.has_made(house.bo, request.id)
    attempts: list[Awaitable[object]] = [
        house.support.one(house.bo, request.id),
        house.support.add(house.bo, request.id, "mine", key="2"),
        house.support.withdraw(house.bo, request.id),
        house.desk.answer("no-such-request", "here", house.who("3")),
    ]
    for attempt in attempts:
        with pytest.raises(NoSuchRequest):
            await attempt
    assert await state(house, request.id) is SupportState.RECEIVED


async def test_a_case_that_is_not_followed_cannot_be_asked_about(house: SupportHouse) -> None:
    with pytest.raises(NotFollowed):
        await house.support.ask(house.ana, SupportKind.SLOW, {}, "no-such-case", key="1")
    assert (await house.support.all_of(house.ana)).total == 0


async def test_without_staff_nothing_is_taken_that_nobody_would_read(house: SupportHouse) -> None:
    support, _ = house_on(house.database, house.clock, admins=())
    assert not support.can_be_asked()
    with pytest.raises(NobodyToAsk):
        await support.ask(house.ana, SupportKind.OTHER, {}, None, key="1")


async def test_a_request_goes_from_hand_to_hand_and_each_step_is_on_record(house: SupportHouse) -> None:
    request = await asks(house)
    await house.desk.open(request.id, house.who("1"))
    await house.desk.take(request.id, house.who("2"))
    assert await state(house, request.id) is SupportState.WORKING
    await house.desk.ask_back(request.id, "Which one?", house.who("3"))
    assert (await house.support.all_of(house.ana)).asking == 1
    assert ((await house.desk.waiting()).total, (await house.desk.resting()).total) == (0, 1)
    await house.support.add(house.ana, request.id, "The blue one", key="4")
    assert (await house.desk.waiting()).total == 1
    await house.desk.answer(request.id, "Done", house.who("5"))
    await house.desk.close(request.id, Closed.DONE, house.who("6"))
    said = (await house.support.one(house.ana, request.id)).entries
    assert [(each.author, each.text) for each in said] == [("staff", "done"), ("staff", "Done")]
    async with house.database.reading() as tx:
        record = await staff_actions.staff_actions_before(tx, None, 10)
    assert [each.action.removeprefix("support-") for each in record] == [
        *("closed", "answered", "asked", "taken", "opened"),
    ]
    assert {each.detail["number"] for each in record} == {request.number}


Act = Callable[[SupportHouse, str, str], Awaitable[None]]


async def answers(house: SupportHouse, request_id: str, key: str) -> None:
    await house.desk.answer(request_id, "here you are", house.who(key))


async def asks_back(house: SupportHouse, request_id: str, key: str) -> None:
    await house.desk.ask_back(request_id, "which one?", house.who(key))


async def closes(house: SupportHouse, request_id: str, key: str) -> None:
    await house.desk.close(request_id, Closed.TWICE, house.who(key))


async def takes(house: SupportHouse, request_id: str, key: str) -> None:
    await house.desk.take(request_id, house.who(key))


@pytest.mark.parametrize("act", [answers, asks_back, closes, takes])
async def test_what_the_staff_do_is_done_once_and_told_once(house: SupportHouse, act: Act) -> None:
    request = await asks(house)
    await act(house, request.id, "1")
    before = await house.support.one(house.ana, request.id)
    await act(house, request.id, "1")
    assert await house.support.one(house.ana, request.id) == before
    # There is no chat of hers in this house, so it goes by e-mail.
    assert await told(house, "support-news") == 1


@pytest.mark.parametrize("act", [answers, asks_back, closes, takes])
async def test_nothing_more_is_done_about_what_is_over(house: SupportHouse, act: Act) -> None:
    request = await asks(house)
    await house.support.withdraw(house.ana, request.id)
    await house.support.withdraw(house.ana, request.id)
    with pytest.raises(RequestOver):
        await act(house, request.id, "1")
    with pytest.raises(RequestOver):
        await house.support.add(house.ana, request.id, "wait", key="2")
    assert await state(house, request.id) is SupportState.WITHDRAWN
    assert await told(house, "support-news") == 0


@pytest.mark.parametrize("act", [answers, asks_back, closes, takes])
async def test_nobody_decides_about_a_request_of_their_own(house: SupportHouse, act: Act) -> None:
    """R11."""
    request = await asks(house, account=house.clerk)
    with pytest.raises(OwnRequest):
        await act(house, request.id, "1")


async def test_of_two_who_take_a_request_one_has_it(house: SupportHouse) -> None:
    request = await asks(house)
    await takes(house, request.id, "1")
    with pytest.raises(AlreadyTaken):
        await takes(house, request.id, "2")


async def test_a_closed_request_cannot_be_taken_back(house: SupportHouse) -> None:
    request = await asks(house)
    await closes(house, request.id, "1")
    with pytest.raises(RequestOver):
        await house.support.withdraw(house.ana, request.id)


async def test_words_that_come_twice_are_added_once(house: SupportHouse) -> None:
    request = await asks(house)
    for _ in range(2):
        await house.support.add(house.ana, request.id, "one more thing", key="2")
    assert len((await house.support.one(house.ana, request.id)).entries) == 1
    assert await state(house, request.id) is SupportState.RECEIVED


async def test_more_words_do_not_send_a_request_to_the_end_of_the_line(house: SupportHouse) -> None:
    first = await asks(house)
    house.clock.move_on(timedelta(hours=1))
    await asks(house, "2", house.bo)
    await house.support.add(house.ana, first.id, "is anybody there?", key="3")
    assert (await house.desk.waiting()).requests[0].id == first.id


async def test_how_much_one_person_may_send_is_bounded(house: SupportHouse) -> None:
    """R17."""
    for key in range(10):
        await asks(house, str(key))
    with pytest.raises(TooManyAttempts):
        await asks(house, "one too many")
    house.clock.move_on(timedelta(days=1))
    request = await asks(house, "tomorrow")
    for key in range(30):
        await house.support.add(house.ana, request.id, "and more", key=f"w{key}")
    with pytest.raises(TooManyAttempts):
        await house.support.add(house.ana, request.id, "and more", key="w30")


@pytest.mark.parametrize(
    ("asked", "days", "answered_by"),
    [
        (datetime(2026, 11, 25, 17, tzinfo=UTC), 1, date(2026, 11, 26)),
        (datetime(2026, 11, 25, 17, tzinfo=UTC), 3, date(2026, 11, 30)),
        (datetime(2026, 11, 28, 17, tzinfo=UTC), 1, date(2026, 11, 30)),
        (datetime(2026, 11, 26, 3, tzinfo=UTC), 1, date(2026, 11, 26)),
    ],
)
def test_an_answer_is_promised_in_working_days_of_the_office(
    asked: datetime, days: int, answered_by: date
) -> None:
    assert AnswerTime(days, ZONE).answer_by(asked) == answered_by
