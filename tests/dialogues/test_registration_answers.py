"""Each question of the registration: what is taken, and what is said about what is not."""

import pytest

from tests.dialogues.person import PASSWORD, Person


async def reaches(person: Person, question: str) -> None:
    """Answer everything before a question."""
    answers = {
        "name": "/register",
        "birth date": f"{person.phone.name} López",
        "e-mail": "May 23, 1990",
        "username": person.email,
        "password": person.username,
    }
    for asked, answer in answers.items():
        await person.sends(answer)
        if asked == question:
            return


# --- the name ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("\u2003", "I need a name to go on."),
        ("López " * 17, "Please use at most 100 characters."),
        ("Ana <b>López</b>", "Please leave out everything else."),
        ("Ana López 🙂", "Please leave out everything else."),
        ("12", "A name needs letters."),
        ("a" * 4001, "Please use at most 4000 characters."),
    ],
)
async def test_a_name_that_cannot_be_one_is_asked_for_again(ana: Person, written: str, said: str) -> None:
    await reaches(ana, "name")
    await ana.sends(written)
    assert ana.sees(said)
    assert "What is your full legal name?" in ana.last


@pytest.mark.parametrize("name", ["María José O’Neill-García", "Ngô Thị Hương", "محمد علي", "Jr. Smith 3rd"])
async def test_names_of_all_the_world_are_taken(ana: Person, name: str) -> None:
    await reaches(ana, "name")
    await ana.sends(name)
    assert "When were you born?" in ana.last


async def test_a_picture_is_no_name(ana: Person) -> None:
    await reaches(ana, "name")
    await ana.sends_photo()
    assert ana.sees("Please answer this question in writing.")
    assert "What is your full legal name?" in ana.last


# --- the birth date ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("a while ago", "I cannot read that date. Please write it like this: May 23, 1990"),
        ("5/23/90", "Please write the year with four digits"),
        ("February 30, 1990", "There is no such day."),
        ("May 23, 2190", "That day is still to come."),
        ("May 23, 1890", "That was more than 120 years ago."),
    ],
)
async def test_a_date_that_cannot_be_is_asked_for_again(ana: Person, written: str, said: str) -> None:
    await reaches(ana, "birth date")
    await ana.sends(written)
    assert ana.sees(said)
    assert "When were you born?" in ana.last


async def test_a_date_that_can_be_read_two_ways_is_asked_about(ana: Person) -> None:
    await reaches(ana, "birth date")
    await ana.sends("03/04/1990")
    assert ana.last == "Which day do you mean?"
    assert ana.screen.index("[March 4, 1990]") < ana.screen.index("[April 3, 1990]")
    await ana.presses("April 3, 1990")
    assert "What is your e-mail address?" in ana.last
    assert not ana.sees("[March 4, 1990]")


async def test_in_spanish_the_day_is_the_likelier_first_number(luz: Person) -> None:
    await reaches(luz, "birth date")
    await luz.sends("03/04/1990")
    assert luz.screen.index("[3 de abril de 1990]") < luz.screen.index("[4 de marzo de 1990]")
    await luz.sends("23 de mayo de 1990")
    assert "¿Cuál es su correo electrónico?" in luz.last


async def test_which_day_can_be_answered_by_typing_or_taken_back(ana: Person) -> None:
    await reaches(ana, "birth date")
    await ana.sends("03/04/1990")
    await ana.presses("Back")
    assert "When were you born?" in ana.last
    await ana.sends("03/04/1990")
    await ana.sends("April 3, 1990")
    assert "What is your e-mail address?" in ana.last


# --- the e-mail address ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("ana at example.org", "It looks like this: name@example.com"),
        ("ana@example.org\nBcc: bo@example.org", "That does not look like an e-mail address."),
        (f"{'a' * 250}@example.org", "That address is too long."),
        ("añá@example.org", "Our mail cannot reach an address with those letters."),
    ],
)
async def test_an_address_that_no_mail_reaches_is_asked_for_again(
    ana: Person, written: str, said: str
) -> None:
    await reaches(ana, "e-mail")
    await ana.sends(written)
    assert ana.sees(said)
    assert "What is your e-mail address?" in ana.last


@pytest.mark.parametrize(
    ("pressed", "kept"), [("Yes, ana@gmail.com", "ana@gmail.com"), ("No, ana@gmial.com", "ana@gmial.com")]
)
async def test_a_likely_slip_is_offered_mended_and_never_mended_silently(
    ana: Person, pressed: str, kept: str
) -> None:
    await reaches(ana, "e-mail")
    await ana.sends("ana@gmial.com")
    assert "Did you mean ana@gmail.com?" in ana.last
    await ana.presses(pressed)
    assert "Choose a username" in ana.last
    await ana.sends("ana.lopez")
    await ana.sends(PASSWORD)
    assert f"E-mail: {kept}" in ana.last


async def test_a_likely_slip_can_be_typed_again_or_taken_back(ana: Person) -> None:
    await reaches(ana, "e-mail")
    await ana.sends("ana@gmial.com")
    await ana.presses("Back")
    assert "What is your e-mail address?" in ana.last
    await ana.sends("ana@gmial.com")
    await ana.sends("ana@example.org")
    assert "Choose a username" in ana.last


# --- the username ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("al", "A username has at least 3 characters."),
        ("a" * 33, "A username has at most 32 characters."),
        ("漢字漢字", "A username can only have the letters a–z"),
        ("-._", "cannot stand first or last, or next to each other"),
        ("admin", "That username is kept for our staff."),
    ],
)
async def test_a_username_that_cannot_be_is_asked_for_again(ana: Person, written: str, said: str) -> None:
    await reaches(ana, "username")
    await ana.sends(written)
    assert ana.sees(said)
    assert ana.sees("[Back] [Cancel]")
    await ana.sends("ana.lopez")
    assert "Choose a password" in ana.last


@pytest.mark.parametrize(
    ("written", "suggestion"),
    [("Ana López", "ana.lopez"), ("ana..lopez", "ana.lopez"), ("_ana_", "ana")],
)
async def test_a_username_close_to_a_good_one_is_one_press_away(
    ana: Person, written: str, suggestion: str
) -> None:
    await reaches(ana, "username")
    await ana.sends(written)
    assert f"How about {suggestion}?" in ana.last
    await ana.presses(f"Use {suggestion}")
    assert "Choose a password" in ana.last
    await ana.sends(PASSWORD)
    assert f"Username: {suggestion}" in ana.last


# --- the password ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("tractor", "That is 5 characters too short. Add another word."),
        ("tractorsing", "That is 1 character too short. Add another word."),
        ("so long " * 17, "A password has at most 128 characters."),
        ("purple\ttractor sings", "characters that some keyboards cannot type"),
        ("password12345", "Many people use that password"),
        ("Ana López 1990", "made of your own name, birthday or e-mail"),
        ("my green card is coming soon", "Add a word that nobody would expect"),
        ("abcabcabcabc", "That password repeats itself"),
        ("thegreenhouse", "A computer could guess that password quickly."),
    ],
)
async def test_a_weak_password_is_refused_with_the_reason(ana: Person, written: str, said: str) -> None:
    await reaches(ana, "password")
    await ana.sends(written)
    assert ana.sees(said)
    assert "Choose a password of at least 12 characters." in ana.last
    assert not ana.sees(written)


@pytest.mark.requirement("R8")
async def test_the_password_is_deleted_at_once_and_never_on_the_screen(ana: Person) -> None:
    await reaches(ana, "password")
    message = await ana.sends(PASSWORD)
    assert ana.sees("That is a good password.")
    assert message in ana.phone.chat.deleted
    assert not ana.sees(PASSWORD)
    assert "Password: set" in ana.last


async def test_a_password_that_begins_with_a_slash_is_no_command(ana: Person) -> None:
    await reaches(ana, "password")
    message = await ana.sends("/purple tractor sings low")
    assert message in ana.phone.chat.deleted
    assert "Password: set" in ana.last


async def test_a_forwarded_password_is_deleted_and_not_taken(ana: Person) -> None:
    await reaches(ana, "password")
    await ana.forwards(PASSWORD)
    assert ana.sees("Please type it yourself.")
    assert not ana.sees(PASSWORD)
    assert "Choose a password" in ana.last


async def test_an_edit_while_the_password_is_awaited_is_deleted_and_not_taken(ana: Person) -> None:
    await reaches(ana, "username")
    message = await ana.sends(ana.username)
    await ana.edits(message, PASSWORD)
    assert ana.sees("I cannot read changes to a message you already sent.")
    assert not ana.sees(PASSWORD)
    assert "Choose a password" in ana.last


async def test_a_space_at_the_edge_is_asked_about_and_kept_if_meant(ana: Person) -> None:
    await reaches(ana, "password")
    await ana.sends(f"{PASSWORD} ")
    assert "Your password begins or ends with a space." in ana.last
    await ana.presses("Yes, keep the space")
    await ana.presses("Create my account")
    await ana.sends(await ana.sandbox.mailbox.code_for(ana.email))
    await ana.sends(PASSWORD)
    assert ana.sees("This username and password do not go together.")
    await ana.sends(f"{PASSWORD} ")
    assert ana.sees("[Authenticator app]")


async def test_after_a_space_at_the_edge_the_password_is_simply_typed_again(ana: Person) -> None:
    await reaches(ana, "password")
    await ana.sends(f" {PASSWORD}")
    message = await ana.sends(PASSWORD)
    assert message in ana.phone.chat.deleted
    assert "Password: set" in ana.last


async def test_a_password_whose_space_was_a_slip_is_not_the_one_that_counts(ana: Person) -> None:
    await ana.answers_registration()
    await ana.presses("Change password")
    await ana.sends("another tractor entirely ")
    await ana.presses("No, type it again")
    await ana.presses("Back")
    await ana.presses("Create my account")
    await ana.sends(await ana.sandbox.mailbox.code_for(ana.email))
    await ana.sends(PASSWORD)
    assert ana.sees("[Authenticator app]")
