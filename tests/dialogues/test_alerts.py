"""Alerts: once, only for a real change, and no more said than may be seen on that screen just now."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.case_faults import BodyFault, Faults
from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person

RECEIPT = "EAC9999103403"
NEWS = "News of your case"
DISCREET = "One of your cases has news. Open it to read more."


async def time_passes(sandbox: Sandbox, *busy: Person) -> None:
    """Long enough for every case to be checked; who is busy meanwhile stays logged in."""
    for _ in range(2):
        await sandbox.passes(minutes=40)
        for person in busy:
            await person.sends("/privacy")


def alerts(person: Person) -> list[str]:
    """Everything that was said of news in this chat, in order."""
    signs = (NEWS, DISCREET, "We found your case", "still does not know", "Novedades", "Hay novedades")
    texts = [str(each.get("text", "")) for each in person.phone.chat.visible if each["from"]["is_bot"]]
    return [text for text in texts if any(sign in text for sign in signs)]


async def is_following(sandbox: Sandbox, person: Person, receipt: str = RECEIPT) -> None:
    """Logged in for some minutes, with a case; what the log-in showed is tidied away by then."""
    await person.is_logged_in()
    await sandbox.passes(minutes=6)
    await person.follows(receipt)


# --- when --------------------------------------------------------------------------------------------


async def test_a_change_is_told_once_and_the_first_look_not_at_all(
    sandbox: Sandbox, ana: Person, desk: CaseDesk
) -> None:
    await is_following(sandbox, ana)
    await time_passes(sandbox, ana)
    assert alerts(ana) == []
    desk.moves(RECEIPT, "Interview Was Scheduled")
    await time_passes(sandbox, ana)
    await time_passes(sandbox, ana)
    (alert,) = alerts(ana)
    assert alert.startswith(f"❗ {NEWS}: please act\nI-130 · …3403\n\nNew status: Interview Was Scheduled")
    assert "What to do\nGo to the interview." in alert
    await ana.presses("Open the case")
    assert ana.sees("Interview Was Scheduled\nI-130 · EAC-99-991-03403")


def garbled(faults: Faults) -> None:
    faults.body = BodyFault.GARBLED


def of_another(faults: Faults) -> None:
    faults.body = BodyFault.WRONG_RECEIPT


def maintenance(faults: Faults) -> None:
    faults.body = BodyFault.HTML_PAGE


def away(faults: Faults) -> None:
    faults.outage = 503


@pytest.mark.parametrize("trouble", [garbled, of_another, maintenance, away])
async def test_a_source_in_trouble_is_never_news(
    sandbox: Sandbox, ana: Person, desk: CaseDesk, trouble: Callable[[Faults], None]
) -> None:
    await is_following(sandbox, ana)
    trouble(desk.faults)
    await time_passes(sandbox, ana)
    assert alerts(ana) == []
    await ana.sends("/cases")
    assert "Case Was Approved" in ana.last or "Case Was Received" in ana.last or "…3403" in ana.last
    assert [mail.subject for mail in sandbox.mailbox.messages] == ["Your code for Sandbox Legal Aid"]


async def test_another_spelling_or_another_description_is_no_news(
    sandbox: Sandbox, ana: Person, desk: CaseDesk
) -> None:
    desk.has(RECEIPT, "Case Was Received", form="I-130")
    await is_following(sandbox, ana)
    desk.has(RECEIPT, "CASE  WAS RECEIVED.", form="I-485")
    await time_passes(sandbox, ana)
    assert alerts(ana) == []


# --- how much ----------------------------------------------------------------------------------------


@pytest.mark.requirement("R31")
async def test_a_locked_chat_is_told_discreetly_and_the_mailbox_always(
    sandbox: Sandbox, ana: Person, desk: CaseDesk, mailbox: Mailbox
) -> None:
    await is_following(sandbox, ana)
    desk.moves(RECEIPT, "Case Was Denied")
    await time_passes(sandbox)
    assert alerts(ana) == [DISCREET]
    letter = await mailbox.letter_to(ana.email, after=1)
    assert letter.subject == NEWS
    assert "For your safety this e-mail does not say more" in letter.text
    for secret in ("Denied", "I-130", "3403", "EAC"):
        assert secret not in letter.text + letter.html + letter.subject
    await ana.presses("Open")
    assert "Your account is locked" in ana.last
    await ana.sends(PASSWORD)
    assert ana.last.startswith("Case Was Denied")


@pytest.mark.parametrize(
    ("choice", "told"), [("Log out, keep messages", [DISCREET]), ("Log out, no messages", [])]
)
async def test_after_logging_out_alerts_come_only_to_who_kept_them(
    sandbox: Sandbox, ana: Person, desk: CaseDesk, mailbox: Mailbox, choice: str, told: list[str]
) -> None:
    await is_following(sandbox, ana)
    await ana.sends("/logout")
    await ana.presses(choice)
    desk.moves(RECEIPT, "Case Was Denied")
    await time_passes(sandbox)
    assert alerts(ana) == told
    assert (await mailbox.letter_to(ana.email, after=1)).subject == NEWS


async def test_two_chats_of_one_account_are_told_each_as_open_as_it_is(
    sandbox: Sandbox, ana: Person, desk: CaseDesk, mailbox: Mailbox
) -> None:
    await is_following(sandbox, ana)
    other = Person(sandbox, "Ana")
    other.secret = ana.secret
    await other.logs_in()
    desk.moves(RECEIPT, "Case Was Denied")
    await time_passes(sandbox, other)
    assert alerts(ana) == [DISCREET]
    (alert,) = alerts(other)
    assert "New status: Case Was Denied" in alert
    assert [mail.subject for mail in mailbox.messages].count(NEWS) == 1


async def test_each_follower_is_told_in_a_language_of_their_own(
    sandbox: Sandbox, ana: Person, luz: Person, desk: CaseDesk, mailbox: Mailbox
) -> None:
    await is_following(sandbox, ana)
    await ana.sends("/settings")
    await ana.presses("Español")
    desk.moves(RECEIPT, "Case Was Denied")
    await time_passes(sandbox, ana)
    (alert,) = alerts(ana)
    assert alert.startswith("Novedades en su caso\nI-130 · …3403\n\nNuevo estatus: Su caso fue denegado")
    assert "USCIS dijo que no a esta solicitud." in alert
    letter = await mailbox.letter_to(ana.email, after=1)
    assert letter.subject == "Novedades en su caso"
    assert "Abra el chat para leerlas" in letter.text


async def test_only_followers_are_told(sandbox: Sandbox, ana: Person, bo: Person, desk: CaseDesk) -> None:
    await bo.is_logged_in()
    await is_following(sandbox, ana)
    desk.moves(RECEIPT, "Case Was Denied")
    await time_passes(sandbox, ana, bo)
    assert len(alerts(ana)) == 1
    assert alerts(bo) == []


@pytest.mark.requirement("R27")
async def test_a_log_in_elsewhere_is_told_with_the_name_as_it_is(sandbox: Sandbox, ana: Person) -> None:
    await ana.is_logged_in()
    await sandbox.passes(minutes=6)
    other = Person(sandbox, "<b>&</b> [x](y) \u202e🙂")
    other.username, other.secret = ana.username, ana.secret
    await other.logs_in()
    assert "Your account was opened in another chat, by <b>&</b> [x](y) 🙂." in ana.last
    assert "Write to help@sandbox.example now." in ana.last


# --- numbers that are awaited ------------------------------------------------------------------------


async def test_an_awaited_number_is_told_when_it_appears(
    sandbox: Sandbox, ana: Person, desk: CaseDesk
) -> None:
    await is_following(sandbox, ana, "IOE0999999999")
    await ana.presses("Keep trying for me")
    await time_passes(sandbox, ana)
    assert alerts(ana) == []
    desk.has("IOE0999999999", "Case Was Received", form="N-400")
    await sandbox.passes(minutes=50)
    await ana.sends("/privacy")
    await sandbox.passes(hours=6)
    assert alerts(ana) == [DISCREET]
    await ana.presses("Open")
    await ana.sends(PASSWORD)
    assert ana.last.startswith("Case Was Received\nN-400")


async def test_after_two_weeks_without_a_case_the_search_ends_with_advice(
    sandbox: Sandbox, ana: Person
) -> None:
    await is_following(sandbox, ana, "IOE0999999999")
    await ana.presses("Keep trying for me")
    for _ in range(13):
        await sandbox.passes(days=1)
    assert alerts(ana) == []
    await sandbox.passes(hours=23)
    await ana.logs_in()
    await sandbox.passes(minutes=59)
    await ana.sends("/cases")
    for _ in range(8):
        await sandbox.passes(minutes=58)
        await ana.sends("/cases")
    (alert,) = alerts(ana)
    assert "USCIS still does not know the number …9999. We looked for two weeks and stopped now." in alert
    assert "1-800-375-5283" in alert
    assert "You do not follow any case yet" in ana.last
    await ana.presses("Add it again")
    assert "What is the receipt number" in ana.last


# --- chats and bots that come and go -----------------------------------------------------------------


@pytest.mark.requirement("R32")
async def test_who_blocks_the_bot_is_left_alone_and_told_again_once_they_let_it_in(
    sandbox: Sandbox, ana: Person, desk: CaseDesk, mailbox: Mailbox
) -> None:
    await is_following(sandbox, ana)
    await ana.phone.blocks_bot()
    desk.moves(RECEIPT, "Interview Was Scheduled")
    await time_passes(sandbox)
    assert alerts(ana) == []
    assert (await mailbox.letter_to(ana.email, after=1)).subject == NEWS
    await ana.phone.unblocks_bot()
    desk.moves(RECEIPT, "Case Was Denied")
    await time_passes(sandbox)
    assert len(alerts(ana)) == 1


async def test_a_change_during_which_the_bot_was_down_is_told_once_when_it_is_back(
    sandbox: Sandbox, ana: Person, desk: CaseDesk
) -> None:
    await is_following(sandbox, ana)
    await sandbox.stop_bot()
    desk.moves(RECEIPT, "Case Was Denied")
    sandbox.clock.move_on(timedelta(hours=2))
    await sandbox.start_bot()
    await sandbox.settle()
    assert alerts(ana) == [DISCREET]
    await sandbox.stop_bot()
    await sandbox.start_bot()
    await time_passes(sandbox)
    assert alerts(ana) == [DISCREET]
