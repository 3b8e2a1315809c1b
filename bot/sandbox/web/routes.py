"""The page's own addresses: what can be looked at here; what can be done, in `chat_posts` and `desk_posts`.

To look at:

- `GET /` the page, and `GET /static/…` what it is made of.
- `GET /sandbox/state` everything: `bot`, `people` with their chats, `mails`, `desk`, `clock`, and as
  `waiting` how much the bot has not taken up; see `picture`.
- `GET /sandbox/events` what happens from now on, as server-sent events. First `hello`, upon which the page
  asks for the state; after a break there is another `hello`. Then `person`, `mail`, `desk` and `clock`, with
  the new picture of it; `waiting`, with a `count`; `commands` when the state is to be asked for again; and
  `message`, `edited`, `deleted`, `toast`, `action` and `blocked`, with the `chat` and a `payload`.
- `GET /sandbox/files/{file_id}` a picture or document of a chat.
- `GET /sandbox/mails/{id}` the HTML of a mail, for a frame.

To post to, as JSON (all but files) and from the page itself (see `guard`). The answer is JSON: what stands
behind the arrow, else null; or with status 400 a `problem` in words.

- `/sandbox/people` somebody new: `name`, `language` → `id`.
- `/sandbox/people/{id}/messages` they write `text`, or forward it when there is `forwarded_from`.
- `/sandbox/people/{id}/files` they send a file, as a form: `file`, `caption`, `as` = `photo` or `file`.
- `/sandbox/people/{id}/presses` they press a button: `message_id`, `data`.
- `/sandbox/people/{id}/edits` they change what they wrote: `message_id`, `text`.
- `/sandbox/people/{id}/block` they let the bot write or not: `blocked`.
- `/sandbox/cases` a new case: `receipt`, `form`, `title` → `receipt`.
- `/sandbox/cases/{receipt}/status` a case moves: `title`.
- `/sandbox/faults` the case service has trouble: `trouble`, one of `troubles.Trouble`.
- `/sandbox/clock` time moves on: `minutes`.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.clock import MovableClock
from bot.sandbox.mailbox import Mailbox
from bot.sandbox.telegram import LocalTelegram
from bot.sandbox.telegram.refusals import Refusal
from bot.sandbox.web import picture
from bot.sandbox.web.chat_posts import ChatPosts
from bot.sandbox.web.desk_posts import DeskPosts
from bot.sandbox.web.happenings import Happenings

_STATIC = Path(__file__).parent / "static"
_PICTURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
}
"""Shown in the page, by how they begin: what a file says of itself is its sender's word."""
_MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-same-origin"
"""A mail brings its own styles and nothing else; without scripts, the page may listen to its links."""


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
        """`pass_time` moves the clock on, and returns when everything has happened that comes due by it."""
        self._telegram = telegram
        self._mailbox = mailbox
        self._desk = desk
        self._clock = clock
        self._happenings = Happenings(telegram, mailbox, desk, clock)
        self._posts = (ChatPosts(telegram), DeskPosts(desk, pass_time))

    def routes(self) -> list[BaseRoute]:
        """The page's addresses, to be served behind a `Guard`."""
        return [
            Route("/", self._page),
            Route("/sandbox/state", self._state),
            Route("/sandbox/events", self._events),
            Route("/sandbox/files/{file_id}", self._file),
            Route("/sandbox/mails/{mail:int}", self._mail),
            *(route for posts in self._posts for route in posts.routes()),
            Mount("/static", StaticFiles(directory=_STATIC)),
        ]

    async def _page(self, _: Request) -> Response:
        return FileResponse(_STATIC / "page.html")

    async def _state(self, _: Request) -> Response:
        return JSONResponse(picture.whole(self._telegram, self._mailbox, self._desk, self._clock))

    async def _events(self, _: Request) -> Response:
        if self._happenings.is_crowded:
            return Response("too many pages look already", 503)
        return StreamingResponse(self._happenings.stream(), media_type="text/event-stream")

    async def _file(self, request: Request) -> Response:
        try:
            file = self._telegram.files.get(request.path_params["file_id"])
        except Refusal:
            return Response(status_code=404)
        kind = next((kind for start, kind in _PICTURES.items() if file.data.startswith(start)), None)
        if kind is None:
            return Response(
                file.data,
                media_type="application/octet-stream",
                headers={"Content-Disposition": "attachment"},
            )
        return Response(file.data, media_type=kind)

    async def _mail(self, request: Request) -> Response:
        wanted = request.path_params["mail"]
        for mail in self._mailbox.messages:
            if mail.id == wanted and mail.html:
                return HTMLResponse(mail.html, headers={"Content-Security-Policy": _MAIL_POLICY})
        return Response(status_code=404)
