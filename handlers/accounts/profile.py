"""The profile: everything at a glance, a button for each; other names and the phone number."""

from collections.abc import Sequence
from enum import StrEnum

from bot.accounts.addresses import Address, lines
from bot.accounts.names import BadName, read_name
from bot.accounts.phones import BadPhone, read_phone, shown_phone
from bot.accounts.profile import MOST_OTHER_NAMES, TooManyNames
from bot.cases.own_records import OtherName
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, GoTo, Needs, Next, Place, pressed, text
from bot.telegram.turn import Turn
from bot.texts.catalogue import Html
from bot.texts.places import city_name, country_name
from handlers.keyboards import BACK, HOME

_ADD_NAME = Button("profile-other-add", "add")


class Step(StrEnum):
    """What is awaited."""

    OTHER_NAMES = "other-names"
    OTHER_NAME = "other-name"
    PHONE = "phone"


def _to(key: str, place: str) -> Button:
    return Button(key, place, reach=Reach.SESSION)


async def show(turn: Turn) -> Next:
    """What we know about the person, and what can be changed."""
    profile = await turn.services.profiles.of(turn.account)
    none = turn.words("profile-none")
    same = turn.words("profile-same-as-mailing")
    physical = in_one_line(turn, profile.physical) if profile.physical else none
    elsewhere = await turn.services.own_records.under_another_name(turn.account)
    await turn.show(
        "profile-screen",
        [
            (_to("profile-name", "legal-name"), _to("profile-birth", "birth-date")),
            (_to("profile-others", "other-names"), _to("profile-phone", "phone")),
            (_to("profile-mailing", "mailing"), _to("profile-physical", "physical")),
            (_to("profile-email", "new-email"), _to("profile-language", "settings")),
            (_to("profile-zone", "time-zone"), HOME),
        ],
        number=" ".join(profile.number[start : start + 4] for start in range(0, 12, 4)),
        name=profile.legal_name,
        birth=turn.day(profile.birth_date),
        others=", ".join(profile.other_names) or none,
        mailing=in_one_line(turn, profile.mailing) if profile.mailing else none,
        physical=same if profile.lives_at_mailing else physical,
        phone=shown_phone(profile.phone) if profile.phone else none,
        email=profile.email,
        language=turn.words(f"language-{turn.house.texts.closest(profile.language)}"),
        zone=city_name(turn.language, turn.zone.key),
        elsewhere=_elsewhere(turn, elsewhere),
    )
    return END


def _elsewhere(turn: Turn, cases: Sequence[OtherName]) -> Html:
    """The cases in whose record the office has another name or birth date."""
    numbers = ", ".join(each.receipt.printed for each in cases)
    return turn.html("profile-other-name", cases=numbers) if cases else Html("")


def address_lines(turn: Turn, address: Address) -> tuple[str, ...]:
    """An address as it stands on an envelope, with its country."""
    return (*lines(address), country_name(turn.language, address.country))


def in_one_line(turn: Turn, address: Address) -> str:
    """An address between other things."""
    return ", ".join(address_lines(turn, address))


async def go_back(turn: Turn) -> Next:
    """Back to the profile; what was not saved yet is dropped."""
    return GoTo("profile")


# --- other names -----------------------------------------------------------------------------------


async def show_other_names(turn: Turn) -> Next:
    """The names that the person has used besides the legal one."""
    names = (await turn.services.profiles.of(turn.account)).other_names
    removals = [
        Button("profile-other-remove", "remove", str(index), words=(("name", name),))
        for index, name in enumerate(names)
    ]
    # By place and not by name: a name may be longer than what a button carries.
    turn.answers["names"] = "\n".join(names)
    keyboard = [_ADD_NAME, *removals, BACK]
    if names:
        await turn.show("profile-other-names", keyboard, names=", ".join(names))
    else:
        await turn.show("profile-no-other-names", keyboard)
    return Step.OTHER_NAMES


async def ask_other_name(turn: Turn) -> Next:
    """One more name."""
    await turn.say("profile-ask-other-name", [BACK])
    return Step.OTHER_NAME


async def take_other_name(turn: Turn) -> Next:
    """Keep it, or say what is wrong with it."""
    try:
        name = read_name(turn.text)
        await turn.services.profiles.add_other_name(turn.account, name, turn.by)
    except BadName as bad:
        await turn.say(f"registration-name-{bad.reason}")
        return await ask_other_name(turn)
    except TooManyNames:
        await turn.say("profile-too-many-names", count=MOST_OTHER_NAMES)
        return await show_other_names(turn)
    await turn.say("profile-saved")
    return await show_other_names(turn)


async def remove_other_name(turn: Turn) -> Next:
    """Forget the name whose button was pressed."""
    name = turn.answers["names"].split("\n")[int(turn.argument)]
    await turn.services.profiles.remove_other_name(turn.account, name, turn.by)
    await turn.notice("profile-removed")
    return await show_other_names(turn)


# --- the phone number --------------------------------------------------------------------------------


async def ask_phone(turn: Turn) -> Next:
    """A phone number, in any common way of writing."""
    phone = (await turn.services.profiles.of(turn.account)).phone
    keyboard = [BACK]
    if phone:
        words = (("phone", shown_phone(phone)),)
        keyboard.insert(0, Button("profile-phone-remove", "remove", words=words))
    await turn.say("profile-ask-phone", keyboard)
    return Step.PHONE


async def take_phone(turn: Turn) -> Next:
    """Keep it, or say what is wrong with it."""
    try:
        phone = read_phone(turn.text)
    except BadPhone as bad:
        await turn.say(f"profile-phone-{bad.reason}")
        return await ask_phone(turn)
    await turn.services.profiles.change_phone(turn.account, phone, turn.by)
    await turn.say("profile-phone-saved", phone=shown_phone(phone))
    return GoTo("profile")


async def remove_phone(turn: Turn) -> Next:
    """Forget the number."""
    await turn.services.profiles.change_phone(turn.account, "", turn.by)
    await turn.notice("profile-removed")
    return GoTo("profile")


profile = Dialogue(
    name="profile",
    places=[
        Place("profile", show, Needs.SESSION, command=True),
        Place("other-names", show_other_names, Needs.SESSION),
        Place("phone", ask_phone, Needs.SESSION),
    ],
    steps={
        Step.OTHER_NAMES: [
            pressed("add", ask_other_name),
            pressed("remove", remove_other_name),
            pressed("back", go_back),
        ],
        Step.OTHER_NAME: [text(take_other_name), pressed("back", show_other_names)],
        Step.PHONE: [text(take_phone), pressed("remove", remove_phone), pressed("back", go_back)],
    },
    asks={
        Step.OTHER_NAMES: show_other_names,
        Step.OTHER_NAME: ask_other_name,
        Step.PHONE: ask_phone,
    },
)
