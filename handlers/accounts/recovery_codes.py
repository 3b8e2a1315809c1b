"""Recovery codes of an account that is open: how many are left, and ten new ones."""

from enum import StrEnum

from bot.telegram.buttons import Button
from bot.telegram.dialogue import END, Dialogue, GoTo, Needs, Next, Place, pressed
from bot.telegram.turn import Turn
from handlers.accounts.vanishing import RECOVERY_CODES, forget_secrets, mark_secret
from handlers.keyboards import CANCEL, HOME, SECURITY

_SAVED = Button("factor-saved", "saved")
_NEW_CODES = Button("factor-new-codes", "new-codes")


class Step(StrEnum):
    """What is awaited."""

    RENEW = "renew"
    SAVED = "saved"


async def ask_renew(turn: Turn) -> Next:
    """How many are left, and what new ones would mean."""
    kept = await turn.services.factor_keeping.of(turn.account)
    await turn.show("security-renew-ask", [_NEW_CODES, CANCEL], count=kept.recovery_codes_left)
    return Step.RENEW


async def show_codes(turn: Turn) -> Next:
    """Ten new ones, shown once; those before are void (requirement R7)."""
    codes = await turn.services.factor_keeping.renew_recovery_codes(turn.account, by=turn.by)
    await forget_secrets(turn, RECOVERY_CODES)
    await turn.say(
        "factor-recovery-codes",
        [_SAVED],
        protect=True,
        mark=await mark_secret(turn, RECOVERY_CODES),
        codes="\n".join(codes),
    )
    return Step.SAVED


async def ask_whether_saved(turn: Turn) -> Next:
    """Are they on paper? Only a press makes new ones."""
    await turn.say("factor-ask-saved", [_SAVED, _NEW_CODES])
    return Step.SAVED


async def saved(turn: Turn) -> Next:
    """They are on paper: out of the chat with them."""
    await forget_secrets(turn, RECOVERY_CODES)
    await turn.say("security-codes-saved", [(SECURITY, HOME)])
    return END


async def keep_codes(turn: Turn) -> Next:
    """No new ones after all."""
    return GoTo("security")


recovery_codes = Dialogue(
    name="codes-renewed",
    places=[Place("renew-codes", ask_renew, Needs.PROOF)],
    steps={
        Step.RENEW: [pressed("new-codes", show_codes), pressed("cancel", keep_codes)],
        Step.SAVED: [pressed("saved", saved), pressed("new-codes", show_codes)],
    },
    asks={Step.RENEW: ask_renew, Step.SAVED: ask_whether_saved},
)
