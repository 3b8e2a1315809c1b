"""What many tests begin with is done once by each process, and taken up from there by the others.

The whole way to an open account is nine answers, three password hashes and two mails: most of what a
dialogue test would cost.
"""

import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.sandbox.sandbox import Kept

if TYPE_CHECKING:
    from tests.dialogues.person import Person


@dataclass(frozen=True)
class _Done:
    """How everything stood afterwards, and what the person knows since then."""

    kept: Kept
    secret: str
    recovery_codes: list[str]


_done: dict[tuple[object, ...], _Done] = {}
_folder = tempfile.TemporaryDirectory(prefix="casebell-prepared-")


async def once(person: "Person", way: "Callable[[Person], Awaitable[None]]") -> None:
    """Go this way, or begin where it has led before; only as the first thing that happens in a sandbox."""
    sandbox = person.sandbox
    if not sandbox.is_untouched:
        await way(person)
        return
    phone = person.phone
    # The hour too: what is told at night is told otherwise than at noon.
    hour = sandbox.clock.now().replace(minute=0, second=0, microsecond=0)
    who = (way, hour, phone.id, phone.name, phone.language, person.email, person.username)
    if (done := _done.get(who)) is None:
        await way(person)
        folder = Path(_folder.name) / str(len(_done))
        folder.mkdir()
        _done[who] = _Done(await sandbox.keep(folder), person.secret, person.recovery_codes)
        return
    await sandbox.begin_with(done.kept)
    person.secret, person.recovery_codes = done.secret, list(done.recovery_codes)
