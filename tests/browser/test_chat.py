"""The chat on the page is like one on a phone: what comes, changes and goes is seen to."""

import base64

import pytest

from bot.sandbox.sandbox import Sandbox
from bot.sandbox.telegram import LocalPerson
from tests.browser.page import Page

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@pytest.fixture
async def ana(sandbox: Sandbox, page: Page) -> LocalPerson:
    """Ana, whose phone is held, after her first words with the bot."""
    await page.presses("Start")
    await page.reads("Create an account")
    return next(iter(sandbox.telegram.people.values()))


async def _bot(sandbox: Sandbox, method: str, **given: object) -> int:
    """What the bot does, done from here. Returns the message's number, if there is one."""
    done = await sandbox.telegram.methods.find(method)(given)
    return int(done["message_id"]) if isinstance(done, dict) else 0


async def test_a_change_and_a_deletion_are_seen(sandbox: Sandbox, page: Page, ana: LocalPerson) -> None:
    number = await _bot(sandbox, "sendMessage", chat_id=ana.id, text="the first words")
    await page.reads("the first words")
    await _bot(sandbox, "editMessageText", chat_id=ana.id, message_id=number, text="other words")
    shown = await page.reads("other words")
    assert "the first words" not in shown
    assert await page.tab.value(f"Boolean(document.querySelector('#message-{number} .edited'))")
    await _bot(sandbox, "deleteMessage", chat_id=ana.id, message_id=number)
    await page.tab.waits_for("!document.getElementById('log').innerText.includes('other words')")


async def test_a_keyboard_in_place_of_the_suggestions_is_pressed_and_taken_away(
    sandbox: Sandbox, page: Page, ana: LocalPerson
) -> None:
    keys = {"keyboard": [["Home", {"text": "Help"}]], "input_field_placeholder": "Choose one"}
    await _bot(sandbox, "sendMessage", chat_id=ana.id, text="Where to?", reply_markup=keys)
    await page.presses("Home", within="#reply-keyboard button")
    await page.tab.waits_for(
        "document.querySelector('#log .mine:last-of-type, #log')?.innerText.includes('Home')"
    )
    assert ana.sees("me: Home")
    assert await page.tab.value("document.getElementById('text').placeholder") == "Choose one"
    await _bot(sandbox, "sendMessage", chat_id=ana.id, text="Done", reply_markup={"remove_keyboard": True})
    await page.tab.waits_for("document.getElementById('reply-keyboard').hidden")


@pytest.mark.parametrize(
    ("name", "kind", "is_photo"), [("card.png", "image/png", True), ("a.pdf", "application/pdf", False)]
)
async def test_a_photo_or_file_is_sent_whole(
    page: Page, ana: LocalPerson, sandbox: Sandbox, name: str, kind: str, is_photo: bool
) -> None:
    await page.presses("Send something else")
    await page.presses("Photo or file…")
    await page.chooses_file(name, PNG, kind)
    await page.fills("#send-file [name=caption]", "my notice")
    await page.presses("Send", within="#send-file button")
    await page.reads("my notice")
    message = ana.newest_where(lambda each: each.get("caption") == "my notice")
    file = message["photo"][-1] if is_photo else message["document"]
    assert sandbox.telegram.files.get(file["file_id"]).data == base64.b64decode(PNG)
    if is_photo:
        await page.tab.waits_for("document.querySelector('#log .photo img').complete")
        await page.tab.value("document.querySelector('#log .photo').click()")
        assert await page.tab.value("document.getElementById('picture').open")
    else:
        assert await page.tab.value("document.querySelector('#log .file').download") == name


async def test_formatting_links_and_commands_are_as_on_a_phone(
    sandbox: Sandbox, page: Page, ana: LocalPerson
) -> None:
    html = (
        '<b>bold <i>both</i></b> <code>code</code> <a href="https://example.org/">link</a> see /privacy 1/2'
    )
    await _bot(sandbox, "sendMessage", chat_id=ana.id, text=html, parse_mode="HTML")
    await page.reads("see /privacy")
    words = await page.tab.value("[...document.querySelectorAll('#log .words')].at(-1).innerHTML")
    assert words.startswith("<strong>bold <em>both</em></strong> <code>code</code> <a href")
    assert words.count("<button") == 1
    await page.presses("/privacy", within=".command")
    await page.tab.waits_for("document.querySelector('#log').innerText.includes('You:\\n/privacy')")


async def test_an_answer_to_a_press_is_shown_for_a_while_or_until_it_is_read(
    sandbox: Sandbox, page: Page, ana: LocalPerson
) -> None:
    sandbox.telegram.tell("toast", ana.id, {"text": "Saved", "alert": False})
    await page.reads("Saved", within="#toast")
    sandbox.telegram.tell("toast", ana.id, {"text": "Please read", "alert": True})
    await page.tab.waits_for("document.getElementById('alert').open")
    await page.strikes("Enter")
    await page.tab.waits_for("!document.getElementById('alert').open")


async def test_what_was_begun_on_one_phone_waits_there(page: Page, ana: LocalPerson) -> None:
    await page.fills("#text", "half a sen")
    await page.holds("Luz")
    assert await page.tab.value("document.getElementById('text').value") == ""
    await page.holds(ana.name)
    assert await page.tab.value("document.getElementById('text').value") == "half a sen"


async def test_after_a_reload_all_is_there_again(sandbox: Sandbox, page: Page, ana: LocalPerson) -> None:
    await page.holds("Luz")
    await page.presses("Start")
    await page.reads("Crear una cuenta")
    await page.opens(sandbox.server.url)
    await page.reads("Crear una cuenta")
    await page.holds(ana.name)
    await page.reads("Create an account")


async def test_a_bot_that_is_slow_is_said_to_be(sandbox: Sandbox, page: Page, ana: LocalPerson) -> None:
    await sandbox.stop_bot()
    await page.says("is anybody there?")
    await page.reads("has not answered yet (1 waiting)", within="#bot-doing")
    await sandbox.start_bot()
    await page.tab.waits_for("document.getElementById('bot-doing').textContent === 'bot'")


async def test_five_hundred_messages_are_shown_and_the_newest_is_in_view(
    sandbox: Sandbox, page: Page, ana: LocalPerson
) -> None:
    for number in range(500):
        await _bot(sandbox, "sendMessage", chat_id=ana.id, text=f"message {number}")
    await page.reads("message 499")
    await page.opens(sandbox.server.url)
    await page.reads("message 499")
    assert await page.tab.value("document.querySelectorAll('#log article').length") == len(ana.chat.visible)
    assert await page.tab.value(
        "(({scrollHeight, scrollTop, clientHeight}) => scrollHeight - scrollTop - clientHeight < 2)"
        "(document.getElementById('log'))"
    )


async def test_beyond_a_bound_the_page_says_that_there_was_more(
    sandbox: Sandbox, page: Page, ana: LocalPerson
) -> None:
    for number in range(1_000):
        await _bot(sandbox, "sendMessage", chat_id=ana.id, text=f"message {number}")
    await page.opens(sandbox.server.url)
    await page.reads(f"Earlier messages are not shown: {len(ana.chat.visible) - 1_000}")


async def test_a_mistake_is_told_in_words(page: Page, ana: LocalPerson) -> None:
    await page.fills("#receipt", "ABC")
    await page.reads("A receipt number is three letters and ten digits.", within="#cases")
    await page.tab.value("fetch = async () => { throw new TypeError('no line'); }")
    await page.says("hello")
    await page.reads("The sandbox does not answer.", within="#toast")
    assert await page.tab.value("document.getElementById('text').value") == "hello"
