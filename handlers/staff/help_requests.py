"""Requests for help with an account: read, checked, and decided."""

from datetime import date
from enum import StrEnum

from bot.accounts.recovery_requests import Compared, HowChecked, OwnRequest, RequestOver, WhyRefused
from bot.accounts.short_texts import BadText, read_short_text
from bot.accounts.staff import PAGE
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, GoTo, Needs, Next, Place, pressed, text
from bot.telegram.turn import Turn
from handlers.accounts.help_news import spoken
from handlers.keyboards import BACK
from handlers.staff.desk import TO_DESK, page_buttons, page_number, staff_member

_LIST = Button("desk-to-requests", "desk-requests", reach=Reach.SESSION)
_LONGEST_NOTE = 300


class Step(StrEnum):
    """What is awaited."""

    REQUEST = "request"
    HOW = "how"
    NOTE = "note"
    WHY = "why"


async def show_list(turn: Turn) -> Next:
    """The requests that wait, the oldest first, without a name: a screen is seen by others."""
    page = page_number(turn)
    waiting = await turn.services.recovery_requests.waiting(page)
    buttons = [
        Button(
            "desk-one-request",
            "desk-request",
            each.id,
            reach=Reach.SESSION,
            words=(("number", spoken(each.number)), ("at", turn.when(each.asked_at))),
        )
        for each in waiting.requests
    ]
    await turn.show(
        "desk-requests-list" if waiting.count else "desk-requests-none",
        [*buttons, *page_buttons("desk-requests", page, waiting.count, PAGE), TO_DESK],
    )
    return END


async def open_request(turn: Turn) -> Next:
    """One request."""
    turn.answers["request"] = turn.argument
    return await show_request(turn)


async def show_request(turn: Turn) -> Next:
    """What the person wrote, and whether the account says the same; not what the account says."""
    try:
        compared = await turn.services.recovery_requests.compare(turn.answers["request"], staff_member(turn))
    except RequestOver:
        return await _over(turn)
    request = compared.request
    written, nothing = request.body, turn.words("desk-nothing")
    await turn.show(
        "desk-request",
        [Button("desk-checked", "checked"), Button("desk-refuse", "refuse"), _LIST],
        number=spoken(request.number),
        asked=turn.when(request.asked_at),
        telegram_name=written["telegram_name"],
        name=written["name"],
        birth=turn.day(date.fromisoformat(written["birth"])),
        receipt=written["number"] or nothing,
        reach=written["reach"],
        more=written["more"] or nothing,
        **_agreement(turn, compared),
    )
    return Step.REQUEST


def _agreement(turn: Turn, compared: Compared) -> dict[str, str]:
    known = {True: "desk-number-known", False: "desk-number-unknown", None: "desk-number-none"}
    return {
        "name_says": turn.words("desk-same" if compared.same_name else "desk-differs"),
        "birth_says": turn.words("desk-same" if compared.same_birth else "desk-differs"),
        "number_says": turn.words(known[compared.knows_number]),
    }


async def ask_how(turn: Turn) -> Next:
    """How the identity was checked: it stays on record."""
    choices = [Button(f"desk-how-{how}", "how", how) for how in HowChecked]
    await turn.show("desk-ask-how", [*choices, BACK])
    return Step.HOW


async def take_how(turn: Turn) -> Next:
    """That way; another one is put into words."""
    turn.answers["how"] = HowChecked(turn.argument)
    if turn.argument == HowChecked.OTHER:
        return await ask_note(turn)
    return await _approve(turn, "")


async def ask_note(turn: Turn) -> Next:
    """In which other way?"""
    await turn.show("desk-ask-note", [BACK])
    return Step.NOTE


async def take_note(turn: Turn) -> Next:
    """Take it."""
    try:
        note = read_short_text(turn.text.replace("\n", " "), at_least=3, at_most=_LONGEST_NOTE)
    except BadText as bad:
        await turn.say(f"office-bad-{bad.reason}", count=_LONGEST_NOTE)
        return await ask_note(turn)
    return await _approve(turn, note)


async def _approve(turn: Turn, note: str) -> Next:
    requests, answers = turn.services.recovery_requests, turn.answers
    try:
        ready_at = await requests.approve(
            answers["request"], HowChecked(answers["how"]), note, staff_member(turn)
        )
    except RequestOver:
        return await _over(turn)
    except OwnRequest:
        return await _own(turn)
    await turn.show("desk-approved", [_LIST, TO_DESK], ready=turn.when(ready_at))
    return END


async def ask_why(turn: Turn) -> Next:
    """Why is it refused? The person is told."""
    choices = [Button(f"desk-why-{why}", "why", why) for why in WhyRefused]
    await turn.show("desk-ask-why", [*choices, BACK])
    return Step.WHY


async def refuse(turn: Turn) -> Next:
    """Refuse it, for this reason."""
    requests = turn.services.recovery_requests
    try:
        await requests.refuse(turn.answers["request"], WhyRefused(turn.argument), staff_member(turn))
    except RequestOver:
        return await _over(turn)
    except OwnRequest:
        return await _own(turn)
    await turn.show("desk-refused", [_LIST, TO_DESK])
    return END


async def back_to_list(turn: Turn) -> Next:
    """The others."""
    return GoTo("desk-requests")


async def _over(turn: Turn) -> Next:
    await turn.show("desk-request-over", [_LIST, TO_DESK])
    return END


async def _own(turn: Turn) -> Next:
    await turn.show("desk-own-request", [_LIST, TO_DESK])
    return END


desk_requests = Dialogue(
    name="desk-requests",
    places=[
        Place("desk-requests", show_list, Needs.STAFF),
        Place("desk-request", open_request, Needs.STAFF),
    ],
    steps={
        Step.REQUEST: [pressed("checked", ask_how), pressed("refuse", ask_why)],
        Step.HOW: [pressed("how", take_how), pressed("back", show_request)],
        Step.NOTE: [text(take_note), pressed("back", ask_how)],
        Step.WHY: [pressed("why", refuse), pressed("back", show_request)],
    },
    asks={Step.REQUEST: show_request, Step.HOW: ask_how, Step.NOTE: ask_note, Step.WHY: ask_why},
)
