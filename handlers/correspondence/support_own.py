"""A person's own requests: what they can ask for, what became of it, more words, and taking it back."""

from enum import StrEnum

from bot.accounts.short_texts import BadText, read_short_text
from bot.accounts.throttling import TooManyAttempts
from bot.correspondence.support import PAGE, NoSuchRequest, RequestOver, SupportRequest, SupportState
from bot.correspondence.support_kinds import LONGEST_WORDS, SupportKind
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, GoTo, Needs, Next, Place, pressed, text
from bot.telegram.turn import Turn
from handlers.accounts.help_news import spoken
from handlers.correspondence.support_words import entries, facts_of, state_words
from handlers.keyboards import BACK, HELP, HOME, NO, YES

_MINE = Button("support-mine", "my-requests", reach=Reach.SESSION)


class Step(StrEnum):
    """What is awaited."""

    WORDS = "words"
    WITHDRAW = "withdraw"


async def show(turn: Turn) -> Next:
    """What one can ask for; where there is nobody here to ask, how to reach them."""
    organisation = turn.house.organisation
    if not turn.services.support.can_be_asked():
        await turn.show(
            "alerts-write-to-office",
            [HELP, HOME],
            organisation=organisation.name,
            contact=organisation.contact,
            hours=organisation.support_hours,
        )
        return END
    page = await turn.services.support.all_of(turn.account)
    kinds = [Button(f"support-kind-{each}", "ask-support", each, reach=Reach.SESSION) for each in SupportKind]
    key = "support-mine-asking" if page.asking else "support-mine-count"
    mine = Button(key, "my-requests", reach=Reach.SESSION, words=(("number", page.asking or page.total),))
    await turn.show(
        "support-home",
        [*([mine] if page.total else []), *kinds, (HELP, HOME)],
        organisation=organisation.name,
    )
    return END


async def show_list(turn: Turn) -> Next:
    """All requests, those first that wait for the person."""
    number = int(turn.argument) if turn.argument.isascii() and turn.argument.isdigit() else 0
    page = await turn.services.support.all_of(turn.account, number)
    turning = [_page("cases-previous-page", page.number - 1)] if page.number else []
    if (page.number + 1) * PAGE < page.total:
        turning.append(_page("cases-next-page", page.number + 1))
    await turn.show(
        "support-list" if page.total else "support-list-none",
        [
            *(_line(turn, each) for each in page.requests),
            *([turning] if turning else []),
            (Button("support-new", "support", reach=Reach.SESSION), HOME),
        ],
    )
    return END


async def show_request(turn: Turn) -> Next:
    """One request: how far it is, what that means, what was said."""
    request_id, _, number = turn.argument.partition(" ")
    page = int(number) if number.isascii() and number.isdigit() else 0
    try:
        said = await turn.services.support.one(turn.account, request_id, page)
    except NoSuchRequest:
        return await _elsewhere_or_gone(turn, request_id)
    request = said.request
    turning = [_said(request, "support-later", page - 1)] if page else []
    if said.has_earlier:
        turning.append(_said(request, "support-earlier", page + 1))
    await turn.show(
        "support-request",
        [*([turning] if turning else []), *_acts(request), (_MINE, HOME)],
        number=spoken(request.number),
        kind=turn.words(f"support-kind-{request.kind}"),
        asked=turn.when(request.asked_at),
        state=state_words(turn.wording, request),
        facts=facts_of(turn.wording, request, in_full=False),
        said=entries(turn.wording, said),
    )
    return END


# --- more words ----------------------------------------------------------------------------------


async def begin_adding(turn: Turn) -> Next:
    """Say more about it."""
    turn.answers["request"] = turn.argument
    return await ask_words(turn)


async def ask_words(turn: Turn) -> Next:
    """What else should the office know?"""
    await turn.show("support-ask-more", [BACK])
    return Step.WORDS


async def take_words(turn: Turn) -> Next:
    """Send it to the office."""
    request_id = turn.answers["request"]
    try:
        words = read_short_text(turn.text.replace("\n", " "), at_least=1, at_most=LONGEST_WORDS)
        await turn.services.support.add(turn.account, request_id, words, key=turn.once_key)
    except BadText as bad:
        await turn.say(f"office-bad-{bad.reason}", count=LONGEST_WORDS)
        return await ask_words(turn)
    except TooManyAttempts as many:
        contact = turn.house.organisation.contact
        await turn.say("support-too-many", at=turn.when(many.until), contact=contact)
    except (NoSuchRequest, RequestOver):
        await turn.say("support-over")
    else:
        await turn.say("support-added")
    return GoTo("support-request", request_id)


# --- taking it back ------------------------------------------------------------------------------


async def begin_withdrawing(turn: Turn) -> Next:
    """Is it not needed any more?"""
    turn.answers["request"] = turn.argument
    return await ask_withdraw(turn)


async def ask_withdraw(turn: Turn) -> Next:
    """Before it is taken back: the office will stop."""
    await turn.show("support-ask-withdraw", [(YES, NO)])
    return Step.WITHDRAW


async def withdraw(turn: Turn) -> Next:
    """Take it back."""
    request_id = turn.answers["request"]
    try:
        await turn.services.support.withdraw(turn.account, request_id)
    except (NoSuchRequest, RequestOver):
        await turn.notice("support-over")
    else:
        await turn.notice("support-withdrawn")
    return GoTo("support-request", request_id)


async def back_to_request(turn: Turn) -> Next:
    """Not after all."""
    return GoTo("support-request", turn.answers["request"])


# --- within --------------------------------------------------------------------------------------


async def _elsewhere_or_gone(turn: Turn, request_id: str) -> Next:
    """A request of another account that is open in this chat, as an alert may lead to: turn to that one."""
    for other in turn.others:
        is_theirs = await turn.services.support.has_made(other.account_id, request_id)
        if is_theirs and await turn.turn_to(other.id):
            return GoTo("support-request", request_id)
    await turn.show("support-gone", [_MINE, HOME])
    return END


def _acts(request: SupportRequest) -> list[Button]:
    if request.state.is_over:
        return []
    key = "support-reply" if request.state is SupportState.ASKING else "support-add"
    add = Button(key, "add-to-request", request.id, reach=Reach.SESSION)
    return [add, Button("support-withdraw", "withdraw-request", request.id, reach=Reach.SESSION)]


def _line(turn: Turn, request: SupportRequest) -> Button:
    mark = "cases-mark-act" if request.state is SupportState.ASKING else "cases-mark-quiet"
    return Button(
        "support-line",
        "support-request",
        request.id,
        reach=Reach.SESSION,
        words=(
            ("mark", turn.words(mark)),
            ("kind", turn.words(f"support-kind-{request.kind}")),
            ("state", turn.words(f"support-short-{request.state}")),
        ),
    )


def _page(key: str, number: int) -> Button:
    return Button(key, "my-requests", str(number), reach=Reach.SESSION)


def _said(request: SupportRequest, key: str, page: int) -> Button:
    return Button(key, "support-request", f"{request.id} {page}", reach=Reach.SESSION)


own_support = Dialogue(
    name="own-support",
    places=[
        Place("support", show, Needs.SESSION, command=True),
        Place("my-requests", show_list, Needs.SESSION),
        Place("support-request", show_request, Needs.SESSION),
        Place("add-to-request", begin_adding, Needs.SESSION),
        Place("withdraw-request", begin_withdrawing, Needs.SESSION),
    ],
    steps={
        Step.WORDS: [text(take_words), pressed("back", back_to_request)],
        Step.WITHDRAW: [pressed("yes", withdraw), pressed("no", back_to_request)],
    },
    asks={Step.WORDS: ask_words, Step.WITHDRAW: ask_withdraw},
)
