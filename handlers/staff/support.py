"""Support requests at the desk: those that wait, one of them, and what is said about it."""

from collections.abc import Awaitable
from enum import StrEnum

from bot.accounts.short_texts import BadText, read_short_text
from bot.correspondence.support import (
    PAGE,
    Conversation,
    NoSuchRequest,
    RequestOver,
    SupportRequest,
    SupportState,
)
from bot.correspondence.support_desk import AlreadyTaken, OwnRequest
from bot.correspondence.support_kinds import LONGEST_REPLY, Closed
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, Needs, Next, Place, pressed, text
from bot.telegram.turn import Turn
from handlers.accounts.help_news import spoken
from handlers.correspondence.support_words import entries, facts_of
from handlers.keyboards import BACK
from handlers.staff.desk import TO_DESK, page_buttons, page_number, staff_member

_LIST = Button("support-desk-to-list", "staff-support", reach=Reach.SESSION)
_RESTING = Button("support-desk-resting", "staff-support-rest", reach=Reach.SESSION)


class Step(StrEnum):
    """What is awaited."""

    REQUEST = "request"
    WORDS = "words"
    SURE = "sure"
    WHY = "why"


async def show_waiting(turn: Turn) -> Next:
    """What waits for the staff, the longest waiting first, without a name: a screen is seen by others."""
    page = page_number(turn)
    waiting = await turn.services.support_desk.waiting(page)
    await turn.show(
        "support-desk-list" if waiting.total else "support-desk-none",
        [
            *(_line(turn, each) for each in waiting.requests),
            *page_buttons("staff-support", page, waiting.total, PAGE),
            _RESTING,
            TO_DESK,
        ],
    )
    return END


async def show_resting(turn: Turn) -> Next:
    """What was answered, or waits for the person."""
    page = page_number(turn)
    resting = await turn.services.support_desk.resting(page)
    await turn.show(
        "support-desk-resting-list" if resting.total else "support-desk-resting-none",
        [
            *(_line(turn, each) for each in resting.requests),
            *page_buttons("staff-support-rest", page, resting.total, PAGE),
            (_LIST, TO_DESK),
        ],
    )
    return END


async def open_request(turn: Turn) -> Next:
    """One request."""
    request_id, _, page = turn.argument.partition(" ")
    turn.answers["request"], turn.answers["page"] = request_id, page or "0"
    return await show_request(turn)


async def show_request(turn: Turn) -> Next:
    """Who asks for what, and what was said about it."""
    page = int(turn.answers["page"])
    try:
        said = await turn.services.support_desk.open(turn.answers["request"], staff_member(turn), page)
    except NoSuchRequest:
        return await _told(turn, "support-desk-gone")
    request = said.request
    await turn.show(
        "support-desk-request",
        [*_turning(said), *_acts(request), (_LIST, TO_DESK)],
        number=spoken(request.number),
        kind=turn.words(f"support-kind-{request.kind}"),
        state=turn.words(f"support-desk-state-{request.state}"),
        name=request.name,
        asked=turn.when(request.asked_at),
        facts=facts_of(turn.wording, request, in_full=True),
        said=entries(turn.wording, said),
    )
    return Step.REQUEST


async def turn_page(turn: Turn) -> Next:
    """Another part of what was said."""
    turn.answers["page"] = turn.argument
    return await show_request(turn)


async def take(turn: Turn) -> Next:
    """Begin to work on it; the person is told."""
    desk = turn.services.support_desk
    return await _done(
        turn, desk.take(turn.answers["request"], staff_member(turn)), "support-desk-taken", stays=True
    )


async def begin_asking(turn: Turn) -> Next:
    """Ask the person for more."""
    turn.answers["act"] = "ask"
    return await ask_words(turn)


async def begin_answering(turn: Turn) -> Next:
    """Answer."""
    turn.answers["act"] = "answer"
    return await ask_words(turn)


async def ask_words(turn: Turn) -> Next:
    """What shall the person read?"""
    await turn.show(f"support-desk-write-{turn.answers['act']}", [BACK])
    return Step.WORDS


async def take_words(turn: Turn) -> Next:
    """Show it once more before it goes."""
    try:
        words = read_short_text(turn.text.replace("\n", " "), at_least=2, at_most=LONGEST_REPLY)
    except BadText as bad:
        await turn.say(f"office-bad-{bad.reason}", count=LONGEST_REPLY)
        return await ask_words(turn)
    turn.answers["words"] = words
    return await ask_sure(turn)


async def ask_sure(turn: Turn) -> Next:
    """Is this right?"""
    await turn.show(
        "support-desk-sure", [Button("support-desk-send", "send"), BACK], text=turn.answers["words"]
    )
    return Step.SURE


async def send(turn: Turn) -> Next:
    """Send it; the person is told."""
    desk, answers, who = turn.services.support_desk, turn.answers, staff_member(turn)
    is_answer = answers["act"] == "answer"
    say = desk.answer if is_answer else desk.ask_back
    key = "support-desk-answered" if is_answer else "support-desk-asked"
    return await _done(turn, say(answers["request"], answers["words"], who), key)


async def ask_why(turn: Turn) -> Next:
    """Why is it closed? The person is told."""
    choices = [Button(f"support-desk-why-{why}", "why", why) for why in Closed]
    await turn.show("support-desk-ask-why", [*choices, BACK])
    return Step.WHY


async def close(turn: Turn) -> Next:
    """Close it, for this reason."""
    desk, why = turn.services.support_desk, Closed(turn.argument)
    return await _done(
        turn, desk.close(turn.answers["request"], why, staff_member(turn)), "support-desk-closed"
    )


# --- within --------------------------------------------------------------------------------------


async def _done(turn: Turn, act: Awaitable[None], key: str, *, stays: bool = False) -> Next:
    """Do it, and say so; or say why it cannot be done."""
    try:
        await act
    except (NoSuchRequest, RequestOver):
        return await _told(turn, "support-desk-gone")
    except OwnRequest:
        return await _told(turn, "desk-own-request")
    except AlreadyTaken:
        await turn.notice("support-desk-already")
        return await show_request(turn)
    if stays:
        await turn.notice(key)
        return await show_request(turn)
    return await _told(turn, key)


async def _told(turn: Turn, key: str) -> Next:
    await turn.show(key, [_LIST, TO_DESK])
    return END


def _turning(said: Conversation) -> list[tuple[Button, ...]]:
    ways = [Button("support-later", "page", str(said.number - 1))] if said.number else []
    if said.has_earlier:
        ways.append(Button("support-earlier", "page", str(said.number + 1)))
    return [tuple(ways)] if ways else []


def _acts(request: SupportRequest) -> list[Button]:
    if request.state.is_over:
        return []
    take = [Button("support-desk-take", "take")] if request.state is SupportState.RECEIVED else []
    return [
        *take,
        Button("support-desk-answer", "answer"),
        Button("support-desk-ask", "ask"),
        Button("support-desk-close", "close"),
    ]


def _line(turn: Turn, request: SupportRequest) -> Button:
    return Button(
        "support-desk-line",
        "staff-support-one",
        request.id,
        reach=Reach.SESSION,
        words=(
            ("number", spoken(request.number)),
            ("kind", turn.words(f"support-kind-{request.kind}")),
            ("at", turn.when(request.asked_at)),
        ),
    )


desk_support = Dialogue(
    name="staff-support",
    places=[
        Place("staff-support", show_waiting, Needs.STAFF),
        Place("staff-support-rest", show_resting, Needs.STAFF),
        Place("staff-support-one", open_request, Needs.STAFF),
    ],
    steps={
        Step.REQUEST: [
            pressed("take", take),
            pressed("answer", begin_answering),
            pressed("ask", begin_asking),
            pressed("close", ask_why),
            pressed("page", turn_page),
        ],
        Step.WORDS: [text(take_words), pressed("back", show_request)],
        Step.SURE: [pressed("send", send), text(take_words), pressed("back", ask_words)],
        Step.WHY: [pressed("why", close), pressed("back", show_request)],
    },
    asks={
        Step.REQUEST: show_request,
        Step.WORDS: ask_words,
        Step.SURE: ask_sure,
        Step.WHY: ask_why,
    },
)
