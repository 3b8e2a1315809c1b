"""An address: one question a screen, checked by its country, shown again before it is saved."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from bot.accounts.addresses import Address, AddressPart, BadAddress, read_country, read_part
from bot.telegram.buttons import Button
from bot.telegram.dialogue import END, Answer, Dialogue, GoTo, Handler, Needs, Next, Place, pressed, text
from bot.telegram.turn import Turn
from bot.texts.places import country_name
from handlers.accounts.profile import address_lines, go_back
from handlers.keyboards import BACK, CANCEL, HOME, PROFILE

TELL_USCIS: Final = "https://www.uscis.gov/addresschange"
_OFTEN: Final = ("US", "MX", "CA")
_NONE = Button("address-there-is-none", "none")
_SAME = Button("address-same", "same")


class Step(StrEnum):
    """The questions, in their order."""

    COUNTRY = "country"
    STREET = AddressPart.STREET
    UNIT = AddressPart.UNIT
    CITY = AddressPart.CITY
    REGION = AddressPart.REGION
    POSTAL_CODE = AddressPart.POSTAL_CODE
    REVIEW = "review"


_QUESTIONS: Final[Mapping[Step, str]] = {
    Step.STREET: "address-ask-street",
    Step.UNIT: "address-ask-unit",
    Step.CITY: "address-ask-city",
    Step.REGION: "address-ask-region",
    Step.POSTAL_CODE: "address-ask-postal-code",
}
_IN_COUNTRY: Final[Mapping[tuple[str, Step], str]] = {
    ("US", Step.REGION): "address-ask-state",
    ("US", Step.POSTAL_CODE): "address-ask-zip",
    ("CA", Step.REGION): "address-ask-province",
    ("CA", Step.POSTAL_CODE): "address-ask-canadian-code",
    ("MX", Step.REGION): "address-ask-mexican-state",
    ("MX", Step.POSTAL_CODE): "address-ask-mexican-code",
}
"""Where it is known what a region is called and what a code looks like; both must be given there."""


async def begin_mailing(turn: Turn) -> Next:
    """Where letters reach the person."""
    turn.answers["kind"] = "mailing"
    return await ask_country(turn)


async def begin_physical(turn: Turn) -> Next:
    """Where the person lives."""
    turn.answers["kind"] = "physical"
    return await ask_country(turn)


async def ask_country(turn: Turn) -> Next:
    """The country: a press for the likeliest. Who lives where the letters go is done with one press."""
    choices = tuple(
        Button("address-country", "country", code, words=(("country", country_name(turn.language, code)),))
        for code in _OFTEN
    )
    if turn.answers["kind"] == "mailing":
        await turn.say("address-ask-mailing-country", [*choices, CANCEL])
        return Step.COUNTRY
    has_mailing = (await turn.services.profiles.of(turn.account)).mailing is not None
    await turn.say("address-ask-physical-country", [*([_SAME] if has_mailing else []), *choices, CANCEL])
    return Step.COUNTRY


async def take_country(turn: Turn) -> Next:
    """A country in writing."""
    try:
        turn.answers["country"] = read_country(turn.text)
    except BadAddress as bad:
        await _say_bad(turn, bad)
        return await ask_country(turn)
    return await _ask(turn, Step.STREET)


async def press_country(turn: Turn) -> Next:
    """A country by its button."""
    turn.answers["country"] = turn.argument
    await turn.close_question()
    return await _ask(turn, Step.STREET)


async def live_at_mailing(turn: Turn) -> Next:
    """The same as the mailing address."""
    is_new = await turn.services.profiles.live_at_mailing(turn.account, turn.by)
    await turn.close_question()
    return await _saved(turn, is_new=is_new)


async def review(turn: Turn) -> Next:
    """The whole address, before it counts."""
    await turn.say(
        "address-review",
        [Button("address-save", "save"), Button("address-again", "again"), (BACK, CANCEL)],
        address="\n".join(address_lines(turn, _address(turn))),
    )
    return Step.REVIEW


async def save(turn: Turn) -> Next:
    """Keep it."""
    profiles = turn.services.profiles
    change = profiles.change_mailing if turn.answers["kind"] == "mailing" else profiles.change_physical
    is_new = await change(turn.account, _address(turn), turn.by)
    await turn.close_question()
    return await _saved(turn, is_new=is_new)


async def _saved(turn: Turn, *, is_new: bool) -> Next:
    """Whoever has moved must tell USCIS too, and within ten days (8 CFR 265.1)."""
    if not is_new:
        await turn.say("address-unchanged")
        return GoTo("profile")
    await turn.say("address-saved", [Button("address-tell-uscis", url=TELL_USCIS), (PROFILE, HOME)])
    return END


def _address(turn: Turn) -> Address:
    answers = turn.answers
    return Address(
        country=answers["country"],
        street=answers["street"],
        unit=answers["unit"],
        city=answers["city"],
        region=answers["region"],
        postal_code=answers["postal-code"],
    )


# --- one question after the other --------------------------------------------------------------------


def _may_be_left_out(turn: Turn, step: Step) -> bool:
    is_known = (turn.answers["country"], step) in _IN_COUNTRY
    return step is Step.UNIT or (step in (Step.REGION, Step.POSTAL_CODE) and not is_known)


async def _ask(turn: Turn, step: Step) -> Next:
    key = _IN_COUNTRY.get((turn.answers["country"], step)) or _QUESTIONS[step]
    none = [_NONE] if _may_be_left_out(turn, step) else []
    await turn.say(key, [*none, (BACK, CANCEL)])
    return step


async def _go_on(turn: Turn, step: Step) -> Next:
    following = list(Step)[list(Step).index(step) + 1]
    return await (review(turn) if following is Step.REVIEW else _ask(turn, following))


async def _say_bad(turn: Turn, bad: BadAddress) -> None:
    await turn.say(f"address-bad-{bad.reason}", count=bad.most)


def _asking(step: Step) -> Handler:
    async def ask(turn: Turn) -> Next:
        return await _ask(turn, step)

    return ask


def _answers(step: Step, back: Handler) -> list[Answer]:
    """What is taken at one of the questions: an answer, that there is none, or a way back."""

    async def take(turn: Turn) -> Next:
        lives_there = turn.answers["kind"] == "physical"
        try:
            turn.answers[step.value] = read_part(
                AddressPart(step), turn.text, turn.answers["country"], lives_there=lives_there
            )
        except BadAddress as bad:
            await _say_bad(turn, bad)
            return await _ask(turn, step)
        return await _go_on(turn, step)

    async def leave_out(turn: Turn) -> Next:
        turn.answers[step.value] = ""
        await turn.close_question()
        return await _go_on(turn, step)

    return [text(take), pressed("none", leave_out), pressed("back", back), _CANCELLED]


_CANCELLED = pressed("cancel", go_back)

address = Dialogue(
    name="address",
    places=[
        Place("mailing", begin_mailing, Needs.SESSION),
        Place("physical", begin_physical, Needs.SESSION),
    ],
    steps={
        Step.COUNTRY: [
            text(take_country),
            pressed("country", press_country),
            pressed("same", live_at_mailing),
            _CANCELLED,
        ],
        Step.STREET: _answers(Step.STREET, ask_country),
        Step.UNIT: _answers(Step.UNIT, _asking(Step.STREET)),
        Step.CITY: _answers(Step.CITY, _asking(Step.UNIT)),
        Step.REGION: _answers(Step.REGION, _asking(Step.CITY)),
        Step.POSTAL_CODE: _answers(Step.POSTAL_CODE, _asking(Step.REGION)),
        Step.REVIEW: [
            pressed("save", save),
            pressed("again", ask_country),
            pressed("back", _asking(Step.POSTAL_CODE)),
            _CANCELLED,
        ],
    },
    asks={
        Step.COUNTRY: ask_country,
        **{step: _asking(step) for step in _QUESTIONS},
        Step.REVIEW: review,
    },
)
