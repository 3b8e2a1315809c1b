"""Phone numbers in any common way of writing, kept in E.164 and shown in groups."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.accounts.phones import BadPhone, PhoneProblem, read_phone, shown_phone


@pytest.mark.parametrize(
    ("written", "kept", "shown"),
    [
        *(
            (written, "+12125550123", "+1 (212) 555-0123")
            for written in (
                "2125550123",
                "(212) 555-0123",
                "212.555.0123",
                " 212 – 555 – 0123 ",
                "1 212 555 0123",
                "+1 212 555 0123",
                "001 212 555 0123",
                "２１２５５５０１２３",
                "٢١٢ ٥٥٥ ٠١٢٣",
            )
        ),
        ("+52 55 1234 5678", "+525512345678", "+52 55 1234 5678"),
        ("011 502 2345 6789", "+50223456789", "+502 2345 6789"),
        ("0044 20 7946 0958", "+442079460958", "+44 207 946 0958"),
        ("+7 916 123 45 67", "+79161234567", "+7 916 123 4567"),
        ("+880 1712 345678", "+8801712345678", "+880 171 234 5678"),
    ],
)
def test_a_number_is_read_as_people_write_it(written: str, kept: str, shown: str) -> None:
    assert read_phone(written) == kept
    assert shown_phone(kept) == shown


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("555-0123", PhoneProblem.TOO_SHORT),
        ("", PhoneProblem.CHARACTERS),
        ("call me", PhoneProblem.CHARACTERS),
        ("212 555 0123\x00", PhoneProblem.CHARACTERS),
        ("<b>2125550123</b>", PhoneProblem.CHARACTERS),
        ("---", PhoneProblem.TOO_SHORT),
        ("+", PhoneProblem.CHARACTERS),
        ("212 555 0123 ext. 4", PhoneProblem.EXTENSION),
        ("212-555-0123 x4", PhoneProblem.EXTENSION),
        ("112 555 0123", PhoneProblem.NOT_AMERICAN),
        ("212 155 0123", PhoneProblem.NOT_AMERICAN),
        ("52 55 1234 5678", PhoneProblem.COUNTRY),
        ("+28 123 456 789", PhoneProblem.COUNTRY),
        ("+52 1234 5678 9012 3456", PhoneProblem.TOO_LONG),
        ("2" * 41, PhoneProblem.TOO_LONG),
        ("+52 123", PhoneProblem.TOO_SHORT),
    ],
)
def test_what_cannot_be_called_is_refused_with_the_reason(written: str, reason: PhoneProblem) -> None:
    """R17: bounded, and without control characters."""
    with pytest.raises(BadPhone) as refused:
        read_phone(written)
    assert refused.value.reason is reason


@given(st.text(max_size=50) | st.from_regex(r"\+?[0-9() .-]{0,30}", fullmatch=True))
def test_whatever_is_written_is_a_number_of_e164_or_refused(written: str) -> None:
    try:
        kept = read_phone(written)
    except BadPhone:
        return
    assert kept.startswith("+")
    assert kept[1:].isascii()
    assert 8 <= len(kept[1:]) <= 15
    assert kept[1:].isdigit()
    assert read_phone(shown_phone(kept)) == kept
