import unicodedata
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cases.data import read_table
from bot.cases.statuses import Stage, StatusMeaning, change_key, classify, normalise, status_date

ROWS = read_table("case_statuses.tsv")
SPELLINGS: st.SearchStrategy[Callable[[str], str]] = st.sampled_from([str.upper, str.lower, str.title, str])


def test_the_table_tells_each_title_once() -> None:
    assert len(ROWS) > 150
    assert len({normalise(row["title"]) for row in ROWS}) == len(ROWS)


@given(st.sampled_from(ROWS), st.data())
def test_every_title_of_the_table_maps_to_its_row_however_it_is_written(
    row: dict[str, str], data: st.DataObject
) -> None:
    spelling = data.draw(SPELLINGS)
    gap = data.draw(st.sampled_from([" ", "  ", "\u00a0", "\n", " \u200b"]))
    apostrophe = data.draw(st.sampled_from(["'", "’", "‘", ""]))
    written = (
        gap
        + spelling(row["title"]).replace("'", apostrophe).replace(" ", gap)
        + data.draw(st.sampled_from(["", ".", "!"]))
    )
    wanted = StatusMeaning(
        Stage(row["stage"]), row["needs_action"] == "1", row["terminal"] == "1", known=True
    )
    assert classify(written) == wanted
    assert change_key(written) == change_key(row["title"])


@pytest.mark.parametrize(
    ("title", "stage", "needs_action"),
    [
        ("Expedite Request Denied", Stage.IN_REVIEW, False),
        ("Your Expedite Request Was Denied Today", Stage.IN_REVIEW, False),
        ("Fingerprint Fee Was Received", Stage.BIOMETRICS, False),
        ("Biometrics Fee Was Received By Us", Stage.BIOMETRICS, False),
        ("Your Biometrics Appointment Was Rescheduled Again", Stage.BIOMETRICS, True),
        ("Case Is No Longer On Hold", Stage.IN_REVIEW, False),
        ("Case Was Placed On Hold", Stage.HOLD, False),
        ("Response To Our Request For Evidence Arrived", Stage.IN_REVIEW, False),
        ("Response To Notice Of Intent To Deny Was Received", Stage.IN_REVIEW, False),
        ("Notice Of Intent To Deny Was Emailed", Stage.EVIDENCE_REQUESTED, True),
        ("Request For More Evidence Was Emailed", Stage.EVIDENCE_REQUESTED, True),
        ("Withdrawal Was Approved", Stage.WITHDRAWN, False),
        ("Petition Was Rejected", Stage.REJECTED, True),
        ("Petition Was Denied", Stage.DENIED, False),
        ("Approval Was Revoked", Stage.REVOKED, False),
        ("Travel Card Was Returned As Undeliverable", Stage.RETURNED, True),
        ("Case Was Returned To The Department Of State", Stage.RETURNED, False),
        ("Card Was Destroyed Last Week", Stage.DESTROYED, False),
        ("Passport Was Delivered", Stage.DELIVERED, False),
        ("Card Was Picked Up By The Courier", Stage.MAILED, False),
        ("Travel Booklet Was Produced", Stage.PRODUCED, False),
        ("Petition Was Reopened", Stage.REOPENED, False),
        ("Petition Was Approved", Stage.APPROVED, False),
        ("Interview Was Scheduled By Us", Stage.INTERVIEW, True),
        ("Oath Ceremony Was Scheduled", Stage.OATH, True),
        ("Case Was Relocated", Stage.TRANSFERRED, False),
        ("Petition Was Accepted", Stage.RECEIVED, False),
        ("Petition Was Not Approved", Stage.UNKNOWN, False),
        ("Something New Happened", Stage.UNKNOWN, False),
        ("", Stage.UNKNOWN, False),
    ],
)
def test_other_titles_are_guessed_by_their_words_in_order(
    title: str, stage: Stage, needs_action: bool
) -> None:
    meaning = classify(title)
    assert (meaning.stage, meaning.needs_action) == (stage, needs_action)


@given(st.text(max_size=80))
def test_a_guess_never_ends_a_case(title: str) -> None:
    meaning = classify(title)
    assert meaning.known or not meaning.terminal


@given(st.text(max_size=80))
def test_normalised_text_holds_words_only(title: str) -> None:
    plain = normalise(title)
    assert plain == " ".join(plain.split())
    assert not any(
        unicodedata.category(character) in {"Cc", "Cf", "Po", "Pd", "Ps", "Pe"} for character in plain
    )


def test_a_change_of_wording_is_a_change_and_a_change_of_dress_is_not() -> None:
    assert change_key(" Case Was  APPROVED. ") == change_key("Case was approved")
    assert change_key("Case Was Approved") != change_key("Case Was Denied")


@pytest.mark.parametrize(
    ("description", "day"),
    [
        ("On July 4, 2025, we received your form.", date(2025, 7, 4)),
        ("As of december 31 2024 we are ready to schedule you.", date(2024, 12, 31)),
        ("If it has not come by June 1, 2025, tell us. On May 2, 2025, we mailed it.", date(2025, 5, 2)),
        ("On February 30, 2025, nothing can happen.", None),
        ("We mailed your card.", None),
        ("Upon July 4, 2025", None),
        ("", None),
    ],
)
def test_the_day_of_the_status_is_read_from_its_description(description: str, day: date | None) -> None:
    assert status_date(description) == day
