"""Sending, changing and deleting, and each way in which Telegram refuses them."""

from datetime import timedelta
from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden

from bot.sandbox.clock import MovableClock
from bot.sandbox.telegram import LocalPerson, LocalTelegram
from tests.bot.sandbox.telegram.bot_end import Line


def _keyboard(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[button]]}


YES = _keyboard(text="Yes", callback_data="y")


async def test_the_library_sends_and_reads_back_a_whole_message(bot: Bot, ana: LocalPerson) -> None:
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y")]])
    sent = await bot.send_message(
        ana.id, "<b>Ana</b> &amp; Bo", parse_mode="HTML", reply_markup=markup, protect_content=True
    )
    assert sent.text == "Ana & Bo"
    assert sent.text_html == "<b>Ana</b> &amp; Bo"
    assert sent.reply_markup == markup
    assert sent.has_protected_content
    assert sent.chat.id == ana.id
    assert sent.from_user is not None
    assert sent.from_user.id == bot.id
    assert "bot: Ana & Bo\n  [Yes]" in ana.screen


@pytest.mark.parametrize("text", ["", "  \n", "<b></b>", "<i> </i>"])
async def test_an_empty_text_is_refused(line: Line, ana: LocalPerson, text: str) -> None:
    refusal = await line.refusal("sendMessage", chat_id=ana.id, text=text, parse_mode="HTML")
    assert refusal == "400 Bad Request: message text is empty"


@pytest.mark.parametrize(
    ("longest", "longer"),
    [
        ("x" * 4096, "x" * 4097),
        ("<b>" + "x" * 4096 + "</b>", "<b>" + "x" * 4097 + "</b>"),
        ("&lt;" * 4096, "&lt;" * 4097),
        ("\U0001f600" * 2048, "\U0001f600" * 2048 + "x"),
    ],
    ids=["plain", "markup does not count", "an entity is one", "emoji are two"],
)
async def test_a_text_is_measured_after_parsing_in_utf_16(
    line: Line, ana: LocalPerson, longest: str, longer: str
) -> None:
    sent = await line.does("sendMessage", chat_id=ana.id, text=longest, parse_mode="HTML")
    refusal = await line.refusal("sendMessage", chat_id=ana.id, text=longer, parse_mode="HTML")
    assert refusal == "400 Bad Request: message is too long"
    edit = {"chat_id": ana.id, "message_id": sent["message_id"], "parse_mode": "HTML"}
    assert await line.refusal("editMessageText", **edit, text=longer) == "400 Bad Request: MESSAGE_TOO_LONG"


async def test_a_way_of_formatting_that_we_do_not_use_is_refused(line: Line, ana: LocalPerson) -> None:
    refusal = await line.refusal("sendMessage", chat_id=ana.id, text="*x*", parse_mode="MarkdownV2")
    assert refusal == "400 Bad Request: unsupported parse_mode"


@pytest.mark.parametrize("chat_id", [5, "@somebody", ""])
async def test_a_chat_that_does_not_exist_is_not_found(
    line: Line, telegram: LocalTelegram, chat_id: int | str
) -> None:
    assert await line.refusal("sendMessage", chat_id=chat_id, text="x") == "400 Bad Request: chat not found"


async def test_the_bot_may_not_write_first(line: Line, telegram: LocalTelegram) -> None:
    bo = telegram.person("Bo")
    assert await line.refusal("sendMessage", chat_id=bo.id, text="x") == "400 Bad Request: chat not found"
    await bo.starts()
    await line.does("sendMessage", chat_id=bo.id, text="x")
    assert (await line.does("getChat", chat_id=bo.id))["first_name"] == "Bo"


async def test_a_bot_that_is_blocked_is_forbidden_until_it_is_let_in(
    bot: Bot, line: Line, ana: LocalPerson
) -> None:
    await ana.blocks_bot()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(ana.id, "x")
    await ana.unblocks_bot()
    await bot.send_message(ana.id, "back")
    changes = [each["my_chat_member"] for each in await line.does("getUpdates")]
    assert [each["new_chat_member"]["status"] for each in changes] == ["kicked", "member"]
    assert [each["old_chat_member"]["status"] for each in changes] == ["member", "kicked"]


# --- keyboards -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "button",
    [
        {"callback_data": "x" * 64},
        {"callback_data": "é" * 32},
        {"url": "https://example.org"},
        {"copy_text": {"text": "copied"}},
        {"callback_data": "x", "style": "danger"},
        {"switch_inline_query_current_chat": ""},
    ],
)
async def test_a_button_of_each_kind_is_taken(line: Line, ana: LocalPerson, button: dict[str, Any]) -> None:
    markup = _keyboard(text="Yes", **button)
    sent = await line.does("sendMessage", chat_id=ana.id, text="x", reply_markup=markup)
    assert sent["reply_markup"] == markup


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        ({"text": "Yes", "callback_data": "x" * 65}, "BUTTON_DATA_INVALID"),
        ({"text": "Yes", "callback_data": "é" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "Yes", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "Yes", "callback_data": 5}, "BUTTON_DATA_INVALID"),
        ({"text": "", "callback_data": "x"}, "BUTTON_TEXT_EMPTY"),
        ({"callback_data": "x"}, "BUTTON_TEXT_EMPTY"),
        ("Yes", "BUTTON_TEXT_EMPTY"),
        ({"text": "Yes"}, "BUTTON_TYPE_INVALID"),
        ({"text": "Yes", "callback_data": "x", "url": "https://example.org"}, "BUTTON_TYPE_INVALID"),
        ({"text": "Yes", "callback_data": "x", "colour": "red"}, "BUTTON_TYPE_INVALID"),
        (
            {"text": "Yes", "url": "javascript:alert(1)"},
            "inline keyboard button URL 'javascript:alert(1)' is invalid: Wrong HTTP URL",
        ),
    ],
)
async def test_a_button_that_telegram_does_not_know_is_refused(
    line: Line, ana: LocalPerson, button: Any, reason: str
) -> None:
    markup = {"inline_keyboard": [[button]]}
    refusal = await line.refusal("sendMessage", chat_id=ana.id, text="x", reply_markup=markup)
    assert refusal == f"400 Bad Request: {reason}"


@pytest.mark.parametrize(
    "markup",
    [
        {},
        {"inline_keyboard": [], "keyboard": []},
        {"inline_keyboard": [{"text": "Yes", "callback_data": "y"}]},
        {"inline_keyboard": "Yes"},
        {"keyboard": [[{"text": ""}]]},
        {"keyboard": [[5]]},
        {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]] * 101},
    ],
)
async def test_a_keyboard_of_a_wrong_shape_is_refused(
    line: Line, ana: LocalPerson, markup: dict[str, Any]
) -> None:
    refusal = await line.refusal("sendMessage", chat_id=ana.id, text="x", reply_markup=markup)
    assert refusal.startswith("400 Bad Request: ")


async def test_a_keyboard_under_the_writing_field_is_seen_by_the_person_only(
    line: Line, telegram: LocalTelegram, ana: LocalPerson
) -> None:
    markup = {"keyboard": [[{"text": "Home"}, "Help"]]}
    sent = await line.does("sendMessage", chat_id=ana.id, text="x", reply_markup=markup)
    assert "reply_markup" not in sent
    await ana.presses("Help")
    (update,) = await line.does("getUpdates")
    assert update["message"]["text"] == "Help"


# --- changing ------------------------------------------------------------------------------------


async def test_an_edit_changes_text_and_buttons(line: Line, clock: MovableClock, ana: LocalPerson) -> None:
    sent = await line.does("sendMessage", chat_id=ana.id, text="one", reply_markup=YES)
    it = {"chat_id": ana.id, "message_id": sent["message_id"]}
    edited = await line.does("editMessageText", **it, text="<i>two</i>", parse_mode="HTML")
    assert edited["text"] == "two"
    assert edited["entities"] == [{"type": "italic", "offset": 0, "length": 3}]
    assert "reply_markup" not in edited
    assert edited["edit_date"] == clock.now().timestamp()
    buttoned = await line.does("editMessageReplyMarkup", **it, reply_markup=YES)
    assert buttoned["reply_markup"] == YES
    bare = await line.does("editMessageReplyMarkup", **it, reply_markup={"inline_keyboard": []})
    assert "reply_markup" not in bare
    assert "bot: two" in ana.screen


async def test_an_edit_that_changes_nothing_is_refused(line: Line, ana: LocalPerson) -> None:
    sent = await line.does(
        "sendMessage", chat_id=ana.id, text="<b>x</b>", parse_mode="HTML", reply_markup=YES
    )
    it = {"chat_id": ana.id, "message_id": sent["message_id"]}
    same = {"text": "<strong>x</strong>", "parse_mode": "HTML", "reply_markup": YES}
    assert "message is not modified" in await line.refusal("editMessageText", **it, **same)
    assert "message is not modified" in await line.refusal("editMessageReplyMarkup", **it, reply_markup=YES)
    await line.does("editMessageReplyMarkup", **it)
    assert "message is not modified" in await line.refusal("editMessageReplyMarkup", **it)


async def test_what_was_answered_stays_as_it_was_when_the_message_changes_later(
    line: Line, telegram: LocalTelegram, ana: LocalPerson
) -> None:
    sent = await line.does("sendMessage", chat_id=ana.id, text="one", reply_markup=YES)
    await ana.presses("Yes")
    await line.does("editMessageText", chat_id=ana.id, message_id=sent["message_id"], text="two")
    assert telegram.requests[0].answer["result"]["text"] == "one"
    (update,) = await line.does("getUpdates")
    assert update["callback_query"]["message"]["text"] == "one"


async def test_only_text_of_the_bots_own_can_be_edited(line: Line, ana: LocalPerson) -> None:
    hers = await ana.sends("mine")
    photo = await line.does("sendPhoto", chat_id=ana.id, photo=await _photo_of(ana))

    async def refusal(message_id: int, **more: Any) -> str:
        return await line.refusal("editMessageText", chat_id=ana.id, message_id=message_id, text="x", **more)

    assert await refusal(hers) == "400 Bad Request: message can't be edited"
    assert await refusal(photo["message_id"]) == "400 Bad Request: there is no text in the message to edit"
    assert await refusal(9999) == "400 Bad Request: message to edit not found"
    sent = await line.does("sendMessage", chat_id=ana.id, text="one")
    assert await refusal(sent["message_id"], reply_markup={"remove_keyboard": True}) == (
        "400 Bad Request: inline keyboard expected"
    )
    caption = await line.does(
        "editMessageCaption", chat_id=ana.id, message_id=photo["message_id"], caption="new"
    )
    assert caption["caption"] == "new"
    await line.does("deleteMessage", chat_id=ana.id, message_id=sent["message_id"])
    assert await refusal(sent["message_id"]) == "400 Bad Request: message to edit not found"


async def _photo_of(person: LocalPerson) -> str:
    await person.sends_photo(b"\xff\xd8\xff picture")
    return str(person.newest_where(lambda each: "photo" in each)["photo"][0]["file_id"])


# --- deleting ------------------------------------------------------------------------------------


async def test_a_message_can_be_deleted_for_48_hours(
    bot: Bot, line: Line, clock: MovableClock, ana: LocalPerson
) -> None:
    first, second = await ana.sends("secret one"), await ana.sends("secret two")
    clock.move_on(timedelta(hours=48))
    await bot.delete_message(ana.id, first)
    assert not ana.sees("secret one")
    clock.move_on(timedelta(seconds=1))
    refusal = await line.refusal("deleteMessage", chat_id=ana.id, message_id=second)
    assert refusal == "400 Bad Request: message can't be deleted for everyone"
    assert ana.sees("secret two")


async def test_a_message_is_deleted_once(bot: Bot, line: Line, ana: LocalPerson) -> None:
    message_id = await ana.sends("secret")
    await bot.delete_message(ana.id, message_id)
    refusal = await line.refusal("deleteMessage", chat_id=ana.id, message_id=message_id)
    assert refusal == "400 Bad Request: message to delete not found"


async def test_many_are_deleted_at_once_and_missing_ones_passed_over(bot: Bot, ana: LocalPerson) -> None:
    ids = [await ana.sends(f"secret {number}") for number in range(3)]
    await bot.delete_messages(ana.id, [ids[0], 9999, ids[2]])
    assert [ana.sees(f"secret {number}") for number in range(3)] == [False, True, False]
    with pytest.raises(BadRequest):
        await bot.delete_messages(ana.id, [])


# --- presses -------------------------------------------------------------------------------------


async def test_a_press_is_answered_once_within_a_quarter_of_an_hour(
    bot: Bot, line: Line, clock: MovableClock, ana: LocalPerson
) -> None:
    await line.does("sendMessage", chat_id=ana.id, text="x", reply_markup=YES)
    await ana.presses("Yes")
    await ana.presses("Yes")
    first, second = [each["callback_query"]["id"] for each in await line.does("getUpdates")]
    refusal = await line.refusal("answerCallbackQuery", callback_query_id=first, text="x" * 201)
    assert refusal == "400 Bad Request: MESSAGE_TOO_LONG"
    await bot.answer_callback_query(first, "x" * 200)
    assert ana.toasts == ["x" * 200]
    too_old = "query is too old and response timeout expired or query ID is invalid"
    clock.move_on(timedelta(minutes=16))
    for query in (first, second, "unknown", ""):
        assert await line.refusal("answerCallbackQuery", callback_query_id=query) == (
            f"400 Bad Request: {too_old}"
        )
