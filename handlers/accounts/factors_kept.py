"""The second factors of an account: which there are, one more, one less, which comes first."""

from enum import StrEnum

from bot.accounts.challenges import ChallengeOver, TooSoon, WrongChallengeCode
from bot.accounts.factor_keeping import (
    MAX_NAME,
    EnoughFactors,
    KeptFactor,
    LastFactor,
    NoSuchFactor,
    read_factor_name,
)
from bot.accounts.second_factors import FactorKind, NothingToConfirm, UsedFactorCode, WrongFactorCode
from bot.accounts.short_texts import BadText
from bot.accounts.throttling import TooManyAttempts
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, GoTo, Needs, Next, Place, pressed, secret, text
from bot.telegram.qr import qr_picture
from bot.telegram.turn import Turn
from bot.texts.catalogue import Html
from handlers.accounts.failed_tries import MAIL_AGAIN, say_code_problem, seconds_until
from handlers.accounts.vanishing import AUTHENTICATOR, forget_secrets, in_groups_of_four, mark_secret
from handlers.keyboards import BACK, CANCEL, HOME, NO, SECURITY, YES

_NEW_PICTURE = Button("factor-new-picture", "new-picture")


class Step(StrEnum):
    """What is awaited."""

    NAME = "name"
    APP_CODE = "app-code"
    MAILED_CODE = "mailed-code"
    REMOVE = "remove"


async def show_ways(turn: Turn) -> Next:
    """What codes can come from, the one that is asked for first at the top."""
    factors = (await turn.services.factor_keeping.of(turn.account)).factors
    kinds = {factor.kind for factor in factors}
    add = [Button("security-factor-add-app", "add-app", reach=Reach.SESSION)]
    if FactorKind.EMAIL not in kinds:
        add.append(Button("security-factor-add-email", "add-email", reach=Reach.SESSION))
    prefer = [
        _about("security-factor-prefer", "prefer-way", turn, each)
        for each in factors
        if each.kind is not factors[0].kind
    ]
    remove = [
        _about("security-factor-remove", "remove-way", turn, each) for each in factors if len(factors) > 1
    ]
    await turn.show(
        "security-factors-screen",
        [*add, *prefer, *remove, (SECURITY, HOME)],
        ways=Html("\n".join(_line(turn, each) for each in factors)),
    )
    return END


def _about(key: str, place: str, turn: Turn, factor: KeptFactor) -> Button:
    return Button(key, place, factor.id, reach=Reach.SESSION, words=(("name", _name(turn, factor)),))


def _line(turn: Turn, factor: KeptFactor) -> Html:
    since = turn.when(factor.since)
    if factor.is_first:
        return turn.html("security-factor-first", name=_name(turn, factor), since=since)
    return turn.html("security-factor-other", name=_name(turn, factor), since=since)


def _name(turn: Turn, factor: KeptFactor) -> str:
    if factor.kind is FactorKind.EMAIL:
        return turn.words("factor-use-email")
    return factor.name or turn.words("factor-use-app")


# --- one more ------------------------------------------------------------------------------------


async def ask_name(turn: Turn) -> Next:
    """What shall the next app be called? By its name it is known in the list."""
    await forget_secrets(turn, AUTHENTICATOR)
    try:
        await turn.services.factor_keeping.require_room(turn.account, FactorKind.AUTHENTICATOR)
    except EnoughFactors:
        return await _enough(turn)
    await turn.say("security-factor-ask-name", [CANCEL])
    return Step.NAME


async def take_name(turn: Turn) -> Next:
    """Take it, and show the picture to scan."""
    try:
        turn.answers["name"] = read_factor_name(turn.text)
    except BadText as bad:
        await turn.say(f"security-text-{bad.reason}", count=MAX_NAME)
        return await ask_name(turn)
    return await show_picture(turn)


async def show_picture(turn: Turn) -> Next:
    """A picture to scan and the same key to copy; each showing makes a new key."""
    await forget_secrets(turn, AUTHENTICATOR)
    set_up = await turn.services.factor_keeping.begin_authenticator(turn.account, turn.answers["name"])
    await turn.say_picture(
        qr_picture(set_up.uri),
        "factor-scan",
        [(BACK, CANCEL)],
        mark=await mark_secret(turn, AUTHENTICATOR),
        secret=in_groups_of_four(set_up.secret),
    )
    return Step.APP_CODE


async def ask_app_code(turn: Turn) -> Next:
    """The code of the app that has scanned the picture; the key stays as it is."""
    await turn.say("factor-ask-app-code", [_NEW_PICTURE, (BACK, CANCEL)])
    return Step.APP_CODE


async def take_app_code(turn: Turn) -> Next:
    """The new app shows its first code: then it counts."""
    try:
        await _confirm(turn, FactorKind.AUTHENTICATOR)
    except (WrongFactorCode, UsedFactorCode, TooManyAttempts) as problem:
        await say_code_problem(turn, problem)
        return await ask_app_code(turn) if isinstance(problem, WrongFactorCode) else Step.APP_CODE
    except NothingToConfirm:
        return await show_picture(turn)
    return await _added(turn)


async def mail_code(turn: Turn) -> Next:
    """Mail a first code, to show that they arrive."""
    try:
        await turn.services.factor_keeping.require_room(turn.account, FactorKind.EMAIL)
        address = await turn.services.second_factors.begin_email(
            turn.account, turn.chat_id, key=turn.once_key
        )
    except EnoughFactors:
        return await _enough(turn)
    except TooSoon as soon:
        await turn.say("verification-too-soon", count=seconds_until(turn, soon.at))
        return await ask_mailed_code(turn)
    await turn.say("factor-code-mailed", [MAIL_AGAIN, CANCEL], address=address)
    return Step.MAILED_CODE


async def ask_mailed_code(turn: Turn) -> Next:
    """The code of the mail that was sent."""
    await turn.say("factor-ask-mailed-code", [MAIL_AGAIN, CANCEL])
    return Step.MAILED_CODE


async def take_mailed_code(turn: Turn) -> Next:
    """The mail arrives: then it counts."""
    try:
        await _confirm(turn, FactorKind.EMAIL)
    except (WrongFactorCode, WrongChallengeCode, TooManyAttempts) as problem:
        await say_code_problem(turn, problem)
        is_wrong = isinstance(problem, WrongFactorCode)
        return await ask_mailed_code(turn) if is_wrong else Step.MAILED_CODE
    except (ChallengeOver, NothingToConfirm):
        await turn.say("login-code-over", [MAIL_AGAIN, CANCEL])
        return Step.MAILED_CODE
    return await _added(turn)


async def _enough(turn: Turn) -> Next:
    await turn.show(
        "security-factor-enough", [Button("security-factors", "code-ways", reach=Reach.SESSION), HOME]
    )
    return END


async def _confirm(turn: Turn, kind: FactorKind) -> None:
    await turn.services.factor_keeping.confirm(turn.account, kind, turn.text, by=turn.by)


async def _added(turn: Turn) -> Next:
    await forget_secrets(turn, AUTHENTICATOR)
    await turn.say("security-factor-added")
    return GoTo("code-ways")


# --- one less, and which comes first ---------------------------------------------------------------


async def ask_remove(turn: Turn) -> Next:
    """Before a factor goes: which one, and what that means."""
    turn.answers["factor"] = turn.argument or turn.answers["factor"]
    factors = (await turn.services.factor_keeping.of(turn.account)).factors
    factor = next((each for each in factors if each.id == turn.answers["factor"]), None)
    if factor is None:
        return GoTo("code-ways")
    await turn.show("security-factor-remove-ask", [(YES, NO)], name=_name(turn, factor))
    return Step.REMOVE


async def remove(turn: Turn) -> Next:
    """Take no more codes from it."""
    try:
        await turn.services.factor_keeping.remove(turn.account, turn.answers["factor"], by=turn.by)
    except LastFactor:
        await turn.notice("security-factor-last")
    except NoSuchFactor:
        await turn.notice("security-factor-gone")
    else:
        await turn.notice("security-factor-removed")
    return GoTo("code-ways")


async def prefer(turn: Turn) -> Next:
    """Ask for its codes first from now on."""
    try:
        await turn.services.factor_keeping.prefer(turn.account, turn.argument, by=turn.by)
    except NoSuchFactor:
        await turn.notice("security-factor-gone")
    else:
        await turn.notice("security-factor-preferred")
    return GoTo("code-ways")


async def cancel(turn: Turn) -> Next:
    """Not after all."""
    await forget_secrets(turn, AUTHENTICATOR)
    await turn.notice("common-cancelled")
    return GoTo("code-ways")


factors_listed = Dialogue(name="factors-listed", places=[Place("code-ways", show_ways, Needs.SESSION)])

factors_kept = Dialogue(
    name="factors-kept",
    places=[
        Place("add-app", ask_name, Needs.PROOF),
        Place("add-email", mail_code, Needs.PROOF),
        Place("remove-way", ask_remove, Needs.PROOF),
        Place("prefer-way", prefer, Needs.PROOF),
    ],
    steps={
        Step.NAME: [text(take_name), pressed("cancel", cancel)],
        Step.APP_CODE: [
            secret(take_app_code),
            pressed("new-picture", show_picture),
            pressed("back", ask_name),
            pressed("cancel", cancel),
        ],
        Step.MAILED_CODE: [secret(take_mailed_code), pressed("mail", mail_code), pressed("cancel", cancel)],
        Step.REMOVE: [pressed("yes", remove), pressed("no", cancel)],
    },
    asks={
        Step.NAME: ask_name,
        Step.APP_CODE: ask_app_code,
        Step.MAILED_CODE: ask_mailed_code,
        Step.REMOVE: ask_remove,
    },
)
