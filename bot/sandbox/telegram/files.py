"""Files that were sent, and the ids under which they are had again."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from bot.sandbox.telegram.refusals import Refusal, bad_request

_MOST_BYTES = 200 * 1024 * 1024
_MOST_DOWNLOAD = 20 * 1024 * 1024  # Bot API: getFile
_MOST_PHOTO = 10 * 1024 * 1024
_MOST_DOCUMENT = 50 * 1024 * 1024
_FOLDER = "documents"
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF")


@dataclass(frozen=True)
class Upload:
    """A file as it came in a call."""

    data: bytes
    name: str
    mime: str


@dataclass(frozen=True)
class LocalFile:
    """A file."""

    data: bytes
    name: str
    mime: str


class Files:
    """Keeps files in memory, the newest of them."""

    def __init__(self) -> None:
        self._files: OrderedDict[str, LocalFile] = OrderedDict()
        self._count = 0

    def keep(self, data: bytes, name: str, mime: str) -> dict[str, Any]:
        """Keep a file. Returns what every file object of the Bot API begins with."""
        self._count += 1
        file_id = f"file-{self._count}"
        self._files[file_id] = LocalFile(data, name, mime)
        while len(self._files) > 1 and sum(len(each.data) for each in self._files.values()) > _MOST_BYTES:
            self._files.popitem(last=False)
        return _named(file_id, data)

    def get(self, file_id: str) -> LocalFile:
        """A file. Refuses with 400 an id that is none."""
        try:
            return self._files[file_id]
        except KeyError:
            raise bad_request("wrong file identifier/HTTP URL specified") from None

    def at(self, path: str) -> LocalFile | None:
        """The file that is downloaded from a `file_path`."""
        folder, _, file_id = path.rpartition("/")
        return self._files.get(file_id) if folder == _FOLDER else None

    def describe(self, file_id: str) -> dict[str, Any]:
        """getFile: where the file can be downloaded."""
        if file_id not in self._files:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        file = self._files[file_id]
        if len(file.data) > _MOST_DOWNLOAD:
            raise bad_request("file is too big")
        return {**_named(file_id, file.data), "file_path": f"{_FOLDER}/{file_id}"}

    def uploaded_photo(self, value: Upload | str) -> list[dict[str, Any]]:
        """A photo that the bot uploads, or sends again by its id."""
        if isinstance(value, str):
            return [{**_named(value, self.get(value).data), "width": 800, "height": 800}]
        if len(value.data) > _MOST_PHOTO:
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        if not value.data.startswith(_PICTURES):
            raise bad_request("IMAGE_PROCESS_FAILED")
        return [{**self.keep(value.data, value.name, value.mime), "width": 800, "height": 800}]

    def uploaded_document(self, value: Upload | str) -> dict[str, Any]:
        """A document that the bot uploads, or sends again by its id."""
        if isinstance(value, str):
            file = self.get(value)
            return {**_named(value, file.data), "file_name": file.name, "mime_type": file.mime}
        if len(value.data) > _MOST_DOCUMENT:
            raise Refusal(413, "Request Entity Too Large")
        kept = self.keep(value.data, value.name, value.mime)
        return {**kept, "file_name": value.name, "mime_type": value.mime}


def _named(file_id: str, data: bytes) -> dict[str, Any]:
    return {"file_id": file_id, "file_unique_id": f"u-{file_id}", "file_size": len(data)}
