"""The typical way of a case: a table of forms and stages, and what must hold for all of them."""

import pytest

from bot.cases.path import Waypoint, standing
from bot.cases.statuses import Stage

R, B, V, I, D, O, C = Waypoint  # noqa: E741


@pytest.mark.parametrize(
    ("form", "stage", "at", "then"),
    [
        ("I-130", Stage.RECEIVED, R, V),
        ("I-130", Stage.EVIDENCE_REQUESTED, V, D),
        ("I-485", Stage.RECEIVED, R, B),
        ("I-485", Stage.BIOMETRICS, B, V),
        ("I-485", Stage.INTERVIEW, I, D),
        ("I-485", Stage.APPROVED, D, C),
        ("N-400", Stage.APPROVED, D, O),
        ("N-400", Stage.OATH, O, None),
        ("I-765", Stage.MAILED, C, None),
        ("I-589", Stage.BIOMETRICS, B, I),
        ("X-999", Stage.IN_REVIEW, V, D),
        (None, Stage.FEE, R, V),
    ],
)
def test_where_a_case_stands_and_what_usually_comes_next(
    form: str | None, stage: Stage, at: Waypoint, then: Waypoint | None
) -> None:
    found = standing(form, stage)
    assert found.at is not None
    assert (found.steps[found.at], found.usually_next) == (at, then)


@pytest.mark.parametrize(
    "stage", [Stage.DENIED, Stage.REJECTED, Stage.REVOKED, Stage.WITHDRAWN, Stage.CLOSED]
)
def test_nothing_usually_comes_after_an_end(stage: Stage) -> None:
    found = standing("I-485", stage)
    assert found.is_over
    assert found.usually_next is None


@pytest.mark.parametrize("stage", [Stage.UNKNOWN, Stage.NOTICE, Stage.APPEAL])
def test_no_place_is_invented_for_a_status_that_tells_none(stage: Stage) -> None:
    found = standing("I-485", stage)
    assert found.at is None
    assert found.usually_next is None


def test_a_step_that_the_form_usually_lacks_is_put_where_it_belongs() -> None:
    found = standing("I-130", Stage.INTERVIEW)
    assert found.steps == (R, V, I, D)
    assert found.usually_next is D


@pytest.mark.parametrize("form", ["I-130", "I-485", "I-765", "N-400", "I-589", "Z-1", None])
@pytest.mark.parametrize("stage", Stage)
def test_the_spine_is_always_there_and_in_order(form: str | None, stage: Stage) -> None:
    found = standing(form, stage)
    assert list(found.steps) == [each for each in Waypoint if each in found.steps]
    assert {R, D} <= set(found.steps)
