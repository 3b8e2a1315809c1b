"""What keeps an account safe, and what ends its use, is said in Spanish all the way."""

from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person


async def test_locking_and_unlocking(luz: Person) -> None:
    await luz.is_logged_in_in_spanish()
    await luz.sends("/security")
    await luz.presses_key("security-lock")
    assert "Su cuenta está bloqueada en este chat." in luz.last
    await luz.presses_key("security-unlock")
    assert "Escriba su contraseña o el código de su app autenticadora." in luz.last
    await luz.sends("otra frase que no es")
    assert luz.sees("Eso no abrió su cuenta.")
    await luz.sends(PASSWORD)
    assert "¿Qué" in luz.last


async def test_logging_out(luz: Person) -> None:
    await luz.is_logged_in_in_spanish()
    await luz.sends("/logout")
    await luz.presses_key("logout-keep-alerts")
    assert luz.sees("Cerró su sesión.")
    await luz.sends("/cases")
    assert "¿Cuál es su nombre de usuario" in luz.last


async def test_ways_to_get_codes(luz: Person, sandbox: Sandbox) -> None:
    await luz.is_logged_in_in_spanish()
    await sandbox.passes(minutes=11)
    await luz.sends("/security")
    await luz.presses_key("security-factors")
    assert "Cada vez que inicia sesión pedimos un código" in luz.last
    await luz.presses_key("security-factor-add-email")
    assert "¿sigue siendo usted?" in luz.last
    await luz.sends("otra frase que no es")
    assert luz.sees("Eso no es correcto.")
    await luz.sends(PASSWORD)
    assert "Enviamos un código a" in luz.last
    await luz.sends(await sandbox.mailbox.code_for(luz.email))
    assert luz.sees("Funciona. Desde ahora sus códigos también abren su cuenta.")


async def test_a_phrase_and_how_much_messages_say(luz: Person) -> None:
    await luz.is_logged_in_in_spanish()
    await luz.sends("/security")
    await luz.presses_key("security-detail")
    assert "Cuánto dicen los mensajes sobre sus casos" in luz.last
    await luz.presses_key("security-detail-choose-discreet")
    assert luz.sees("nada privado")
    await luz.sends("/security")
    await luz.presses_key("security-chats")
    assert "Dónde se usa su cuenta" in luz.screen
    await luz.sends("/security")
    await luz.presses_key("security-phrase")
    assert "Elija unas palabras que solo usted conozca." in luz.last
