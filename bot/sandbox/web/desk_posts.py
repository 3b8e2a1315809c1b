"""What is done at the case desk and with the clock, as posted by the page."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Annotated, Any

from pydantic import Field, StringConstraints
from starlette.routing import Route

from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.web.posting import Said, WrongPost, said_at
from bot.sandbox.web.troubles import Trouble, let_there_be

_A_YEAR_IN_MINUTES = 366 * 24 * 60

Title = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class NewCase(Said):
    """A case that the service shall know."""

    receipt: Annotated[str, StringConstraints(to_upper=True, max_length=40)]
    form: Annotated[str, StringConstraints(min_length=1, max_length=12)] = "I-130"
    title: Title | None = None


class NewStatus(Said):
    """The status that a case comes to."""

    title: Title


class NewTrouble(Said):
    """What goes wrong from now on."""

    trouble: Annotated[Trouble, Field(strict=False)]


class Passing(Said):
    """How far time moves on."""

    minutes: Annotated[float, Field(gt=0, le=_A_YEAR_IN_MINUTES, strict=False)]


class DeskPosts:
    """Moves cases, lets things go wrong, and lets time pass."""

    def __init__(self, desk: CaseDesk, pass_time: Callable[[timedelta], Awaitable[None]]) -> None:
        self._desk = desk
        self._pass_time = pass_time

    def routes(self) -> list[Route]:
        """The addresses to post to."""
        return [
            said_at("/sandbox/cases", NewCase, self._add),
            said_at("/sandbox/cases/{receipt}/status", NewStatus, self._move),
            said_at("/sandbox/faults", NewTrouble, self._trouble),
            said_at("/sandbox/clock", Passing, self._pass),
        ]

    async def _add(self, _: Mapping[str, Any], said: NewCase) -> dict[str, str]:
        receipt = "".join(character for character in said.receipt if character not in " -")
        if receipt in self._desk.cases:
            raise WrongPost(f"{receipt} is here already")
        try:
            self._desk.has(receipt, said.title or self._desk.titles[0], form=said.form)
        except ValueError as mistake:
            raise WrongPost(str(mistake)) from None
        return {"receipt": receipt}

    async def _move(self, path: Mapping[str, Any], said: NewStatus) -> None:
        try:
            self._desk.moves(path["receipt"], said.title)
        except KeyError:
            raise WrongPost("the desk has no such case") from None

    async def _trouble(self, _: Mapping[str, Any], said: NewTrouble) -> None:
        let_there_be(said.trouble, self._desk.faults)

    async def _pass(self, _: Mapping[str, Any], said: Passing) -> None:
        await self._pass_time(timedelta(minutes=said.minutes))
