"""Whatever comes in place of an answer: it is said calmly, the question stands again, and nothing is lost.

One bot serves the whole file, as it serves many people; each test begins and ends a dialogue of its own.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person

RECEIPT = "EAC9999103403"
PRINTED = "EAC-99-991-03403"

Act = Callable[[Person], Awaitable[object]]


@pytest.fixture(scope="module")
async def sandbox(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Sandbox]:
    async with Sandbox(tmp_path_factory.mktemp("bad-input"), hurried=True) as running:
        await running.stop_bot()
        limits = running.settings.limits.model_copy(update={"receipt_lookups_per_day": 1_000})
        running.settings = running.settings.model_copy(update={"limits": limits})
        await running.start_bot()
        yield running


@pytest.fixture(scope="module")
async def ana(sandbox: Sandbox) -> Person:
    ana = Person(sandbox, "Ana")
    await ana.is_logged_in()
    await ana.follows(RECEIPT)
    return ana


@pytest.fixture(scope="module")
async def stranger(sandbox: Sandbox) -> Person:
    return Person(sandbox, "Bo")


@pytest.fixture
def log() -> Iterator[list[EventDict]]:
    with capture_logs() as entries:
        yield entries


def troubles(log: list[EventDict], caplog: pytest.LogCaptureFixture) -> list[object]:
    """Everything in the log that an operator would have to look into."""
    ours = [each for each in log if each["log_level"] in {"error", "critical"} or each.get("exc_info")]
    return [*ours, *(each for each in caplog.records if each.levelno >= logging.ERROR)]


# --- questions ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """A place in a dialogue: how to get there, what is asked, and the way on, which shows what was kept."""

    asks: str
    begin: Act
    finish: Act
    kept: str
    by_stranger: bool = False

    def __str__(self) -> str:
        return self.asks


async def _asks_birth_date(person: Person) -> None:
    await person.sends("/register")
    await person.sends("Bo O'Neill-López")


async def _answers_the_rest(person: Person) -> None:
    for answer in ("May 23, 1990", "bo@example.org", "bo.lopez", PASSWORD):
        await person.sends(answer)


async def _asks_receipt(person: Person) -> None:
    await person.sends("/link")


async def _asks_typo(person: Person) -> None:
    await person.sends("/link EAC99991O34O3")


async def _asks_unknown(person: Person) -> None:
    await person.sends("/link IOE0999999999")


async def _asks_remove(person: Person) -> None:
    await person.sends("/cases")
    await person.presses("I-130 …3403")
    await person.presses("Stop following")


def _sends(text: str) -> Act:
    return lambda person: person.sends(text)


def _presses(label: str) -> Act:
    return lambda person: person.presses(label)


BIRTH_DATE = Question(
    "When were you born?", _asks_birth_date, _answers_the_rest, "Bo O'Neill-López", by_stranger=True
)
RECEIPT_NUMBER = Question("What is the receipt number", _asks_receipt, _sends(RECEIPT), PRINTED)
TYPO = Question(f"Did you mean {PRINTED}?", _asks_typo, _presses("Yes, that is it"), PRINTED)
UNKNOWN = Question(
    "does not know IOE-09-999-99999 yet", _asks_unknown, _presses("Cancel"), "No case was added"
)
REMOVE = Question(f"Stop following {PRINTED}?", _asks_remove, _presses("No"), PRINTED)
NAME = Question(
    "What is your username or e-mail", _sends("/login"), _sends("bo.lopez"), "bo.lopez", by_stranger=True
)

QUESTIONS = (BIRTH_DATE, RECEIPT_NUMBER, TYPO, UNKNOWN, REMOVE, NAME)


# --- what comes in place of an answer ----------------------------------------------------------------


async def a_photo(person: Person) -> None:
    await person.sends_photo()


async def a_photo_with_words(person: Person) -> None:
    await person.phone.sends_photo(b"\xff\xd8", caption=RECEIPT)


async def a_sticker(person: Person) -> None:
    await person.phone.sends_sticker()


async def a_document(person: Person) -> None:
    await person.phone.sends_document("notice.pdf", b"%PDF-1.7")


async def an_edit(person: Person) -> None:
    mine = [each for each in person.phone.chat.visible if not each["from"]["is_bot"]]
    await person.edits(mine[-1]["message_id"], RECEIPT)


async def an_unknown_command(person: Person) -> None:
    await person.sends("/nonsense")


async def a_command_that_never_ends(person: Person) -> None:
    await person.sends("/login " + "x" * 4_080)


async def a_call_for_help(person: Person) -> None:
    await person.sends("/help")


async def two_at_once(person: Person) -> None:
    await person.phone.sends_sticker()
    await person.phone.sends("/nonsense")


ANYTHING = (
    a_photo,
    a_photo_with_words,
    a_sticker,
    a_document,
    an_edit,
    an_unknown_command,
    a_command_that_never_ends,
    a_call_for_help,
    two_at_once,
)


@pytest.mark.requirement("R17")
@pytest.mark.parametrize("instead", ANYTHING, ids=lambda act: act.__name__)
@pytest.mark.parametrize("question", QUESTIONS, ids=str)
async def test_the_question_is_asked_again_and_nothing_is_lost(
    sandbox: Sandbox,
    ana: Person,
    stranger: Person,
    log: list[EventDict],
    caplog: pytest.LogCaptureFixture,
    question: Question,
    instead: Act,
) -> None:
    person = stranger if question.by_stranger else ana
    await question.begin(person)
    assert question.asks in person.last
    asked = person.phone.newest["message_id"]
    await instead(person)
    await sandbox.settle()
    assert question.asks in person.last
    assert person.phone.newest["message_id"] > asked
    await question.finish(person)
    assert question.kept in person.last
    await person.sends("/cancel")
    assert not troubles(log, caplog)


TEXTS = {
    "ten thousand characters": ("x" * 4_096, "x" * 4_001),
    "emoji": ("🙂" * 20,),
    "right to left overrides": ("\u202e\u202e30433019999CAE\u202c\u2067",),
    "markup": ("<b>&</b> &amp; <script>",),
    "markdown": ("[x](https://evil.example) *y* `z`",),
    "control characters": ("\x00\x01\x1b[31m\x7f",),
    "a sentence in Arabic": ("لا أعرف",),
    "half a surrogate's worth": ("\ufffd\uffff\U000e0041",),
    "several at once": ("?", "??", "???"),
}


@pytest.mark.parametrize("texts", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("question", [BIRTH_DATE, RECEIPT_NUMBER, TYPO, UNKNOWN, REMOVE], ids=str)
async def test_a_text_that_is_no_answer_is_said_to_be_none(
    sandbox: Sandbox,
    ana: Person,
    stranger: Person,
    log: list[EventDict],
    caplog: pytest.LogCaptureFixture,
    question: Question,
    texts: tuple[str, ...],
) -> None:
    person = stranger if question.by_stranger else ana
    await question.begin(person)
    for text in texts:
        await person.phone.sends(text)
    await sandbox.settle()
    # A text that is typed at a question about a number is a new try at the number.
    again = next(each for each in (question, RECEIPT_NUMBER) if each.asks in person.last)
    await again.finish(person)
    assert again.kept in person.last
    await person.sends("/cancel")
    assert not troubles(log, caplog)
