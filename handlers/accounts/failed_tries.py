"""What is said when a code is not taken, or when there were too many tries."""

import math
from datetime import datetime, timedelta

from bot.accounts.challenges import ChallengeOver, WrongChallengeCode
from bot.accounts.second_factors import NotAFactorCode, UsedFactorCode, WrongRecoveryCode
from bot.accounts.throttling import TooManyAttempts
from bot.telegram.buttons import Button
from bot.telegram.turn import Keyboard, Turn
from handlers.keyboards import BACK, CANCEL

MAIL_AGAIN = Button("login-mail-again", "mail")

_TOLD_IN_SECONDS = 60
"""Up to here a wait is told in seconds, beyond it as a time of day."""


async def say_code_problem(turn: Turn, problem: Exception) -> None:
    """Say what is wrong with a code and how to mend it."""
    match problem:
        case NotAFactorCode():
            await turn.say("factor-not-a-code" if problem.sets_up else "login-not-a-code")
        case UsedFactorCode():
            await turn.say("login-code-used")
        case WrongChallengeCode():
            await turn.say("verification-wrong-code", count=problem.tries_left)
        case ChallengeOver():
            await turn.say("login-code-over", [MAIL_AGAIN, (BACK, CANCEL)])
        case TooManyAttempts():
            await say_wait(turn, problem.until)
        case WrongRecoveryCode():
            await turn.say("login-wrong-recovery-code", contact=turn.house.organisation.contact)
        case _:
            await turn.say("login-wrong-code")


def seconds_until(turn: Turn, at: datetime) -> int:
    """How many seconds to wait, never too few."""
    return max(1, math.ceil((at - turn.house.clock.now()).total_seconds()))


async def say_wait(turn: Turn, until: datetime, keyboard: Keyboard = ()) -> None:
    """There were too many tries: say when the next one will be taken, never too early."""
    seconds = seconds_until(turn, until)
    if seconds <= _TOLD_IN_SECONDS:
        await turn.say("login-wait", keyboard, count=seconds)
        return
    full_minute = until + timedelta(seconds=-until.timestamp() % 60)
    await turn.say("login-too-many", keyboard, at=turn.when(full_minute))
