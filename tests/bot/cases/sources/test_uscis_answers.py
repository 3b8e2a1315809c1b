import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cases.descriptions import Description, Link
from bot.cases.receipts import ReceiptNumber
from bot.cases.sources.source import HistoryEntry, Observation, SourceGarbled
from bot.cases.sources.uscis_answers import ApiFault, read_case, read_fault, read_token

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
RECEIPT = ReceiptNumber("EAC9999103403")


def answer(**changes: Any) -> bytes:
    """The documented answer, with fields changed, or left out where the change is None."""
    case = {
        "receiptNumber": "EAC9999103403",
        "formType": "I-130",
        "submittedDate": "09-05-2023 14:28:46",
        "modifiedDate": "09-06-2023 14:28:46",
        "current_case_status_text_en": "Case Was Approved",
        "current_case_status_desc_en": 'We wrote. <a href="https://www.uscis.gov/x">More</a> &amp; so on.',
        "current_case_status_text_es": "Caso aprobado",
        "current_case_status_desc_es": "Le escribimos.",
        "hist_case_status": [
            {"date": "2023-09-05", "completed_text_en": "Sent", "completed_text_es": "Enviado"}
        ],
    } | changes
    kept = {name: value for name, value in case.items() if value is not None}
    return json.dumps({"case_status": kept, "message": "Query was successful"}).encode()


def read(body: bytes, receipt: ReceiptNumber = RECEIPT) -> Observation:
    return read_case(body, receipt, observed_at=NOW, source="uscis")


def test_the_documented_answer_is_read_whole() -> None:
    assert read(answer()) == Observation(
        receipt=RECEIPT,
        form="I-130",
        title="Case Was Approved",
        description=Description("We wrote. More & so on.", (Link("More", "https://www.uscis.gov/x"),)),
        title_es="Caso aprobado",
        description_es=Description("Le escribimos."),
        submitted=date(2023, 9, 5),
        modified=date(2023, 9, 6),
        history=(HistoryEntry(date(2023, 9, 5), "Sent", "Enviado"),),
        observed_at=NOW,
        source="uscis",
    )


def test_an_electronic_case_without_dates_history_spanish_and_description_is_read() -> None:
    body = answer(
        receiptNumber="IOE0912345678",
        submittedDate=None,
        modifiedDate=None,
        hist_case_status=None,
        current_case_status_desc_en=None,
        current_case_status_text_es=None,
        current_case_status_desc_es=None,
    )
    read_back = read(body, ReceiptNumber("IOE0912345678"))
    assert (read_back.submitted, read_back.modified, read_back.history) == (None, None, ())
    assert (read_back.description, read_back.title_es, read_back.description_es) == (
        Description(""),
        None,
        None,
    )


def test_history_is_put_in_order_whichever_date_format_and_name_it_has() -> None:
    entries = [
        {"date": "2024-03-01", "completed_text_en": "Third"},
        {"date": "09-05-2023 14:28:46", "completed_text_en": "First"},
        {"date": "01-31-2024 00:00:00", "completed_text_en": "Second <b>step</b>"},
        {"date": "soon", "completed_text_en": "Undated"},
        {"date": "2024-03-01"},
        "not an entry",
    ]
    for name in ("hist_case_status", "hist_case_data"):
        history = read(answer(**{"hist_case_status": None, name: entries})).history
        assert [entry.text for entry in history] == ["First", "Second step", "Third"]


@pytest.mark.parametrize("history", ["", {}, 7, []])
def test_a_history_of_another_kind_is_none(history: object) -> None:
    assert read(answer(hist_case_status=history)).history == ()


@pytest.mark.parametrize(
    ("told", "form"),
    [
        ("N400", "N-400"),
        ("I-821D", "I-821D"),
        ("i821d", "I-821D"),
        ("G28", "G-28"),
        ("AR-11", "AR-11"),
        ("", None),
        ("Some Petition", "SOME PETITION"),
        (765, None),
    ],
)
def test_the_forms_name_gets_its_dash(told: object, form: str | None) -> None:
    assert read(answer(formType=told)).form == form


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"\xff\xfe\x00",
        b"<html><body>Maintenance</body></html>",
        b"[" * 100_000,
        b'{"case_status": null}',
        b'{"message": "Query was successful"}',
        answer()[:-20],
        answer().replace(b'\\"', b'"'),
        answer(receiptNumber="EAC9999103404"),
        answer(receiptNumber=None),
        answer(receiptNumber=9999103403),
        answer(current_case_status_text_en=None),
        answer(current_case_status_text_en=" "),
        answer(current_case_status_text_en="<b></b>"),
        answer(current_case_status_text_en=["Case Was Approved"]),
    ],
)
def test_what_is_no_answer_about_this_case_is_garbled(body: bytes) -> None:
    with pytest.raises(SourceGarbled) as garbled:
        read(body)
    assert "EAC" not in str(garbled.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(sorted(json.loads(answer())["case_status"])), JSON, max_size=4))
def test_no_kind_of_value_in_any_field_breaks_the_reading(changes: dict[str, Any]) -> None:
    """Whatever the fields hold, the answer is of this case with a title, or it is garbled."""
    try:
        observation = read(answer(**changes))
    except SourceGarbled:
        return
    assert observation.receipt == RECEIPT
    assert observation.title.strip()


@pytest.mark.parametrize(
    ("body", "message", "from_gateway"),
    [
        (b'{"code": 404, "message": "No such"}', "No such", False),
        (b'{"message": "No such"}', "No such", False),
        (b'\n\n\n{"error": {"code": "503", "message": "Closed"}}', "Closed", False),
        (b'{"errors": [{"code": "X", "message": "Bad", "status": 422, "traceId": "1"}]}', "Bad", False),
        (b'{"fault": {"faultstring": "Spike arrest", "detail": {"errorcode": "x"}}}', "Spike arrest", True),
        (b'{"message": "Try <b>again</b>, EAC9999103403"}', "Try again, EAC*******403", False),
        (b'{"message": 7}', None, False),
        (b" \n", None, False),
    ],
)
def test_every_shape_of_an_error_is_read(body: bytes, message: str | None, from_gateway: bool) -> None:
    assert read_fault(body) == ApiFault(message, from_gateway)


@pytest.mark.parametrize("body", [b"<html>404 Not Found</html>", b"{}", b'{"errors": []}', b'"message"'])
def test_what_is_no_error_of_the_api_is_told_apart(body: bytes) -> None:
    assert read_fault(body) is None


@pytest.mark.parametrize(
    ("told", "lasts"),
    [("1799", 1799), (1800, 1800), (None, 300), ("soon", 300), ("-5", 300), ("9" * 30, 300)],
)
def test_a_tokens_life_is_read_from_a_string_or_a_number(told: object, lasts: int) -> None:
    token = read_token(json.dumps({"access_token": "abc", "expires_in": told}).encode())
    assert (token.value, token.lasts) == ("abc", timedelta(seconds=lasts))
    assert "abc" not in repr(token)


@pytest.mark.parametrize("value", [None, "", 7, "two words", "line\r\nbreak", "é", "x" * 5_000])
def test_a_token_that_no_header_can_carry_is_garbled(value: object) -> None:
    with pytest.raises(SourceGarbled):
        read_token(json.dumps({"access_token": value}).encode())
