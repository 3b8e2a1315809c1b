"""A button does what it says, once, in its own chat, for as long as it means something (requirement R10)."""

import base64
import random

import pytest

from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person

NOT_VALID = "This button is no longer valid. Please use the newest message."
NO_CASES = "You do not follow any case yet"


def button(person: Person, label: str) -> tuple[int, str]:
    """The newest button with these words: its message and its data."""
    for message in reversed(person.phone.chat.visible):
        for row in message.get("reply_markup", {}).get("inline_keyboard", ()):
            for each in row:
                if each["text"] == label:
                    return message["message_id"], each["callback_data"]
    raise LookupError(label)


async def presses(person: Person, message_id: int, *data: str) -> None:
    for each in data:
        await person.phone.presses_data(message_id, each)
    await person.sandbox.settle()


def forgeries(data: str) -> list[str]:
    """Data like that of a real button: each part of it changed, swapped or left out."""
    said, _, tag = data.rpartition(":")
    other = base64.urlsafe_b64encode(bytes(12)).decode()
    return [
        f"{said}:{other}",
        f"{said}:{tag[:-1]}",
        f"{said}:",
        f"{said}x:{tag}",
        said,
        f"c{data[1:]}",
        f"s{data[1:]}",
        data.swapcase(),
        f"{data[:1]}logout:{tag}",
        f"{data[:1]}set-up-factor:06h1000qm78ei3undkf0:{tag}",
    ]


@pytest.mark.requirement("R10")
async def test_forged_data_does_nothing(ana: Person) -> None:
    await ana.is_logged_in()
    message_id, data = button(ana, "My cases")
    before = ana.screen
    forged = forgeries(data)
    await presses(ana, message_id, *forged)
    assert ana.toasts == [NOT_VALID] * len(forged)
    assert ana.screen == before


async def test_garbage_of_any_kind_does_nothing(ana: Person) -> None:
    await ana.sends("/start")
    message_id, _ = button(ana, "Log in")
    before = ana.screen
    chance = random.Random(64)
    garbage = ["x" * 64, ":" * 64, "é" * 32, "🔔" * 16, "s:", "c:", "p:", "zlogin:", "\x00" * 64]
    garbage += ["".join(chr(chance.randrange(1, 128)) for _ in range(64)) for _ in range(30)]
    await presses(ana, message_id, *garbage)
    assert ana.toasts == [NOT_VALID] * len(garbage)
    assert ana.screen == before


@pytest.mark.requirement("R10")
async def test_somebody_else_s_buttons_do_nothing(ana: Person, bo: Person) -> None:
    await ana.is_logged_in()
    hers = [button(ana, label)[1] for label in ("My cases", "Add a case", "Help", "Log out")]
    await bo.sends("/start")
    his_message, _ = button(bo, "Log in")
    before = bo.screen
    await presses(bo, his_message, *hers)
    assert bo.toasts == [NOT_VALID] * len(hers)
    assert bo.screen == before
    await ana.sends("/cases")
    assert NO_CASES in ana.last


@pytest.mark.requirement("R10")
async def test_a_button_of_an_earlier_log_in_does_nothing_in_the_next(sandbox: Sandbox, ana: Person) -> None:
    await ana.is_logged_in()
    old = button(ana, "My cases")
    await sandbox.passes(hours=25)
    await ana.logs_in()
    before = ana.screen
    await presses(ana, *old)
    assert ana.toasts == [NOT_VALID]
    assert ana.screen == before


async def test_a_button_of_an_earlier_question_does_nothing(ana: Person) -> None:
    await ana.sends("/login")
    cancel = button(ana, "Cancel")
    await ana.sends("ana.lopez")
    await presses(ana, *cancel)
    assert ana.toasts == [NOT_VALID]
    assert "Type your password" in ana.last


@pytest.mark.requirement("R10")
async def test_pressing_the_same_button_twice_does_it_once(ana: Person) -> None:
    await ana.is_registered()
    await ana.sends(PASSWORD)
    message_id, data = button(ana, "Authenticator app")
    await presses(ana, message_id, data, data)
    assert ana.toasts == [NOT_VALID]
    assert ana.screen.count("Scan this picture") == 1


async def test_two_buttons_of_one_question_pressed_at_once_count_as_the_first(ana: Person) -> None:
    await ana.is_registered()
    await ana.sends(PASSWORD)
    message_id, app = button(ana, "Authenticator app")
    _, mail = button(ana, "E-mail")
    await presses(ana, message_id, app, mail)
    assert ana.toasts == [NOT_VALID]
    assert ana.sees("Scan this picture")
    assert not ana.sees("We sent a code to")


async def test_a_button_that_means_the_same_always_can_be_pressed_again_and_after_a_restart(
    sandbox: Sandbox, ana: Person
) -> None:
    await ana.sends("/start")
    log_in = button(ana, "Log in")
    await presses(ana, *log_in)
    await sandbox.stop_bot()
    await sandbox.start_bot()
    await ana.sends("/cancel")
    await presses(ana, *log_in)
    assert "What is your username" in ana.last
    assert ana.toasts == []


async def test_the_notice_is_in_the_person_s_language(luz: Person) -> None:
    await luz.sends("/start")
    message_id, data = button(luz, "Iniciar sesión")
    await presses(luz, message_id, f"{data}x")
    assert luz.toasts == ["Este botón ya no funciona. Por favor, use el mensaje más reciente."]
