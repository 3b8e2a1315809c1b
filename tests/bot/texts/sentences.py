"""The catalogues as they stand in their files, and where the code names their keys."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

import bot

ROOT = Path(bot.__file__).parent.parent
FOLDER = ROOT / "bot" / "texts"
LANGUAGES = sorted(path.parent.name for path in FOLDER.glob("*/common.po"))
FILES = sorted(path.name for path in (FOLDER / "en").glob("*.po"))
_KEY = re.compile(r"[a-z]+(-[a-z0-9]+)+")
_SAYING = {"say", "show", "say_picture", "notice", "html", "words", "plain"}
_SENDING = {"say", "show", "say_picture"}
_OPTIONS = {"protect", "mark", "keyboard"}


@cache
def messages(language: str, file: str) -> tuple[Message, ...]:
    """Every entry of one file, its header apart."""
    with (FOLDER / language / file).open("rb") as po:
        return tuple(message for message in read_po(po, locale=language, abort_invalid=True) if message.id)


def key_of(message: Message) -> str:
    """The key of an entry, which its plural repeats."""
    return str(message.id[0] if isinstance(message.id, tuple) else message.id)


def forms_of(message: Message) -> tuple[str, ...]:
    """What it says: one sentence, or one for each plural form."""
    return tuple(message.string) if isinstance(message.string, tuple) else (str(message.string),)


@cache
def sentences(language: str) -> dict[str, tuple[str, ...]]:
    """Every sentence of a language, by key."""
    return {key_of(message): forms_of(message) for file in FILES for message in messages(language, file)}


def arguments_in(sentence: str) -> set[str]:
    """The names in braces."""
    return set(re.findall(r"\{(\w+)\}", sentence))


@dataclass(frozen=True)
class Saying:
    """A call that says a sentence: its key, the arguments that it gives, and where it stands."""

    key: str
    given: frozenset[str]
    place: str


def _trees() -> Iterator[tuple[Path, ast.Module]]:
    """Services know no wording: what looks like a key there is the name of something else."""
    for package in ("handlers", "bot/telegram", "bot/texts"):
        for path in (ROOT / package).rglob("*.py"):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def is_key(text: str) -> bool:
    """Whether a text of the code is made like a key: it begins with the name of one of the files."""
    return bool(_KEY.fullmatch(text)) and f"{text.partition('-')[0]}.po" in FILES


@cache
def keys_in_code() -> tuple[frozenset[str], frozenset[str]]:
    """The keys that stand in the code as they are, and patterns of those that are composed there."""
    plain, composed = set(), set()
    for _, tree in _trees():
        inside = {
            id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
                plain |= {node.value} if is_key(node.value) else set()
            if isinstance(node, ast.JoinedStr) and (pattern := _pattern(node)):
                composed.add(pattern)
    return frozenset(plain), frozenset(composed)


def _pattern(node: ast.JoinedStr) -> str | None:
    parts = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
    words = "".join(str(part) for part in parts if part is not None)
    if not re.fullmatch(r"[a-z-]*[a-z][a-z-]*", words) or "-" not in words:
        return None
    if parts[0] is not None and f"{str(parts[0]).partition('-')[0]}.po" not in FILES:
        return None
    return "".join("[a-z0-9-]+" if part is None else re.escape(str(part)) for part in parts)


@cache
def sayings() -> tuple[Saying, ...]:
    """Every call that says a sentence whose key and arguments stand in the call itself."""
    found = []
    for path, tree in _trees():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            names = [keyword.arg for keyword in node.keywords]
            if node.func.attr in _SAYING and None not in names:
                options = _OPTIONS if node.func.attr in _SENDING else set()
                given = frozenset(name for name in names if name) - options
                place = f"{path.relative_to(ROOT)}:{node.lineno}"
                found += [
                    Saying(text.value, given, place)
                    for text in _choices(node.args)
                    if isinstance(text.value, str) and is_key(text.value)
                ]
    return tuple(found)


def _choices(arguments: list[ast.expr]) -> Iterator[ast.Constant]:
    """The key, which comes first or after a picture; or both of two keys, of which a condition takes one."""
    for argument in arguments[:2]:
        choices = (argument.body, argument.orelse) if isinstance(argument, ast.IfExp) else (argument,)
        yield from (choice for choice in choices if isinstance(choice, ast.Constant))
