"""The page's own addresses.

`GET /` the page · `GET /sandbox/state` everything · `GET /sandbox/events` what happens from now on, as
server-sent events · `POST /sandbox/people` somebody new · `POST /sandbox/people/{id}/…` what a person
does: `messages`, `files`, `presses`, `edits`, `block` · `GET /sandbox/files/{file_id}` a picture or
document of the chat · `POST /sandbox/cases` a new case · `POST /sandbox/cases/{receipt}` its next status ·
`POST /sandbox/faults` what goes wrong at the case service · `POST /sandbox/clock` time moves on.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.clock import MovableClock
from bot.sandbox.mailbox import Mailbox
from bot.sandbox.telegram import LocalPerson, LocalTelegram
from bot.sandbox.telegram.refusals import Refusal
from bot.sandbox.web import picture

_HERE = Path(__file__).parent / "static"
_BEAT = 15.0  # seconds: a comment, so that a connection that is gone is noticed
_LONGEST_NAME = 40
_LONGEST_TEXT = 20_000
_LONGEST_SPAN = timedelta(days=400)


class WrongRequest(Exception):
    """The page asked for something that cannot be; the text says what."""


class SandboxPage:
    """Serves the page and does what is done on it."""

    def __init__(
        self,
        telegram: LocalTelegram,
        mailbox: Mailbox,
        desk: CaseDesk,
        clock: MovableClock,
        *,
        pass_time: Callable[[timedelta], Awaitable[None]],
    ) -> None:
        self._telegram = telegram
        self._mailbox = mailbox
        self._desk = desk
        self._clock = clock
        self._pass_time = pass_time

    def routes(self) -> list[BaseRoute]:
        """The page's addresses."""
        posts: Mapping[str, Callable[[Request], Awaitable[Any]]] = {
            "/sandbox/people": self._add_person,
            "/sandbox/people/{id:int}/messages": self._send,
            "/sandbox/people/{id:int}/files": self._send_file,
            "/sandbox/people/{id:int}/presses": self._press,
            "/sandbox/people/{id:int}/edits": self._edit,
            "/sandbox/people/{id:int}/block": self._block,
            "/sandbox/cases": self._add_case,
            "/sandbox/cases/{receipt}": self._move_case,
            "/sandbox/faults": self._set_fault,
            "/sandbox/clock": self._move_clock,
        }
        return [
            Route("/", self._page),
            Route("/sandbox/state", self._state),
            Route("/sandbox/events", self._events),
            Route("/sandbox/files/{file_id}", self._file),
            *(Route(path, _answering(do), methods=["POST"]) for path, do in posts.items()),
            Mount("/static", StaticFiles(directory=_HERE)),
        ]

    # --- looking ---------------------------------------------------------------------------------

    async def _page(self, _: Request) -> Response:
        return FileResponse(_HERE / "page.html")

    async def _state(self, _: Request) -> Response:
        return JSONResponse(picture.whole(self._telegram, self._mailbox, self._desk, self._clock))

    async def _file(self, request: Request) -> Response:
        try:
            file = self._telegram.files.get(request.path_params["file_id"])
        except Refusal:
            return Response(status_code=404)
        kind = file.mime if file.mime.startswith("image/") else "application/octet-stream"
        return Response(file.data, media_type=kind)

    async def _events(self, _: Request) -> Response:
        return StreamingResponse(self._stream(), media_type="text/event-stream")

    async def _stream(self) -> AsyncIterator[str]:
        queue: asyncio.Queue[str] = asyncio.Queue(1_000)
        listeners = [
            asyncio.create_task(self._listen_to_chats(queue)),
            asyncio.create_task(self._listen_to_mailbox(queue)),
        ]
        try:
            yield ": hello\n\n"
            while True:
                try:
                    yield await asyncio.wait_for(queue.get(), _BEAT)
                except TimeoutError:
                    yield ": beat\n\n"
        finally:
            for listener in listeners:
                listener.cancel()

    async def _listen_to_chats(self, queue: asyncio.Queue[str]) -> None:
        async for event in self._telegram.events():
            await queue.put(_event(event.kind, {"chat": event.chat_id, "payload": event.payload}))

    async def _listen_to_mailbox(self, queue: asyncio.Queue[str]) -> None:
        async for mail in self._mailbox.events():
            await queue.put(_event("mail", picture.mail_as_json(mail)))

    # --- doing -----------------------------------------------------------------------------------

    async def _add_person(self, request: Request) -> Any:
        given = await request.json()
        name = str(given.get("name", "")).strip()[:_LONGEST_NAME]
        if not name:
            raise WrongRequest("a person needs a name")
        person = self._telegram.person(name, language=str(given.get("language", "en"))[:12])
        return picture.person_as_json(self._telegram, person)

    async def _send(self, request: Request) -> None:
        given = await request.json()
        text = str(given.get("text", ""))[:_LONGEST_TEXT]
        if not text.strip():
            raise WrongRequest("there is nothing to send")
        person = self._person(request)
        await (person.forwards(text) if given.get("forwarded") else person.sends(text))

    async def _send_file(self, request: Request) -> None:
        person = self._person(request)
        async with request.form() as form:
            file = form["file"]
            if not isinstance(file, UploadFile):
                raise WrongRequest("there is no file")
            data, name = await file.read(), file.filename or "file"
            kind = file.content_type or "application/octet-stream"
        if kind in {"image/jpeg", "image/png"}:
            await person.sends_photo(data)
        else:
            await person.sends_document(name, data, mime=kind)

    async def _press(self, request: Request) -> None:
        given = await request.json()
        await self._person(request).presses_data(int(given["message_id"]), str(given["data"]))

    async def _edit(self, request: Request) -> None:
        given = await request.json()
        await self._person(request).edits(int(given["message_id"]), str(given["text"])[:_LONGEST_TEXT])

    async def _block(self, request: Request) -> None:
        person = self._person(request)
        await (person.unblocks_bot() if person.chat.is_blocked else person.blocks_bot())

    async def _add_case(self, request: Request) -> Any:
        given = await request.json()
        self._desk.has(
            str(given["receipt"]).strip().upper(),
            str(given.get("title") or self._desk.titles[0]),
            form=str(given.get("form") or "I-130"),
        )
        return picture.desk_as_json(self._desk)

    async def _move_case(self, request: Request) -> Any:
        title = str((await request.json())["title"]).strip()[:200]
        if not title:
            raise WrongRequest("choose a status")
        self._desk.moves(request.path_params["receipt"], title)
        return picture.desk_as_json(self._desk)

    async def _set_fault(self, request: Request) -> Any:
        given = await request.json()
        self._desk.faults.outage = 503 if given.get("outage") else None
        self._desk.faults.garbled_every = 1 if given.get("garbled") else None
        return picture.desk_as_json(self._desk)

    async def _move_clock(self, request: Request) -> Any:
        span = timedelta(minutes=float((await request.json())["minutes"]))
        if not timedelta() < span <= _LONGEST_SPAN:
            raise WrongRequest("time moves forwards, by 400 days at most")
        await self._pass_time(span)
        return picture.clock_as_json(self._clock)

    def _person(self, request: Request) -> LocalPerson:
        return self._telegram.people[request.path_params["id"]]


def _answering(do: Callable[[Request], Awaitable[Any]]) -> Callable[[Request], Awaitable[Response]]:
    """Say what came of it as JSON; what the page asked wrongly is said, not thrown."""

    async def answer(request: Request) -> Response:
        try:
            return JSONResponse(await do(request))
        except WrongRequest as wrong:
            return JSONResponse({"problem": str(wrong)}, 400)
        except (KeyError, ValueError, TypeError) as wrong:
            return JSONResponse({"problem": f"that cannot be done: {wrong}"}, 400)

    return answer


def _event(kind: str, payload: Mapping[str, Any]) -> str:
    return f"event: {kind}\ndata: {json.dumps(payload)}\n\n"
