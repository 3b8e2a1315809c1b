"""A recovery ends what guessing, or knowing the old password, had begun."""

from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person

NEW_PASSWORD = "green lantern hums at noon"
REFUSED = "This username and password do not go together."


async def test_after_a_hundred_wrong_passwords_only_a_recovery_opens_the_log_in(
    ana: Person, bo: Person, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    """The hundred are those in a row under either name, however patiently they are typed."""
    await ana.is_logged_in()
    for name in ("ana.lopez", "ana@example.org"):
        await bo.sends(f"/login {name}")
        for _ in range(50):
            await bo.sends("not this one, surely")
            await sandbox.passes(minutes=21)
    letter = await mailbox.letter_to(ana.email)
    assert letter.subject == "Your log-in is closed, to be safe"
    assert "send /recover" in letter.text

    await sandbox.passes(hours=50)
    await ana.sends("/login ana.lopez")
    await ana.sends(PASSWORD)
    assert ana.sees(REFUSED)
    await ana.presses("Forgot password?")
    await ana.shows_mail_and_factor()
    await ana.sends(NEW_PASSWORD)
    await ana.sends(NEW_PASSWORD)
    assert "authenticator app" in ana.last


async def test_a_log_in_that_was_under_way_with_the_old_password_leads_nowhere(
    ana: Person, bo: Person, sandbox: Sandbox
) -> None:
    """R12: whoever has typed the old password has to type the new one."""
    await ana.is_logged_in()
    await sandbox.passes(minutes=2)
    await bo.sends("/login ana.lopez")
    await bo.sends(PASSWORD)
    await sandbox.passes(minutes=1)
    await ana.recovers(NEW_PASSWORD)
    await sandbox.passes(minutes=1)
    await bo.sends(ana.code())
    assert bo.sees("Your password was changed meanwhile.")
    assert "Type your password" in bo.last


async def test_an_account_that_was_closed_because_of_somebody_else_opens_again(
    ana: Person, sandbox: Sandbox
) -> None:
    """R26: "this was not me" closes it, a recovery opens it."""
    await ana.is_logged_in()
    await sandbox.passes(minutes=2)
    await ana.sends("/activity")
    await ana.presses("This was not me")
    await ana.sends("/login ana.lopez")
    await ana.sends(PASSWORD)
    assert ana.sees(REFUSED)
    await ana.recovers(NEW_PASSWORD)
    await ana.sends(NEW_PASSWORD)
    assert "authenticator app" in ana.last
