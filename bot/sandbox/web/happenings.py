"""What happens in the sandbox, told to every page that looks, as server-sent events."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.clock import MovableClock
from bot.sandbox.mailbox import Mailbox
from bot.sandbox.telegram import Event, LocalTelegram
from bot.sandbox.web import picture

_MOST_PAGES = 20
_MOST_WAITING = 1_000
_BEAT = 15.0  # seconds: a comment, so that a connection that is gone is noticed
_LOOK = 0.25  # seconds


class _Line:
    """The events on their way to one page. One that reads too slowly is cut off, and begins anew."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[str] = asyncio.Queue(_MOST_WAITING)
        self.overran = False

    def put(self, kind: str, payload: Mapping[str, Any]) -> None:
        if self._waiting.full():
            self.overran = True
            return
        self._waiting.put_nowait(f"event: {kind}\ndata: {json.dumps(payload)}\n\n")

    async def take(self) -> str:
        try:
            return await asyncio.wait_for(self._waiting.get(), _BEAT)
        except TimeoutError:
            return ": beat\n\n"


class Happenings:
    """Looks on at every part of the sandbox."""

    def __init__(
        self, telegram: LocalTelegram, mailbox: Mailbox, desk: CaseDesk, clock: MovableClock
    ) -> None:
        self._telegram = telegram
        self._mailbox = mailbox
        self._desk = desk
        self._clock = clock
        self._pages = 0

    @property
    def is_crowded(self) -> bool:
        """Whether so many pages look already that one more is a mistake."""
        return self._pages >= _MOST_PAGES

    async def stream(self) -> AsyncIterator[str]:
        """Every event from now on, first `hello`: whoever then asks for the state misses nothing."""
        self._pages += 1
        line = _Line()
        lookers = [asyncio.create_task(look(line)) for look in (self._chats, self._mails, self._rest)]
        try:
            # One turn of the loop, in which each of them begins to listen.
            await asyncio.sleep(0)
            line.put("hello", {})
            while not line.overran:
                yield await line.take()
        finally:
            self._pages -= 1
            for looker in lookers:
                looker.cancel()

    async def _chats(self, line: _Line) -> None:
        async for event in self._telegram.events():
            line.put(event.kind, self._told(event))

    def _told(self, event: Event) -> Mapping[str, Any]:
        if event.kind == "person":
            return picture.person_as_json(self._telegram, self._telegram.people[event.chat_id])
        return {"chat": event.chat_id, "payload": event.payload}

    async def _mails(self, line: _Line) -> None:
        async for mail in self._mailbox.events():
            line.put("mail", picture.mail_as_json(mail))

    async def _rest(self, line: _Line) -> None:
        """What tells nobody when it changes; a look at it costs less than a wire to each."""
        desk, ahead = picture.desk_as_json(self._desk), self._clock.ahead
        waiting = self._telegram.updates.pending
        while True:
            await asyncio.sleep(_LOOK)
            new = picture.desk_as_json(self._desk)
            if new != desk:
                desk = new
                line.put("desk", desk)
            if self._clock.ahead != ahead:
                ahead = self._clock.ahead
                line.put("clock", picture.clock_as_json(self._clock))
            if self._telegram.updates.pending != waiting:
                waiting = self._telegram.updates.pending
                line.put("waiting", {"count": waiting})
