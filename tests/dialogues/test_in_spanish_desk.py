"""The desk of the staff, for somebody of the staff who reads Spanish."""

import pytest

from bot.sandbox.sandbox import STAFF_ID, Sandbox
from tests.dialogues.person import PASSWORD, Person


@pytest.fixture
def oficina(sandbox: Sandbox) -> Person:
    return Person(sandbox, "Oficina", language="es", person_id=STAFF_ID)


async def test_the_desk_and_what_was_done_there(oficina: Person) -> None:
    await oficina.is_logged_in_in_spanish()
    await oficina.sends("/desk")
    assert "¿sigue siendo usted?" in oficina.last
    await oficina.sends(PASSWORD)
    assert "Todo lo que haga aquí queda registrado." in oficina.last
    await oficina.presses_key("desk-requests", number=0)
    assert "Nadie espera ayuda con una cuenta." in oficina.last
    await oficina.presses_key("desk-back")
    await oficina.presses_key("desk-addresses", number=0)
    assert "No hay cambios nuevos." in oficina.last
    await oficina.presses_key("desk-back")
    await oficina.presses_key("desk-done")
    assert "Lo que se hizo" in oficina.last or "Todavía no se hizo nada." in oficina.last
