"""Asking the office for help: password, second factor and recovery codes are all lost.

Reached only after the account's mailbox was proved.
"""

from datetime import date
from enum import StrEnum

from bot.accounts.birth_dates import AmbiguousDate, BadDate, DateOrder, read_birth_date
from bot.accounts.names import BadName, read_name
from bot.accounts.recovery_requests import AlreadyAsked, Answers, RecoveryRequest, RequestOver
from bot.accounts.short_texts import BadText, read_short_text
from bot.accounts.throttling import TooManyAttempts
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Answer, Dialogue, GoTo, Handler, Next, Place, pressed, text
from bot.telegram.turn import Turn
from handlers.accounts.help_news import spoken
from handlers.keyboards import BACK, CANCEL, HOME

_SKIP = Button("office-skip", "skip")
_LONGEST_NUMBER, _LONGEST_REACH, _LONGEST_MORE = 40, 200, 500


class Step(StrEnum):
    """The questions, in their order."""

    NAME = "name"
    BIRTH = "birth"
    WHICH_BIRTH = "which-birth"
    NUMBER = "number"
    REACH = "reach"
    MORE = "more"
    REVIEW = "review"


async def begin(turn: Turn) -> Next:
    """Begin to ask; where a request is open already, show how far it is."""
    turn.answers["account"] = turn.argument
    request = await turn.services.recovery_requests.of(turn.argument)
    if request is not None:
        return await _tell_open(turn, request)
    await turn.say("office-begin")
    return await ask_name(turn)


async def _tell_open(turn: Turn, request: RecoveryRequest) -> Next:
    """The request of this account: in full only where it was made."""
    if request.chat_id == turn.chat_id:
        return GoTo("my-request", request.id)
    await turn.say("office-asked-elsewhere", [HOME], contact=turn.house.organisation.contact)
    return END


async def ask_name(turn: Turn) -> Next:
    """The legal name."""
    await turn.say("office-ask-name", [CANCEL])
    return Step.NAME


async def take_name(turn: Turn) -> Next:
    """Take it as it stands on the person's papers."""
    try:
        turn.answers["name"] = read_name(turn.text)
    except BadName as bad:
        await turn.say(f"registration-name-{bad.reason}")
        return await ask_name(turn)
    return await ask_birth(turn)


async def ask_birth(turn: Turn) -> Next:
    """The birth date."""
    await turn.say("office-ask-birth", [(BACK, CANCEL)])
    return Step.BIRTH


async def take_birth(turn: Turn) -> Next:
    """Take it in any common way of writing."""
    order = DateOrder.MONTH_FIRST if turn.language == "en" else DateOrder.DAY_FIRST
    try:
        born = read_birth_date(turn.text, today=turn.now.date(), order=order)
    except AmbiguousDate as ambiguous:
        turn.answers["births"] = " ".join(each.isoformat() for each in ambiguous.candidates)
        return await ask_which_birth(turn)
    except BadDate as bad:
        await turn.say(f"registration-birth-date-{bad.reason}")
        return await ask_birth(turn)
    turn.answers["birth"] = born.isoformat()
    return await ask_number(turn)


async def ask_which_birth(turn: Turn) -> Next:
    """Day and month could be either way round."""
    choices = [
        Button("office-this-day", "birth", each, words=(("day", turn.day(date.fromisoformat(each))),))
        for each in turn.answers["births"].split()
    ]
    await turn.say("office-ask-which-birth", [*choices, BACK])
    return Step.WHICH_BIRTH


async def take_which_birth(turn: Turn) -> Next:
    """That one."""
    turn.answers["birth"] = turn.argument
    await turn.close_question()
    return await ask_number(turn)


async def ask_number(turn: Turn) -> Next:
    """A number that few others know."""
    await turn.say("office-ask-number", [_SKIP, (BACK, CANCEL)])
    return Step.NUMBER


async def ask_reach(turn: Turn) -> Next:
    """How the office finds the person."""
    await turn.say("office-ask-reach", [(BACK, CANCEL)])
    return Step.REACH


async def ask_more(turn: Turn) -> Next:
    """Whatever else the office should know."""
    await turn.say("office-ask-more", [_SKIP, (BACK, CANCEL)])
    return Step.MORE


async def review(turn: Turn) -> Next:
    """Everything, before it is sent."""
    answers = turn.answers
    nothing = turn.words("office-nothing")
    await turn.say(
        "office-review",
        [Button("office-send", "send"), Button("office-again", "again"), (BACK, CANCEL)],
        name=answers["name"],
        birth=turn.day(date.fromisoformat(answers["birth"])),
        number=answers["number"] or nothing,
        reach=answers["reach"],
        more=answers["more"] or nothing,
    )
    return Step.REVIEW


async def send(turn: Turn) -> Next:
    """Send it, and say what happens next."""
    answers, contact = turn.answers, turn.house.organisation.contact
    written = Answers(
        name=answers["name"],
        birth=date.fromisoformat(answers["birth"]),
        reach=answers["reach"],
        number=answers["number"],
        more=answers["more"],
    )
    requests = turn.services.recovery_requests
    await turn.close_question()
    try:
        request = await requests.ask(answers["account"], written, language=turn.language, by=turn.by)
    except AlreadyAsked:
        earlier = await requests.of(answers["account"])
        return await _tell_open(turn, earlier) if earlier else await review(turn)
    except TooManyAttempts as many:
        await turn.say("office-too-many", [HOME], at=turn.when(many.until), contact=contact)
        return END
    except RequestOver:
        await turn.say("office-over", [HOME], contact=contact)
        return END
    await turn.say(
        "office-sent",
        [_look(request), HOME],
        number=spoken(request.number),
        contact=contact,
        hours=turn.services.recovery_requests.cooling_hours,
    )
    return END


async def cancel(turn: Turn) -> Next:
    """Not now: nothing was sent."""
    await turn.notice("common-cancelled")
    return GoTo("home")


def _taking(step: Step, most: int, following: Handler, ask: Handler) -> list[Answer]:
    async def take(turn: Turn) -> Next:
        try:
            turn.answers[step.value] = read_short_text(turn.text.replace("\n", " "), at_least=3, at_most=most)
        except BadText as bad:
            await turn.say(f"office-bad-{bad.reason}", count=most)
            return await ask(turn)
        return await following(turn)

    async def skip(turn: Turn) -> Next:
        turn.answers[step.value] = ""
        await turn.close_question()
        return await following(turn)

    return [text(take), pressed("skip", skip)] if step is not Step.REACH else [text(take)]


def _look(request: RecoveryRequest) -> Button:
    return Button("office-look", "my-request", request.id, reach=Reach.CHAT)


_CANCELLED = pressed("cancel", cancel)

recovery_request = Dialogue(
    name="ask-office",
    places=[Place("ask-office", begin)],
    steps={
        Step.NAME: [text(take_name), _CANCELLED],
        Step.BIRTH: [text(take_birth), pressed("back", ask_name), _CANCELLED],
        Step.WHICH_BIRTH: [pressed("birth", take_which_birth), text(take_birth), pressed("back", ask_birth)],
        Step.NUMBER: [
            *_taking(Step.NUMBER, _LONGEST_NUMBER, ask_reach, ask_number),
            pressed("back", ask_birth),
            _CANCELLED,
        ],
        Step.REACH: [
            *_taking(Step.REACH, _LONGEST_REACH, ask_more, ask_reach),
            pressed("back", ask_number),
            _CANCELLED,
        ],
        Step.MORE: [
            *_taking(Step.MORE, _LONGEST_MORE, review, ask_more),
            pressed("back", ask_reach),
            _CANCELLED,
        ],
        Step.REVIEW: [
            pressed("send", send),
            pressed("again", ask_name),
            pressed("back", ask_more),
            _CANCELLED,
        ],
    },
    asks={
        Step.NAME: ask_name,
        Step.BIRTH: ask_birth,
        Step.WHICH_BIRTH: ask_which_birth,
        Step.NUMBER: ask_number,
        Step.REACH: ask_reach,
        Step.MORE: ask_more,
        Step.REVIEW: review,
    },
)
