"""Hours of the day as people write them."""

from datetime import time

import pytest

from bot.cases.typed_hours import NotAnHour, read_hour


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("9:30 AM", time(9, 30)),
        ("9am", time(9)),
        ("at 9 a.m.", time(9)),
        ("2 p. m.", time(14)),
        ("a las 3", time(15)),
        ("14:20", time(14, 20)),
        ("14h20", time(14, 20)),
        ("9.30", time(9, 30)),
        ("2:30", time(14, 30)),
        ("02:30", time(2, 30)),
        ("12 pm", time(12)),
        ("12 am", time(0)),
        ("07:00", time(7)),
    ],
)
def test_an_hour_is_read_in_many_forms(written: str, hour: time) -> None:
    assert read_hour(written) == hour


@pytest.mark.parametrize("written", ["", "morning", "25:00", "9:75", "13 pm", "0 am", "9:3", "9" * 50, "-3"])
def test_what_is_no_hour_is_refused(written: str) -> None:
    with pytest.raises(NotAnHour):
        read_hour(written)
