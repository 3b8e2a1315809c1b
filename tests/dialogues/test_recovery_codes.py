"""The mail of a recovery: the same for known and unknown names, bounded, once, in its own chat (R3, R5)."""

import re

import pytest

from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person

NEW_PASSWORD = "green lantern hums at noon"
APP = "Now open your authenticator app"


@pytest.fixture
async def out(sandbox: Sandbox, ana: Person) -> Person:
    """Ana, who has an account with an authenticator app, and is logged out."""
    await ana.is_logged_in()
    await ana.sends("/logout")
    await ana.presses("Log out, keep messages")
    await sandbox.passes(minutes=1)
    return ana


@pytest.fixture
async def mailed(out: Person) -> Person:
    """Ana, who was mailed a code to choose a new password."""
    await out.asks_for_a_new_password()
    return out


async def other_code(person: Person) -> str:
    """Six digits that are not those of the newest mail."""
    code = await person.sandbox.mailbox.code_for(person.email)
    return f"{(int(code) + 1) % 1_000_000:06}"


async def everything_said_to(person: Person, name: str) -> str:
    """All that the bot says, with its buttons, to who asks for a new password under a name and guesses."""
    before = len(person.phone.chat.messages)
    await person.sends("/recover")
    await person.presses("Forgot password?")
    await person.sends(name)
    await person.presses("Send it again")
    for _ in range(6):
        await person.sends("000000")
    await person.sandbox.passes(seconds=61)
    await person.presses("Send it again")
    await person.sends("000000")
    await person.presses("No e-mail?")
    said = [
        f"{each.get('text')} {[[key['text'] for key in row] for row in _keys(each)]}"
        for each in list(person.phone.chat.messages.values())[before:]
    ]
    return re.sub(r"\d+ seconds?", "N seconds", "\n".join(said)).replace(name, "NAME")


def _keys(message: dict[str, object]) -> list[list[dict[str, str]]]:
    markup = message.get("reply_markup")
    rows: list[list[dict[str, str]]] = markup["inline_keyboard"] if isinstance(markup, dict) else []
    return rows


@pytest.mark.requirement("R3")
async def test_a_known_and_an_unknown_name_are_told_the_same_step_by_step(out: Person, bo: Person) -> None:
    """R3: nobody without the mail can tell who has an account."""
    known = await everything_said_to(bo, "ana.lopez")
    await bo.sandbox.passes(hours=1)
    unknown = await everything_said_to(bo, "nobody.here")
    await bo.sandbox.passes(hours=1)
    no_address = await everything_said_to(bo, "nobody@example.org")
    assert known == unknown == no_address
    assert "You have 4 tries left." in known
    assert "This code does not work any more." in known


async def test_it_is_the_same_in_spanish(out: Person, luz: Person, mailbox: Mailbox) -> None:
    await luz.sends("/recover")
    await luz.presses("¿Olvidó la contraseña?")
    await luz.sends("nadie@example.org")
    assert "Si hay una cuenta para nadie@example.org" in luz.last
    await luz.sends("000000")
    assert "4 intentos" in luz.last
    assert (await mailbox.letter_to("nadie@example.org")).subject == "No hay una cuenta con este correo"
    await luz.presses("¿No llegó el correo?")
    assert "Escríbanos y le ayudamos: help@sandbox.example" in luz.last
    await luz.sandbox.passes(minutes=2)
    await luz.presses("Usar otro nombre")
    await luz.sends("ana.lopez")
    await luz.sends(await mailbox.code_for(out.email))
    assert "Ahora abra su app autenticadora" in luz.last
    await luz.sends(out.code())
    await luz.sends(NEW_PASSWORD)
    assert luz.sees("Su contraseña nueva está lista.")


@pytest.mark.parametrize("name", ["ana@example.org", " ANA.Lopez "])
async def test_either_name_serves_however_it_is_written(out: Person, mailbox: Mailbox, name: str) -> None:
    out.username = name
    await out.asks_for_a_new_password()
    await out.sends(await mailbox.code_for(out.email))
    assert APP in out.last


async def test_the_log_in_offers_it_for_the_name_that_was_typed(out: Person, mailbox: Mailbox) -> None:
    await out.sends("/login ana.lopez")
    await out.sends("not this one, surely")
    assert out.sees("Did you forget something? Press a button below.")
    await out.presses("Forgot password?")
    assert "If there is an account for ana.lopez" in out.last
    await out.sends(await mailbox.code_for(out.email))
    assert APP in out.last


# --- codes and links ---------------------------------------------------------------------------------


async def test_wrong_codes_are_counted_down_and_the_fifth_ends_code_and_link(
    mailed: Person, mailbox: Mailbox
) -> None:
    """R5."""
    wrong = await other_code(mailed)
    await mailed.sends("it did not come")
    assert "Please type the 6-digit code" in mailed.last
    for left in ("4 tries", "3 tries", "2 tries", "1 try"):
        await mailed.sends(wrong)
        assert f"You have {left} left." in mailed.last
    await mailed.sends(wrong)
    await mailed.sends(await mailbox.code_for(mailed.email))
    assert "This code does not work any more." in mailed.last
    await mailed.opens(await mailbox.link_for(mailed.email))
    assert mailed.sees("This link does not work any more.")


async def test_after_thirty_minutes_code_and_link_are_over(
    mailed: Person, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    await sandbox.passes(minutes=30)
    await mailed.sends(await mailbox.code_for(mailed.email))
    assert "This code does not work any more." in mailed.last
    await mailed.opens(await mailbox.link_for(mailed.email))
    assert APP not in mailed.screen


@pytest.mark.requirement("R5")
async def test_only_the_newest_code_and_link_work(mailed: Person, sandbox: Sandbox, mailbox: Mailbox) -> None:
    old = await mailbox.code_for(mailed.email)
    old_mail = await mailbox.letter_to(mailed.email)
    old_link = await mailbox.link_for(mailed.email)
    await sandbox.passes(minutes=2)
    await mailed.presses("Send it again")
    await mailed.sends(old)
    assert "That is not the code." in mailed.last
    await mailed.opens(old_link)
    assert mailed.sees("Only the newest e-mail counts, and only once.")
    await mailed.opens(await mailbox.link_for(mailed.email, after=old_mail.id))
    assert APP in mailed.last


@pytest.mark.requirement("R5")
async def test_code_and_link_are_good_in_their_own_chat_only(
    mailed: Person, bo: Person, mailbox: Mailbox
) -> None:
    """R5: and in another chat nobody is told what the link is."""
    code, link = await mailbox.code_for(mailed.email), await mailbox.link_for(mailed.email)
    await bo.opens("https://t.me/CasebellSandboxBot?start=never-sent")
    nothing = bo.last
    await bo.opens(link)
    assert bo.last == nothing
    await bo.sandbox.passes(minutes=2)
    bo.username = "ana.lopez"
    await bo.asks_for_a_new_password()
    await bo.sends(code)
    assert "That is not the code." in bo.last
    await mailed.sends(code)
    assert APP in mailed.last


@pytest.mark.requirement("R5")
async def test_a_code_for_a_password_opens_no_log_in(mailed: Person, mailbox: Mailbox) -> None:
    """R5: bound to its purpose."""
    code = await mailbox.code_for(mailed.email)
    await mailed.sends("/login ana.lopez")
    await mailed.sends(PASSWORD)
    await mailed.sends(code)
    assert "That is not the right code." in mailed.last


async def test_a_forwarded_or_edited_code_does_not_count_and_is_deleted(
    mailed: Person, mailbox: Mailbox
) -> None:
    """R8 and R9."""
    code = await mailbox.code_for(mailed.email)
    await mailed.forwards(code)
    assert mailed.sees("Please type it yourself.")
    wrong = await mailed.sends("000")
    await mailed.edits(wrong, code)
    assert "If there is an account for ana.lopez" in mailed.last
    assert not mailed.sees(f"me: {code}")


async def test_an_old_button_does_nothing(mailed: Person, mailbox: Mailbox) -> None:
    """R10."""
    await mailed.sends(await mailbox.code_for(mailed.email))
    await mailed.presses("Send it again")
    assert mailed.toasts[-1].startswith("This button is no longer valid.")


async def test_a_restart_at_every_question_is_not_noticed(
    sandbox: Sandbox, mailed: Person, mailbox: Mailbox
) -> None:
    for answer in (await mailbox.code_for(mailed.email), mailed.code(), NEW_PASSWORD):
        await sandbox.stop_bot()
        await mailed.phone.sends(answer)
        await sandbox.start_bot()
        await sandbox.settle()
        assert not mailed.sees(answer)
    assert mailed.sees("Your new password is set.")


# --- how many mails ----------------------------------------------------------------------------------


@pytest.mark.requirement("R3")
async def test_five_mails_an_hour_under_one_name_are_enough_and_help_is_shown(
    mailed: Person, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    """R3."""
    before = len(mailbox.messages)
    for _ in range(6):
        await sandbox.passes(seconds=61)
        await mailed.presses("Send it again")
    assert len(mailbox.messages) == before + 4
    assert mailed.sees("You asked for several e-mails already.")
    assert "If there is an account for ana.lopez" in mailed.last
    await mailed.sends(await mailbox.code_for(mailed.email))
    assert APP in mailed.last


async def test_one_address_gets_five_whatever_it_is_asked_by(
    mailed: Person, bo: Person, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    """R3: the sixth is not sent, and the chat says the same as ever."""
    before = len(mailbox.messages)
    for name in ("ana.lopez", "ana@example.org") * 3:
        await sandbox.passes(seconds=61)
        bo.username = name
        await bo.asks_for_a_new_password()
        assert f"If there is an account for {name}" in bo.last
    assert len(mailbox.messages) == before + 4


async def test_nobody_has_us_write_to_one_stranger_after_the_other(
    bo: Person, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    for number in range(11):
        await sandbox.passes(seconds=61)
        bo.username = f"stranger{number}@example.org"
        await bo.asks_for_a_new_password()
    assert len(mailbox.messages) == 10
    assert bo.sees("You asked for several e-mails already.")
    assert "Telegram user" not in mailbox.messages[0].text


async def test_no_mail_names_what_to_try_and_a_human(mailed: Person, sandbox: Sandbox) -> None:
    await mailed.presses("No e-mail?")
    assert "Look in your spam or junk folder." in mailed.last
    assert "Check what you typed for a mistake: ana.lopez" in mailed.last
    assert "help@sandbox.example" in mailed.last
    await mailed.presses("Back")
    await mailed.presses("No e-mail?")
    await mailed.presses("Forgot username?")
    assert "Which e-mail address did you use" in mailed.last
