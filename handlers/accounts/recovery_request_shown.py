"""A request to the office that was made: how far it is, taken back, and stopped by whose account it is."""

from enum import StrEnum

from bot.accounts.recovery_requests import RequestOver
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, Next, Place, pressed
from bot.telegram.turn import Turn
from handlers.accounts.help_news import spoken
from handlers.keyboards import HOME


class StopStep(StrEnum):
    """Whether it was the person's own doing."""

    SURE = "sure"


async def show(turn: Turn) -> Next:
    """How far the request is, and what comes next."""
    contact = turn.house.organisation.contact
    try:
        request = await turn.services.recovery_requests.in_chat(turn.argument, turn.chat_id)
    except RequestOver:
        await turn.show("office-over", [HOME], contact=contact)
        return END
    take_back = [Button("office-take-back", "take-request-back", request.id, reach=Reach.CHAT)]
    moments = {"ready": request.ready_at, "until": request.expires_at}
    state = request.state
    if request.ready_at is not None and request.expires_at is not None and state == "approved":
        if turn.now >= request.expires_at:
            state = "expired"
        elif turn.now >= request.ready_at:
            state = "ready"
    buttons = [
        *(
            [Button("office-choose-password", "recover-approved", reach=Reach.CHAT)]
            if state == "ready"
            else []
        ),
        *(take_back if request.ended_at is None and state != "expired" else []),
        HOME,
    ]
    times = {name: turn.when(at) for name, at in moments.items() if at}
    asked = turn.when(request.asked_at)
    number = spoken(request.number)
    await turn.show(f"office-state-{state}", buttons, number=number, asked=asked, contact=contact, **times)
    return END


async def take_back(turn: Turn) -> Next:
    """The person needs no help any more."""
    try:
        await turn.services.recovery_requests.withdraw(turn.argument, turn.by)
    except RequestOver:
        await turn.show("office-over", [HOME], contact=turn.house.organisation.contact)
        return END
    await turn.show("office-taken-back", [HOME])
    return END


request_shown = Dialogue(
    name="my-request", places=[Place("my-request", show), Place("take-request-back", take_back)]
)

# --- stopped by whose account it is ------------------------------------------------------------------------


async def ask_stop(turn: Turn) -> Next:
    """The link of the mail was pressed, in whatever chat."""
    turn.answers["link"] = turn.argument or turn.answers["link"]
    try:
        request = await turn.services.recovery_requests.to_stop(turn.answers["link"])
    except RequestOver:
        return await _nothing_to_stop(turn)
    await turn.say(
        "office-ask-stop",
        [Button("office-stop-it", "stop"), Button("office-it-was-me", "leave")],
        at=turn.when(request.asked_at),
    )
    return StopStep.SURE


async def stop(turn: Turn) -> Next:
    """Stop it."""
    try:
        await turn.services.recovery_requests.stop_by_link(turn.answers["link"], turn.by)
    except RequestOver:
        return await _nothing_to_stop(turn)
    await turn.close_question()
    return await _stopped(turn)


async def stop_here(turn: Turn) -> Next:
    """Stop it from a chat in which the account is at home."""
    try:
        await turn.services.recovery_requests.stop_in_chat(turn.argument, turn.by)
    except RequestOver:
        return await _nothing_to_stop(turn)
    await turn.close_question()
    return await _stopped(turn)


async def leave(turn: Turn) -> Next:
    """It was the person's own; the link still works for its time."""
    await turn.show("office-not-stopped", [HOME])
    return END


async def _stopped(turn: Turn) -> Next:
    await turn.say("office-stopped", [HOME], contact=turn.house.organisation.contact)
    return END


async def _nothing_to_stop(turn: Turn) -> Next:
    await turn.say("office-nothing-to-stop", [HOME], contact=turn.house.organisation.contact)
    return END


request_stopping = Dialogue(
    name="stop-request",
    places=[Place("stop-request", ask_stop), Place("stop-request-here", stop_here)],
    steps={StopStep.SURE: [pressed("stop", stop), pressed("leave", leave)]},
    asks={StopStep.SURE: ask_stop},
)
