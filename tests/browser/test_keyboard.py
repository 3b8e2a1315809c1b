"""The page without a mouse: everything is reached, seen to be reached, worked and left by keys."""

import pytest

from bot.sandbox.sandbox import Sandbox
from tests.browser.page import Page

_FOCUS_IS_SEEN = """(() => {
    const it = getComputedStyle(document.activeElement);
    return it.outlineStyle !== "none" && parseFloat(it.outlineWidth) >= 2;
})()"""


async def test_an_account_is_begun_with_keys_alone(page: Page) -> None:
    await page.goes_to("Start")
    await page.strikes("Enter")
    await page.reads("Create an account")
    await page.tab.waits_for("document.activeElement.id === 'text'")
    await page.goes_to("Create an account", back=True)
    await page.strikes(" ")
    await page.reads("What is your full legal name?")
    await page.goes_to("Message")
    await page.strikes(*"Ana L", "Enter")
    await page.reads("When were you born?")
    assert await page.focus() == "Message"


async def test_the_focus_goes_through_all_of_the_page_and_is_always_seen(page: Page) -> None:
    seen: list[str] = []
    while "Receipt number to find or add" not in seen:
        await page.strikes("Tab")
        seen.append(await page.focus())
        assert await page.tab.value(_FOCUS_IS_SEEN), f"no outline round {seen[-1]!r}"
    assert seen[:4] == ["Guide", "Close the guide", "AAna", "LLuz"]
    assert seen.index("Add a person") < seen.index("Start") < seen.index("+1 min")


async def test_the_messages_can_be_skipped_and_left(page: Page) -> None:
    await page.presses("Start")
    await page.reads("Create an account")
    await page.goes_to("Skip the messages", back=True)
    await page.strikes("Enter")
    await page.tab.waits_for("document.activeElement.id === 'text'")
    await page.goes_to("Help", back=True)
    await page.strikes("Escape")
    assert await page.focus() == "Message"


async def test_a_menu_is_gone_through_by_arrows_and_closed_by_escape(page: Page) -> None:
    await page.presses("Start")
    await page.reads("Create an account")
    await page.goes_to("Commands", back=True)
    await page.strikes("Enter")
    first = await page.focus()
    await page.strikes("ArrowDown")
    second = await page.focus()
    assert first.startswith("/")
    assert second.startswith("/")
    assert first != second
    await page.strikes("ArrowUp", "ArrowUp")
    assert (await page.focus()) not in (first, second)
    await page.strikes("Escape")
    assert await page.focus() == "Commands"
    assert await page.tab.value("document.getElementById('command-list').hidden")


@pytest.mark.parametrize(
    ("opener", "field", "dialog"),
    [("Photo or file…", "Photo or file", "send-file"), ("Forwarded text…", "From", "forward-text")],
)
async def test_a_form_opens_with_the_focus_in_it_and_escape_goes_back(
    page: Page, opener: str, field: str, dialog: str
) -> None:
    await page.presses("Start")
    await page.reads("Create an account")
    await page.presses("Send something else")
    await page.presses(opener)
    await page.tab.waits_for(f"document.getElementById('{dialog}').open")
    await page.has_focus(field)
    await page.strikes("Escape")
    await page.tab.waits_for(f"!document.getElementById('{dialog}').open")
    await page.has_focus("Message")


async def test_somebody_new_is_added_with_keys_alone(sandbox: Sandbox, page: Page) -> None:
    await page.goes_to("Add a person")
    await page.strikes("Enter", *"Bo", "Enter")
    await page.tab.waits_for("document.querySelector('[aria-pressed=true] bdi')?.textContent === 'Bo'")
    assert [person.name for person in sandbox.telegram.people.values()] == ["Ana", "Luz", "Bo"]


async def test_a_button_that_goes_away_leaves_the_focus_where_one_goes_on(page: Page) -> None:
    await page.presses("Start")
    await page.reads("Create an account")
    await page.goes_to("Block", back=True)
    await page.strikes("Enter")
    await page.tab.waits_for("document.activeElement.id === 'unblock'")
    await page.strikes("Enter")
    await page.tab.waits_for("document.activeElement.id === 'text'")


async def test_words_of_ones_own_are_changed_with_keys_alone(page: Page) -> None:
    await page.presses("Start")
    await page.reads("Create an account")
    await page.says("helo")
    await page.reads("helo")
    await page.goes_to("Edit your message", back=True)
    await page.strikes("Enter")
    assert await page.focus() == "Message"
    assert await page.tab.value("document.getElementById('text').value") == "helo"
    await page.strikes("Escape")
    assert await page.tab.value("document.getElementById('text').value") == ""
