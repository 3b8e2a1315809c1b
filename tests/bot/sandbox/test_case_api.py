"""The local Case Status API by plain HTTP: what the documentation says of the real one must hold of it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.cases.receipts import read_receipt
from bot.cases.statuses import Stage, classify, status_date
from bot.sandbox.case_api import STATUS_PATH, TOKEN_PATH
from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.case_errors import MESSAGES
from bot.sandbox.case_faults import BodyFault, ErrorShape
from bot.sandbox.clock import MovableClock
from bot.sandbox.staging_cases import OUR_ELECTRONIC_CASE, WITH_HISTORY, WITHOUT_HISTORY
from tests.bot.sandbox.far_end import FarEnd, StandingClock, far_end_served

TUESDAY_NOON_EASTERN = datetime(2026, 11, 24, 17, tzinfo=UTC)


@dataclass
class Caller:
    """Someone with the keys of the desk."""

    desk: CaseDesk
    clock: MovableClock
    session: aiohttp.ClientSession
    url: str
    token: str = ""

    async def logs_in(self, **changes: str) -> tuple[int, dict[str, Any]]:
        form = {"grant_type": "client_credentials", "client_id": self.desk.client_id}
        form |= {"client_secret": self.desk.client_secret} | changes
        async with self.session.post(self.url + TOKEN_PATH, data=form) as response:
            body = await response.json()
            self.token = body.get("access_token", self.token)
            return response.status, body

    async def asks(self, receipt: str, *, token: str | None = None) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {self.token if token is None else token}"}
        async with self.session.get(f"{self.url}{STATUS_PATH}/{receipt}", headers=headers) as response:
            return response.status, await response.json()


@pytest.fixture(scope="module")
async def far_end() -> AsyncIterator[FarEnd]:
    async with far_end_served() as served:
        yield served


@pytest.fixture
async def caller(far_end: FarEnd) -> AsyncIterator[Caller]:
    clock = MovableClock(StandingClock(TUESDAY_NOON_EASTERN))
    far_end.desk = CaseDesk(clock)
    async with aiohttp.ClientSession() as session:
        yield Caller(far_end.desk, clock, session, far_end.url)


async def test_a_token_is_granted_with_its_numbers_as_strings(caller: Caller) -> None:
    status, body = await caller.logs_in()
    assert (status, body["token_type"], body["expires_in"]) == (200, "Bearer", "1799")
    assert body["issued_at"] == str(int(TUESDAY_NOON_EASTERN.timestamp() * 1000))


@pytest.mark.parametrize("change", [{"client_secret": "no"}, {"client_id": "no"}, {"grant_type": "password"}])
async def test_no_token_for_others(caller: Caller, change: dict[str, str]) -> None:
    status, body = await caller.logs_in(**change)
    assert status == 401
    assert "access_token" not in body


async def test_a_status_is_told_to_a_token_only_and_only_until_it_expires(caller: Caller) -> None:
    invalid = (401, {"code": 401, "message": "Invalid Access Token"})
    assert await caller.asks(WITH_HISTORY[0], token="") == invalid
    await caller.logs_in()
    caller.clock.move_on(timedelta(seconds=1798))
    assert (await caller.asks(WITH_HISTORY[0]))[0] == 200
    caller.clock.move_on(timedelta(seconds=1))
    assert await caller.asks(WITH_HISTORY[0]) == invalid


async def test_the_documented_case_is_told_as_documented(caller: Caller) -> None:
    await caller.logs_in()
    status, body = await caller.asks("EAC9999103402")
    case = body["case_status"]
    assert (status, case["formType"]) == (200, "I-130")
    assert case["current_case_status_text_en"] == "Case Approval Was Affirmed"
    assert case["submittedDate"] == case["modifiedDate"] == "09-05-2023 14:28:46"
    assert case["hist_case_status"] is None
    assert body["message"] == "Query was successful for payload {'receipt_number': 'EAC9999103402'}"


async def test_the_staging_numbers_show_every_irregularity_of_the_real_ones(caller: Caller) -> None:
    await caller.logs_in()
    caller.desk.faults.rate_limit = None
    cases = {receipt: (await caller.asks(receipt))[1]["case_status"] for receipt in caller.desk.cases}
    assert all(cases[receipt]["hist_case_status"] for receipt in WITH_HISTORY)
    assert not any(cases[receipt].get("hist_case_status") for receipt in WITHOUT_HISTORY)
    assert len({"hist_case_status" in cases[receipt] for receipt in WITHOUT_HISTORY}) == 2
    dates = {entry["date"] for receipt in WITH_HISTORY for entry in cases[receipt]["hist_case_status"]}
    assert {len(day) for day in dates} == {len("2023-09-05"), len("09-05-2023 14:28:46")}
    told = {
        entry["completed_text_en"] for case in cases.values() for entry in case.get("hist_case_status") or []
    }
    assert told >= {"Case Was Received", "The status of your Form N-400 became “Case Was Received”."}
    texas = [entry["date"][:10] for entry in cases["SRC9999102777"]["hist_case_status"]]
    assert texas == ["12-04-2023", "10-20-2023", "09-05-2023"]
    assert all('<a href="' in case["current_case_status_desc_en"] for case in cases.values())
    assert {case["formType"] for case in cases.values()} >= {"N-400", "N400"}
    assert "submittedDate" not in cases[OUR_ELECTRONIC_CASE]


async def test_the_documented_errors_carry_the_documented_messages(caller: Caller) -> None:
    await caller.logs_in()
    assert await caller.asks("EAC0000000000") == (404, {"message": MESSAGES[404]})
    for malformed in ("EAC123", "12345678901234", "EAC-99-991-03403", "QQQ0000000000"):
        assert await caller.asks(malformed) == (422, {"message": MESSAGES[422]})
    caller.desk.faults.outage = 503
    assert await caller.asks("EAC9999103402") == (503, {"error": {"code": "503", "message": MESSAGES[503]}})


async def test_an_error_can_come_in_each_shape_that_occurs(caller: Caller) -> None:
    await caller.logs_in()
    caller.desk.faults.outage = 503
    words = MESSAGES[503]
    listed = {"code": "503", "message": words, "category": "", "reference": "", "status": 503, "traceId": "0"}
    fault = {"faultstring": words, "detail": {"errorcode": "messaging.adaptors.http"}}
    for shape, body in (
        (ErrorShape.SPECIFIED, {"code": 503, "message": words}),
        (ErrorShape.BARE, {"message": words}),
        (ErrorShape.NESTED, {"error": {"code": "503", "message": words}}),
        (ErrorShape.LISTED, {"errors": [listed]}),
        (ErrorShape.GATEWAY, {"fault": fault}),
    ):
        caller.desk.faults.error_shape = shape
        assert await caller.asks("EAC9999103402") == (503, body)
    caller.desk.faults.error_shape = ErrorShape.EMPTY
    assert await caller.asks("EAC9999103402") == (503, None)


@pytest.mark.parametrize("status", [400, 403, 500, 502, 504])
async def test_undocumented_errors_come_too(caller: Caller, status: int) -> None:
    await caller.logs_in()
    caller.desk.faults.hiccups = [status]
    assert (await caller.asks("EAC9999103402"))[0] == status
    assert (await caller.asks("EAC9999103402"))[0] == 200


async def test_a_fresh_token_can_be_refused_and_the_token_office_be_out_of_order(caller: Caller) -> None:
    await caller.logs_in()
    caller.desk.faults.refuses_tokens = True
    assert (await caller.asks("EAC9999103402"))[0] == 401
    caller.desk.faults.token_outage = 503
    assert (await caller.logs_in())[0] == 503


async def test_a_share_of_the_receipts_is_garbled_and_always_the_same_ones(caller: Caller) -> None:
    await caller.logs_in()
    caller.desk.faults.rate_limit = None
    caller.desk.faults.garbled_share = 0.38

    async def garbled() -> set[str]:
        found = set()
        for receipt in WITH_HISTORY:
            try:
                await caller.asks(receipt)
            except ValueError:
                found.add(receipt)
        return found

    first = await garbled()
    assert 0 < len(first) < len(WITH_HISTORY)
    assert await garbled() == first


@pytest.mark.parametrize("fault", [BodyFault.HTML_PAGE, BodyFault.TRUNCATED])
async def test_an_answer_may_be_no_json_at_all(caller: Caller, fault: BodyFault) -> None:
    await caller.logs_in()
    caller.desk.faults.body = fault
    with pytest.raises((ValueError, aiohttp.ContentTypeError)):
        await caller.asks("EAC9999103402")


async def test_an_answer_may_be_far_too_long(caller: Caller) -> None:
    await caller.logs_in()
    caller.desk.faults.body = BodyFault.OVERSIZED
    case = (await caller.asks("EAC9999103402"))[1]["case_status"]
    assert len(case["current_case_status_desc_en"]) > 1024 * 1024


async def test_an_asterisk_may_stand_in_the_fourth_place(caller: Caller) -> None:
    await caller.logs_in()
    assert await caller.asks("EAC*000000000") == (404, {"message": MESSAGES[404]})


async def test_the_sixth_request_of_a_second_is_too_many(caller: Caller) -> None:
    await caller.logs_in()
    statuses = [(await caller.asks("EAC9999103402"))[0] for _ in range(6)]
    assert statuses == [200] * 5 + [429]
    caller.clock.move_on(timedelta(seconds=1))
    assert (await caller.asks("EAC9999103402"))[0] == 200


@pytest.mark.parametrize(
    ("hours", "status"),
    [(0, 200), (7.99, 200), (8, 503), (18.99, 503), (19, 200), (24 * 4, 503), (24 * 6, 200)],
)
async def test_it_keeps_office_hours_when_told_to(caller: Caller, hours: float, status: int) -> None:
    caller.desk.faults.closed_hours = True
    caller.clock.move_on(timedelta(hours=hours))
    await caller.logs_in()
    assert (await caller.asks("EAC9999103402"))[0] == status


async def test_the_desk_moves_cases_and_forgets_them(caller: Caller) -> None:
    await caller.logs_in()
    caller.desk.has("IOE0912345678", "Case Was Received", form="N-400")
    caller.clock.move_on(timedelta(days=1))
    await caller.logs_in()
    caller.desk.moves("IOE0912345678", "Interview Was Scheduled")
    case = (await caller.asks("ioe0912345678"))[1]["case_status"]
    assert case["current_case_status_text_en"] == "Interview Was Scheduled"
    assert status_date(case["current_case_status_desc_en"]) == datetime(2026, 11, 25).date()
    assert [entry["completed_text_en"] for entry in case["hist_case_status"]] == ["Case Was Received"]
    caller.desk.forgets("IOE0912345678")
    assert (await caller.asks("IOE0912345678"))[0] == 404


async def test_every_nth_answer_or_a_chosen_one_is_garbled(caller: Caller) -> None:
    await caller.logs_in()
    caller.desk.faults.garbled_every = 2
    assert (await caller.asks("EAC9999103402"))[0] == 200
    with pytest.raises(ValueError, match="Expecting"):
        await caller.asks("EAC9999103402")
    caller.desk.faults.garbled_every = None
    caller.desk.faults.garbled.add("EAC9999103403")
    assert (await caller.asks("EAC9999103402"))[0] == 200
    with pytest.raises(ValueError, match="Expecting"):
        await caller.asks("EAC9999103403")


async def test_it_can_answer_about_another_case(caller: Caller) -> None:
    await caller.logs_in()
    caller.desk.faults.body = BodyFault.WRONG_RECEIPT
    assert (await caller.asks("EAC9999103402"))[1]["case_status"]["receiptNumber"] != "EAC9999103402"


async def test_requests_are_remembered(caller: Caller) -> None:
    await caller.logs_in()
    await caller.asks("EAC0000000000")
    seen = [(request.path, request.receipt, request.status) for request in caller.desk.requests]
    assert seen == [(TOKEN_PATH, None, 200), (STATUS_PATH, "EAC0000000000", 404)]


async def test_what_the_desk_offers_is_known_to_the_bot(caller: Caller) -> None:
    meanings = [classify(title) for title in caller.desk.titles]
    assert all(meaning.known and meaning.stage is not Stage.UNKNOWN for meaning in meanings)
    for receipt in caller.desk.cases:
        assert read_receipt(receipt, today=TUESDAY_NOON_EASTERN.date()).is_known_prefix


async def test_the_desk_takes_receipt_numbers_only(caller: Caller) -> None:
    with pytest.raises(ValueError, match="receipt number"):
        caller.desk.has("EAC", "Case Was Received")
    with pytest.raises(KeyError):
        caller.desk.moves("EAC0000000000", "Case Was Received")
