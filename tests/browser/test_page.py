"""The sandbox's page in a real browser."""

from datetime import timedelta
from pathlib import Path

import pyotp

from bot.sandbox.sandbox import Sandbox
from tests.browser.page import Page

_ANSWERS = {
    "What is your full legal name?": "Ana María López",
    "When were you born?": "05/23/1990",
    "e-mail address?": "ana@example.org",
    "Choose a username": "ana.lopez",
    "Choose a password": "purple tractor sings low",
}


async def test_the_first_five_minutes(sandbox: Sandbox, page: Page) -> None:
    """What the guide promises, done on the page alone."""
    await page.presses("Start")
    await page.presses("Create an account")
    for question, answer in _ANSWERS.items():
        await page.reads(question)
        await page.says(answer)
    await page.presses("Create my account")
    await page.reads("We sent an e-mail to ana@example.org")
    await page.follows_the_mail()
    await page.reads("Type your password")
    await page.says("purple tractor sings low")
    await page.presses("Authenticator app")
    await page.says(pyotp.TOTP(await page.key()).at(sandbox.clock.now()))
    await page.presses("I have written them down")
    await page.presses("Add a case")
    await page.reads("receipt number")
    await page.says("EAC9999103403")
    await page.reads("Case Was Approved")
    await page.reads("good password")
    await page.reads_no_more("purple tractor")

    await page.fills("#receipt", "EAC9999103403")
    await page.fills("#cases select", "Request for Initial Evidence Was Sent")
    await page.presses("Move")
    await page.reads("is now “Request for Initial Evidence Was Sent”", within="#desk-said")
    await page.reads("News of your case: please act")
    await page.reads("News of your case", within="#mails")


async def test_time_moves_on_when_it_is_told_to(sandbox: Sandbox, page: Page) -> None:
    """The page shows by how much, and the bot's own clock has moved as far."""
    await page.presses("+1 day")
    await page.reads("moved on by 24 hours", within="#ahead")
    assert sandbox.clock.ahead == timedelta(days=1)


async def test_each_phone_has_its_own_chat_and_language(page: Page) -> None:
    """What one of them is told shows on no other phone; what they have not seen is counted."""
    await page.presses("Start")
    await page.reads("Create an account")
    await page.tab.value("document.querySelector('[data-person]:nth-of-type(2)').click()")
    await page.reads("casos", within="#log .about")
    await page.presses("Start")
    await page.reads("Crear una cuenta")
    assert "Create an account" not in await page.reads("Crear una cuenta")


async def test_a_phone_in_the_hand_shows_one_part_at_a_time(page: Page) -> None:
    """On a narrow screen there are tabs, nothing runs over the edge, and what came elsewhere is marked."""
    await page.tab.is_as_wide_as(360, 700)
    await page.tab.waits_for("document.querySelector('.tabs').offsetParent !== null")
    await page.presses("Start")
    await page.reads("Create an account")
    assert await page.tab.value("document.getElementById('guide').hidden")
    assert await page.tab.value("document.getElementById('log').clientHeight > 300")
    assert await page.tab.value("document.documentElement.scrollWidth <= 360")
    assert await page.tab.value("document.getElementById('mailbox').offsetParent === null")
    await page.presses("Cases", within=".tabs button")
    assert await page.tab.value("document.getElementById('chat').offsetParent === null")
    assert await page.tab.value("document.documentElement.scrollWidth <= 360")


async def test_words_of_a_person_are_never_markup(page: Page) -> None:
    """A text that looks like HTML stands there as it was written, and runs nothing."""
    await page.presses("Start")
    await page.reads("Create an account")
    await page.says("<img src=x onerror=\"document.title='taken'\"> <b>bold</b>")
    await page.reads("<b>bold</b>")
    assert await page.tab.value("document.title") == "Casebell sandbox"


async def test_a_page_that_lost_the_sandbox_says_so_and_finds_it_again(page: Page, tmp_path: Path) -> None:
    """Another sandbox at the same address is another world, and drawn as such."""
    folder = tmp_path / "other"
    folder.mkdir()
    async with Sandbox(folder, hurried=True) as first:
        first.telegram.person("Bo")
        await page.opens(first.server.url)
        await page.reads("Bo", within="#people")
        port = first.server.port
    await page.reads("The sandbox does not answer.", within="#lost:not([hidden])")
    (folder / "sandbox.db").unlink()
    async with Sandbox(folder, port=port, hurried=True) as second:
        second.telegram.person("Kim")
        await page.reads("Kim", within="#people")
        assert await page.tab.value("document.getElementById('lost').hidden")
    # That the line was broken is what the browser complains of, and what was meant.
    assert all("net::ERR" in each for each in page.tab.complaints)
    page.tab.complaints.clear()


async def test_a_chat_goes_on_where_it_was_after_a_restart_of_the_bot(sandbox: Sandbox, page: Page) -> None:
    """What was written meanwhile is answered then."""
    await page.presses("Start")
    await page.presses("Create an account")
    await page.reads("What is your full legal name")
    await sandbox.stop_bot()
    await page.says("Ana María López")
    await sandbox.start_bot()
    await page.reads("When were you born?")
