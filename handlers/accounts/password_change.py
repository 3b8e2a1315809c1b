"""Changing the password; that it is still the same person is made sure of before."""

from enum import StrEnum

from bot.accounts.password_change import SamePassword
from bot.accounts.password_rules import WeakPassword, has_edge_space
from bot.accounts.passwords import TooBusy
from bot.telegram.buttons import Button
from bot.telegram.dialogue import END, Dialogue, GoTo, Needs, Next, Place, pressed, secret
from bot.telegram.turn import Turn
from handlers.keyboards import CANCEL, HOME, SECURITY


class Step(StrEnum):
    """What is awaited."""

    PASSWORD = "password"  # noqa: S105 - a step's name
    EDGE_SPACE = "edge-space"


async def ask(turn: Turn) -> Next:
    """The new password, by the rules of registration."""
    await turn.say("registration-ask-password", [CANCEL])
    return Step.PASSWORD


async def take(turn: Turn) -> Next:
    """Take a good password; only its hash is kept."""
    changing = turn.services.password_changing
    try:
        hashed = await changing.hash_password(turn.account, turn.text, by=turn.by)
    except WeakPassword as weak:
        await turn.say(f"registration-password-{weak.reason}", count=weak.by)
        return await ask(turn)
    except SamePassword:
        await turn.say("security-password-same")
        return await ask(turn)
    except TooBusy:
        await turn.say("common-busy")
        return await ask(turn)
    if has_edge_space(turn.text):
        turn.answers["spaced"] = hashed
        return await ask_edge_space(turn)
    return await _change(turn, hashed)


async def ask_edge_space(turn: Turn) -> Next:
    """A space at an end is often a slip of the keyboard."""
    await turn.say(
        "registration-edge-space",
        [Button("registration-edge-space-keep", "keep"), Button("registration-edge-space-again", "again")],
    )
    return Step.EDGE_SPACE


async def keep_space(turn: Turn) -> Next:
    """The space was meant."""
    await turn.close_question()
    return await _change(turn, turn.answers["spaced"])


async def _change(turn: Turn, hashed: str) -> Next:
    await turn.services.password_changing.change(turn.account, hashed, by=turn.by)
    await turn.say("security-password-changed", [(SECURITY, HOME)])
    return END


async def cancel(turn: Turn) -> Next:
    """Not after all."""
    await turn.notice("common-cancelled")
    return GoTo("security")


password_change = Dialogue(
    name="password-change",
    places=[Place("change-password", ask, Needs.PROOF)],
    steps={
        Step.PASSWORD: [secret(take), pressed("cancel", cancel)],
        Step.EDGE_SPACE: [pressed("keep", keep_space), pressed("again", ask), secret(take)],
    },
    asks={Step.PASSWORD: ask, Step.EDGE_SPACE: ask_edge_space},
)
