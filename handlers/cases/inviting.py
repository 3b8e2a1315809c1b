"""Inviting a representative: who, which cases, how much, for how long; then a code, shown once."""

from datetime import timedelta
from enum import StrEnum

from bot.accounts.short_texts import BadText, read_short_text
from bot.cases.representatives import CODE_PREFIX, Kind, Right, TooManyShares
from bot.telegram.buttons import Button
from bot.telegram.dialogue import END, Dialogue, Needs, Next, Place, pressed, text
from bot.telegram.turn import Turn
from handlers.accounts.vanishing import INVITATION, forget_secrets, mark_secret
from handlers.cases.share_words import CHOICES, named, rights_of
from handlers.keyboards import BACK, CANCEL, HOME, REPRESENTATIVES

_LENGTHS = {"90": timedelta(days=90), "365": timedelta(days=365), "open": None}
_LONGEST_LABEL = 60


class Step(StrEnum):
    """What is awaited."""

    KIND = "kind"
    LABEL = "label"
    CASES = "cases"
    RIGHTS = "rights"
    LENGTH = "length"
    REVIEW = "review"
    SHOWN = "shown"


async def ask_kind(turn: Turn) -> Next:
    """What is this person to you?"""
    kinds = [Button(f"representatives-kind-{each}", "kind", each) for each in Kind]
    await turn.say("representatives-ask-kind", [*kinds, CANCEL])
    return Step.KIND


async def take_kind(turn: Turn) -> Next:
    """An attorney, an accredited representative, a relative."""
    turn.answers["kind"] = turn.argument
    return await ask_label(turn)


async def ask_label(turn: Turn) -> Next:
    """What do you call them?"""
    await turn.say("representatives-ask-label", [(BACK, CANCEL)])
    return Step.LABEL


async def take_label(turn: Turn) -> Next:
    """A name for the person's own list."""
    try:
        turn.answers["label"] = read_short_text(turn.text, at_least=1, at_most=_LONGEST_LABEL)
    except BadText as bad:
        await turn.say(f"representatives-label-{bad.reason}", count=_LONGEST_LABEL)
        return await ask_label(turn)
    return await ask_cases(turn)


async def ask_cases(turn: Turn) -> Next:
    """Which cases? Each press adds or takes away one."""
    cases = await turn.services.cases.all_of(turn.account, turn.language)
    if not cases:
        await turn.say("representatives-no-cases", [HOME])
        return END
    chosen = turn.answers.get("cases", "").split()
    toggles = [
        Button(
            "representatives-case-on" if line.case_id in chosen else "representatives-case-off",
            "toggle",
            line.case_id,
            words=(("name", named(turn, line)),),
        )
        for line in cases
    ]
    every = Button("representatives-all-cases", "all")
    done = [Button("representatives-done", "done")] if chosen else []
    await turn.show("representatives-ask-cases", [*toggles, *done, (every, BACK), CANCEL], count=len(chosen))
    return Step.CASES


async def toggle_case(turn: Turn) -> Next:
    """One more, or one less."""
    chosen = dict.fromkeys(turn.answers.get("cases", "").split())
    if turn.argument in chosen:
        del chosen[turn.argument]
    else:
        chosen[turn.argument] = None
    turn.answers["cases"] = " ".join(chosen)
    return await ask_cases(turn)


async def take_all_cases(turn: Turn) -> Next:
    """All that there are now; later ones are not shared by themselves."""
    cases = await turn.services.cases.all_of(turn.account, turn.language)
    turn.answers["cases"] = " ".join(line.case_id for line in cases)
    return await ask_rights(turn)


async def ask_rights(turn: Turn) -> Next:
    """How much may they do?"""
    if not turn.answers.get("cases"):
        return await ask_cases(turn)
    allowed = turn.answers.get("rights", "").split()
    await turn.show(
        "representatives-ask-rights",
        [*_right_buttons(allowed), Button("representatives-done", "done"), (BACK, CANCEL)],
    )
    return Step.RIGHTS


async def toggle_right(turn: Turn) -> Next:
    """Allow one thing more, or one less."""
    allowed = set(turn.answers.get("rights", "").split()) ^ {turn.argument}
    turn.answers["rights"] = " ".join(sorted(allowed))
    return await ask_rights(turn)


async def ask_length(turn: Turn) -> Next:
    """For how long?"""
    lengths = [Button(f"representatives-length-{each}", "length", each) for each in _LENGTHS]
    await turn.show("representatives-ask-length", [*lengths, (BACK, CANCEL)])
    return Step.LENGTH


async def take_length(turn: Turn) -> Next:
    """Three months, a year, or until the person ends it."""
    turn.answers["length"] = turn.argument
    return await review(turn)


async def review(turn: Turn) -> Next:
    """Everything once more, before there is a code."""
    chosen = turn.answers["cases"].split()
    followed = await turn.services.cases.all_of(turn.account, turn.language)
    names = [named(turn, line) for line in followed if line.case_id in chosen]
    await turn.show(
        "representatives-review",
        [Button("representatives-make-code", "make"), (BACK, CANCEL)],
        label=turn.answers["label"],
        kind=turn.words(f"representatives-kind-{turn.answers['kind']}"),
        cases=", ".join(names),
        rights=rights_of(turn, turn.answers.get("rights", "").split()),
        length=turn.words(f"representatives-length-{turn.answers['length']}"),
        count=len(names),
    )
    return Step.REVIEW


async def make_code(turn: Turn) -> Next:
    """The code, shown once, with the link to send on."""
    try:
        made = await turn.services.representatives.invite(
            turn.account,
            kind=Kind(turn.answers["kind"]),
            label=turn.answers["label"],
            rights=[Right(each) for each in turn.answers.get("rights", "").split()],
            case_ids=turn.answers["cases"].split(),
            lasts=_LENGTHS[turn.answers["length"]],
            by=turn.by,
        )
    except TooManyShares:
        await turn.show("representatives-too-many", [REPRESENTATIVES, HOME])
        return END
    await turn.close_question()
    await turn.say(
        "representatives-code",
        [Button("representatives-code-sent", "sent")],
        mark=await mark_secret(turn, INVITATION),
        code=made.code,
        link=f"https://t.me/{turn.house.bot_username}?start={CODE_PREFIX}{made.code}",
        day=turn.day(made.until.astimezone(turn.zone).date()),
    )
    return Step.SHOWN


async def ask_whether_sent(turn: Turn) -> Next:
    """Is the code on its way?"""
    await turn.say("representatives-ask-sent", [Button("representatives-code-sent", "sent")])
    return Step.SHOWN


async def sent(turn: Turn) -> Next:
    """The code is on its way: out of the chat with it."""
    await forget_secrets(turn, INVITATION)
    await turn.say("representatives-sent", [REPRESENTATIVES, HOME])
    return END


async def cancel(turn: Turn) -> Next:
    """Not now: nobody was invited."""
    await turn.show("common-cancelled", [REPRESENTATIVES, HOME])
    return END


def _right_buttons(allowed: list[str]) -> list[Button]:
    return [
        Button(f"representatives-right-{each}-{'on' if each in allowed else 'off'}", "right", each)
        for each in CHOICES
    ]


_CANCELLED = pressed("cancel", cancel)

inviting = Dialogue(
    name="inviting",
    places=[Place("invite", ask_kind, Needs.PROOF)],
    steps={
        Step.KIND: [pressed("kind", take_kind), _CANCELLED],
        Step.LABEL: [text(take_label), pressed("back", ask_kind), _CANCELLED],
        Step.CASES: [
            pressed("toggle", toggle_case),
            pressed("all", take_all_cases),
            pressed("done", ask_rights),
            pressed("back", ask_label),
            _CANCELLED,
        ],
        Step.RIGHTS: [
            pressed("right", toggle_right),
            pressed("done", ask_length),
            pressed("back", ask_cases),
            _CANCELLED,
        ],
        Step.LENGTH: [pressed("length", take_length), pressed("back", ask_rights), _CANCELLED],
        Step.REVIEW: [pressed("make", make_code), pressed("back", ask_length), _CANCELLED],
        Step.SHOWN: [pressed("sent", sent)],
    },
    asks={
        Step.KIND: ask_kind,
        Step.LABEL: ask_label,
        Step.CASES: ask_cases,
        Step.RIGHTS: ask_rights,
        Step.LENGTH: ask_length,
        Step.REVIEW: review,
        Step.SHOWN: ask_whether_sent,
    },
)
