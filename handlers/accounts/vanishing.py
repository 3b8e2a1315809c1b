"""Our own messages that hold a secret: deleted once they have served, or after five minutes (R8)."""

from bot.telegram.turn import Turn

AUTHENTICATOR, RECOVERY_CODES, INVITATION = "authenticator", "codes", "invitation"
ACCESS_CODE = "access-code"
"""What the marks of such messages begin with."""


async def mark_secret(turn: Turn, what: str) -> str:
    """A mark for a message that is deleted in five minutes: a new one each time, for its own five minutes."""
    mark = f"{what}:{turn.once_key}"
    await turn.services.tidying.later(turn.chat_id, mark, key=turn.once_key)
    return mark


async def forget_secrets(turn: Turn, what: str) -> None:
    """Delete what was shown of this kind."""
    for mark in turn.state.marks:
        if mark.startswith(f"{what}:"):
            await turn.forget_marked(mark)


def in_groups_of_four(secret: str) -> str:
    """A key as people copy it."""
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
