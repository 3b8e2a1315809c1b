"""What a screen reader has of the page, and whether its colours can be told apart."""

import pytest

from tests.browser.page import Page

_CONTRASTS = """(() => {
    const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
    const rgba = (colour) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const light = (rgb) => {
        const linear = (one) => one <= .03928 ? one / 12.92 : ((one + .055) / 1.055) ** 2.4;
        const [r, g, b] = rgb.map((one) => linear(one / 255));
        return .2126 * r + .7152 * g + .0722 * b;
    };
    const behind = (element) => {
        for (let each = element; each; each = each.parentElement) {
            const [r, g, b, a] = rgba(getComputedStyle(each).backgroundColor);
            if (a > 250) return [r, g, b];
        }
        return [255, 255, 255];
    };
    const poor = [];
    for (const element of document.querySelectorAll("body *")) {
        const own = [...element.childNodes].some((node) => node.nodeName === "#text" && node.data.trim());
        const style = getComputedStyle(element);
        if (!own || !element.checkVisibility() || element.closest(".unseen, :disabled")) continue;
        const [a, b] = [light(rgba(style.color).slice(0, 3)), light(behind(element))];
        const contrast = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
        if (contrast < 4.5 || style.opacity !== "1") {
            poor.push(`${element.outerHTML.slice(0, 100)}: ${contrast.toFixed(2)}`);
        }
    }
    return poor;
})()"""


@pytest.fixture
async def busy(page: Page) -> Page:
    """The page with something of everything: texts of both, buttons, a mail, a followed case."""
    await page.presses("Start")
    await page.presses("Create an account")
    for answer in ("Ana López", "05/23/1990", "ana@example.org", "ana.lopez", "purple tractor sings low"):
        await page.says(answer)
        await page.tab.waits_for("document.querySelector('#log article:last-of-type').matches('.theirs')")
    await page.presses("Create my account")
    await page.reads("We sent an e-mail")
    await page.reads("Your code", within="#mails")
    return page


async def test_everything_that_can_be_operated_has_a_name(busy: Page) -> None:
    controls = await busy.controls()
    # A mail is a group too, and named by the line that opens it.
    assert [role for role, name in controls if not name.strip() and role != "group"] == []
    assert {
        ("button", "Send"),
        ("button", "Commands"),
        ("button", "Send something else"),
        ("button", "Add a person"),
        ("button", "Move EAC9999103403"),
        ("textbox", "Message"),
        ("textbox", "Receipt number to find or add"),
        ("spinbutton", "Minutes to move on by"),
        ("combobox", "Next status of EAC9999103403"),
        ("radio", "works"),
        ("log", "Messages"),
        ("group", "Whose phone"),
        ("group", "The case service"),
        ("group", "Buttons of the message"),
        ("Iframe", "Mail: Your code for Sandbox Legal Aid"),
    } <= set(controls)


async def test_new_messages_are_told_and_the_past_of_another_phone_is_not(busy: Page) -> None:
    live = "document.getElementById('log').getAttribute('aria-live')"
    await busy.tab.waits_for(f"{live} === 'polite'")
    at_once = "document.querySelector('[data-person]:nth-of-type(2)').click()"
    assert await busy.tab.value(f"{at_once}, {live}") == "off"
    await busy.tab.waits_for(f"{live} === 'polite'")
    assert await busy.tab.value("document.getElementById('mail-said').getAttribute('role')") == "status"
    assert await busy.tab.value("document.getElementById('mail-said').textContent") == (
        "New mail: Your code for Sandbox Legal Aid"
    )


async def test_each_message_says_whose_it_is(busy: Page) -> None:
    assert await busy.tab.value(
        "[...document.querySelectorAll('#log article')].every((each) =>"
        " each.innerText.startsWith(each.matches('.mine') ? 'You:' : 'Casebell:'))"
    )


async def test_headings_name_the_parts_of_the_page_in_order(page: Page) -> None:
    headings = "[...document.querySelectorAll('h1, main h2')]"
    assert await page.tab.value(
        f"{headings}.map((each) => each.tagName + ' ' + each.textContent.trim())"
    ) == [
        "H1 Casebell sandbox",
        "H2 Chat",
        "H2 Clock",
        "H2 Mailbox",
        "H2 Case desk",
    ]
    assert await page.tab.value("document.documentElement.lang") == "en"


@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
async def test_every_text_stands_out_from_what_is_behind_it(busy: Page, is_dark: bool) -> None:
    if is_dark:
        await busy.likes_dark()
        await busy.tab.waits_for("getComputedStyle(document.body).backgroundColor === 'rgb(16, 19, 29)'")
    assert await busy.tab.value(_CONTRASTS) == []


async def test_nothing_comes_from_outside(busy: Page) -> None:
    fetched = await busy.tab.value("performance.getEntriesByType('resource').map(({name}) => name)")
    origin = await busy.tab.value("location.origin")
    assert len(fetched) > 10
    assert [each for each in fetched if not each.startswith(f"{origin}/")] == []
