"""A person's messages with the office: all of them, one thread, a search."""

from enum import StrEnum

from bot.correspondence.drafts import Draft
from bot.correspondence.threads import PAGE, NoSuchThread, Thread, ThreadPart
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, GoTo, Needs, Next, Place, pressed, text
from bot.telegram.turn import Turn
from bot.texts.catalogue import Html
from handlers.correspondence.message_words import about, said, thread_button
from handlers.keyboards import CANCEL, HELP, HOME, MESSAGES, open_case

_NEW = Button("messages-new", "message-new", reach=Reach.SESSION)
_FIND = Button("messages-find", "find-message", reach=Reach.SESSION)
_LONGEST_SEARCH = 60


class Step(StrEnum):
    """What is awaited."""

    SEARCH = "search"


async def show_list(turn: Turn) -> Next:
    """All threads, those with an unread answer first; what was begun and not sent stands above."""
    organisation = turn.house.organisation
    if not turn.services.threads.can_be_written_to():
        await turn.show(
            "alerts-write-to-office",
            [HELP, HOME],
            organisation=organisation.name,
            contact=organisation.contact,
            hours=organisation.support_hours,
        )
        return END
    number = int(turn.argument) if turn.argument.isascii() and turn.argument.isdigit() else 0
    page = await turn.services.threads.all_of(turn.account, number)
    unsent = await turn.services.drafts.unsent(turn.account)
    turning = [_page("cases-previous-page", page.number - 1)] if page.number else []
    if (page.number + 1) * PAGE < page.total:
        turning.append(_page("cases-next-page", page.number + 1))
    await turn.show(
        "messages-list" if page.total else "messages-none",
        [
            *(_unsent(turn, each) for each in unsent),
            *(_line(turn, each) for each in page.threads),
            *([turning] if turning else []),
            _NEW,
            *([(_FIND, HOME)] if page.total else [HOME]),
        ],
        organisation=organisation.name,
    )
    return END


async def show_thread(turn: Turn) -> Next:
    """One thread, its newest messages."""
    thread_id, _, start = turn.argument.partition(" ")
    number = int(start) if start.isascii() and start.isdigit() else 0
    try:
        part = await turn.services.threads.open(turn.account, thread_id, number)
    except NoSuchThread:
        return await _elsewhere_or_gone(turn, thread_id)
    thread = part.thread
    case = [open_case(thread.case_id)] if thread.case_id and thread.account_id == turn.account else []
    await turn.show(
        "messages-thread",
        [
            *_turning(part),
            Button("messages-more", "message-more", thread.id, reach=Reach.SESSION),
            *case,
            (MESSAGES, HOME),
        ],
        about=about(turn.wording, thread),
        said=said(turn, part, at_desk=False),
        state=_state(turn, part),
    )
    return END


async def ask_search(turn: Turn) -> Next:
    """Which words are looked for?"""
    await turn.say("messages-ask-search", [CANCEL])
    return Step.SEARCH


async def take_search(turn: Turn) -> Next:
    """Every thread that has all of them."""
    found = await turn.services.threads.search(turn.account, turn.text[:_LONGEST_SEARCH])
    await turn.show(
        "messages-found" if found else "messages-found-none",
        [*(_line(turn, each) for each in found), (_FIND, MESSAGES)],
    )
    return END


async def stop_search(turn: Turn) -> Next:
    """Back to all of them."""
    return GoTo("messages")


async def _elsewhere_or_gone(turn: Turn, thread_id: str) -> Next:
    """A thread of another account that is open in this chat, as news may lead to: turn to that account."""
    for other in turn.others:
        is_theirs = await turn.services.threads.is_open_to(other.account_id, thread_id)
        if is_theirs and await turn.turn_to(other.id):
            return GoTo("thread", thread_id)
    await turn.show("messages-gone", [MESSAGES, HOME])
    return END


def _state(turn: Turn, part: ThreadPart) -> Html:
    """Whether the office has opened the person's last message, and by when it answers."""
    thread = part.thread
    if thread.answer_by is None:
        return Html("")
    key = "messages-late" if thread.is_late else "messages-answer-by"
    lines = [turn.html(key, day=turn.day(thread.answer_by))]
    if thread.staff_seen_at and thread.staff_seen_at >= thread.moved_at:
        lines.insert(0, turn.html("messages-seen", at=turn.when(thread.staff_seen_at)))
    return Html("\n\n" + "\n".join(lines))


def _turning(part: ThreadPart) -> list[tuple[Button, ...]]:
    thread, ways = part.thread, []
    if part.start:
        ways.append(Button("messages-newest", "thread", thread.id, reach=Reach.SESSION))
    if part.has_earlier:
        earlier = f"{thread.id} {part.start + len(part.messages)}"
        ways.append(Button("messages-earlier", "thread", earlier, reach=Reach.SESSION))
    return [tuple(ways)] if ways else []


def _line(turn: Turn, thread: Thread) -> Button:
    unread = thread.is_unread and thread.account_id == turn.account
    return thread_button(turn, thread, "thread", "messages-mark-unread" if unread else "cases-mark-quiet")


def _unsent(turn: Turn, draft: Draft) -> Button:
    words = (("about", draft.subject or turn.words("messages-an-answer")),)
    return Button("messages-unsent", "message-go-on", draft.target, reach=Reach.SESSION, words=words)


def _page(key: str, number: int) -> Button:
    return Button(key, "messages", str(number), reach=Reach.SESSION)


messages = Dialogue(
    name="messages",
    places=[
        Place("messages", show_list, Needs.SESSION, command=True),
        Place("thread", show_thread, Needs.SESSION),
        Place("find-message", ask_search, Needs.SESSION),
    ],
    steps={Step.SEARCH: [text(take_search), pressed("cancel", stop_search)]},
    asks={Step.SEARCH: ask_search},
)
