"""Requests to open a case in full: read, compared with the record, and decided."""

from datetime import date
from enum import StrEnum

from bot.accounts.staff import PAGE
from bot.cases.link_requests import Compared, OwnRequest, RequestOver
from bot.cases.receipt_number import ReceiptNumber
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, Needs, Next, Place, pressed
from bot.telegram.turn import Turn
from bot.texts.catalogue import Html
from handlers.keyboards import BACK
from handlers.staff.desk import TO_DESK, page_buttons, page_number, staff_member

_LIST = Button("desk-to-requests", "desk-links", reach=Reach.SESSION)


class Step(StrEnum):
    """What is awaited."""

    REQUEST = "request"
    SURE = "sure"


async def show_list(turn: Turn) -> Next:
    """The requests that wait, the oldest first, without a name: a screen is seen by others."""
    page = page_number(turn)
    waiting = await turn.services.link_requests.waiting(page)
    buttons = [
        Button(
            "desk-one-link",
            "desk-link",
            each.id,
            reach=Reach.SESSION,
            words=(("last4", ReceiptNumber(each.case.receipt).last4), ("at", turn.when(each.asked_at))),
        )
        for each in waiting.requests
    ]
    await turn.show(
        "desk-links-list" if waiting.count else "desk-links-none",
        [*buttons, *page_buttons("desk-links", page, waiting.count, PAGE), TO_DESK],
    )
    return END


async def open_request(turn: Turn) -> Next:
    """One request."""
    turn.answers["request"] = turn.argument
    return await show_request(turn)


async def show_request(turn: Turn) -> Next:
    """Who asks, and what the record says of the people of the case."""
    try:
        compared = await turn.services.link_requests.compare(turn.answers["request"], staff_member(turn))
    except RequestOver:
        return await _over(turn)
    request = compared.request
    await turn.show(
        "desk-link-request",
        [Button("desk-link-approve", "approve"), Button("desk-refuse", "refuse"), _LIST],
        receipt=compared.receipt.printed,
        asked=turn.when(request.asked_at),
        name=request.personal.legal_name,
        birth=turn.day(date.fromisoformat(request.personal.birth_date)),
        role=turn.words(f"opening-role-{request.body['role']}"),
        word=request.body["word"] or turn.words("desk-nothing"),
        record=_record(turn, compared),
    )
    return Step.REQUEST


def _record(turn: Turn, compared: Compared) -> Html:
    if not compared.is_kept:
        return turn.html("desk-link-not-kept")
    if not compared.people:
        return turn.html("desk-link-nobody")
    lines = [
        turn.html(
            "desk-link-person",
            name=each.name,
            birth=turn.day(date.fromisoformat(each.birth_date)),
            role=turn.words(f"desk-role-{each.role}"),
        )
        for each in compared.people
    ]
    same = "desk-link-same" if compared.same_person else "desk-link-differs"
    return Html("\n".join([turn.html(same), *lines]))


async def ask_sure(turn: Turn) -> Next:
    """Before everything of a case is shown to somebody: has it been checked who it is?"""
    await turn.show("desk-link-sure", [Button("desk-link-checked", "sure"), BACK])
    return Step.SURE


async def approve(turn: Turn) -> Next:
    """Open it; the person is told."""
    return await _decide(turn, is_approved=True)


async def refuse(turn: Turn) -> Next:
    """Leave it as it is; the person is told."""
    return await _decide(turn, is_approved=False)


async def _decide(turn: Turn, *, is_approved: bool) -> Next:
    requests, request_id = turn.services.link_requests, turn.answers["request"]
    try:
        await (requests.approve if is_approved else requests.refuse)(request_id, staff_member(turn))
    except RequestOver:
        return await _over(turn)
    except OwnRequest:
        await turn.show("desk-own-request", [_LIST, TO_DESK])
        return END
    await turn.show("desk-link-opened" if is_approved else "desk-link-refused", [_LIST, TO_DESK])
    return END


async def _over(turn: Turn) -> Next:
    await turn.show("desk-request-over", [_LIST, TO_DESK])
    return END


desk_links = Dialogue(
    name="desk-links",
    places=[
        Place("desk-links", show_list, Needs.STAFF),
        Place("desk-link", open_request, Needs.STAFF),
    ],
    steps={
        Step.REQUEST: [pressed("approve", ask_sure), pressed("refuse", refuse)],
        Step.SURE: [pressed("sure", approve), pressed("back", show_request)],
    },
    asks={Step.REQUEST: show_request, Step.SURE: ask_sure},
)
