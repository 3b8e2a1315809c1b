"""What people do at their phones, as posted by the page."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, StringConstraints
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.routing import Route

from bot.sandbox.telegram import LocalPerson, LocalTelegram
from bot.sandbox.web.posting import Said, WrongPost, posted_to, said_at

_MOST_PEOPLE = 50
_MOST_CAPTION = 1024  # Bot API: sendPhoto
_PHOTOS = frozenset({"image/jpeg", "image/png"})

Words = Annotated[str, StringConstraints(min_length=1, max_length=4096)]  # Bot API: sendMessage
Name = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z]{2,8})*$", max_length=35)]
MessageId = Annotated[int, Field(gt=0)]


class NewPerson(Said):
    """Somebody new, and the language of their phone as a language tag."""

    name: Name
    language: Language = "en"


class NewMessage(Said):
    """A text; with `forwarded_from`, somebody else's that is passed on."""

    text: Words
    forwarded_from: Name | None = None


class Press(Said):
    """A press on a button under a message."""

    message_id: MessageId
    data: Annotated[str, StringConstraints(min_length=1, max_length=64, strip_whitespace=False)]


class Edit(Said):
    """Other words for a message of one's own."""

    message_id: MessageId
    text: Words


class Block(Said):
    """Whether the bot may write."""

    blocked: bool


class ChatPosts:
    """Does what people do."""

    def __init__(self, telegram: LocalTelegram) -> None:
        self._telegram = telegram

    def routes(self) -> list[Route]:
        """The addresses to post to."""
        one = "/sandbox/people/{person:int}"
        return [
            said_at("/sandbox/people", NewPerson, self._add),
            said_at(f"{one}/messages", NewMessage, self._send),
            posted_to(f"{one}/files", self._send_file),
            said_at(f"{one}/presses", Press, self._press),
            said_at(f"{one}/edits", Edit, self._edit),
            said_at(f"{one}/block", Block, self._block),
        ]

    async def _add(self, _: Mapping[str, Any], said: NewPerson) -> dict[str, int]:
        if len(self._telegram.people) >= _MOST_PEOPLE:
            raise WrongPost("there are enough people here")
        return {"id": self._telegram.person(said.name, language=said.language).id}

    async def _send(self, path: Mapping[str, Any], said: NewMessage) -> None:
        person = self._person(path)
        if said.forwarded_from is None:
            await person.sends(said.text)
        else:
            await person.forwards(said.text, said.forwarded_from)

    async def _send_file(self, request: Request) -> None:
        person = self._person(request.path_params)
        async with request.form(max_files=1, max_fields=2) as form:
            file, caption = form.get("file"), str(form.get("caption", "")).strip()
            if not isinstance(file, UploadFile):
                raise WrongPost("choose a file")
            if len(caption) > _MOST_CAPTION:
                raise WrongPost(f"a caption has {_MOST_CAPTION} characters at most")
            data, name = await file.read(), file.filename or "file"
            kind = file.content_type or "application/octet-stream"
        if form.get("as") == "photo" and kind in _PHOTOS:
            await person.sends_photo(data, caption)
        else:
            await person.sends_document(name, data, caption, mime=kind)

    async def _press(self, path: Mapping[str, Any], said: Press) -> None:
        person = self._person(path)
        if said.message_id not in person.chat.messages:
            raise WrongPost("that message is not here any more")
        await person.presses_data(said.message_id, said.data)

    async def _edit(self, path: Mapping[str, Any], said: Edit) -> None:
        person = self._person(path)
        message = person.chat.find(said.message_id)
        if message is None or message["from"]["id"] != person.id or "text" not in message:
            raise WrongPost("only a text of one's own can be changed")
        if message["text"] != said.text:
            await person.edits(said.message_id, said.text)

    async def _block(self, path: Mapping[str, Any], said: Block) -> None:
        person = self._person(path)
        if person.chat.is_blocked != said.blocked:
            await (person.blocks_bot() if said.blocked else person.unblocks_bot())

    def _person(self, path: Mapping[str, Any]) -> LocalPerson:
        person = self._telegram.people.get(path["person"])
        if person is None:
            raise WrongPost("there is nobody of this number")
        return person
