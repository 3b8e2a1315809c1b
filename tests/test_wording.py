"""What people read stands in the catalogues and nowhere else, and is easy to read."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.texts.sentences import ROOT, sentences

FOLDERS = ("handlers", "bot/accounts", "bot/cases", "bot/alerts", "bot/telegram")
FILES = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
# Titles of USCIS and patterns that are compared with, not said.
NOT_SAID = re.compile(r"Case Was|\\|\(\?|^%|^[A-Z]{2,} ")
_SENTENCE = re.compile(r"(^|[.!?:>]\s*)[A-ZÁÉÍÓÚÑ¿¡]\w*\s+\w+")

LONGEST = 28  # words in a sentence; the plain-language guides say 20 to 25 on average at most
HARD_WORDS = {
    "en": r"invalid|illegal|error|failed|failure|forbidden|unauthorized|utilize|adjudicat\w*|shall be",
    "es": r"inválid[oa]s?|ilegal|errón\w*|fallid[oa]s?|prohibid[oa]s?|adjudica\w*",
}
TU = r"\b(tú|tu|tus|tienes|puedes|quieres|pulsa|haz|tuyo|contigo)\b"


def spoken(tree: ast.Module) -> Iterator[ast.Constant]:
    """Texts of the code but docstrings, log events, the texts of errors and annotations."""
    passed_over: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            passed_over.add(id(node.value))
        if isinstance(node, ast.Raise) or (isinstance(node, ast.Call) and _is_error_or_log(node)):
            passed_over |= {id(part) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed_over:
            yield node


def _is_error_or_log(call: ast.Call) -> bool:
    named = call.func
    if not isinstance(named, ast.Attribute):
        return False
    receiver = named.value
    is_log = isinstance(receiver, ast.Name) and receiver.id == "_log"
    is_compiled = isinstance(receiver, ast.Name) and receiver.id == "re"
    return is_log or is_compiled or named.attr == "__init__"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_sentence_stands_in_the_code(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = [
        f"{node.lineno}: {node.value}"
        for node in spoken(tree)
        if isinstance(node.value, str) and _SENTENCE.search(node.value) and not NOT_SAID.search(node.value)
    ]
    assert said == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_sentence_is_short(language: str) -> None:
    long = {
        f"{key}: {sentence}"
        for key, forms in sentences(language).items()
        for form in forms
        for sentence in re.split(r"(?<=[.!?:])\s|\n", re.sub(r"<[^>]+>", "", form))
        if len(sentence.split()) > LONGEST
    }
    assert long == set()


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_sentence_blames_or_sounds_like_an_office(language: str) -> None:
    hard = re.compile(rf"\b({HARD_WORDS[language]})\b", re.IGNORECASE)
    assert {key for key, forms in sentences(language).items() if any(map(hard.search, forms))} == set()


def test_spanish_says_usted_throughout() -> None:
    familiar = re.compile(TU, re.IGNORECASE)
    assert {key for key, forms in sentences("es").items() if any(map(familiar.search, forms))} == set()


@pytest.mark.requirement("R30")
@pytest.mark.parametrize("language", ["en", "es"])
def test_nobody_is_asked_for_what_we_promise_never_to_ask_for(language: str) -> None:
    """Each sentence that names one of them says that we never ask for it."""
    named = {"en": r"Social Security|USCIS password", "es": r"Seguro Social|contraseña de USCIS"}[language]
    never = {"en": "never", "es": "[Nn]unca"}[language]
    holding = [form for forms in sentences(language).values() for form in forms if re.search(named, form)]
    assert holding
    assert [form for form in holding if not re.search(never, form)] == []


@pytest.mark.parametrize(("language", "said"), [("en", "not USCIS"), ("es", "No somos USCIS")])
def test_the_first_screen_says_what_this_is_not(language: str, said: str) -> None:
    (welcome,) = sentences(language)["start-welcome"]
    assert said in re.sub(r"<[^>]+>", "", welcome)
