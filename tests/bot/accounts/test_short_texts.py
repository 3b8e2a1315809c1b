"""Short texts of a person's own: one line, nothing invisible."""

import pytest

from bot.accounts.short_texts import BadText, TextProblem, read_short_text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Ana’s phone", "Ana’s phone"),
        ("  two   spaces ", "two spaces"),
        ("cafe\u0301", "café"),
        ("گوشی من", "گوشی من"),
        ("📱 7", "📱 7"),
        ("<b>&</b>", "<b>&</b>"),
    ],
)
def test_what_people_write_is_taken(written: str, read: str) -> None:
    assert read_short_text(written, at_least=1, at_most=20) == read


@pytest.mark.requirement("R17")
@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", TextProblem.TOO_SHORT),
        ("  ", TextProblem.TOO_SHORT),
        ("\u200d\u200d\u200d", TextProblem.TOO_SHORT),
        ("ab", TextProblem.TOO_SHORT),
        ("a" * 21, TextProblem.TOO_LONG),
        ("a" * 100_000, TextProblem.TOO_LONG),
        ("two\nlines", TextProblem.CHARACTERS),
        ("tab\there", TextProblem.CHARACTERS),
        ("a\u202eb right to left", TextProblem.CHARACTERS),
        ("null\x00", TextProblem.CHARACTERS),
        ("lone \ud800", TextProblem.CHARACTERS),
        ("a" + "\u0316" * 9 + "bcd", TextProblem.CHARACTERS),
    ],
)
def test_what_cannot_be_shown_safely_is_refused_with_a_reason(written: str, reason: TextProblem) -> None:
    with pytest.raises(BadText) as refused:
        read_short_text(written, at_least=3, at_most=20)
    assert refused.value.reason is reason
