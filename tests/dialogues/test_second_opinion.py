"""aiogram, another library for bots, reads what this one says to Telegram and what Telegram says to it."""

from collections.abc import Iterator
from typing import Any

from aiogram import methods
from aiogram.types import TelegramObject, Update
from pydantic import BaseModel, TypeAdapter

from bot.sandbox.sandbox import Sandbox
from bot.sandbox.telegram import RecordedRequest
from tests.bot_api_schema import read_parameters
from tests.dialogues.person import Person


async def test_another_library_understands_every_call_answer_and_update(
    sandbox: Sandbox, ana: Person, luz: Person
) -> None:
    await ana.comes_to_be_logged_in()
    await luz.sends("/help")
    await luz.edits(await luz.sends("hola"), "adiós")
    await luz.forwards("somebody else's words")
    await luz.sends_photo()
    await luz.phone.sends_document("letter.pdf", b"%PDF-1.7")
    await luz.phone.sends_sticker()
    await luz.phone.blocks_bot()
    await luz.phone.unblocks_bot()
    await sandbox.settle()

    requests, updates = sandbox.telegram.requests, sandbox.telegram.updates.history
    assert {"sendMessage", "sendPhoto", "deleteMessage", "answerCallbackQuery"} <= {
        each.method for each in requests
    }
    assert {"message", "edited_message", "callback_query", "my_chat_member"} <= {
        kind for each in updates for kind in each
    }
    assert not [unknown for each in requests for unknown in _unknown_in_request(each)]
    assert not [unknown for each in updates for unknown in _unknown(Update.model_validate(each))]


def _unknown_in_request(request: RecordedRequest) -> Iterator[str]:
    """What aiogram's model of the method has no field for; what does not fit its types raises."""
    kind = getattr(methods, request.method[0].upper() + request.method[1:])
    given = read_parameters(request.method, request.parameters)
    yield from (f"{request.method}.{name}" for name in given.keys() - kind.model_fields.keys())
    # A file is recorded by its size, as text, which the model takes for the id of a file.
    yield from _unknown(kind.model_validate(given))
    if request.answer["ok"]:
        yield from _unknown(TypeAdapter(kind.__returning__).validate_python(request.answer["result"]))


def _unknown(read: Any) -> Iterator[str]:
    """Fields that aiogram does not know, at any depth: it keeps them apart."""
    match read:
        case BaseModel():
            yield from (f"{type(read).__name__}.{name}" for name in read.model_extra or {})
            for name in type(read).model_fields:
                yield from _unknown(getattr(read, name))
        case list():
            for each in read:
                yield from _unknown(each)


def test_the_second_opinion_notices_an_unknown_field() -> None:
    strange = {"update_id": 1, "my_chat": {"id": 5}}
    assert list(_unknown(Update.model_validate(strange))) == ["Update.my_chat"]
    assert issubclass(Update, TelegramObject)
