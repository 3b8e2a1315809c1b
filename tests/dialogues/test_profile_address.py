"""Addresses: one question a screen, checked by country, shown again; and who else must be told."""

import pytest

from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import Person

TELL_USCIS = "https://www.uscis.gov/addresschange"


@pytest.fixture
async def at_profile(ana: Person) -> Person:
    """Ana, who looks at her profile."""
    await ana.is_logged_in()
    await ana.sends("/profile")
    return ana


async def gives_mailing_address(person: Person) -> None:
    """Everything up to the review."""
    await person.presses("Mailing address")
    await person.presses("United States")
    await person.sends("123 Main Street")
    await person.sends("Apt 4B")
    await person.sends("Los Angeles")
    await person.sends("california")
    await person.sends("900121234")


def links(person: Person) -> list[str]:
    rows = person.phone.newest["reply_markup"]["inline_keyboard"]
    return [button["url"] for row in rows for button in row if "url" in button]


async def test_an_address_is_shown_again_saved_and_uscis_is_named(
    at_profile: Person, mailbox: Mailbox
) -> None:
    await gives_mailing_address(at_profile)
    assert "123 Main Street, Apt 4B\nLos Angeles, CA 90012-1234\nUnited States" in at_profile.last
    await at_profile.presses("Yes, save it")
    assert (
        "Almost everyone who is not a citizen must tell USCIS a new address within 10 days."
        in at_profile.last
    )
    assert links(at_profile) == [TELL_USCIS]
    letter = await mailbox.letter_to(at_profile.email, after=1)
    assert "Your mailing address was changed." in letter.text
    assert "Main Street" not in letter.text
    await at_profile.presses("My profile")
    assert (
        "Mailing address: 123 Main Street, Apt 4B, Los Angeles, CA 90012-1234, United States"
        in at_profile.last
    )


async def test_the_same_address_again_reminds_of_nothing(at_profile: Person) -> None:
    """Never a false alarm."""
    await gives_mailing_address(at_profile)
    await at_profile.presses("Yes, save it")
    await at_profile.sends("/profile")
    await gives_mailing_address(at_profile)
    await at_profile.presses("Yes, save it")
    assert at_profile.sees("That is the address we have already.")
    assert "Your profile" in at_profile.last


async def test_who_lives_where_letters_go_presses_once(at_profile: Person) -> None:
    await at_profile.presses("Where I live")
    assert "Same as my mailing address" not in at_profile.labels
    await at_profile.presses("Cancel")
    await gives_mailing_address(at_profile)
    await at_profile.presses("Yes, save it")
    await at_profile.sends("/profile")
    await at_profile.presses("Where I live")
    await at_profile.presses("Same as my mailing address")
    assert links(at_profile) == [TELL_USCIS]
    await at_profile.presses("My profile")
    assert "Where you live: same as the mailing address" in at_profile.last


async def test_nobody_lives_in_a_po_box(at_profile: Person) -> None:
    await at_profile.presses("Where I live")
    await at_profile.presses("United States")
    await at_profile.sends("P.O. Box 12")
    assert at_profile.sees("A PO box is not a place to live.")
    assert "What is the house number and the street?" in at_profile.last


async def test_a_country_is_typed_and_only_what_it_has_is_asked(at_profile: Person) -> None:
    await at_profile.presses("Mailing address")
    await at_profile.sends("Atlantis")
    assert at_profile.sees("I do not know that country.")
    await at_profile.sends("guatemala")
    await at_profile.sends("5a Calle 3-20")
    await at_profile.presses("There is none")
    await at_profile.sends("Cobán")
    assert "state, province or region" in at_profile.last
    await at_profile.presses("There is none")
    await at_profile.presses("There is none")
    assert "5a Calle 3-20\nCobán\nGuatemala" in at_profile.last


@pytest.mark.parametrize(
    ("country", "answers", "refusal", "shown"),
    [
        (
            "Canada",
            ["111 Wellington St", "Apt 1", "Ottawa", "Texas", "on", "90012", "k1a0a9"],
            ["I do not know that province.", "A Canadian postal code looks like this: K1A 0B1"],
            "Ottawa, ON K1A 0A9\nCanada",
        ),
        (
            "Mexico",
            ["Av. Juárez 5", "Int 2", "Guadalajara", "Texas", "jalisco", "441", "44100"],
            ["I do not know that state of Mexico.", "A Mexican postal code has 5 digits"],
            "44100 Guadalajara, Jalisco\nMexico",
        ),
        (
            "United States",
            ["1 Elm", "Apt 1", "Austin", "Ontario", "tx", "7870", "78701"],
            ["I do not know that state.", "A ZIP code has 5 digits, or 5 and 4"],
            "Austin, TX 78701\nUnited States",
        ),
    ],
)
async def test_each_country_is_checked_by_its_own_rules(
    at_profile: Person, country: str, answers: list[str], refusal: list[str], shown: str
) -> None:
    await at_profile.presses("Mailing address")
    await at_profile.presses(country)
    for answer in answers:
        await at_profile.sends(answer)
    assert all(at_profile.sees(each) for each in refusal)
    assert shown in at_profile.last


async def test_text_of_an_address_is_bounded_and_escaped(at_profile: Person) -> None:
    """R15 and R17."""
    await at_profile.presses("Mailing address")
    await at_profile.presses("United States")
    await at_profile.sends("x" * 81)
    assert at_profile.sees("Please use at most 80 characters.")
    for street in ("<b>1 Main</b>", "1 Main\nStreet", "1 \u202eniaM"):
        await at_profile.sends(street)
        assert at_profile.sees("Please use one line with letters, digits and signs")
    await at_profile.sends("1 Main & Elm")
    for answer in ("Apt 1", "Austin", "TX", "78701"):
        await at_profile.sends(answer)
    assert "1 Main & Elm, Apt 1" in at_profile.last


async def test_one_can_go_back_question_by_question_and_start_over(at_profile: Person) -> None:
    await gives_mailing_address(at_profile)
    for question in ("ZIP code", "which state", "city or town", "apartment", "street", "which country"):
        await at_profile.presses("Back")
        assert question in at_profile.last
    await at_profile.presses("Cancel")
    await gives_mailing_address(at_profile)
    await at_profile.presses("No, start over")
    assert "In which country is it?" in at_profile.last


async def test_a_restart_between_two_questions_is_not_noticed(sandbox: Sandbox, at_profile: Person) -> None:
    await at_profile.presses("Mailing address")
    await at_profile.presses("United States")
    await sandbox.stop_bot()
    await at_profile.phone.sends("1 Elm Street")
    await sandbox.start_bot()
    await sandbox.settle()
    assert "apartment" in at_profile.last
