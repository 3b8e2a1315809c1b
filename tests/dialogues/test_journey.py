"""The main job, from the first screen to the alert in the chat and in the mailbox."""

from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person


async def test_from_the_first_screen_to_the_alert(
    sandbox: Sandbox, ana: Person, mailbox: Mailbox, desk: CaseDesk
) -> None:
    await ana.phone.starts()
    await sandbox.settle()
    assert ana.sees("Sandbox Legal Aid runs this bot")
    assert ana.sees("not USCIS")

    await ana.presses("Create an account")
    await ana.sends("Ana María López")
    await ana.sends("05/23/1990")
    await ana.sends("ana@example.org")
    await ana.sends("ana.lopez")
    await ana.sends(PASSWORD)
    assert "Please check your answers" in ana.last
    await ana.presses("Create my account")
    await ana.sends(await mailbox.code_for("ana@example.org"))
    assert ana.sees("Your account is ready")

    await ana.sends(PASSWORD)
    await ana.presses("Authenticator app")
    ana.reads_authenticator_key()
    await ana.sends(ana.code())
    await ana.presses("I have written them down")
    assert ana.sees("You are logged in")

    desk.has("IOE0912345678", "Case Was Received", form="I-765")
    await ana.presses("Add a case")
    await ana.sends("ioe 0912345678")
    assert "Case Was Received" in ana.last
    assert "I-765" in ana.last

    desk.moves("IOE0912345678", "Request for Additional Evidence Was Sent")
    await ana.sends("/cases")
    await sandbox.passes(minutes=50)
    await ana.sends("/cases")
    await sandbox.passes(minutes=20)
    assert "Request for Additional Evidence Was Sent" in ana.last
    assert "please act" in ana.last
    letter = await mailbox.letter_to("ana@example.org", after=1)
    assert letter.subject == "News of your case"
    assert PASSWORD not in ana.screen
    assert ana.secret not in ana.screen.replace(" ", "")
