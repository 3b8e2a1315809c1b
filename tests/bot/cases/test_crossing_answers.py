"""Two questions about one case under way at once: an older answer never takes the place of a newer one."""

import asyncio

from tests.bot.cases.conftest import Opens
from tests.bot.cases.office import RECEIPT, Office


async def test_a_check_that_was_overtaken_by_a_link_does_not_turn_the_case_back(
    office: Office, ana: str, bo: str
) -> None:
    await office.links(ana)
    held = office.courier.holds_up_the_next()
    check = asyncio.create_task(office.checks())
    await held.on_its_way.wait()
    office.desk.moves(RECEIPT.value, "Case Was Approved")
    office.hours_pass(0.01)
    await office.links(bo)
    held.arrives.set()
    await check

    assert await office.title(ana) == "Case Was Approved"
    await office.checks(after_hours=30)
    assert await office.news(ana) == [("case-changed", "Case Was Approved")]
    assert await office.news(bo) == []


async def test_a_link_that_was_overtaken_by_a_check_does_not_turn_the_case_back(
    office: Office, ana: str, bo: str
) -> None:
    await office.links(ana)
    office.hours_pass(2)
    held = office.courier.holds_up_the_next()
    link = asyncio.create_task(office.links(bo))
    await held.on_its_way.wait()
    office.desk.moves(RECEIPT.value, "Case Was Approved")
    office.hours_pass(0.01)
    await office.watcher.tick()
    office.hours_pass(0.01)
    held.arrives.set()
    await link

    assert await office.title(bo) == "Case Was Approved"
    await office.checks(after_hours=30)
    assert await office.news(ana) == [("case-changed", "Case Was Approved")]
    assert await office.news(bo) == []


async def test_of_two_first_links_the_one_that_asked_later_is_believed(
    office: Office, ana: str, bo: str
) -> None:
    held = office.courier.holds_up_the_next()
    link = asyncio.create_task(office.links(ana))
    await held.on_its_way.wait()
    office.desk.moves(RECEIPT.value, "Case Was Approved")
    office.hours_pass(0.01)
    await office.links(bo)
    office.hours_pass(0.01)
    held.arrives.set()
    await link

    assert await office.title(ana) == await office.title(bo) == "Case Was Approved"
    assert await office.news(bo) == []


async def test_where_answers_crossed_the_case_is_asked_for_again_at_once(
    office: Office, ana: str, bo: str
) -> None:
    """The answer that is not believed may have been the newer one after all."""
    held = office.courier.holds_up_the_next()
    link = asyncio.create_task(office.links(ana))
    await held.on_its_way.wait()
    office.hours_pass(0.01)
    await office.links(bo)
    office.desk.moves(RECEIPT.value, "Case Was Approved")
    office.hours_pass(0.01)
    held.arrives.set()
    await link
    await office.watcher.tick()

    assert await office.news(bo) == [("case-changed", "Case Was Approved")]


async def test_a_failure_that_was_overtaken_by_a_link_does_not_make_the_case_look_stale(
    office: Office, ana: str, bo: str
) -> None:
    await office.links(ana)
    office.desk.faults.hiccups = [404]
    held = office.courier.holds_up_the_next()
    check = asyncio.create_task(office.checks())
    await held.on_its_way.wait()
    office.hours_pass(0.01)
    await office.links(bo)
    held.arrives.set()
    await check

    card = await office.card(ana)
    assert card is not None
    assert not card.is_stale


async def test_a_check_whose_lease_ran_out_changes_nothing(
    opens_office: Opens, office: Office, ana: str
) -> None:
    await office.links(ana)
    other = opens_office(office.database, owner="two")
    held = office.courier.holds_up_the_next()
    check = asyncio.create_task(office.checks())
    await held.on_its_way.wait()
    office.desk.moves(RECEIPT.value, "Case Was Approved")
    assert await other.checks(after_hours=0.1) == 1
    other.hours_pass(0.01)
    held.arrives.set()
    await check

    assert await office.title(ana) == "Case Was Approved"
    assert await office.news(ana) == [("case-changed", "Case Was Approved")]


async def test_a_case_that_is_being_checked_is_not_checked_by_another(
    opens_office: Opens, office: Office, ana: str
) -> None:
    await office.links(ana)
    other = opens_office(office.database, owner="two")
    held = office.courier.holds_up_the_next()
    check = asyncio.create_task(office.checks())
    await held.on_its_way.wait()

    assert await other.watcher.tick() == 0
    held.arrives.set()
    assert await check == 1


async def test_a_check_that_was_killed_is_taken_over_when_its_lease_runs_out(
    opens_office: Opens, office: Office, ana: str
) -> None:
    await office.links(ana)
    office.desk.moves(RECEIPT.value, "Case Was Approved")
    other = opens_office(office.database, owner="two")
    held = office.courier.holds_up_the_next()
    check = asyncio.create_task(office.checks())
    await held.on_its_way.wait()
    check.cancel()
    await asyncio.wait([check])

    assert await other.checks(after_hours=0.01) == 0
    assert await other.checks(after_hours=0.1) == 1
    assert await office.news(ana) == [("case-changed", "Case Was Approved")]
