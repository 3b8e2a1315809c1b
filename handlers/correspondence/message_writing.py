"""A person writes to the office: about what, in how many parts they like, sent once."""

from enum import StrEnum

from bot.accounts.short_texts import BadText, read_short_text
from bot.accounts.throttling import TooManyAttempts
from bot.cases.reading import NoSuchCase
from bot.correspondence.drafts import LONGEST_SUBJECT, OFFICE, about_case, to_thread
from bot.correspondence.threads import NobodyToWriteTo, NoSuchThread, NotAllowed, NothingToSend
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, GoTo, Needs, Next, Place, pressed, text
from bot.telegram.turn import Turn
from handlers.cases.case_lines import form_words
from handlers.correspondence.writing import ask_parts, writing
from handlers.keyboards import CANCEL, HOME, MESSAGES

_MOST_CASES = 8


class Step(StrEnum):
    """What is awaited."""

    ABOUT = "about"
    SUBJECT = "subject"


async def begin(turn: Turn) -> Next:
    """A new message; about which case, unless that is known."""
    if not turn.services.threads.can_be_written_to():
        return GoTo("messages")
    if turn.argument:
        return await choose_case(turn)
    return await ask_about(turn)


async def ask_about(turn: Turn) -> Next:
    """Which case is it about? Only those that the person sees in full."""
    found = await turn.services.cases.all_of(turn.account, turn.language)
    cases = [
        Button(
            "messages-case",
            "case",
            each.case_id,
            words=(
                ("name", each.name or form_words(turn, each.told.form if each.told else None)),
                ("last4", each.receipt.last4),
            ),
        )
        for each in found
        if each.is_full
    ][:_MOST_CASES]
    if not cases:
        return await choose_office(turn)
    await turn.show("messages-ask-about", [*cases, Button("messages-other", "other"), CANCEL])
    return Step.ABOUT


async def choose_case(turn: Turn) -> Next:
    """That case; a client's too, where the client allows it."""
    try:
        await turn.services.threads.require_allowed(turn.account, turn.argument)
    except NotAllowed:
        return await _open_first(turn, turn.argument)
    turn.answers["target"] = about_case(turn.argument)
    return await _go_on_or_ask_subject(turn)


async def choose_office(turn: Turn) -> Next:
    """Something that no case is about."""
    turn.answers["target"] = OFFICE
    return await _go_on_or_ask_subject(turn)


async def ask_subject(turn: Turn) -> Next:
    """What is it about, in a few words?"""
    await turn.show("messages-ask-subject", [CANCEL])
    return Step.SUBJECT


async def take_subject(turn: Turn) -> Next:
    """Take them, and go on to the message itself."""
    try:
        subject = read_short_text(turn.text.replace("\n", " "), at_least=2, at_most=LONGEST_SUBJECT)
    except BadText as bad:
        await turn.say(f"messages-subject-{bad.reason}", count=LONGEST_SUBJECT)
        return await ask_subject(turn)
    await turn.services.drafts.name(turn.account, turn.answers["target"], subject)
    return GoTo("message-go-on", turn.answers["target"])


async def cancel(turn: Turn) -> Next:
    """Not now."""
    return GoTo("messages")


async def _go_on_or_ask_subject(turn: Turn) -> Next:
    draft = await turn.services.drafts.of(turn.account, turn.answers["target"])
    if draft.parts:
        return GoTo("message-go-on", draft.target)
    return await ask_subject(turn)


async def _open_first(turn: Turn, case_id: str) -> Next:
    """The case is followed by its number alone: how it can be opened, and how to write without it."""
    try:
        card = await turn.services.cases.card(turn.account, case_id, turn.language)
    except NoSuchCase:
        await turn.show("messages-client-first", [(MESSAGES, HOME)])
        return END
    open_all = Button("opening-ask-office", "ask-full", card.case_id, reach=Reach.SESSION)
    other = Button("messages-other", "message-office", reach=Reach.SESSION)
    await turn.show("messages-open-first", [open_all, other, (MESSAGES, HOME)])
    return END


# --- the message itself --------------------------------------------------------------------------


async def go_on(turn: Turn) -> Next:
    """What is gathered for this."""
    turn.answers["target"] = turn.argument
    return await ask_parts(turn)


async def more(turn: Turn) -> Next:
    """More, in a thread that is there."""
    turn.answers["target"] = to_thread(turn.argument)
    return await ask_parts(turn)


async def send(turn: Turn) -> Next:
    """Send it, once: by when an answer comes."""
    try:
        thread = await turn.services.threads.send(turn.account, turn.answers["target"], key=turn.once_key)
    except NothingToSend:
        return await ask_parts(turn)
    except TooManyAttempts as many:
        await turn.say("messages-too-many", at=turn.when(many.until))
        return await ask_parts(turn)
    except (NobodyToWriteTo, NoSuchThread, NotAllowed):
        await turn.say("messages-not-sent")
        return await ask_parts(turn)
    look = Button("messages-read", "thread", thread.id, reach=Reach.SESSION)
    day = turn.day(thread.answer_by or turn.now.date())
    await turn.show("messages-sent", [look, (MESSAGES, HOME)], day=day)
    return END


async def later(turn: Turn) -> Next:
    """It stays as it is."""
    draft = await turn.services.drafts.of(turn.account, turn.answers["target"])
    if draft.parts:
        await turn.notice("messages-kept")
    return GoTo("messages")


async def thrown(turn: Turn) -> Next:
    """Back to all messages."""
    return GoTo("messages")


message_about = Dialogue(
    name="message-about",
    places=[
        Place("message-new", begin, Needs.SESSION),
        Place("message-office", choose_office, Needs.SESSION),
    ],
    steps={
        Step.ABOUT: [
            pressed("case", choose_case),
            pressed("other", choose_office),
            pressed("cancel", cancel),
        ],
        Step.SUBJECT: [text(take_subject), pressed("cancel", cancel)],
    },
    asks={Step.ABOUT: ask_about, Step.SUBJECT: ask_subject},
)
message_writing = writing(
    "message-writing",
    [Place("message-go-on", go_on, Needs.SESSION), Place("message-more", more, Needs.SESSION)],
    send=send,
    later=later,
    thrown=thrown,
)
