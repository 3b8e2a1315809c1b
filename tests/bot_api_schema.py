"""An oracle for the Bot API: calls, answers and updates checked against its machine-readable description.

Its source and licence stand in `data/README.md`. Written apart from the local Telegram, so that a
mistake in what that accepts or answers shows here.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.sandbox.telegram import LocalTelegram, RecordedRequest

_FILE = Path(__file__).parent / "data" / "bot_api.json"
_ARRAY = "Array of "
_PLAIN: Mapping[str, type | tuple[type, ...]] = {
    "String": str,
    "Integer": int,
    "Float": (int, float),
    "Boolean": bool,
}
_OR_A_STRING = frozenset({"KeyboardButton"})  # "For simple text buttons, String can be used instead"


@dataclass(frozen=True)
class Field:
    """A field of a type or parameter of a method: any of these types, or always this word."""

    types: tuple[str, ...]
    is_required: bool
    always: str | None


@dataclass(frozen=True)
class Method:
    """A method: its parameters, and the types that it may return."""

    parameters: Mapping[str, Field]
    returns: tuple[str, ...]


@dataclass(frozen=True)
class Schema:
    """The methods, and the types: either fields, or a choice of other types."""

    methods: Mapping[str, Method]
    fields: Mapping[str, Mapping[str, Field]]
    choices: Mapping[str, tuple[str, ...]]


@cache
def schema() -> Schema:
    """The Bot API as far as Casebell uses it."""
    stored = json.loads(_FILE.read_text(encoding="utf-8"))
    types = stored["types"]
    return Schema(
        methods={
            name: Method(_fields(method["fields"]), tuple(method["returns"]))
            for name, method in stored["methods"].items()
        },
        fields={name: _fields(each["fields"]) for name, each in types.items() if "fields" in each},
        choices={name: tuple(each["one_of"]) for name, each in types.items() if "one_of" in each},
    )


def _fields(stored: Mapping[str, str]) -> dict[str, Field]:
    return {name: _field(written) for name, written in stored.items()}


def _field(written: str) -> Field:
    types, _, always = written.partition(" = ")
    return Field(tuple(types.rstrip("!").split("|")), types.endswith("!"), always or None)


def wrong_in(telegram: LocalTelegram) -> list[str]:
    """What does not fit the description in all that went to and fro."""
    return [
        *(wrong for request in telegram.requests for wrong in wrong_in_request(request)),
        *(wrong for update in telegram.updates.history for wrong in wrong_in_update(update)),
    ]


def wrong_in_request(request: RecordedRequest) -> list[str]:
    """What does not fit the description in a call and in its answer, each with where it stands."""
    method = schema().methods.get(request.method)
    if method is None:
        return [f"{request.method}: no such method"]
    where = request.method
    wrong = _wrong_in_fields(where, method.parameters, read_parameters(request.method, request.parameters))
    if request.answer["ok"]:
        wrong += _wrong_in_any(f"{where} ->", method.returns, request.answer["result"])
    elif not isinstance(request.answer.get("error_code"), int) or not request.answer.get("description"):
        wrong.append(f"{where} -> a refusal without code or description")
    return wrong


def wrong_in_update(update: Mapping[str, Any]) -> list[str]:
    """What does not fit the description in an update."""
    wrong = _wrong_in("Update", ("Update",), update)
    if len(update) != 2:
        wrong.append(f"Update: one kind of content is allowed, not {sorted(update.keys() - {'update_id'})}")
    return wrong


def read_parameters(method: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters as values: a form carries everything but text as JSON in text."""
    parameters = schema().methods[method].parameters
    return {
        name: _read(parameters[name].types, value) if name in parameters else value
        for name, value in given.items()
    }


def _read(types: Iterable[str], value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        read = json.loads(value)
    except ValueError:
        return value
    fits = not _wrong_in_any("", [each for each in types if each != "String"], read)
    return read if fits or "String" not in types else value


def _wrong_in_any(where: str, types: Iterable[str], value: Any) -> list[str]:
    """Wrong unless one of the types fits; then what is wrong is told by the one that fits best."""
    tried = [_wrong_in(where, (each,), value) for each in types]
    return min(tried, key=len, default=[f"{where}: no type is left"])


def _wrong_in(where: str, types: tuple[str, ...], value: Any) -> list[str]:
    if len(types) > 1:
        return _wrong_in_any(where, types, value)
    (kind,) = types
    if kind.startswith(_ARRAY):
        if not isinstance(value, list):
            return [f"{where}: {value!r} is no list"]
        inner = kind.removeprefix(_ARRAY)
        return [
            each
            for number, item in enumerate(value)
            for each in _wrong_in(f"{where}[{number}]", (inner,), item)
        ]
    if kind in _PLAIN:
        fits = isinstance(value, _PLAIN[kind]) and (kind == "Boolean" or not isinstance(value, bool))
        return [] if fits else [f"{where}: {value!r} is no {kind}"]
    if kind == "InputFile":
        # The local Telegram records a file by its size only.
        return [] if isinstance(value, str) else [f"{where}: {value!r} is no file"]
    if kind in schema().choices:
        choices = schema().choices[kind]
        return _wrong_in_any(where, [each for each in choices if _says_it_is(each, value)] or choices, value)
    if kind in _OR_A_STRING and isinstance(value, str):
        return []
    if not isinstance(value, Mapping):
        return [f"{where}: {value!r} is no {kind}"]
    return _wrong_in_fields(f"{where}({kind})", schema().fields[kind], value)


def _wrong_in_fields(where: str, fields: Mapping[str, Field], values: Mapping[str, Any]) -> list[str]:
    wrong = [f"{where}: {name} is unknown" for name in values if name not in fields]
    for name, field in fields.items():
        if name not in values:
            if field.is_required:
                wrong.append(f"{where}: {name} is missing")
        elif field.always is not None and values[name] != field.always:
            wrong.append(f"{where}.{name}: {values[name]!r} is not {field.always!r}")
        else:
            wrong += _wrong_in(f"{where}.{name}", field.types, values[name])
    return wrong


def _says_it_is(kind: str, value: Any) -> bool:
    """Whether a value bears the word by which this type is told from its like."""
    words = [(name, each.always) for name, each in schema().fields.get(kind, {}).items() if each.always]
    return isinstance(value, Mapping) and bool(words) and all(value.get(name) == word for name, word in words)
