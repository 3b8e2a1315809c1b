"""Messages with the office, for a person and a member of the staff who read Spanish."""

import pytest

from bot.sandbox.sandbox import STAFF_ID, Sandbox
from tests.dialogues.message_people import answers, begins, opens_first
from tests.dialogues.person import Person


@pytest.fixture
def oficina(sandbox: Sandbox) -> Person:
    return Person(sandbox, "Oficina", language="es", person_id=STAFF_ID)


@pytest.fixture
async def luz(sandbox: Sandbox) -> Person:
    luz = Person(sandbox, "Luz", language="es")
    await luz.is_logged_in_in_spanish()
    return luz


async def test_a_message_and_its_answer(luz: Person, oficina: Person) -> None:
    await oficina.comes_to_be_logged_in_in_spanish()
    await luz.sends("/messages")
    assert "Todavía no hay nada." in luz.last
    await begins(luz, "Mi dirección")
    assert "La oficina no recibe nada hasta que usted presione" in luz.last
    await luz.sends("Nos mudamos.")
    assert "1 parte" in luz.last
    await luz.presses_key("messages-send")
    assert "Puede esperar una respuesta hasta el 30 de noviembre de 2026." in luz.last
    assert "Alguien escribió un mensaje a la oficina." in oficina.screen
    await opens_first(oficina)
    assert "Prometimos una respuesta hasta el 30 de noviembre de 2026." in oficina.last
    await answers(oficina, "Gracias.")
    assert "La persona recibe un mensaje." in oficina.last
    assert "💬 La oficina le ha escrito." in luz.last
    await luz.presses_key("messages-read")
    assert "Gracias." in luz.last
    assert "La oficina abrió" not in luz.last
    await luz.presses_key("messages-open")
    await luz.presses_key("messages-find")
    await luz.sends("mudamos")
    assert "Lo más nuevo primero." in luz.last
