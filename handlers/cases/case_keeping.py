"""Keeping one's own list: a case's name, whose it is, what was filed with it, and putting it away."""

from collections.abc import Sequence
from enum import StrEnum

from bot.accounts.short_texts import BadText
from bot.cases.keeping import LONGEST_NAME, LONGEST_PERSON, Kept, NotFollowed, Together
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, Needs, Next, Place, pressed, text
from bot.telegram.turn import Turn
from bot.texts.catalogue import Html
from handlers.keyboards import BACK, HOME, MY_CASES, open_case

_MOST_PEOPLE, _MOST_OTHERS = 8, 10


class Step(StrEnum):
    """What is awaited."""

    NAME = "name"
    PERSON = "person"
    FILING = "filing"


async def show(turn: Turn) -> Next:
    """How this case is kept, and what can be done about it."""
    return await _show(turn, turn.argument)


async def back(turn: Turn) -> Next:
    """Nothing is changed."""
    return await _show(turn, turn.answers["case"])


# --- the name ------------------------------------------------------------------------------------


async def begin_name(turn: Turn) -> Next:
    """Give it a name."""
    turn.answers["case"] = turn.argument
    return await ask_name(turn)


async def ask_name(turn: Turn) -> Next:
    """What is it to be called?"""
    kept = await _kept(turn, turn.answers["case"])
    if kept is None:
        return await _gone(turn)
    no_name = [Button("keeping-no-name", "clear")] if kept.name else []
    await turn.show("keeping-ask-name", [*no_name, BACK], case=case_label(turn, kept))
    return Step.NAME


async def take_name(turn: Turn) -> Next:
    """Call it so."""
    try:
        await turn.services.keeping.rename(turn.account, turn.answers["case"], turn.text)
    except BadText as bad:
        await turn.say(f"keeping-bad-{bad.reason}", count=LONGEST_NAME)
        return await ask_name(turn)
    except NotFollowed:
        return await _gone(turn)
    return await _show(turn, turn.answers["case"])


async def clear_name(turn: Turn) -> Next:
    """No name after all."""
    try:
        await turn.services.keeping.rename(turn.account, turn.answers["case"], "")
    except NotFollowed:
        return await _gone(turn)
    return await _show(turn, turn.answers["case"])


# --- whose it is ---------------------------------------------------------------------------------


async def begin_person(turn: Turn) -> Next:
    """Say whose case it is."""
    turn.answers["case"] = turn.argument
    return await ask_person(turn)


async def ask_person(turn: Turn) -> Next:
    """One of those who were named before, or another."""
    kept = await _kept(turn, turn.answers["case"])
    if kept is None:
        return await _gone(turn)
    known = [
        Button("keeping-person", "known", str(place), words=(("person", person),))
        for place, person in enumerate(kept.people[:_MOST_PEOPLE])
    ]
    nobody = [Button("keeping-nobody", "clear")] if kept.person else []
    me = [] if turn.words("keeping-me") in (kept.person, *kept.people) else [Button("keeping-me", "me")]
    await turn.show("keeping-ask-person", [*known, *me, *nobody, BACK], case=case_label(turn, kept))
    return Step.PERSON


async def take_known_person(turn: Turn) -> Next:
    """One of those."""
    kept = await _kept(turn, turn.answers["case"])
    if kept is None:
        return await _gone(turn)
    place = int(turn.argument)
    if place >= len(kept.people):
        # Renamed from another phone meanwhile.
        return await ask_person(turn)
    return await _put_person(turn, kept.people[place])


async def take_me(turn: Turn) -> Next:
    """The person's own."""
    return await _put_person(turn, turn.words("keeping-me"))


async def take_person(turn: Turn) -> Next:
    """Whoever was typed."""
    return await _put_person(turn, turn.text)


async def clear_person(turn: Turn) -> Next:
    """Nobody in particular."""
    return await _put_person(turn, "")


async def _put_person(turn: Turn, person: str) -> Next:
    try:
        await turn.services.keeping.put_person(turn.account, turn.answers["case"], person)
    except BadText as bad:
        await turn.say(f"keeping-bad-{bad.reason}", count=LONGEST_PERSON)
        return await ask_person(turn)
    except NotFollowed:
        return await _gone(turn)
    return await _show(turn, turn.answers["case"])


# --- filed together ------------------------------------------------------------------------------


async def begin_filing(turn: Turn) -> Next:
    """Say what was filed with it."""
    turn.answers["case"] = turn.argument
    return await ask_filing(turn)


async def ask_filing(turn: Turn) -> Next:
    """The cases that were, and those that can be said to have been; the likely ones first."""
    kept = await _kept(turn, turn.answers["case"])
    if kept is None:
        return await _gone(turn)
    likely = [*kept.may_be_filed_with, *(each for each in kept.others if each not in kept.may_be_filed_with)]
    joins = [
        Button("keeping-join", "join", each.case_id, words=(("case", _named(turn, each)),))
        for each in likely[:_MOST_OTHERS]
    ]
    leave = [Button("keeping-leave", "leave")] if kept.filed_with else []
    if not (joins or leave):
        await turn.show("keeping-no-others", [BACK])
        return Step.FILING
    await turn.show(
        "keeping-ask-filing", [*joins, *leave, BACK], case=case_label(turn, kept), filed=_filed(turn, kept)
    )
    return Step.FILING


async def join(turn: Turn) -> Next:
    """These two came in one envelope."""
    try:
        await turn.services.keeping.file_together(turn.account, turn.answers["case"], turn.argument)
    except NotFollowed:
        return await _gone(turn)
    return await ask_filing(turn)


async def leave(turn: Turn) -> Next:
    """It was filed by itself."""
    try:
        await turn.services.keeping.leave_filing(turn.account, turn.answers["case"])
    except NotFollowed:
        return await _gone(turn)
    return await ask_filing(turn)


# --- put away ------------------------------------------------------------------------------------


async def archive(turn: Turn) -> Next:
    """Out of the list. News of it come as before, and the screen says so."""
    try:
        await turn.services.keeping.archive(turn.account, turn.argument)
    except NotFollowed:
        return await _gone(turn)
    await turn.notice("keeping-archived")
    return await _show(turn, turn.argument)


async def bring_back(turn: Turn) -> Next:
    """Into the list again."""
    try:
        await turn.services.keeping.bring_back(turn.account, turn.argument)
    except NotFollowed:
        return await _gone(turn)
    await turn.notice("keeping-brought-back")
    return await _show(turn, turn.argument)


# --- what it looks like --------------------------------------------------------------------------


async def _kept(turn: Turn, case_id: str) -> Kept | None:
    try:
        return await turn.services.keeping.of(turn.account, case_id)
    except NotFollowed:
        return None


async def _show(turn: Turn, case_id: str) -> Next:
    kept = await _kept(turn, case_id)
    if kept is None:
        return await _gone(turn)
    away = (
        _on("keeping-bring-back", "bring-back-case", kept)
        if kept.is_archived
        else _on("keeping-archive", "archive-case", kept)
    )
    likely = kept.may_be_filed_with
    await turn.show(
        "keeping-screen",
        [
            (_on("keeping-rename", "name-case", kept), _on("keeping-whose", "whose-case", kept)),
            _on("keeping-filing", "file-case", kept),
            (away, _on("cases-remove", "remove-case", kept)),
            (open_case(case_id), MY_CASES),
            HOME,
        ],
        case=case_label(turn, kept),
        name=kept.name or turn.words("keeping-without-name"),
        person=kept.person or turn.words("keeping-nobody-yet"),
        filed=_filed(turn, kept),
        offer=turn.html("keeping-offer", cases=_listed(turn, likely)) if likely else Html(""),
        archived=turn.html("keeping-is-archived" if kept.is_archived else "keeping-is-listed"),
    )
    return END


async def _gone(turn: Turn) -> Next:
    await turn.show("cases-gone", [MY_CASES, HOME])
    return END


def case_label(turn: Turn, case: Kept | Together) -> str:
    """A case by its form and last digits."""
    form = case.form or turn.words("cases-form-unknown")
    return turn.words("cases-button", form=form, last4=case.receipt.last4)


def _named(turn: Turn, case: Together) -> str:
    return case.name or case_label(turn, case)


def _listed(turn: Turn, cases: Sequence[Together]) -> str:
    return ", ".join(_named(turn, each) for each in cases)


def _filed(turn: Turn, kept: Kept) -> str:
    return _listed(turn, kept.filed_with) or turn.words("keeping-alone")


def _on(key: str, place: str, kept: Kept) -> Button:
    return Button(key, place, kept.case_id, reach=Reach.SESSION)


case_keeping = Dialogue(
    name="case-keeping",
    places=[
        Place("manage-case", show, Needs.SESSION),
        Place("name-case", begin_name, Needs.SESSION),
        Place("whose-case", begin_person, Needs.SESSION),
        Place("file-case", begin_filing, Needs.SESSION),
        Place("archive-case", archive, Needs.SESSION),
        Place("bring-back-case", bring_back, Needs.SESSION),
    ],
    steps={
        Step.NAME: [text(take_name), pressed("clear", clear_name), pressed("back", back)],
        Step.PERSON: [
            pressed("known", take_known_person),
            pressed("me", take_me),
            text(take_person),
            pressed("clear", clear_person),
            pressed("back", back),
        ],
        Step.FILING: [pressed("join", join), pressed("leave", leave), pressed("back", back)],
    },
    asks={Step.NAME: ask_name, Step.PERSON: ask_person, Step.FILING: ask_filing},
)
