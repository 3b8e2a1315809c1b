"""The oracle itself: it finds nothing in what is right, and each kind of mistake in what is not."""

import json
from typing import Any

import pytest

from bot.sandbox.telegram import RecordedRequest
from tests.bot_api_schema import wrong_in_request, wrong_in_update

_CHAT = {"id": 7, "type": "private"}
_MESSAGE = {"message_id": 1, "date": 2, "chat": _CHAT}
_USER = {"id": 7, "is_bot": False, "first_name": "Ana"}


def _sent(answer: Any = _MESSAGE, **parameters: Any) -> RecordedRequest:
    return RecordedRequest("sendMessage", parameters, {"ok": True, "result": answer})


def _keyboard(**button: Any) -> str:
    return json.dumps({"inline_keyboard": [[button]]})


def test_a_right_call_and_answer_pass_as_json_and_as_a_form() -> None:
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    assert wrong_in_request(_sent(chat_id=7, text="5", reply_markup=markup)) == []
    assert wrong_in_request(_sent(chat_id="7", text="5", reply_markup=json.dumps(markup))) == []


@pytest.mark.parametrize(
    ("request_made", "wrong"),
    [
        (_sent(chat_id=7), "sendMessage: text is missing"),
        (_sent(chat_id=7, text=5), "sendMessage.text: 5 is no String"),
        (_sent(chat_id=7, text="x", colour="red"), "sendMessage: colour is unknown"),
        (
            _sent(chat_id=7, text="x", protect_content="yes"),
            "sendMessage.protect_content: 'yes' is no Boolean",
        ),
        (_sent(chat_id=True, text="x"), "sendMessage.chat_id: True is no Integer"),
        (
            _sent(chat_id=7, text="x", reply_markup=_keyboard(text="Yes", data="y")),
            "sendMessage.reply_markup(InlineKeyboardMarkup).inline_keyboard[0][0](InlineKeyboardButton): "
            "data is unknown",
        ),
        (
            _sent(chat_id=7, text="x", reply_markup=_keyboard(callback_data="y")),
            "sendMessage.reply_markup(InlineKeyboardMarkup).inline_keyboard[0][0](InlineKeyboardButton): "
            "text is missing",
        ),
        (
            _sent({"date": 2, "chat": _CHAT}, chat_id=7, text="x"),
            "sendMessage ->(Message): message_id is missing",
        ),
        (
            _sent({**_MESSAGE, "chat": {"id": "7", "type": "private"}}, chat_id=7, text="x"),
            "sendMessage ->(Message).chat(Chat).id: '7' is no Integer",
        ),
        (RecordedRequest("sendPigeon", {}, {"ok": True, "result": True}), "sendPigeon: no such method"),
        (
            RecordedRequest("deleteMessage", {"chat_id": 7, "message_id": 1}, {"ok": False}),
            "deleteMessage -> a refusal without code or description",
        ),
    ],
)
def test_each_mistake_in_a_call_is_named_with_its_place(request_made: RecordedRequest, wrong: str) -> None:
    assert wrong_in_request(request_made) == [wrong]


def test_types_of_a_choice_are_told_apart_by_their_word() -> None:
    def change(**new: Any) -> dict[str, Any]:
        member = {"user": _USER, "status": "member"}
        content = {"chat": _CHAT, "from": _USER, "date": 1, "old_chat_member": member, "new_chat_member": new}
        return {"update_id": 1, "my_chat_member": content}

    where = "Update(Update).my_chat_member(ChatMemberUpdated).new_chat_member(ChatMemberBanned)"
    assert wrong_in_update(change(user=_USER, status="kicked", until_date=0)) == []
    assert wrong_in_update(change(user=_USER, status="kicked")) == [f"{where}: until_date is missing"]
    assert wrong_in_update(change(user=_USER, status="gone")) != []


def test_an_update_has_one_content() -> None:
    both = {"update_id": 1, "message": _MESSAGE, "edited_message": _MESSAGE}
    assert wrong_in_update(both) == [
        "Update: one kind of content is allowed, not ['edited_message', 'message']"
    ]
    assert wrong_in_update({"update_id": 1}) == ["Update: one kind of content is allowed, not []"]
