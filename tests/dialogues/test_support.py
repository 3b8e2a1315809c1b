"""Asking the office: each kind of request with its questions, in both languages, sent once."""

from collections.abc import Sequence

import pytest

from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import Person
from tests.dialogues.support_people import PRINTED, RECEIPT, asks_something, opens_first

CASE = "I-765 …3403"


@pytest.fixture
async def following(sandbox: Sandbox, ana: Person, desk: CaseDesk) -> Person:
    """Ana, who follows a case."""
    desk.has(RECEIPT, "Case Was Received", form="I-765")
    await ana.is_logged_in()
    await ana.follows(RECEIPT)
    return ana


async def goes_through(person: Person, steps: Sequence[str]) -> None:
    """Press what begins with `!`, and write the rest."""
    for step in steps:
        await (person.presses(step[1:]) if step.startswith("!") else person.sends(step))


KINDS = {
    "A mistake on a letter or card": (
        ["!Tell our office", f"!{CASE}", "May 23, 2026", "It says Gomes, right is Gómez"],
        [f"Case: {PRINTED}", "Date on it: May 23, 2026", "In your words: It says Gomes, right is Gómez"],
    ),
    "A letter or card has not come": (
        [
            "!Tell our office",
            "!A card",
            f"!{CASE}",
            "!Skip this",
            "12 Main St, Springfield IL 62701",
            "!Skip this",
        ],
        ["What: A card", f"Case: {PRINTED}", "Should go to: 12 Main St, Springfield IL 62701"],
    ),
    "My case takes too long": (
        ["!Tell our office", f"!{CASE}", "2026-01-02", "!Skip this"],
        [f"Case: {PRINTED}", "Papers received on: January 2, 2026"],
    ),
    "Help at an appointment": (
        ["!Tell our office", "!No case, or no number", "May 23, 2027", "A sign language interpreter"],
        ["Appointment: May 23, 2027", "In your words: A sign language interpreter"],
    ),
    "Trouble with an account": (
        ["!Tell our office", "!My online account at USCIS", "It is locked"],
        ["What: My online account at USCIS", "In your words: It is locked"],
    ),
    "Something else": (
        ["IOE0912347788", "Please call me"],
        ["Case: IOE-09-123-47788", "In your words: Please call me"],
    ),
}


@pytest.mark.parametrize("kind", KINDS)
async def test_each_kind_asks_for_what_it_needs_and_shows_it_before_it_is_sent(
    following: Person, office: Person, kind: str
) -> None:
    steps, facts = KINDS[kind]
    await office.comes_to_be_logged_in()
    await following.sends("/support")
    await following.presses(kind)
    await goes_through(following, steps)
    assert "Is everything right?" in following.last
    assert following.last.split(f"{kind}\n")[1].splitlines() == facts
    assert not office.sees("Someone sent a support request.")
    await following.presses("Send it to the office")
    assert "Your request number is" in following.last
    assert "You will usually have an answer by" in following.last
    assert "Someone sent a support request." in office.last
    assert "Ana" not in office.last
    await opens_first(office)
    assert all(fact in office.last for fact in (kind, "from Ana López", *facts))


IN_SPANISH = {
    "typo": ["!Decirlo a la oficina", "!Ningún caso, o sin número", "23 de mayo de 2026", "Dice Gomes"],
    "not-received": [
        *("!Decirlo a la oficina", "!Una carta (notificación)", "EAC9999103403", "!Omitir"),
        *("Calle 1, Springfield IL 62701", "!Omitir"),
    ],
    "slow": ["!Decirlo a la oficina", "EAC9999103403", "3/4/2026", "!3 de abril de 2026", "!Omitir"],
    "accommodation": [
        "!Decirlo a la oficina",
        "!Ningún caso, o sin número",
        "!Omitir",
        "Una silla de ruedas",
    ],
    "account": ["!Decirlo a la oficina", "!Mi cuenta en este bot", "No llega el código"],
    "other": ["!Ningún caso, o sin número", "Llámenme"],
}


@pytest.mark.parametrize("kind", IN_SPANISH)
async def test_each_kind_speaks_spanish(luz: Person, kind: str) -> None:
    await luz.is_logged_in_in_spanish()
    await luz.sends("/support")
    await luz.presses_key(f"support-kind-{kind}")
    await goes_through(luz, IN_SPANISH[kind])
    assert "¿Está todo bien?" in luz.last
    await luz.presses("Enviar a la oficina")
    assert "Su número de solicitud es" in luz.last
    await luz.presses("Abrir mi solicitud")
    assert "La oficina la tiene." in luz.last


@pytest.mark.parametrize(
    ("kind", "link"),
    [
        ("A mistake on a letter or card", "https://egov.uscis.gov/e-request"),
        ("A letter or card has not come", "https://egov.uscis.gov/e-request"),
        ("My case takes too long", "https://egov.uscis.gov/processing-times/"),
        ("Help at an appointment", "https://egov.uscis.gov/e-request"),
        ("Trouble with an account", "https://my.uscis.gov/account/v1/needhelp"),
    ],
)
async def test_what_only_uscis_can_do_is_said_with_the_official_way(
    ana: Person, kind: str, link: str
) -> None:
    await ana.is_logged_in()
    await ana.sends("/support")
    await ana.presses(kind)
    assert "Only" in ana.last
    assert ana.phone.newest["reply_markup"]["inline_keyboard"][0][0]["url"] == link
    await ana.presses("Back")
    assert "What is it about?" in ana.last


async def test_a_second_press_sends_nothing_more(sandbox: Sandbox, ana: Person) -> None:
    await ana.is_logged_in()
    await ana.sends("/support")
    await goes_through(ana, ["!Something else", "!No case, or no number", "Please call me"])
    review = ana.phone.newest
    send = review["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await ana.phone.presses_data(review["message_id"], send)
    await ana.phone.presses_data(review["message_id"], send)
    await sandbox.settle()
    await ana.sends("/support")
    assert "My requests (1)" in ana.labels


async def test_one_can_go_back_question_by_question(following: Person) -> None:
    await following.sends("/support")
    await goes_through(
        following, ["!A letter or card has not come", "!Tell our office", "!A card", f"!{CASE}"]
    )
    for question in ("Which case is it about?", "What has not come?", "A letter or card has not come"):
        await following.presses("Back")
        assert question in following.last
    await goes_through(following, ["!Tell our office", "!Another paper", f"!{CASE}", "!Skip this"])
    assert "To which address shall it go?" in following.last
    await following.presses("Cancel")
    assert "What would you like to do?" in following.last


async def test_answers_that_cannot_be_read_are_asked_for_again(following: Person) -> None:
    """R17."""
    await following.sends("/support")
    await goes_through(following, ["!A mistake on a letter or card", "!Tell our office", "12345"])
    assert following.sees("I cannot read that as a receipt number.")
    await following.sends("EAC99991O34O3")
    assert f"Do you mean {PRINTED}?" in following.last
    await following.presses(f"Yes, {PRINTED}")
    await following.sends("the day after")
    assert following.sees("I cannot take this date.")
    await following.sends("May 23, 2126")
    assert "What date stands on the letter or card?" in following.last
    await following.presses("Skip this")
    await following.sends("x" * 801)
    assert following.sees("800 characters fit here.")
    await following.sends_photo()
    assert "What is wrong, and what should it say?" in following.last


async def test_the_address_of_the_profile_is_offered(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.sends("/profile")
    await ana.presses("Mailing address")
    await ana.presses("United States")
    for answer in ("12 Main Street", "Apt 3", "Springfield", "IL", "62701"):
        await ana.sends(answer)
    await ana.presses("Yes, save it")
    await ana.sends("/support")
    await goes_through(ana, ["!A letter or card has not come", "!Tell our office", "!A card"])
    await goes_through(ana, ["!No case, or no number", "!Skip this"])
    assert "12 Main Street" in ana.last
    await ana.presses("Yes, to this address")
    await ana.presses("Skip this")
    assert "Should go to: 12 Main Street, Apt 3" in ana.last
    await ana.presses("Answer again")
    assert "What has not come?" in ana.last


async def test_what_a_person_writes_is_shown_as_it_was_written(ana: Person, office: Person) -> None:
    """R15."""
    await ana.is_logged_in()
    await office.comes_to_be_logged_in()
    await asks_something(ana, "<b>help</b> & [call](https://evil.example)")
    await opens_first(office)
    assert "<b>help</b> & [call](https://evil.example)" in office.last


async def test_many_cases_are_shown_in_pages(ana: Person, desk: CaseDesk) -> None:
    await ana.is_logged_in()
    for number in range(9):
        receipt = f"IOE091234567{number}"
        desk.has(receipt, "Case Was Received", form="I-765")
        await ana.follows(receipt)
    await ana.sends("/support")
    await ana.presses("Something else")
    assert len([each for each in ana.labels if each.startswith("I-765")]) == 8
    await ana.presses_key("cases-next-page")
    (last,) = [each for each in ana.labels if each.startswith("I-765")]
    await ana.presses(last)
    assert "What can we do for you?" in ana.last


async def test_a_log_in_comes_first_and_then_the_request(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.sends("/logout")
    await ana.presses("Log out, keep messages")
    await ana.sandbox.passes(minutes=2)
    await ana.sends("/support")
    assert "What is your username" in ana.last
