import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cases.receipt_number import Layout, ReceiptNumber, mask_receipts

NUMBERS = st.from_regex(r"[A-Z]{3}([0-9]{10}|\*[0-9]{9})", fullmatch=True).map(ReceiptNumber)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "EAC999910340",
        "EAC99991034033",
        "eac9999103403",
        "EA19999103403",
        "EAC-99-991-03403",
        "EAC9999103*03",
    ],
)
def test_only_the_right_shape_can_be_made_and_the_refusal_does_not_repeat_it(text: str) -> None:
    with pytest.raises(ValueError, match="not the shape of a receipt number") as refusal:
        ReceiptNumber(text)
    assert not text or text not in str(refusal.value)


def test_its_text_form_is_masked_and_the_number_must_be_asked_for() -> None:
    receipt = ReceiptNumber("EAC2412345403")
    assert receipt.masked == str(receipt) == f"{receipt}" == "EAC*******403"
    assert repr(receipt) == "ReceiptNumber(EAC*******403)"
    assert receipt.value == "EAC2412345403"
    assert receipt.printed == "EAC-24-123-45403"
    assert (receipt.prefix, receipt.last4) == ("EAC", "5403")


@pytest.mark.parametrize(
    ("number", "layout", "year"),
    [
        ("EAC2412351234", Layout.SERVICE_CENTER, "24"),
        ("WAC0512301234", Layout.MAINFRAME, "05"),
        ("MSC2191234567", Layout.LOCKBOX, "21"),
        ("EAC9999103403", Layout.LOCKBOX, "99"),
        ("IOE0912345678", Layout.ELECTRONIC, None),
        ("ZAR2412345678", Layout.ASYLUM, None),
        ("EAC*999103403", Layout.ASTERISK, None),
        ("QQQ2412351234", Layout.UNKNOWN, None),
    ],
)
def test_the_layout_follows_from_prefix_and_digits(number: str, layout: Layout, year: str | None) -> None:
    assert ReceiptNumber(number).layout is layout
    assert ReceiptNumber(number).year_digits == year


def test_an_office_is_named_only_where_it_is_well_attested() -> None:
    assert ReceiptNumber("EAC2412351234").office == "Vermont Service Center"
    ill_attested, unknown = ReceiptNumber("ZBO2412351234"), ReceiptNumber("QQQ2412351234")
    assert (ill_attested.is_known_prefix, ill_attested.office) == (True, None)
    assert (unknown.is_known_prefix, unknown.office) == (False, None)


@given(NUMBERS)
def test_no_form_but_those_asked_for_gives_the_number_away(receipt: ReceiptNumber) -> None:
    for shown in (str(receipt), repr(receipt), mask_receipts(receipt.value), mask_receipts(receipt.printed)):
        assert receipt.value not in shown
        assert receipt.printed not in shown
        assert receipt.masked in shown


def test_masking_finds_numbers_inside_a_sentence_and_leaves_the_rest() -> None:
    said = "Case eac2412351234 (IOE-09-123-45678) was filed on 09-05-2023; call 1-800-375-5283."
    assert (
        mask_receipts(said)
        == "Case eac*******234 (IOE*******678) was filed on 09-05-2023; call 1-800-375-5283."
    )
