"""Whoever has a phone in Spanish comes into an account and back into it without a word of English."""

from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person

NEW = "seven quiet walnuts drifting"


async def test_what_cannot_be_an_answer_of_a_registration(luz: Person) -> None:
    await luz.starts()
    await luz.sends("/register")
    assert "¿Cuál es su nombre legal completo?" in luz.last
    await luz.sends("1234")
    assert luz.sees("Un nombre")
    await luz.sends("Luz López")
    await luz.sends("31 de febrero de 1990")
    assert luz.sees("Ese día no existe.")
    await luz.sends("23 de mayo de 1990")
    await luz.sends("luz")
    assert luz.sees("Eso no parece un correo electrónico.")
    await luz.sends(luz.email)
    await luz.sends("lu")
    assert luz.sees("Un nombre de usuario tiene 3 caracteres como mínimo.")
    await luz.sends(luz.username)
    await luz.sends("corta")
    assert luz.sees("Le faltan 7 caracteres.")
    await luz.sends(PASSWORD)
    assert "Por favor, revise sus respuestas" in luz.last
    await luz.presses_key("registration-change-username")
    assert "Elija un nombre de usuario" in luz.last
    await luz.sends("luz.maria")
    await luz.presses_key("registration-create")
    assert "Escriba aquí el código de 6 dígitos" in luz.last


async def test_a_code_that_does_not_come_or_is_wrong(luz: Person, sandbox: Sandbox) -> None:
    await luz.sends_registration_off_in_spanish()
    await luz.sends("hola")
    assert "Por favor, escriba el código de 6 dígitos" in luz.last
    await luz.presses_key("verification-no-mail")
    assert "¿Todavía no tiene el código?" in luz.last
    await luz.presses_key("verification-resend")
    assert luz.sees("Puede pedir otro en") or "Puede pedir otro en" in str(luz.toasts)
    await sandbox.passes(minutes=11)
    await luz.sends(await sandbox.mailbox.code_for(luz.email))
    assert "Este código ya no funciona." in luz.last


async def test_a_log_in_and_its_refusals(luz: Person, sandbox: Sandbox) -> None:
    await luz.is_logged_in_in_spanish()
    await sandbox.passes(hours=25)
    await luz.sends("/login")
    assert "¿Cuál es su nombre de usuario" in luz.last
    await luz.sends(luz.username)
    assert f"Va a iniciar sesión como {luz.username}." in luz.last.replace("<b>", "").replace("</b>", "")
    await luz.sends(NEW)
    assert luz.sees("Este nombre de usuario y esta contraseña no coinciden.")
    await luz.sends(PASSWORD)
    assert "Abra su app autenticadora" in luz.last
    await luz.sends("hola")
    assert luz.sees("Eso no parece un código.")
    await luz.sends("ZZZZ-ZZZZ-ZZZZ-ZZZZ")
    assert luz.sees("Ese código de recuperación no es correcto o ya lo usó.")
    await luz.sends(luz.recovery_codes[0])
    assert luz.sees("Usó un código de recuperación. Le quedan 9.")


async def test_a_forgotten_password(luz: Person, sandbox: Sandbox, mailbox: Mailbox) -> None:
    await luz.is_logged_in_in_spanish()
    await sandbox.passes(hours=25)
    await luz.sends("/recover")
    assert "¿Qué olvidó?" in luz.last
    await luz.presses_key("recovery-forgot-password")
    await luz.sends(luz.username)
    assert "enviamos un correo a su dirección" in luz.last
    await luz.presses_key("recovery-no-mail")
    assert "¿No llegó el correo en 15 minutos?" in luz.last
    await luz.sends(await mailbox.code_for(luz.email))
    assert "Gracias. El correo es suyo." in luz.last
    await luz.sends(luz.code())
    assert "Ahora elija una contraseña nueva" in luz.last
    await luz.sends(PASSWORD)
    assert luz.sees("Esa es la contraseña que ya tenía.")
    await luz.sends(NEW)
    assert luz.sees("Su contraseña nueva está lista.")
