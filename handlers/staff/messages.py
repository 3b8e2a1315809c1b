"""Messages at the desk: those that wait, one thread, and the answer."""

from collections.abc import Sequence

from bot.accounts.staff import PAGE
from bot.correspondence.drafts import to_thread
from bot.correspondence.thread_desk import OwnThread
from bot.correspondence.threads import NoSuchThread, NothingToSend, Thread, ThreadPage, ThreadPart
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, GoTo, Needs, Next, Place
from bot.telegram.turn import Turn
from bot.texts.catalogue import Html
from handlers.correspondence.message_words import about, said, thread_button
from handlers.correspondence.writing import ask_parts, writing
from handlers.staff.desk import TO_DESK, page_buttons, page_number, staff_member

_LIST = Button("messages-desk-to-list", "staff-messages", reach=Reach.SESSION)
_RESTING = Button("messages-desk-resting", "staff-messages-rest", reach=Reach.SESSION)


async def show_waiting(turn: Turn) -> Next:
    """What waits for an answer, the longest waiting first; late ones are marked."""
    page = page_number(turn)
    waiting = await turn.services.thread_desk.waiting(page)
    await _list(turn, waiting, "staff-messages", page, "messages-desk-waiting", [_RESTING, TO_DESK])
    return END


async def show_resting(turn: Turn) -> Next:
    """Those in which nothing is to be answered."""
    page = page_number(turn)
    resting = await turn.services.thread_desk.resting(page)
    await _list(turn, resting, "staff-messages-rest", page, "messages-desk-rest", [(_LIST, TO_DESK)])
    return END


async def show_thread(turn: Turn) -> Next:
    """One thread, its newest messages."""
    thread_id, _, start = turn.argument.partition(" ")
    number = int(start) if start.isascii() and start.isdigit() else 0
    try:
        part = await turn.services.thread_desk.open(thread_id, staff_member(turn), number)
    except NoSuchThread:
        return await _told(turn, "messages-gone")
    thread = part.thread
    await turn.show(
        "messages-desk-thread",
        [*_turning(part), *_acts(thread), (_LIST, TO_DESK)],
        about=about(turn.wording, thread),
        name=thread.name,
        receipt=turn.html("messages-desk-case", receipt=thread.receipt.printed)
        if thread.receipt
        else Html(""),
        said=said(turn, part, at_desk=True),
        state=_state(turn, thread),
    )
    return END


async def put_aside(turn: Turn) -> Next:
    """Nothing is to be answered."""
    try:
        await turn.services.thread_desk.put_aside(turn.argument, staff_member(turn))
    except NoSuchThread:
        return await _told(turn, "messages-gone")
    except OwnThread:
        return await _told(turn, "desk-own-request")
    await turn.notice("messages-desk-put-aside-done")
    return GoTo("staff-messages")


# --- answering -----------------------------------------------------------------------------------


async def begin_answer(turn: Turn) -> Next:
    """Write, in this thread."""
    turn.answers["thread"], turn.answers["target"] = turn.argument, to_thread(turn.argument)
    return await ask_parts(turn)


async def send(turn: Turn) -> Next:
    """Send it, once; the person is told."""
    try:
        await turn.services.thread_desk.answer(turn.answers["thread"], staff_member(turn))
    except NothingToSend:
        return await ask_parts(turn)
    except NoSuchThread:
        return await _told(turn, "messages-gone")
    except OwnThread:
        return await _told(turn, "desk-own-request")
    return await _told(turn, "messages-desk-sent")


async def back_to_thread(turn: Turn) -> Next:
    """What is gathered stays."""
    return GoTo("staff-thread", turn.answers["thread"])


# --- within --------------------------------------------------------------------------------------


async def _list(
    turn: Turn,
    found: ThreadPage,
    place: str,
    page: int,
    key: str,
    ways: Sequence[Button | tuple[Button, ...]],
) -> None:
    await turn.show(
        key if found.total else f"{key}-none",
        [
            *(_line(turn, each) for each in found.threads),
            *page_buttons(place, page, found.total, PAGE),
            *ways,
        ],
    )


async def _told(turn: Turn, key: str) -> Next:
    await turn.show(key, [_LIST, TO_DESK])
    return END


def _state(turn: Turn, thread: Thread) -> Html:
    if thread.answer_by is not None:
        key = "messages-desk-late" if thread.is_late else "messages-desk-answer-by"
        return turn.html(key, day=turn.day(thread.answer_by))
    if thread.person_seen_at and not thread.is_unread:
        return turn.html("messages-desk-seen", at=turn.when(thread.person_seen_at))
    return turn.html("messages-desk-not-seen") if thread.is_unread else turn.html("messages-desk-nothing")


def _acts(thread: Thread) -> list[Button]:
    answer = Button("messages-desk-answer", "staff-answer", thread.id, reach=Reach.SESSION)
    aside = Button("messages-desk-put-aside", "staff-put-aside", thread.id, reach=Reach.SESSION)
    return [answer, aside] if thread.answer_by is not None else [answer]


def _turning(part: ThreadPart) -> list[tuple[Button, ...]]:
    thread, ways = part.thread, []
    if part.start:
        ways.append(Button("messages-newest", "staff-thread", thread.id, reach=Reach.SESSION))
    if part.has_earlier:
        earlier = f"{thread.id} {part.start + len(part.messages)}"
        ways.append(Button("messages-earlier", "staff-thread", earlier, reach=Reach.SESSION))
    return [tuple(ways)] if ways else []


def _line(turn: Turn, thread: Thread) -> Button:
    return thread_button(
        turn, thread, "staff-thread", "messages-mark-late" if thread.is_late else "cases-mark-quiet"
    )


desk_messages = Dialogue(
    name="staff-messages",
    places=[
        Place("staff-messages", show_waiting, Needs.STAFF),
        Place("staff-messages-rest", show_resting, Needs.STAFF),
        Place("staff-thread", show_thread, Needs.STAFF),
        Place("staff-put-aside", put_aside, Needs.STAFF),
    ],
)
desk_answering = writing(
    "staff-answering",
    [Place("staff-answer", begin_answer, Needs.STAFF)],
    send=send,
    later=back_to_thread,
    thrown=back_to_thread,
)
