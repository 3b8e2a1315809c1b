"""A username that somebody else got meanwhile, an address that did; and the whole way in Spanish."""

import re

import pytest

from bot.sandbox.mailbox import Mailbox
from tests.dialogues.person import PASSWORD, Person


@pytest.fixture
async def late(ana: Person, bo: Person) -> Person:
    """Bo, who has verified the address but wants Ana's username."""
    await ana.is_registered()
    bo.username = "Ana.Lopez"
    await bo.answers_registration()
    await bo.presses("Create my account")
    await bo.sends(await bo.sandbox.mailbox.code_for(bo.email))
    return bo


async def test_a_username_taken_meanwhile_has_a_suggestion_one_press_away(late: Person) -> None:
    assert "Your e-mail address is verified." in late.last
    assert "someone already has that username, or one that looks like it" in late.last
    suggested = re.search(r"\[Use (ana\.lopez\.\d+)\]", late.screen)
    assert suggested, late.screen
    await late.presses(f"Use {suggested[1]}")
    assert late.sees(f"Your account is ready, {suggested[1]}.")
    await late.sends(PASSWORD)
    assert late.sees("[Authenticator app]")


async def test_another_username_is_typed_until_one_is_free(late: Person) -> None:
    await late.sends("ana.1opez")
    assert "someone already has that username" in late.last
    await late.sends("Bo López")
    assert "How about bo.lopez?" in late.last
    await late.sends("al")
    assert late.sees("A username has at least 3 characters.")
    assert "Please type another username." in late.last
    await late.sends("bo.lopez")
    assert late.sees("Your account is ready, bo.lopez.")


async def test_the_search_for_a_username_can_be_left_and_taken_up_or_begun_anew(late: Person) -> None:
    await late.sends("/cancel")
    await late.presses("Create an account")
    assert "Your e-mail address is verified." in late.last
    await late.presses("Start over")
    assert "What is your full legal name?" in late.last


async def test_an_address_that_got_its_account_meanwhile_leads_to_the_log_in(
    late: Person, luz: Person, mailbox: Mailbox
) -> None:
    luz.email = late.email
    await luz.sends_registration_off_in_spanish()
    await luz.sends(await mailbox.code_for(late.email, after=2))
    assert luz.sees("Su cuenta está lista")
    await late.sends("bo.lopez")
    assert "You already have an account with this e-mail address." in late.last
    await late.presses("Log in")
    assert "What is your username" in late.last


async def test_two_chats_with_one_address_make_one_account(ana: Person, bo: Person, mailbox: Mailbox) -> None:
    bo.email = ana.email
    codes = []
    for number, person in enumerate((ana, bo)):
        await person.answers_registration()
        await person.presses("Create my account")
        codes.append(await mailbox.code_for(ana.email, after=number))
    await ana.sends(codes[0])
    assert ana.sees("Your account is ready")
    await bo.sends(codes[1])
    assert "This code does not work any more." in bo.last
    await bo.sandbox.passes(minutes=2)
    await bo.presses("Send it again")
    letter = await mailbox.letter_to(ana.email, after=2)
    assert letter.subject == "You already have an account with Sandbox Legal Aid"


async def test_the_whole_way_in_spanish(luz: Person, mailbox: Mailbox) -> None:
    await luz.starts()
    await luz.presses("Crear una cuenta")
    await luz.sends("Luz Ibáñez")
    await luz.sends("5/23/90")
    assert luz.sees("Por favor, escriba el año con cuatro dígitos")
    await luz.sends("23 de mayo de 1990")
    await luz.sends("luz@gmial.com")
    await luz.presses("No, luz@gmial.com")
    await luz.sends("Luz Ibáñez")
    await luz.presses("Usar luz.ibanez")
    await luz.sends("tractor")
    assert luz.sees("Le faltan 5 caracteres.")
    await luz.sends(PASSWORD)
    assert "Fecha de nacimiento: 23 de mayo de 1990" in luz.last
    await luz.presses("Cambiar correo")
    await luz.sends("luz@example.org")
    await luz.presses("Crear mi cuenta")
    assert "Enviamos un correo a luz@example.org." in luz.last
    letter = await mailbox.letter_to("luz@example.org")
    assert letter.headers["Content-Language"] == "es"
    code = await mailbox.code_for("luz@example.org")
    await luz.sends(f"{(int(code) + 1) % 1_000_000:06}")
    assert "Le quedan 4 intentos." in luz.last
    await luz.presses("¿No tiene código?")
    assert "Comuníquese con nosotros: help@sandbox.example" in luz.last
    await luz.presses("Atrás")
    await luz.sends(code)
    assert luz.sees("Su cuenta está lista, luz.ibanez.")
    english = re.compile(r"\b(the|your|you|please|code|back|cancel|what|with)\b", re.IGNORECASE)
    said = luz.screen.replace(PASSWORD, "")
    assert not english.search(said), said
