"""People at their phones: what they do reaches the bot as Telegram words it, and what they see."""

import pytest

from bot.sandbox.telegram import LocalPerson, LocalTelegram, NothingToPress
from tests.bot.sandbox.telegram.bot_end import Line

KEYS = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}, {"text": "No", "callback_data": "n"}]]}


async def test_what_a_person_writes_reaches_the_bot_with_who_and_where(line: Line, ana: LocalPerson) -> None:
    message_id = await ana.sends("hello")
    (update,) = await line.does("getUpdates")
    message = update["message"]
    assert (message["message_id"], message["text"]) == (message_id, "hello")
    assert message["from"]["first_name"] == message["chat"]["first_name"] == "Ana"
    assert message["from"]["language_code"] == "en"
    assert message["chat"]["type"] == "private"


async def test_a_command_is_marked_as_one(line: Line, ana: LocalPerson) -> None:
    await ana.starts("payload")
    (update,) = await line.does("getUpdates")
    assert update["message"]["text"] == "/start payload"
    assert update["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": len("/start")}]


async def test_a_changed_message_is_told_as_an_edit(line: Line, ana: LocalPerson) -> None:
    message_id = await ana.sends("Ana Lopes")
    await ana.edits(message_id, "Ana Lopez")
    first, second = await line.does("getUpdates")
    assert first["message"]["text"] == "Ana Lopes"
    assert second["edited_message"]["text"] == "Ana Lopez"
    assert second["edited_message"]["message_id"] == message_id
    assert ana.sees("Ana Lopez")


async def test_a_forwarded_text_says_where_it_comes_from(line: Line, ana: LocalPerson) -> None:
    await ana.forwards("Your case was approved", "USCIS")
    (update,) = await line.does("getUpdates")
    assert update["message"]["forward_origin"]["sender_user_name"] == "USCIS"


async def test_the_bot_is_not_told_of_what_a_person_deletes(line: Line, ana: LocalPerson) -> None:
    message_id = await ana.sends("oops")
    await line.does("getUpdates", offset=-1)
    await ana.deletes(message_id)
    assert not ana.sees("oops")
    assert len(await line.does("getUpdates")) == 1


async def test_the_screen_shows_who_said_what_and_each_row_of_buttons(line: Line, ana: LocalPerson) -> None:
    await line.does("sendMessage", chat_id=ana.id, text="<b>Sure?</b>", parse_mode="HTML", reply_markup=KEYS)
    await ana.sends_document("notice.pdf", b"%PDF", "my notice")
    await ana.sends_photo(b"\xff\xd8\xff", "my card")
    assert ana.screen.splitlines() == [
        "me: /start",
        "bot: Sure?",
        "  [Yes] [No]",
        "me: (file: notice.pdf) my notice",
        "me: (photo) my card",
    ]


async def test_the_newest_button_with_the_words_is_pressed(line: Line, ana: LocalPerson) -> None:
    await line.does("sendMessage", chat_id=ana.id, text="one", reply_markup=KEYS)
    newest = await line.does("sendMessage", chat_id=ana.id, text="two", reply_markup=KEYS)
    await ana.presses("No")
    (update,) = await line.does("getUpdates")
    query = update["callback_query"]
    assert (query["data"], query["from"]["id"]) == ("n", ana.id)
    assert query["message"]["message_id"] == newest["message_id"]


async def test_what_is_not_on_the_screen_cannot_be_pressed(line: Line, ana: LocalPerson) -> None:
    sent = await line.does("sendMessage", chat_id=ana.id, text="one", reply_markup=KEYS)
    with pytest.raises(NothingToPress, match="Maybe"):
        await ana.presses("Maybe")
    await line.does("deleteMessage", chat_id=ana.id, message_id=sent["message_id"])
    with pytest.raises(NothingToPress, match="Yes"):
        await ana.presses("Yes")


async def test_a_button_can_be_forged_or_pressed_after_it_is_gone(line: Line, ana: LocalPerson) -> None:
    sent = await line.does("sendMessage", chat_id=ana.id, text="one", reply_markup=KEYS)
    await line.does("deleteMessage", chat_id=ana.id, message_id=sent["message_id"])
    await ana.presses_data(sent["message_id"], "forged")
    (update,) = await line.does("getUpdates")
    assert update["callback_query"]["data"] == "forged"


async def test_what_one_person_is_told_nobody_else_sees(
    line: Line, telegram: LocalTelegram, ana: LocalPerson
) -> None:
    bo = telegram.person("Bo", language="es", username="bo")
    await bo.starts()
    await line.does("sendMessage", chat_id=ana.id, text="for Ana")
    assert ana.sees("for Ana")
    assert not bo.sees("for Ana")
    (update,) = await line.does("getUpdates")
    assert (update["message"]["from"]["username"], update["message"]["from"]["language_code"]) == ("bo", "es")


async def test_writing_lets_a_blocked_bot_in_again(line: Line, ana: LocalPerson) -> None:
    await ana.blocks_bot()
    await ana.sends("are you there?")
    await line.does("sendMessage", chat_id=ana.id, text="yes")
    assert ana.sees("yes")


async def test_a_looker_on_is_told_of_everything_that_is_seen(
    line: Line, telegram: LocalTelegram, ana: LocalPerson
) -> None:
    events = telegram.events()
    sent = await line.does("sendMessage", chat_id=ana.id, text="one", reply_markup=KEYS)
    await line.does("editMessageText", chat_id=ana.id, message_id=sent["message_id"], text="two")
    await line.does("sendChatAction", chat_id=ana.id, action="typing")
    await line.does("deleteMessage", chat_id=ana.id, message_id=sent["message_id"])
    await ana.blocks_bot()
    told = [await anext(events) for _ in range(5)]
    assert [each.kind for each in told] == ["message", "edited", "action", "deleted", "blocked"]
    assert {each.chat_id for each in told} == {ana.id}


async def test_only_what_telegram_calls_an_action_is_one(line: Line, ana: LocalPerson) -> None:
    refusal = await line.refusal("sendChatAction", chat_id=ana.id, action="dancing")
    assert refusal == "400 Bad Request: wrong parameter action in request"
