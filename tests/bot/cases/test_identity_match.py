"""One person's name on two papers is one; another person's never is."""

from datetime import date

import pytest

from bot.cases.identity_match import identity

BORN = date(1990, 5, 23)


@pytest.mark.parametrize(
    ("kept", "written"),
    [
        ("José Núñez", "JOSE NUNEZ"),
        ("Siobhan O'Brien", "siobhan o´brien"),
        ("Ana María López-Reyes", "Lopez Reyes, Ana Maria"),
        ("Łukasz Sørensen", "Lukasz Sorensen"),
        ("  Ana   Reyes ", "Ana\u00a0Reyes"),
        ("Ｌｕｚ Vega", "Luz Vega"),
    ],
)
def test_what_keyboards_and_papers_differ_in_does_not_count(kept: str, written: str) -> None:
    assert identity(kept, BORN) == identity(written, BORN)


@pytest.mark.parametrize(
    ("kept", "written"),
    [
        ("Ana María Reyes", "Ana Reyes"),
        ("Ana Reyes", "Ana Reyes Reyes"),
        ("Ana Reyes", "Anna Reyes"),
        ("Anare Yes", "Ana Reyes"),
        ("राम", "रीम"),
        ("かとう", "がとう"),
    ],
)
def test_another_name_is_another_person(kept: str, written: str) -> None:
    assert identity(kept, BORN) != identity(written, BORN)


def test_another_birth_date_is_another_person() -> None:
    assert identity("Ana Reyes", BORN) != identity("Ana Reyes", date(1990, 5, 24))
