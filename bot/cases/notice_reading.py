"""Reading a notice in a process of its own: `python -m bot.cases.notice_reading < picture`.

What comes in was sent by anybody: a picture that unfolds to gigabytes, a PDF that was made to break its
reader. So this process has little memory, little time and no secrets in its environment. It prints
one line of JSON: the texts in which a receipt number may stand, or the name of what is wrong.
"""

import contextlib
import json
import re
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    import pypdfium2
    from PIL import Image

_MEMORY = 1 << 30  # bytes
_SECONDS = 15  # of computing
_MOST_PIXELS = 50_000_000
_LONGEST_SIDE = 15_000
_LOOKED_AT = 2_600  # pixels of the longer side: a letter at 240 dots an inch
_MOST_PAGES = 3
_MOST_TEXT = 20_000  # characters of a page
_MOST_FOUND = 20
_LONGEST_FOUND = 200  # characters
_LARGEST_SCALE = 4.0  # pixels a point
_SMALL = 1_800  # pixels of the longer side: up to here thin bars are told apart when drawn twice as large
_TILTS = (0, -3, 3, -7, 7)  # degrees: a letter that lies a little crooked

_LIKE_A_RECEIPT = re.compile(r"\b[A-Z]{3}-?[0-9*][0-9]-?[0-9]{3}-?[0-9]{5}\b")
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
_PICTURES = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"II*\x00": "TIFF", b"MM\x00*": "TIFF"}


class _CannotRead(Exception):
    """What is wrong with the file, as `bot.cases.notice_codes.Trouble` calls it."""


def main() -> None:
    """Read the file on standard input."""
    _limit()
    try:
        said: dict[str, object] = {"found": _read(sys.stdin.buffer)}
    except _CannotRead as reason:
        said = {"trouble": str(reason)}
    except MemoryError:
        said = {"trouble": "too-large"}
    except Exception:
        # Whatever a reader of pictures may raise on a file that is none: it is told by one word.
        said = {"trouble": "broken"}
    sys.stdout.write(json.dumps(said))


def _limit() -> None:
    """Bound what this process may use, where the system can."""
    with contextlib.suppress(ImportError):
        import resource

        for what, most in (
            (resource.RLIMIT_AS, _MEMORY),
            (resource.RLIMIT_CPU, _SECONDS),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
        ):
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(what, (most, most))


def _read(file: BinaryIO) -> list[str]:
    """The texts that may hold a receipt number, each once."""
    head = file.read(1024)
    file.seek(0)
    if b"%PDF-" in head:
        texts = _in_document(file)
    elif kind := next((kind for start, kind in _PICTURES.items() if head.startswith(start)), None):
        texts = _in_picture(_opened(file, kind))
    else:
        raise _CannotRead("heic" if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS else "other-kind")
    found = dict.fromkeys(text[:_LONGEST_FOUND] for text in texts)
    return list(found)[:_MOST_FOUND]


# --- pictures ----------------------------------------------------------------------------------------


def _opened(file: BinaryIO, kind: str) -> "Image.Image":
    from PIL import Image, ImageOps

    # Bounded by ourselves, before anything is unfolded.
    Image.MAX_IMAGE_PIXELS = None
    picture: Image.Image = Image.open(file, formats=[kind])
    width, height = picture.size
    if width * height > _MOST_PIXELS or max(width, height) > _LONGEST_SIDE:
        raise _CannotRead("too-large")
    picture.draft("L", (_LOOKED_AT, _LOOKED_AT))  # a JPEG is unfolded no larger than needed
    return ImageOps.exif_transpose(picture)


def _in_picture(picture: "Image.Image") -> list[str]:
    """The barcodes of a picture, also of one that lies crooked."""
    from PIL import Image

    gray = _in_gray(picture)
    for times in (1, 2) if max(gray.size) <= _SMALL else (1,):
        larger = gray.resize((gray.width * times, gray.height * times), Image.Resampling.BICUBIC)
        for degrees in _TILTS:
            turned = larger.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
            if texts := _barcodes(turned):
                return texts
    return []


def _in_gray(picture: "Image.Image") -> "Image.Image":
    """In shades of gray and no larger than is looked at; what can be seen through is paper."""
    from PIL import Image

    if picture.mode in {"1", "P", "PA"}:
        picture = picture.convert("RGBA" if "transparency" in picture.info or picture.mode == "PA" else "L")
    picture.thumbnail((_LOOKED_AT, _LOOKED_AT))
    if picture.mode in {"RGBA", "LA"}:
        seen = picture.convert("RGBA")
        paper = Image.new("RGBA", seen.size, "white")
        return Image.alpha_composite(paper, seen).convert("L")
    return picture.convert("L")


def _barcodes(gray: "Image.Image") -> list[str]:
    import zxingcpp

    # Code 39 is what notices carry; Code 128 in case newer ones do.
    kinds = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.Code39, zxingcpp.BarcodeFormat.Code128])
    return [each.text for each in zxingcpp.read_barcodes(gray, formats=kinds)]


# --- documents ---------------------------------------------------------------------------------------


def _in_document(file: BinaryIO) -> list[str]:
    """What is printed or barcoded on the first pages of a PDF."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as reason:
        raise _CannotRead("locked" if "password" in str(reason).lower() else "broken") from None
    texts: list[str] = []
    for number in range(min(len(document), _MOST_PAGES)):
        page = document[number]
        texts += _printed(page)
        texts += _in_picture(_drawn(page))
    return texts


def _printed(page: "pypdfium2.PdfPage") -> Iterator[str]:
    """What looks like a receipt number in the text of a page."""
    words = page.get_textpage()
    text = words.get_text_range(0, min(words.count_chars(), _MOST_TEXT))
    yield from (each.group() for each in _LIKE_A_RECEIPT.finditer(text))


def _drawn(page: "pypdfium2.PdfPage") -> "Image.Image":
    width, height = page.get_size()
    longer = max(width, height, 1.0)
    drawn: Image.Image = page.render(scale=min(_LARGEST_SCALE, _LOOKED_AT / longer), grayscale=True).to_pil()
    return drawn


if __name__ == "__main__":
    main()
