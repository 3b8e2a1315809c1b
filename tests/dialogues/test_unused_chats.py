"""R32: a chat in which an account was not used for half a year may be somebody else's by now."""

import pytest

from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import Person

RECEIPT = "EAC9999103403"
STOPPED = "Our messages to one of your chats have stopped"
HOME = "What would you like to do?"


async def half_a_week_passes(sandbox: Sandbox) -> None:
    """Long enough for a look at the case, and for a quiet night to be over."""
    await sandbox.passes(days=3)
    await sandbox.passes(hours=12)


@pytest.mark.requirement("R32")
async def test_after_180_days_without_use_news_goes_to_the_mailbox_only(
    ana: Person, sandbox: Sandbox, desk: CaseDesk, mailbox: Mailbox
) -> None:
    desk.has(RECEIPT, "Case Was Received")
    await ana.is_logged_in()
    await ana.follows(RECEIPT)
    await sandbox.passes(days=179)
    assert STOPPED not in [each.subject for each in mailbox.messages]
    await sandbox.passes(days=2)
    letter = await mailbox.letter_to(ana.email)
    assert letter.subject == STOPPED
    assert "the Telegram user “Ana”" in letter.text
    assert "open it and log in: send /login." in letter.text
    before, arrived = ana.screen, len(mailbox.messages)
    desk.moves(RECEIPT, "Case Was Approved")
    await half_a_week_passes(sandbox)
    assert ana.screen == before
    assert "news" in (await mailbox.letter_to(ana.email, after=arrived)).subject.casefold()


@pytest.mark.requirement("R32")
async def test_logging_in_switches_the_messages_on_again(
    ana: Person, sandbox: Sandbox, desk: CaseDesk, mailbox: Mailbox
) -> None:
    desk.has(RECEIPT, "Case Was Received")
    await ana.is_logged_in()
    await ana.follows(RECEIPT)
    await sandbox.passes(days=181)
    await ana.logs_in()
    assert HOME in ana.last
    await ana.sends("/activity")
    assert "was not used for 180 days stopped: Ana" in ana.last
    desk.moves(RECEIPT, "Case Was Approved")
    await half_a_week_passes(sandbox)
    assert ana.sees("One of your cases has news.")
    await sandbox.passes(days=100)
    assert [each.subject for each in mailbox.messages].count(STOPPED) == 1


async def test_a_chat_that_is_used_now_and_then_stays(
    ana: Person, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    await ana.is_logged_in()
    for _ in range(2):
        await sandbox.passes(days=100)
        await ana.logs_in()
    assert STOPPED not in [each.subject for each in mailbox.messages]


async def test_a_chat_that_got_no_messages_ends_without_a_word(
    ana: Person, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    await ana.is_logged_in()
    await ana.sends("/logout")
    await ana.presses("Log out, no messages")
    await sandbox.passes(days=181)
    assert STOPPED not in [each.subject for each in mailbox.messages]
