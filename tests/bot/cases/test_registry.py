"""The registry of the staff, by itself and beside an outside source: each real change is told once."""

from datetime import date
from itertools import count

import pytest

from bot.accounts.staff import StaffMember
from bot.cases.identity_match import identity
from bot.cases.receipts import ReceiptNumber
from bot.cases.registry import AlreadyKept, ChangedMeanwhile, NewStatus, NotKept, Record, Registry, Role
from storage import registry as rows
from storage import staff_actions
from tests.bot.cases.office import RECEIPT, Office

_KEYS = count(1)
RECORD = Record(form="I-765", office="Houston Field Office", received_on=date(2026, 5, 3))
OURS = ReceiptNumber("IOE0912345999")


def staff(account_id: str) -> StaffMember:
    """One of the staff, at something new."""
    return StaffMember(1, account_id, f"1:{next(_KEYS)}")


@pytest.fixture
def registry(office: Office) -> Registry:
    return Registry(office.database, office.clock, office.ids, office.recorder)


@pytest.fixture
async def reyes(office: Office) -> str:
    """An account of one of the staff."""
    return await office.opens_account("reyes")


async def follows_in_full(registry: Registry, office: Office, ana: str, reyes: str) -> None:
    """Ana is a person of the record, and follows her case."""
    case_id = await registry.add(RECEIPT, RECORD, by=staff(reyes))
    await registry.add_person(case_id, Role.APPLICANT, "Ana", date(1990, 5, 23), by=staff(reyes))
    await office.links(ana)


async def says(registry: Registry, office: Office, reyes: str, title: str, on: date | None = None) -> None:
    await registry.set_status(await office.case_id(), NewStatus(title, on=on), by=staff(reyes))


async def test_a_kept_case_comes_back_with_all_that_is_known(registry: Registry, reyes: str) -> None:
    case_id = await registry.add(OURS, RECORD, by=staff(reyes))
    person = await registry.add_person(
        case_id, Role.APPLICANT, "Ana María López", date(1990, 5, 23), by=staff(reyes)
    )
    kept = await registry.case(case_id)
    assert (kept.receipt, kept.record, kept.version) == (OURS, RECORD, 1)
    assert [(each.id, each.role, each.name, each.birth_date) for each in kept.people] == [
        (person, "applicant", "Ana María López", "1990-05-23")
    ]
    assert await registry.find(OURS) == case_id
    assert await registry.find(RECEIPT) is None
    with pytest.raises(AlreadyKept):
        await registry.add(OURS, RECORD, by=staff(reyes))
    with pytest.raises(NotKept):
        await registry.case("nowhere")


async def test_the_same_update_after_a_crash_does_it_once(
    registry: Registry, office: Office, reyes: str
) -> None:
    adding, telling = staff(reyes), staff(reyes)
    case_id = await registry.add(RECEIPT, RECORD, by=adding)
    assert await registry.add(RECEIPT, RECORD, by=adding) == case_id
    for _ in range(2):
        await registry.set_status(case_id, NewStatus("Case Was Approved"), by=telling)
    async with office.database.reading() as tx:
        actions = await staff_actions.staff_actions_before(tx, None, 9)
    assert [each.action for each in actions] == ["case-status", "case-added"]


async def test_who_changes_an_old_version_is_told_so(registry: Registry, reyes: str) -> None:
    case_id = await registry.add(OURS, RECORD, by=staff(reyes))
    await registry.describe(case_id, Record(form="I-485"), version=1, by=staff(reyes))
    with pytest.raises(ChangedMeanwhile):
        await registry.describe(case_id, Record(form="I-130"), version=1, by=staff(reyes))
    assert (await registry.case(case_id)).record.form == "I-485"


async def test_people_are_found_by_who_they_are_and_by_nothing_less(
    registry: Registry, office: Office, reyes: str
) -> None:
    case_id = await registry.add(OURS, RECORD, by=staff(reyes))
    await registry.add_person(case_id, Role.APPLICANT, "Ana María López", date(1990, 5, 23), by=staff(reyes))
    async with office.database.reading() as tx:

        async def found(name: str, day: date, case: str = case_id) -> int:
            return len(await rows.people_like(tx, case, [identity(name, day)]))

        assert await found("LOPEZ ana  maria", date(1990, 5, 23)) == 1
        assert await found("Ana López", date(1990, 5, 23)) == 0
        assert await found("Ana María López", date(1990, 5, 24)) == 0
        assert await found("Ana María López", date(1990, 5, 23), "another") == 0


async def test_who_follows_a_case_sees_it_in_full_once_its_record_names_them(
    registry: Registry, office: Office, ana: str, bo: str, reyes: str
) -> None:
    await office.links(ana)
    await office.links(bo)
    case_id = await registry.add(RECEIPT, RECORD, by=staff(reyes))
    await says(registry, office, reyes, "Case Was Approved", on=date(2030, 1, 1))
    assert await office.news(ana) == []
    await registry.add_person(case_id, Role.APPLICANT, "Ana", date(1990, 5, 23), by=staff(reyes))
    assert await office.title(ana) == "Case Was Approved"
    assert await office.title(bo) == "Case Was Received"


async def test_who_waits_for_a_number_hears_of_it_once_the_record_names_them(
    registry: Registry, office: Office, ana: str, bo: str, reyes: str
) -> None:
    office.desk.faults.outage = 503
    await office.keeps_trying(ana)
    await office.keeps_trying(bo)
    case_id = await registry.add(RECEIPT, RECORD, by=staff(reyes))
    await says(registry, office, reyes, "Case Was Approved", on=date(2030, 1, 1))
    assert await office.news(ana) == []
    await registry.add_person(case_id, Role.APPLICANT, "Ana", date(1990, 5, 23), by=staff(reyes))
    assert await office.news(ana) == [("case-found", "Case Was Approved")]
    assert await office.news(bo) == []


async def test_what_only_the_office_knows_is_told_to_its_people_alone(
    registry: Registry, office: Office, ana: str, bo: str, reyes: str
) -> None:
    """R11."""
    await follows_in_full(registry, office, ana, reyes)
    await office.links(bo)
    await says(registry, office, reyes, "Case Was Approved", on=date(2030, 1, 1))
    assert await office.news(ana) == [("case-changed", "Case Was Approved")]
    assert await office.news(bo) == []
    assert await office.title(bo) == "Case Was Received"


# --- beside an outside source ------------------------------------------------------------------


async def test_the_word_of_the_staff_reaches_followers_at_once(
    registry: Registry, office: Office, ana: str, reyes: str
) -> None:
    await follows_in_full(registry, office, ana, reyes)
    await says(registry, office, reyes, "Case Was Approved", on=date(2030, 1, 1))
    assert await office.news(ana) == [("case-changed", "Case Was Approved")]
    assert await office.title(ana) == "Case Was Approved"


async def test_what_one_source_told_is_no_news_from_the_other(
    registry: Registry, office: Office, ana: str, reyes: str
) -> None:
    await follows_in_full(registry, office, ana, reyes)
    await says(registry, office, reyes, "Case Was Approved", on=date(2030, 1, 1))
    await office.news(ana)
    office.desk.moves(RECEIPT.value, "Case Was Approved")
    for _ in range(3):
        await office.checks()
    assert await office.news(ana) == []
    await says(registry, office, reyes, "CASE WAS APPROVED.")
    assert await office.news(ana) == []


async def test_a_source_that_stands_still_does_not_take_back_what_another_told(
    registry: Registry, office: Office, ana: str, reyes: str
) -> None:
    await follows_in_full(registry, office, ana, reyes)
    await says(registry, office, reyes, "Case Was Approved", on=date(2030, 1, 1))
    await office.news(ana)
    for _ in range(3):
        await office.checks()
    assert await office.news(ana) == []
    assert await office.title(ana) == "Case Was Approved"
    office.desk.moves(RECEIPT.value, "Card Was Mailed To Me")
    await office.checks()
    assert await office.news(ana) == [("case-changed", "Card Was Mailed To Me")]
    assert await office.title(ana) == "Card Was Mailed To Me"


async def test_old_news_of_a_source_that_is_asked_late_is_none(
    registry: Registry, office: Office, ana: str, reyes: str
) -> None:
    await follows_in_full(registry, office, ana, reyes)
    await says(registry, office, reyes, "Case Was Accepted", on=date(2001, 1, 1))
    assert await office.news(ana) == []
    assert await office.title(ana) == "Case Was Received"


async def test_each_real_change_is_told_once_whoever_tells_it(
    registry: Registry, office: Office, ana: str, reyes: str
) -> None:
    await follows_in_full(registry, office, ana, reyes)
    told = []
    for number in range(4):
        await says(registry, office, reyes, f"Ours {number}", on=date(2030, 1, 1 + number))
        told += await office.news(ana)
        office.desk.moves(RECEIPT.value, f"Theirs {number}")
        await office.checks(after_hours=50)
        told += await office.news(ana)
    assert [title for _, title in told] == [
        f"{who} {number}" for number in range(4) for who in ("Ours", "Theirs")
    ]


async def test_what_is_taken_back_soon_is_corrected_and_not_told_as_news(office: Office, ana: str) -> None:
    await office.links(ana)
    office.desk.moves(RECEIPT.value, "Case Was Denied")
    await office.checks()
    assert await office.news(ana) == [("case-changed", "Case Was Denied")]
    office.desk.moves(RECEIPT.value, "Case Was Received")
    await office.checks(after_hours=100)
    assert await office.news(ana) == [("case-taken-back", "Case Was Received")]


async def test_markup_and_deceiving_signs_in_the_words_of_the_staff_are_text(
    registry: Registry, office: Office, ana: str, reyes: str
) -> None:
    await follows_in_full(registry, office, ana, reyes)
    await says(registry, office, reyes, "Case\u202e <b>Was</b> Approved", on=date(2030, 1, 1))
    assert await office.title(ana) == "Case Was Approved"
