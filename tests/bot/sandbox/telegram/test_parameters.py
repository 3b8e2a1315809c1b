"""What is offered agrees with the public Bot API, and what does not fit is refused by name."""

from typing import Any

import pytest

from bot.sandbox.telegram import LocalPerson, LocalTelegram
from bot.sandbox.telegram.parameters import METHODS
from tests.bot.sandbox.telegram.bot_end import TOKEN, Line
from tests.bot_api_schema import schema

_KINDS = {
    "str": ("String",),
    "int": ("Integer",),
    "bool": ("Boolean",),
    "chat": ("Integer", "String"),
    "file": ("InputFile", "String"),
    "strs": ("Array of String",),
    "ints": ("Array of Integer",),
}


@pytest.mark.parametrize("method", METHODS)
def test_each_parameter_has_its_public_type(method: str) -> None:
    public = schema().methods[method].parameters
    for name, written in METHODS[method].items():
        kind, types = written.rstrip("!"), public[name].types
        if kind == "objects":
            assert len(types) == 1
            assert types[0].removeprefix("Array of ") in schema().fields
        elif kind in ("object", "markup"):
            assert all(each in schema().fields.keys() | schema().choices.keys() for each in types)
        else:
            assert types == _KINDS[kind]


@pytest.mark.parametrize("method", METHODS)
def test_exactly_the_publicly_required_parameters_are_required(method: str) -> None:
    public = {name for name, each in schema().methods[method].parameters.items() if each.is_required}
    if method == "editMessageText":
        public.add("text")  # since Bot API 10.1 a rich message may stand in its place; not offered here
    assert {name for name, kind in METHODS[method].items() if kind.endswith("!")} == public


async def test_an_unknown_method_is_not_found(line: Line, telegram: LocalTelegram) -> None:
    assert await line.refusal("sendPigeon") == "404 Not Found: method not found"


async def test_another_token_is_unauthorized(line: Line, telegram: LocalTelegram) -> None:
    assert await line.refusal("getMe", token="100000001:guess") == "401 Unauthorized"
    assert (await line.does("getMe"))["id"] == 100000001
    async with line.session.get(f"{line.url}/file/bot1:guess/documents/file-1") as response:
        assert response.status == 401


async def test_an_unknown_parameter_is_refused(line: Line, ana: LocalPerson) -> None:
    refusal = await line.refusal("sendMessage", chat_id=ana.id, text="x", colour="red")
    assert refusal == '400 Bad Request: parameter "colour" is not known to sendMessage'


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"text": 5}, "text"),
        ({"protect_content": "maybe"}, "protect_content"),
        ({"reply_markup": "[1]"}, "reply_markup"),
        ({"reply_markup": "{"}, "reply_markup"),
        ({"entities": [5]}, "entities"),
        ({"chat_id": 1.5}, "chat_id"),
        ({"chat_id": True}, "chat_id"),
    ],
)
async def test_a_wrong_type_is_refused(
    line: Line, ana: LocalPerson, given: dict[str, Any], name: str
) -> None:
    refusal = await line.refusal("sendMessage", **{"chat_id": ana.id, "text": "x", **given})
    assert refusal.startswith(f'400 Bad Request: parameter "{name}" is not of type')


@pytest.mark.parametrize(
    ("method", "given", "reason"),
    [
        ("sendMessage", {"text": "x"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": 1}, "message text is empty"),
        ("sendMessage", {"chat_id": 1, "text": None}, "message text is empty"),
        ("sendPhoto", {"chat_id": 1}, "there is no photo in the request"),
        ("sendDocument", {"chat_id": 1}, "there is no document in the request"),
        ("deleteMessage", {"chat_id": 1}, 'parameter "message_id" is required'),
        ("getFile", {}, 'parameter "file_id" is required'),
        ("editMessageText", {"text": "x"}, "message identifier is not specified"),
    ],
)
async def test_a_missing_parameter_is_refused(
    line: Line, telegram: LocalTelegram, method: str, given: dict[str, Any], reason: str
) -> None:
    assert await line.refusal(method, **given) == f"400 Bad Request: {reason}"


async def test_a_body_that_is_no_object_is_refused(line: Line, telegram: LocalTelegram) -> None:
    for body in (b"{", b"[1]", b"\xff"):
        async with line.session.post(
            f"{line.url}/bot{TOKEN}/getMe", data=body, headers={"Content-Type": "application/json"}
        ) as response:
            assert response.status == 400


async def test_address_and_form_serve_as_well_as_json(line: Line, ana: LocalPerson) -> None:
    url = f"{line.url}/bot{TOKEN}/sendMessage"
    form = {"text": "<b>hi</b>", "parse_mode": "HTML", "protect_content": "true"}
    async with line.session.post(url, params={"chat_id": ana.id}, data=form) as response:
        message = (await response.json())["result"]
    assert message["text"] == "hi"
    assert message["has_protected_content"] is True


async def test_commands_and_descriptions_are_kept_by_language_and_scope(
    line: Line, telegram: LocalTelegram
) -> None:
    help_command = [{"command": "help", "description": "Help"}]
    ayuda = [{"command": "help", "description": "Ayuda"}]
    await line.does("setMyCommands", commands=help_command)
    await line.does("setMyCommands", commands=ayuda, language_code="es")
    await line.does("setMyCommands", commands=[], scope={"type": "all_group_chats"})
    assert await line.does("getMyCommands") == help_command
    assert await line.does("getMyCommands", language_code="es") == ayuda
    assert await line.does("getMyCommands", scope={"type": "all_group_chats"}) == []
    assert telegram.methods.commands_in("es") == ayuda
    assert telegram.methods.commands_in("fr") == help_command
    await line.does("deleteMyCommands", language_code="es")
    assert telegram.methods.commands_in("es") == help_command

    await line.does("setMyDescription", description="About", language_code="es")
    assert await line.does("getMyDescription", language_code="es") == {"description": "About"}
    assert await line.does("getMyDescription") == {"description": ""}
    await line.does("setMyShortDescription", short_description="Short")
    assert await line.does("getMyShortDescription") == {"short_description": "Short"}
    assert "TOO_LONG" in await line.refusal("setMyShortDescription", short_description="x" * 121)


@pytest.mark.parametrize(
    "command",
    [
        {"command": "Help", "description": "x"},
        {"command": "", "description": "x"},
        {"command": "h" * 33, "description": "x"},
        {"command": "help", "description": ""},
        {"command": "help", "description": "x" * 257},
        {"command": "help"},
    ],
)
async def test_a_command_that_telegram_would_not_show_is_refused(
    line: Line, telegram: LocalTelegram, command: dict[str, str]
) -> None:
    assert (await line.refusal("setMyCommands", commands=[command])).startswith(
        "400 Bad Request: BOT_COMMAND"
    )
