"""The real client against the local Case Status API, over loopback: what it makes of the answers."""

import asyncio
from dataclasses import replace
from datetime import date
from traceback import format_exception

import pytest
from structlog.testing import capture_logs

from bot.cases.receipts import ReceiptNumber
from bot.cases.sources.source import (
    LookUpFailed,
    ReceiptRefused,
    ReceiptUnknown,
    SourceBusy,
    SourceGarbled,
    SourceRefusesUs,
    SourceUnavailable,
)
from bot.sandbox.case_api import STATUS_PATH
from bot.sandbox.case_errors import MESSAGES
from bot.sandbox.case_faults import BodyFault, ErrorShape
from tests.bot.cases.sources.bench import NOON, RECEIPT, SECRET, Bench


async def test_a_case_is_looked_up(bench: Bench) -> None:
    seen = await bench.source().look_up(ReceiptNumber("EAC9999103402"))
    assert (seen.form, seen.title) == ("I-130", "Case Approval Was Affirmed")
    assert seen.submitted == seen.modified == date(2023, 9, 5)
    assert seen.history == ()
    assert (seen.source, seen.observed_at) == ("uscis", NOON)


async def test_every_case_of_the_sandbox_can_be_read_with_its_history_in_order(bench: Bench) -> None:
    source = bench.source()
    for receipt, case in bench.desk.cases.items():
        seen = await source.look_up(ReceiptNumber(receipt))
        assert (seen.title, seen.form) == (case.title, case.form)
        told = zip(seen.history, case.history, strict=True)
        # Some are told as a whole sentence.
        assert all(past.title in entry.text for entry, past in told)
        assert "<" not in seen.description.text
        assert [link.url for link in seen.description.links] == ["https://www.uscis.gov/addresschange"]
        assert (seen.submitted is None) == (receipt == "IOE9999100001")


async def test_a_move_at_the_desk_is_seen(bench: Bench) -> None:
    bench.desk.has("WAC2412351234", "Case Was Received", form="I-765")
    bench.wait(3600)
    bench.desk.moves("WAC2412351234", "Case Was Approved")
    seen = await bench.source().look_up(ReceiptNumber("WAC2412351234"))
    assert (seen.title, [entry.text for entry in seen.history]) == (
        "Case Was Approved",
        ["Case Was Received"],
    )


@pytest.mark.parametrize("shape", [None, *(shape for shape in ErrorShape if shape is not ErrorShape.GATEWAY)])
@pytest.mark.parametrize(
    ("status", "error"),
    [
        (404, ReceiptUnknown),
        (422, ReceiptRefused),
        (429, SourceBusy),
        (503, SourceUnavailable),
        (401, SourceRefusesUs),
        (403, SourceRefusesUs),
    ],
)
async def test_each_error_is_known_by_its_status_in_every_shape(
    bench: Bench, status: int, error: type[LookUpFailed], shape: ErrorShape | None
) -> None:
    bench.desk.faults.outage = status
    bench.desk.faults.error_shape = shape
    with pytest.raises(error) as failure:
        await bench.source().look_up(RECEIPT)
    if status not in {401, 403}:
        assert failure.value.said == (None if shape is ErrorShape.EMPTY else MESSAGES[status])
        assert bench.asked(STATUS_PATH) == 1


async def test_an_unknown_number_and_a_malformed_one_are_told_apart(bench: Bench) -> None:
    source = bench.source()
    with pytest.raises(ReceiptUnknown):
        await source.look_up(ReceiptNumber("EAC0000000000"))
    with pytest.raises(ReceiptRefused):
        await source.look_up(ReceiptNumber("QQQ0000000000"))


@pytest.mark.parametrize("status", [404, 422])
async def test_a_gateway_that_knows_no_such_address_says_nothing_of_the_case(
    bench: Bench, status: int
) -> None:
    bench.desk.faults.outage = status
    bench.desk.faults.error_shape = ErrorShape.GATEWAY
    with pytest.raises(SourceGarbled):
        await bench.source().look_up(RECEIPT)


async def test_a_wrong_address_in_the_configuration_says_nothing_of_the_case(bench: Bench) -> None:
    bench.access = replace(bench.access, api_url=bench.access.api_url + "/elsewhere")
    with pytest.raises(SourceGarbled):
        await bench.source().look_up(RECEIPT)


async def test_a_status_that_nobody_documented_is_garbled(bench: Bench) -> None:
    bench.desk.faults.outage = 418
    with pytest.raises(SourceGarbled):
        await bench.source().look_up(RECEIPT)


@pytest.mark.parametrize("fault", list(BodyFault))
async def test_an_answer_that_cannot_be_trusted_is_garbled_and_not_asked_again(
    bench: Bench, fault: BodyFault
) -> None:
    bench.desk.faults.body = fault
    with pytest.raises(SourceGarbled):
        await bench.source().look_up(RECEIPT)
    assert bench.asked(STATUS_PATH) == 1


async def test_where_38_of_100_answers_are_garbled_the_others_are_read(bench: Bench) -> None:
    bench.desk.faults.garbled_share = 0.38
    source = bench.source()
    answers = await asyncio.gather(
        *(source.look_up(ReceiptNumber(receipt)) for receipt in bench.desk.cases), return_exceptions=True
    )
    garbled = [answer for answer in answers if isinstance(answer, SourceGarbled)]
    titles = {
        answer.receipt.value: answer.title for answer in answers if not isinstance(answer, BaseException)
    }
    assert len(garbled) + len(titles) == len(bench.desk.cases)
    assert 10 < len(garbled) < 30
    assert all(bench.desk.cases[receipt].title == title for receipt, title in titles.items())


async def test_the_demo_id_is_sent_where_there_is_one(bench: Bench) -> None:
    await bench.source().look_up(RECEIPT)
    bench.access = replace(bench.access, demo_id="4711")
    await bench.source().look_up(RECEIPT)
    sent = [request.demo_id for request in bench.desk.requests if request.path == STATUS_PATH]
    assert sent == [None, "4711"]


@pytest.mark.parametrize("fault", ["garbled", "outage", "refused"])
async def test_no_log_line_and_no_failure_holds_a_receipt_number_a_token_or_the_secret(
    bench: Bench, fault: str
) -> None:
    bench.desk.faults.body = BodyFault.WRONG_RECEIPT if fault == "garbled" else None
    bench.desk.faults.outage = 500 if fault == "outage" else None
    bench.desk.faults.refuses_tokens = fault == "refused"
    with capture_logs() as lines, pytest.raises(LookUpFailed) as failure:
        await bench.source().look_up(RECEIPT)
    told = f"{lines} {failure.value!r} {failure.value.__dict__} {''.join(format_exception(failure.value))}"
    assert RECEIPT.value not in told
    assert SECRET not in told
    assert fault != "garbled" or RECEIPT.masked in told
