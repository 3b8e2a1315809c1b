"""Representatives: whom a person lets see their cases, what each may do, when they looked, and ending it."""

from enum import StrEnum

from bot.cases.representatives import NoSuchShare, Right, Share
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, GoTo, Needs, Next, Place, pressed
from bot.telegram.turn import Turn
from bot.texts.catalogue import Html
from handlers.cases.share_words import CHOICES, rights_of, state_of, who
from handlers.keyboards import HOME, NO, REPRESENTATIVES, YES


class Step(StrEnum):
    """What is awaited."""

    END = "end"


async def show(turn: Turn) -> Next:
    """Who sees what, and the ways on."""
    given = await turn.services.representatives.given(turn.account)
    held = await turn.services.representatives.held(turn.account)
    clients = [Button("representatives-clients", "clients", reach=Reach.SESSION)] if held else []
    ways = [
        *(_open_share(each) for each in given),
        Button("representatives-invite", "invite", reach=Reach.SESSION),
        Button("representatives-have-code", "accept-share", reach=Reach.SESSION),
        *clients,
        HOME,
    ]
    lines = [
        turn.html("representatives-line", who=who(turn, each), state=state_of(turn, each)) for each in given
    ]
    key = "representatives-screen" if given else "representatives-none"
    await turn.show(key, ways, lines=Html("\n".join(lines)))
    return END


# --- one of them -------------------------------------------------------------------------------


async def show_share(turn: Turn) -> Next:
    """What this one may do, and when they looked."""
    try:
        share = await turn.services.representatives.share(turn.account, turn.argument)
    except NoSuchShare:
        return await _gone(turn)
    if not share.is_mine:
        return GoTo("clients")
    views = await turn.services.representatives.views(turn.account, share.id)
    known = {line.case_id: line for line in share.cases}
    looks = [
        turn.html(
            f"representatives-look-{each.what}",
            at=turn.when(each.at),
            form=known[each.case_id].form or turn.words("cases-form-unknown"),
            last4=known[each.case_id].receipt.last4,
        )
        for each in views
        if each.case_id in known
    ]
    await turn.show(
        "representatives-share",
        [
            *(_allow_button(share, each) for each in CHOICES),
            Button("representatives-end", "end-share", share.id, reach=Reach.SESSION),
            (REPRESENTATIVES, HOME),
        ],
        who=who(turn, share),
        kind=turn.words(f"representatives-kind-{share.kind}"),
        cases=", ".join(
            f"{line.form or turn.words('cases-form-unknown')} …{line.receipt.last4}" for line in share.cases
        ),
        rights=rights_of(turn, share.rights),
        state=state_of(turn, share),
        looks=Html("\n".join(looks)) if looks else turn.html("representatives-no-looks"),
    )
    return END


async def allow(turn: Turn) -> Next:
    """Let this one do one thing more, or one less; at once."""
    share_id, _, right = turn.argument.partition(" ")
    try:
        share = await turn.services.representatives.share(turn.account, share_id)
        rights = share.rights ^ {Right(right)}
        await turn.services.representatives.allow(turn.account, share_id, rights, by=turn.by)
    except NoSuchShare:
        return await _gone(turn)
    await turn.notice("representatives-changed")
    return GoTo("share", share_id)


async def ask_end(turn: Turn) -> Next:
    """Sure? From that moment they see nothing."""
    share_id = turn.answers.setdefault("share", turn.argument)
    try:
        share = await turn.services.representatives.share(turn.account, share_id)
    except NoSuchShare:
        return await _gone(turn)
    key = "representatives-ask-end" if share.is_mine else "clients-ask-end"
    await turn.show(key, [(YES, NO)], who=who(turn, share))
    return Step.END


async def end(turn: Turn) -> Next:
    """It is over, on both sides."""
    try:
        await turn.services.representatives.end(turn.account, turn.answers["share"], by=turn.by)
    except NoSuchShare:
        return await _gone(turn)
    await turn.show("representatives-ended", [REPRESENTATIVES, HOME])
    return END


async def keep(turn: Turn) -> Next:
    """Not after all."""
    return GoTo("share", turn.answers["share"])


async def _gone(turn: Turn) -> Next:
    await turn.show("representatives-gone", [REPRESENTATIVES, HOME])
    return END


def _allow_button(share: Share, right: Right) -> Button:
    state = "on" if right in share.rights else "off"
    return Button(
        f"representatives-right-{right}-{state}", "allow", f"{share.id} {right}", reach=Reach.SESSION
    )


def _open_share(share: Share) -> Button:
    return Button(
        "representatives-open", "share", share.id, reach=Reach.SESSION, words=(("who", share.label),)
    )


representatives = Dialogue(
    name="representatives",
    places=[
        Place("representatives", show, Needs.SESSION, command=True),
        Place("share", show_share, Needs.SESSION),
        Place("allow", allow, Needs.SESSION),
        Place("end-share", ask_end, Needs.SESSION),
    ],
    steps={Step.END: [pressed("yes", end), pressed("no", keep)]},
    asks={Step.END: ask_end},
)
