from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.cases.receipts import (
    MistypedReceipt,
    NotAReceipt,
    Reason,
    ReceiptNumber,
    clean_receipt,
    fiscal_year,
    read_receipt,
)

TODAY = date(2026, 11, 24)
FULL_WIDTH = {ord(c): ord(c) + 0xFEE0 for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"}
ARABIC_INDIC = {ord("0") + n: 0x0660 + n for n in range(10)}
DECORATIONS = st.text(" \t\n-–—.#\u200b\u200e\ufeff\u00a0\u2212", max_size=3)
SPELLINGS: st.SearchStrategy[Callable[[str], str]] = st.sampled_from(
    [str, str.lower, lambda s: s.translate(FULL_WIDTH), lambda s: s.translate(ARABIC_INDIC)]
)
NUMBERS = st.from_regex(
    r"(EAC|LIN|SRC|WAC|MSC)(0[0-9]|1[0-9]|2[0-7]|99)[0-9]{8}", fullmatch=True
) | st.from_regex(r"(IOE|ZAR|QQQ)[0-9]{10}|EAC\*[0-9]{9}", fullmatch=True)
LOOK_ALIKES = [set("O0О"), set("I1LІ"), set("S5Ѕ"), set("B8В"), set("AА"), set("EЕ"), set("CС")]


def alike(one: str, other: str) -> bool:
    return one == other or any({one, other} <= family for family in LOOK_ALIKES)


def outcome(written: str) -> ReceiptNumber | MistypedReceipt | NotAReceipt:
    try:
        return read_receipt(written, today=TODAY)
    except (MistypedReceipt, NotAReceipt) as error:
        return error


@st.composite
def decorated(draw: st.DrawFn) -> tuple[str, str]:
    """A number, and a way to write it."""
    number = draw(NUMBERS)
    characters = [draw(SPELLINGS)(character) + draw(DECORATIONS) for character in number]
    return number, draw(DECORATIONS) + "".join(characters)


@st.composite
def mistyped(draw: st.DrawFn) -> tuple[str, str]:
    """A number, and a slip of the eye in it."""
    number = draw(NUMBERS)
    slips = {"0": "OoО", "1": "IiLlІ", "5": "Ss", "8": "Bb"}
    prefix_slips = {"I": "1", "O": "0", "A": "А", "E": "Е", "C": "С"}
    options = [
        *(draw(st.sampled_from([c, *prefix_slips.get(c, "")])) for c in number[:3]),
        *(draw(st.sampled_from([c, *slips.get(c, "")])) for c in number[3:]),
    ]
    return number, "".join(options)


@given(decorated())
def test_decoration_is_read_past(pair: tuple[str, str]) -> None:
    number, written = pair
    assert read_receipt(written, today=TODAY).value == number


@given(NUMBERS)
def test_what_is_printed_or_read_reads_back_as_itself(number: str) -> None:
    receipt = read_receipt(number, today=TODAY)
    assert read_receipt(receipt.printed, today=TODAY) == read_receipt(receipt.value, today=TODAY) == receipt


@given(st.text(max_size=60))
@example("ß\ufb01")
def test_cleaning_is_idempotent_and_never_lengthens(written: str) -> None:
    cleaned = clean_receipt(written)
    assert clean_receipt(cleaned) == cleaned
    assert len(cleaned) <= len(written)


@given(
    st.text(st.sampled_from("EACIOLSB0158*- #оО") | st.characters(), max_size=20)
    | mistyped().map(lambda p: p[1])
)
def test_nothing_is_invented(written: str) -> None:
    """A number that comes out has exactly the typed characters, a suggestion their look-alikes."""
    typed = clean_receipt(written)
    match outcome(written):
        case ReceiptNumber(value):
            assert value == typed
        case MistypedReceipt() as mistake:
            assert len(typed) == 13
            assert all(map(alike, typed, mistake.suggestion.value))
            assert typed != mistake.suggestion.value
            assert mistake.suggestion.value not in str(mistake)
        case refusal:
            assert str(refusal) == refusal.reason


@given(mistyped().filter(lambda pair: clean_receipt(pair[1]) != pair[0]))
def test_a_slip_of_the_eye_is_seen_and_what_was_meant_is_offered(pair: tuple[str, str]) -> None:
    number, written = pair
    with pytest.raises(MistypedReceipt) as mistake:
        read_receipt(written, today=TODAY)
    assert mistake.value.suggestion.value == number


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("EAC99991O34O3", "EAC9999103403"),
        ("EAC999910E4O3", None),
        ("10E0912345678", "IOE0912345678"),
        ("i0e09l2345678", "IOE0912345678"),
        ("LIN2490I2S4B8", "LIN2490125488"),
        ("ЕАС2412351234", "EAC2412351234"),  # Cyrillic letters
        ("EAC24123512З4", None),  # a Cyrillic letter that only some take for a 3
        ("0AC2412351234", None),  # OAC is no prefix that anyone knows
    ],
)
def test_look_alikes_are_offered_and_never_swapped_silently(typed: str, meant: str | None) -> None:
    if meant is None:
        with pytest.raises(NotAReceipt):
            read_receipt(typed, today=TODAY)
    else:
        with pytest.raises(MistypedReceipt) as mistake:
            read_receipt(typed, today=TODAY)
        assert mistake.value.suggestion == ReceiptNumber(meant)


@pytest.mark.parametrize(
    ("written", "reason", "off_by"),
    [
        ("", Reason.EMPTY, 0),
        (" - \u200b", Reason.EMPTY, 0),
        ("I do not know", Reason.NO_DIGITS, 0),
        ("EAC99991034", Reason.TOO_SHORT, 2),
        ("EAC-99-991-034030", Reason.TOO_LONG, 1),
        ("9" * 500, Reason.TOO_LONG, 487),
        ("EAC/24/123/51234", Reason.FOREIGN_SIGNS, 0),
        ("2412351234", Reason.PREFIX_MISSING, 0),
        ("1232412351234", Reason.PREFIX_NOT_LETTERS, 0),
        ("EAC24123512X4", Reason.LETTERS_AMONG_DIGITS, 0),
        ("A123456789", Reason.A_NUMBER, 0),
        ("A# 123-456-78", Reason.A_NUMBER, 0),
        ("1234567", Reason.A_NUMBER, 0),
        ("0123 4567 8901", Reason.ONLINE_ACCOUNT_NUMBER, 0),
        ("9405 5118 9956 0000 0000 00", Reason.TRACKING_NUMBER, 0),
        ("EA123456789US", Reason.TRACKING_NUMBER, 0),
        ("1Z999AA10123456784", Reason.TRACKING_NUMBER, 0),
        ("EAC2812351234", Reason.YEAR_IN_FUTURE, 0),
        ("EAC28I2351234", Reason.YEAR_IN_FUTURE, 0),
        ("EAC8912351234", Reason.YEAR_IN_FUTURE, 0),
    ],
)
def test_each_refusal_names_its_reason(written: str, reason: Reason, off_by: int) -> None:
    with pytest.raises(NotAReceipt) as refusal:
        read_receipt(written, today=TODAY)
    assert (refusal.value.reason, refusal.value.off_by) == (reason, off_by)


def test_the_year_turns_in_october() -> None:
    assert (fiscal_year(date(2026, 9, 30)), fiscal_year(date(2026, 10, 1))) == (2026, 2027)
    assert read_receipt("EAC2700150001", today=date(2026, 10, 1)).year_digits == "27"
    with pytest.raises(NotAReceipt):
        read_receipt("EAC2700150001", today=date(2026, 9, 30))


@pytest.mark.parametrize(
    "number", ["EAC9012351234", "EAC9999103403", "IOE8012345678", "ZAR8012345678", "QQQ8012345678"]
)
def test_years_of_the_nineties_the_staging_year_and_numbers_without_a_year_are_let_be(number: str) -> None:
    assert read_receipt(number, today=TODAY).value == number


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("my number is ioe0912345678, thanks", "IOE0912345678"),
        ("EAC-24-123-51234 (yes, EAC2412351234)", "EAC2412351234"),
        (f"{'Dear applicant, ' * 200}\nReceipt: EAC2412351234.", "EAC2412351234"),
        ("EAC2412351234 or EAC2412351235", None),
        ("XEAC2412351234 5", None),
        ("EAC24123512345 it is", None),
        ("EAC2812351234 it is", None),  # a year that is yet to come
    ],
)
def test_the_only_number_in_a_text_is_offered(written: str, meant: str | None) -> None:
    if meant is None:
        with pytest.raises(NotAReceipt):
            read_receipt(written, today=TODAY)
    else:
        with pytest.raises(MistypedReceipt) as mistake:
            read_receipt(written, today=TODAY)
        assert mistake.value.suggestion == ReceiptNumber(meant)
