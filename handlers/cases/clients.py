"""For representatives: accepting an invitation, and the cases of all their clients in one list."""

from collections.abc import Sequence
from enum import StrEnum

from bot.accounts.throttling import TooManyAttempts
from bot.cases.clients import PAGE, ClientCase, clients_of, in_order, matching
from bot.cases.representatives import InvitationOver, OwnInvitation, Right, Share
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, GoTo, Needs, Next, Place, pressed, secret, text
from bot.telegram.turn import Turn
from bot.texts.catalogue import Html
from handlers.cases.case_words import stage_meaning, what_to_do
from handlers.keyboards import CANCEL, HOME, write_about

_CLIENTS = Button("clients-list", "clients", reach=Reach.SESSION)
_LONGEST_SEARCH = 60


class Step(StrEnum):
    """What is awaited."""

    CODE = "code"
    OFFER = "offer"
    SEARCH = "search"


# --- an invitation -----------------------------------------------------------------------------


async def begin(turn: Turn) -> Next:
    """Ask for the code, or take that of the link."""
    return await (_look_at(turn, turn.argument) if turn.argument else ask_code(turn))


async def ask_code(turn: Turn) -> Next:
    """The code that the client sent."""
    await turn.say("clients-ask-code", [CANCEL])
    return Step.CODE


async def take_code(turn: Turn) -> Next:
    """Look at what it offers."""
    return await _look_at(turn, turn.text)


async def _look_at(turn: Turn, written: str) -> Next:
    try:
        offered = await turn.services.representatives.look_at(turn.account, written)
    except InvitationOver:
        await turn.say("clients-code-over", [CANCEL])
        return Step.CODE
    except OwnInvitation:
        await turn.say("clients-own-code", [HOME])
        return END
    except TooManyAttempts as many:
        await turn.say("clients-too-many-tries", [HOME], at=turn.when(many.until))
        return END
    turn.answers["code"] = written
    return await _show_offer(turn, offered)


async def _show_offer(turn: Turn, offered: Share) -> Next:
    """Who invites, to what, before anything is agreed."""
    unknown = turn.words("cases-form-unknown")
    await turn.say(
        "clients-offer",
        [Button("clients-accept", "accept"), CANCEL],
        who=offered.owner_name,
        cases=", ".join(f"{line.form or unknown} …{line.receipt.last4}" for line in offered.cases),
        rights=_rights(turn, offered.rights),
        until=_until(turn, offered),
    )
    return Step.OFFER


async def ask_offer(turn: Turn) -> Next:
    """The same question again."""
    return await _look_at(turn, turn.answers["code"])


async def accept(turn: Turn) -> Next:
    """Represent this client from now on; they are told."""
    try:
        share = await turn.services.representatives.accept(turn.account, turn.answers["code"], by=turn.by)
    except (InvitationOver, OwnInvitation):
        await turn.say("clients-code-over", [CANCEL])
        return Step.CODE
    await turn.show("clients-accepted", [_CLIENTS, HOME], who=share.owner_name)
    return END


async def cancel(turn: Turn) -> Next:
    """Not now."""
    await turn.show("common-cancelled", [HOME])
    return END


# --- the list ----------------------------------------------------------------------------------


async def show(turn: Turn) -> Next:
    """All clients' cases, those first that need something; the argument is a filter and a page."""
    wanted, _, number = turn.argument.rpartition(" ")
    found = clients_of(await turn.services.representatives.cases_of_clients(turn.account), turn.language)
    if not found:
        await turn.show(
            "clients-none", [Button("representatives-have-code", "accept-share", reach=Reach.SESSION), HOME]
        )
        return END
    lines = in_order([each for each in found if wanted != "act" or each.needs_action])
    return await _show_page(turn, lines, wanted, int(number) if number.isdecimal() else 0, len(found))


async def _show_page(turn: Turn, lines: Sequence[ClientCase], wanted: str, number: int, total: int) -> Next:
    number = max(0, min(number, (len(lines) - 1) // PAGE))
    shown = lines[number * PAGE : (number + 1) * PAGE]
    turning = []
    if number > 0:
        turning.append(_page("cases-previous-page", wanted, number - 1))
    if (number + 1) * PAGE < len(lines):
        turning.append(_page("cases-next-page", wanted, number + 1))
    filters = [
        _page("clients-filter-all", "", 0) if wanted else _page("clients-filter-act", "act", 0),
        Button("clients-find", "find-client", reach=Reach.SESSION),
    ]
    await turn.show(
        "clients-screen",
        [*(_open(turn, each) for each in shown), *([turning] if turning else []), filters, HOME],
        lines=Html("\n\n".join(_line(turn, each) for each in shown))
        if shown
        else turn.html("clients-nothing"),
        shown=len(lines),
        count=total,
    )
    return END


async def ask_search(turn: Turn) -> Next:
    """A name, a form, or the last four digits."""
    await turn.say("clients-ask-search", [CANCEL])
    return Step.SEARCH


async def take_search(turn: Turn) -> Next:
    """What matches, at most one page of it."""
    found = clients_of(await turn.services.representatives.cases_of_clients(turn.account), turn.language)
    lines = in_order(matching(found, turn.text[:_LONGEST_SEARCH]))
    if not lines:
        await turn.say("clients-not-found", [_CLIENTS, CANCEL])
        return Step.SEARCH
    return await _show_page(turn, lines[:PAGE], "", 0, len(lines))


async def show_case(turn: Turn) -> Next:
    """One client's case, as far as it is shared at this moment."""
    seen = await turn.services.representatives.look(turn.account, turn.argument, "card")
    if seen is None:
        await turn.show("cases-gone", [_CLIENTS, HOME])
        return END
    each = clients_of([seen], turn.language)[0]
    stop = Button("clients-stop", "end-share", seen.share_id, reach=Reach.SESSION)
    if each.told is None:
        await turn.show("clients-awaited", [(_CLIENTS, stop)], who=each.client, receipt=each.receipt.printed)
        return END
    meaning = each.told.meaning
    await turn.show(
        "clients-case",
        [*_ways_to_write(turn, each), (_CLIENTS, HOME), stop],
        who=each.client,
        title=each.told.title,
        form=each.told.form or turn.words("cases-form-unknown"),
        receipt=each.receipt.printed,
        means=stage_meaning(turn.wording, meaning.stage),
        do=what_to_do(turn.wording, meaning.stage, needs_action=meaning.needs_action),
        rights=_rights(turn, each.rights),
    )
    return END


def _ways_to_write(turn: Turn, each: ClientCase) -> list[Button]:
    may = Right.MESSAGES in each.rights and turn.services.threads.can_be_written_to()
    return [write_about(each.case_id)] if may else []


def _line(turn: Turn, each: ClientCase) -> Html:
    mark = turn.words("cases-mark-act" if each.needs_action else "cases-mark-quiet")
    return turn.html(
        "clients-line",
        mark=mark,
        who=each.client,
        form=_form(turn, each),
        last4=each.receipt.last4,
        title=each.told.title if each.told else turn.words("clients-unknown-yet"),
    )


def _open(turn: Turn, each: ClientCase) -> Button:
    words = (("who", each.client), ("form", _form(turn, each)), ("last4", each.receipt.last4))
    return Button("clients-button", "client-case", each.case_id, reach=Reach.SESSION, words=words)


def _form(turn: Turn, each: ClientCase) -> str:
    return (each.told.form if each.told else None) or turn.words("cases-form-unknown")


def _page(key: str, wanted: str, number: int) -> Button:
    return Button(key, "clients", f"{wanted} {number}".strip(), reach=Reach.SESSION)


def _rights(turn: Turn, rights: frozenset[Right]) -> Html:
    allowed = [each for each in Right if each in rights]
    return Html("\n".join(turn.html(f"clients-may-{each}") for each in allowed))


def _until(turn: Turn, share: Share) -> str:
    if share.ends_at is None:
        return turn.words("clients-until-ended")
    return turn.words("clients-until", day=turn.day(share.ends_at.astimezone(turn.zone).date()))


async def back_to_list(turn: Turn) -> Next:
    """Back to all of them."""
    return GoTo("clients")


accepting = Dialogue(
    name="accepting",
    places=[Place("accept-share", begin, Needs.SESSION)],
    steps={
        Step.CODE: [secret(take_code), pressed("cancel", cancel)],
        Step.OFFER: [pressed("accept", accept), pressed("cancel", cancel)],
    },
    asks={Step.CODE: ask_code, Step.OFFER: ask_offer},
)

clients = Dialogue(
    name="clients",
    places=[
        Place("clients", show, Needs.SESSION, command=True),
        Place("client-case", show_case, Needs.SESSION),
        Place("find-client", ask_search, Needs.SESSION),
    ],
    steps={Step.SEARCH: [text(take_search), pressed("cancel", back_to_list)]},
    asks={Step.SEARCH: ask_search},
)
