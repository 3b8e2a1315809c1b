"""How a share is put into words, on both its sides."""

from collections.abc import Collection

from bot.cases.reading import CaseLine
from bot.cases.representatives import Right, Share
from bot.telegram.turn import Turn
from bot.texts.catalogue import Html

CHOICES = (Right.PAPERS, Right.MESSAGES)
"""What may be allowed beyond the status."""


def named(turn: Turn, line: CaseLine) -> str:
    """A case in two words."""
    form = (line.told.form if line.told else None) or turn.words("cases-form-unknown")
    return f"{form} …{line.receipt.last4}"


def who(turn: Turn, share: Share) -> str:
    """The other side of a share, as the reader knows it."""
    if not share.is_mine:
        return share.owner_name
    if share.representative_name is None or share.representative_name == share.label:
        return share.label
    return turn.words("representatives-who", label=share.label, name=share.representative_name)


def state_of(turn: Turn, share: Share) -> str:
    """Whether it waits to be accepted, and until when it lasts."""
    if share.accepted_at is None:
        day = turn.day(share.code_until.astimezone(turn.zone).date()) if share.code_until else ""
        return turn.words("representatives-waits", day=day)
    if share.ends_at is None:
        return turn.words("representatives-lasts")
    return turn.words("representatives-lasts-until", day=turn.day(share.ends_at.astimezone(turn.zone).date()))


def rights_of(turn: Turn, rights: Collection[str]) -> Html:
    """What the representative may do, as their client reads it."""
    lines = [turn.html("representatives-may-status")]
    lines += [turn.html(f"representatives-may-{each}") for each in CHOICES if each in rights]
    return Html("\n".join(lines))
