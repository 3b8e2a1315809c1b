"""A forgotten password: the mail, then the second factor, then a new password; nothing less (R3, R4, R5)."""

import pytest

from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person

HOME = "What would you like to do?"
NEW_PASSWORD = "green lantern hums at noon"
WRONG_PAPER = "AB2C-3DEF-G4HJ-KM56"
SET = "Your new password is set."


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


@pytest.fixture
async def by_mail(sandbox: Sandbox, ana: Person, mailbox: Mailbox) -> Person:
    """Ana, whose only second factor is her mailbox, and who was mailed a code for a new password."""
    await ana.is_registered()
    await ana.sends(PASSWORD)
    await ana.presses("E-mail")
    await sandbox.settle()
    await ana.sends(await mailbox.code_for(ana.email))
    ana.reads_recovery_codes()
    await ana.presses("I have written them down")
    await sandbox.passes(hours=25)
    await ana.asks_for_a_new_password()
    return ana


# --- the whole way -----------------------------------------------------------------------------------


async def test_mail_app_and_a_new_password_lead_back_in(mailed: Person, mailbox: Mailbox) -> None:
    """R4: the code of the mail, and the second factor."""
    code = await mailbox.code_for(mailed.email)
    assert "If there is an account for ana.lopez, we just sent an e-mail" in mailed.last
    await mailed.sends(code)
    assert "Now open your authenticator app" in mailed.last
    app_code = mailed.code()
    await mailed.sends(app_code)
    assert "choose a new password" in mailed.last
    await mailed.sends(NEW_PASSWORD)
    assert mailed.sees(SET)
    assert "Logging in as ana.lopez." in mailed.last
    assert not any(mailed.sees(secret) for secret in (code, app_code, NEW_PASSWORD))

    await mailed.sends(PASSWORD)
    assert mailed.sees("This username and password do not go together.")
    await mailed.sends(NEW_PASSWORD)
    await mailed.sandbox.passes(seconds=60)
    await mailed.sends(mailed.code())
    assert HOME in mailed.last


@pytest.mark.requirement("R5")
async def test_the_link_of_the_mail_does_what_its_code_does_once(mailed: Person, mailbox: Mailbox) -> None:
    """R5: also after one went elsewhere in between; a second press does nothing."""
    link = await mailbox.link_for(mailed.email)
    await mailed.sends("/privacy")
    await mailed.opens(link)
    assert "Now open your authenticator app" in mailed.last
    await mailed.opens(link)
    assert mailed.sees("This link does not work any more.")
    assert "What did you forget?" in mailed.last


async def test_a_recovery_code_serves_instead_of_the_app_once(mailed: Person, mailbox: Mailbox) -> None:
    await mailed.sends(await mailbox.code_for(mailed.email))
    await mailed.sends(mailed.recovery_codes[0].lower())
    assert "choose a new password" in mailed.last
    await mailed.sends(NEW_PASSWORD)
    await mailed.sends(NEW_PASSWORD)
    await mailed.sends(mailed.recovery_codes[0])
    assert "you used it before" in mailed.last


@pytest.mark.requirement("R3")
async def test_the_mail_says_who_asked_when_and_what_to_do(mailed: Person, mailbox: Mailbox) -> None:
    """R3 and R30."""
    letter = await mailbox.letter_to(mailed.email)
    assert letter.subject == "Choose a new password for Sandbox Legal Aid"
    assert "The Telegram user “Ana” asked today at" in letter.text
    assert "Was this not you? Then do nothing, and give this code to nobody." in letter.text
    assert "It is not USCIS" in letter.text


@pytest.mark.requirement("R4")
async def test_all_chats_are_logged_out_and_told_and_a_notice_is_mailed(
    ana: Person, bo: Person, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    """R4 and R12: a recovery ends every session, in every chat."""
    await ana.is_logged_in()
    await sandbox.passes(minutes=1)
    bo.recovers_for(ana)
    await bo.recovers(NEW_PASSWORD)
    assert bo.sees(SET)
    assert "Bo chose a new password for your account. You are logged out here." in ana.last
    assert "help@sandbox.example" in ana.last
    await ana.sends("/cases")
    assert "What is your username" in ana.last
    letter = await mailbox.letter_to(ana.email)
    assert letter.subject == "Your password was changed"
    assert "The Telegram user “Bo” chose a new password" in letter.text


async def test_the_own_chat_is_logged_out_as_well(ana: Person, sandbox: Sandbox) -> None:
    await ana.is_logged_in()
    await sandbox.passes(minutes=61)
    await ana.sends("/cases")
    await ana.presses("Forgot password?")
    assert "What is your username or e-mail address?" in ana.last
    await ana.recovers(NEW_PASSWORD)
    await ana.sends("/cases")
    assert "What is your username" in ana.last


async def test_what_was_held_is_free_again(out: Person, sandbox: Sandbox) -> None:
    """Who guessed at their own password until it was held need not wait after the recovery."""
    await out.sends("/login ana.lopez")
    for _ in range(10):
        await out.sends("not this one, surely")
        await sandbox.passes(seconds=20)
    assert "There were too many tries." in out.last
    await out.recovers(NEW_PASSWORD)
    await out.sends(NEW_PASSWORD)
    assert "authenticator app" in out.last


# --- the second factor -------------------------------------------------------------------------------


@pytest.mark.requirement("R4")
async def test_without_the_second_factor_there_is_no_new_password(mailed: Person, mailbox: Mailbox) -> None:
    """R4."""
    code = await mailbox.code_for(mailed.email)
    await mailed.sends(code)
    for attempt in (code, "123456", NEW_PASSWORD, WRONG_PAPER):
        await mailed.sends(attempt)
        assert "Now open your authenticator app" in mailed.last
        assert not mailed.sees(f"me: {attempt}")
    assert mailed.sees("That recovery code is not right")


async def test_guessing_at_the_second_factor_is_slowed_down(mailed: Person, mailbox: Mailbox) -> None:
    await mailed.sends(await mailbox.code_for(mailed.email))
    for _ in range(10):
        await mailed.sends(WRONG_PAPER)
        await mailed.sandbox.passes(seconds=20)
    await mailed.sends(mailed.recovery_codes[0])
    assert mailed.sees("There were too many tries. Please try again")
    assert "Now open your authenticator app" in mailed.last


@pytest.mark.requirement("R4")
async def test_the_mailbox_alone_is_never_enough(by_mail: Person, mailbox: Mailbox) -> None:
    """R4: where codes come by e-mail, a recovery code is required."""
    code = await mailbox.code_for(by_mail.email)
    await by_mail.sends(code)
    assert "Now type one of your recovery codes." in by_mail.last
    await by_mail.sends(code)
    assert by_mail.sees("That is not a recovery code.")
    await by_mail.sends(by_mail.recovery_codes[0])
    assert "choose a new password" in by_mail.last


async def test_who_has_neither_is_shown_to_the_office_and_can_go_back(
    by_mail: Person, mailbox: Mailbox
) -> None:
    await by_mail.sends(await mailbox.code_for(by_mail.email))
    await by_mail.presses("I have none of these")
    assert "write to us: help@sandbox.example" in by_mail.last
    await by_mail.presses("Back")
    assert "Now type one of your recovery codes." in by_mail.last


async def test_who_has_used_up_all_recovery_codes_is_shown_to_the_office(
    by_mail: Person, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    for number, paper in enumerate(by_mail.recovery_codes):
        await by_mail.sends("/login ana.lopez")
        await by_mail.sends(PASSWORD)
        await by_mail.sends(paper)
        assert HOME in by_mail.last, number
        await by_mail.sends("/logout")
        await by_mail.presses("Log out, keep messages")
    await sandbox.passes(minutes=2)
    await by_mail.asks_for_a_new_password()
    await by_mail.sends(await mailbox.code_for(by_mail.email))
    assert "Your e-mail alone cannot open your account" in by_mail.last
    assert "help@sandbox.example" in by_mail.last


async def test_an_account_that_was_never_opened_needs_its_mailbox_only(
    ana: Person, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    """There is no second factor yet, and the first log-in asks for one."""
    await ana.is_registered()
    await ana.presses("Forgot password?")
    await ana.sends(await mailbox.code_for(ana.email))
    assert "choose a new password" in ana.last
    await ana.sends(NEW_PASSWORD)
    await ana.sends(NEW_PASSWORD)
    assert "Authenticator app" in ana.screen


# --- the new password --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "characters too short"),
        ("Ana López 1990", "made of your own name"),
        (PASSWORD, "That is the password you had before."),
    ],
)
async def test_a_weak_or_the_old_password_is_refused_with_the_reason(
    mailed: Person, password: str, said: str
) -> None:
    await mailed.shows_mail_and_factor()
    await mailed.sends(password)
    assert mailed.sees(said)
    assert not mailed.sees(f"me: {password}")
    await mailed.sends(NEW_PASSWORD)
    assert mailed.sees(SET)


async def test_a_space_at_an_end_is_asked_about(mailed: Person) -> None:
    await mailed.shows_mail_and_factor()
    await mailed.sends(f"{NEW_PASSWORD} ")
    await mailed.presses("No, type it again")
    await mailed.sends(f"{NEW_PASSWORD} ")
    await mailed.presses("Yes, keep the space")
    await mailed.sends(f"{NEW_PASSWORD} ")
    assert "authenticator app" in mailed.last


async def test_a_password_that_comes_too_late_changes_nothing(mailed: Person, sandbox: Sandbox) -> None:
    await mailed.shows_mail_and_factor()
    await sandbox.passes(minutes=31)
    await mailed.sends(NEW_PASSWORD)
    assert mailed.sees("That took more than 30 minutes")
    assert "What is your username or e-mail address?" in mailed.last
    await mailed.sends("/login ana.lopez")
    await mailed.sends(PASSWORD)
    assert "authenticator app" in mailed.last


async def test_of_two_recoveries_only_the_first_to_finish_counts(
    mailed: Person, bo: Person, sandbox: Sandbox
) -> None:
    await mailed.shows_mail_and_factor()
    await sandbox.passes(minutes=1)
    bo.recovers_for(mailed)
    await bo.recovers(NEW_PASSWORD)
    await mailed.sends("another kettle sings at dawn")
    assert mailed.sees("your password was changed meanwhile")
    assert SET not in mailed.screen


@pytest.mark.parametrize("answers", range(4))
async def test_every_question_can_be_cancelled_and_nothing_is_changed(
    out: Person, mailbox: Mailbox, answers: int
) -> None:
    await out.sends("/recover")
    await out.presses("Forgot password?")
    for step in range(answers):
        match step:
            case 0:
                await out.sends("ana.lopez")
            case 1:
                await out.sends(await mailbox.code_for(out.email))
            case _:
                await out.sends(out.code())
    await out.presses("Cancel")
    assert out.toasts[-1] == "Stopped. Nothing was changed."
    assert "not USCIS" in out.last
