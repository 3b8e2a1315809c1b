"""The second question of a log-in: the app's code, a mailed one, or one from paper."""

from datetime import timedelta

import pyotp
import pytest

from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person

HOME = "What would you like to do?"


@pytest.fixture
async def asked(sandbox: Sandbox, ana: Person) -> Person:
    """Ana, who has an authenticator app, is logging in, and is asked for its code."""
    await ana.is_logged_in()
    await sandbox.passes(hours=25)
    await ana.sends("/login ana.lopez")
    await ana.sends(PASSWORD)
    return ana


@pytest.fixture
async def mailed(sandbox: Sandbox, ana: Person, mailbox: Mailbox) -> Person:
    """Ana, who gets her codes by e-mail, is logging in, and was mailed one."""
    await ana.is_registered()
    await ana.sends(PASSWORD)
    await ana.presses("E-mail")
    await ana.sends(await newest_code(ana, mailbox))
    await ana.presses("I have written them down")
    await sandbox.passes(hours=25)
    await ana.sends("/login ana.lopez")
    await ana.sends(PASSWORD)
    return ana


async def newest_code(person: Person, mailbox: Mailbox) -> str:
    """The code of the newest mail, which has just been sent."""
    await person.sandbox.settle()
    return await mailbox.code_for(person.email)


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


# --- of the app --------------------------------------------------------------------------------------


@pytest.mark.requirement("R6")
@pytest.mark.parametrize("drift", [-30, 0, 30])
async def test_an_app_whose_clock_is_half_a_minute_off_is_believed(asked: Person, drift: int) -> None:
    at = asked.sandbox.clock.now() + timedelta(seconds=drift)
    await asked.sends(pyotp.TOTP(asked.secret).at(at))
    assert HOME in asked.last


async def test_a_code_of_ten_minutes_ago_is_not_taken(asked: Person) -> None:
    old = pyotp.TOTP(asked.secret).at(asked.sandbox.clock.now() - timedelta(minutes=10))
    await asked.sends(old)
    assert "That is not the right code." in asked.last
    assert not asked.sees(old)
    await asked.sends(asked.code())
    assert HOME in asked.last


async def test_spaces_in_the_code_do_not_matter(asked: Person) -> None:
    code = asked.code()
    await asked.sends(f" {code[:3]} {code[3:]} ")
    assert HOME in asked.last


@pytest.mark.requirement("R6")
async def test_a_code_opens_only_once(asked: Person, bo: Person) -> None:
    code = asked.code()
    await asked.sends(code)
    await bo.sends("/login ana.lopez")
    await bo.sends(PASSWORD)
    await bo.sends(code)
    assert "That code was used already." in bo.last
    await bo.sandbox.passes(seconds=60)
    await bo.sends(asked.code())
    assert HOME in bo.last


async def test_guessing_at_codes_is_slowed_down(asked: Person) -> None:
    for _ in range(10):
        await asked.sends(other_than(asked.code()))
        await asked.sandbox.passes(seconds=20)
    await asked.sends(asked.code())
    assert "There were too many tries. Please try again" in asked.last
    assert HOME not in asked.last


async def test_the_owner_is_told_once_that_somebody_has_the_password_but_not_the_code(
    asked: Person, mailbox: Mailbox
) -> None:
    for _ in range(12):
        await asked.sends(other_than(asked.code()))
        await asked.sandbox.passes(seconds=20)
    await asked.sandbox.settle()
    told = [each for each in mailbox.messages if each.subject.startswith("Someone has your password")]
    assert [each.recipient for each in told] == [asked.email]
    assert "choose a new one: open the chat and send /recover." in told[0].text


@pytest.mark.parametrize("written", ["hello", "12345", "ABCD-EFGH-JKMN-PQR"])
async def test_what_cannot_be_a_code_is_told_so_and_holds_nobody_up(asked: Person, written: str) -> None:
    for _ in range(11):
        await asked.sends(written)
    assert asked.sees("That does not look like a code. A code has 6 digits.")
    assert "Open your authenticator app" in asked.last
    await asked.sends(asked.code())
    assert HOME in asked.last


@pytest.mark.requirement("R9")
async def test_a_code_that_was_changed_after_sending_does_not_count(asked: Person) -> None:
    wrong = await asked.sends("000")
    await asked.edits(wrong, asked.code())
    assert HOME not in asked.last
    assert "Open your authenticator app" in asked.last


async def test_a_photo_at_the_code_only_brings_the_question_back(asked: Person) -> None:
    await asked.sends_photo()
    assert "Open your authenticator app" in asked.last
    await asked.sends(asked.code())
    assert HOME in asked.last


async def test_ten_minutes_after_the_password_it_is_asked_for_again(asked: Person) -> None:
    await asked.sandbox.passes(minutes=11)
    await asked.sends(asked.code())
    assert asked.sees("You typed your password more than 10 minutes ago.")
    assert "Logging in as ana.lopez." in asked.last
    await asked.sends(PASSWORD)
    await asked.sends(asked.code())
    assert HOME in asked.last


# --- from paper --------------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [str, str.lower, lambda code: code.replace("-", " ")])
async def test_a_recovery_code_opens_however_it_is_written(asked: Person, write: type[str]) -> None:
    await asked.sends(write(asked.recovery_codes[0]))
    assert asked.sees("You used a recovery code. You have 9 left.")
    assert HOME in asked.last


@pytest.mark.requirement("R7")
async def test_a_recovery_code_opens_only_once(asked: Person) -> None:
    await asked.sends(asked.recovery_codes[0])
    await asked.sandbox.passes(hours=25)
    await asked.sends("/login ana.lopez")
    await asked.sends(PASSWORD)
    await asked.sends(asked.recovery_codes[0])
    assert "not right, or you used it before" in asked.last
    assert "help@sandbox.example" in asked.last
    await asked.sends(asked.recovery_codes[1])
    assert asked.sees("You have 8 left.")


# --- by e-mail ---------------------------------------------------------------------------------------


async def test_a_mailed_code_opens_and_the_address_is_only_hinted_at(
    mailed: Person, mailbox: Mailbox
) -> None:
    assert "We sent a code to a…@example.org." in mailed.last
    await mailed.sends(await newest_code(mailed, mailbox))
    assert HOME in mailed.last


async def test_another_code_can_be_had_after_a_minute_and_only_the_newest_counts(
    mailed: Person, mailbox: Mailbox
) -> None:
    first = await newest_code(mailed, mailbox)
    await mailed.presses("Send a new code")
    assert mailed.sees("We just sent one. You can ask again in")
    await mailed.sandbox.passes(seconds=61)
    await mailed.presses("E-mail me a code")
    second = await newest_code(mailed, mailbox)
    assert second != first
    await mailed.sends(first)
    assert "You have 4 tries left." in mailed.last
    await mailed.sends(second)
    assert HOME in mailed.last


async def test_five_wrong_tries_use_a_mailed_code_up(mailed: Person, mailbox: Mailbox) -> None:
    code = await newest_code(mailed, mailbox)
    for _ in range(5):
        await mailed.sends(other_than(code))
    assert "This code does not work any more." in mailed.last
    await mailed.sends(code)
    assert HOME not in mailed.last
    await mailed.sandbox.passes(seconds=61)
    await mailed.presses("Send a new code")
    await mailed.sends(await newest_code(mailed, mailbox))
    assert HOME in mailed.last


async def test_words_use_up_no_try_of_a_mailed_code(mailed: Person, mailbox: Mailbox) -> None:
    code = await newest_code(mailed, mailbox)
    for words in ["hello", "hola", "what code?", "abc", "I have no mail"]:
        await mailed.sends(words)
    assert "Type the 6-digit code from our e-mail." in mailed.last
    await mailed.sends(code)
    assert HOME in mailed.last


async def test_words_use_up_no_try_while_codes_by_mail_are_set_up(ana: Person, mailbox: Mailbox) -> None:
    await ana.is_registered()
    await ana.sends(PASSWORD)
    await ana.presses("E-mail")
    for words in ["hello", "hola", "ABCD-EFGH-JKMN-PQRS", "abc", "ya no puedo"]:
        await ana.sends(words)
    assert ana.sees("That does not look like a code.")
    await ana.sends(await newest_code(ana, mailbox))
    assert ana.sees("I have written them down")


async def test_a_mailed_code_is_good_for_ten_minutes_only(mailed: Person, mailbox: Mailbox) -> None:
    code = await newest_code(mailed, mailbox)
    await mailed.presses("Back")
    await mailed.sandbox.passes(minutes=11)
    await mailed.sends(PASSWORD)
    fresh = await newest_code(mailed, mailbox)
    assert fresh != code
    await mailed.sends(code)
    assert "That is not the code." in mailed.last


async def test_no_mail_is_sent_for_a_password_of_long_ago(mailed: Person, mailbox: Mailbox) -> None:
    await mailed.sandbox.passes(minutes=11)
    before = len(mailbox.messages)
    await mailed.presses("Send a new code")
    await mailed.sandbox.settle()
    assert len(mailbox.messages) == before
    assert mailed.sees("You typed your password more than 10 minutes ago.")


async def test_a_mailed_code_is_good_in_its_own_chat_only(
    mailed: Person, bo: Person, mailbox: Mailbox
) -> None:
    hers = await newest_code(mailed, mailbox)
    await bo.sends("/login ana.lopez")
    await bo.sends(PASSWORD)
    assert await newest_code(mailed, mailbox) != hers
    await bo.sends(hers)
    assert "That is not the code." in bo.last
