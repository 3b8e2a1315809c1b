"""Notices for tests, drawn with a barcode as USCIS prints it: nothing of a real one."""

from io import BytesIO
from pathlib import Path

import zxingcpp
from PIL import Image, ImageDraw, ImageFont

RECEIPT = "IOE0912345678"
_PAPER = (1700, 2200)  # a letter at 200 dots an inch


def barcode(text: str) -> Image.Image:
    """Code 39, as on a notice."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code39)
    return Image.fromarray(code.to_image(scale=3)).convert("L")


def notice(text: str = RECEIPT, *, printed: str = "IOE-09-123-45678") -> Image.Image:
    """A letter with a barcode at its head, on paper on a darker table."""
    paper = Image.new("L", _PAPER, "white")
    bars = barcode(text)
    paper.paste(bars.resize((bars.width, 90), Image.Resampling.NEAREST), (120, 160))
    pen, font = ImageDraw.Draw(paper), ImageFont.load_default(28)
    pen.text((120, 110), "Department of Homeland Security", fill="black", font=font)
    pen.text((120, 270), f"Receipt Number {printed}", fill="black", font=font)
    for line in range(24):
        pen.text(
            (120, 420 + 60 * line), "This notice is an example and grants nothing. " * 2, fill=60, font=font
        )
    table = Image.new("L", (_PAPER[0] + 300, _PAPER[1] + 300), 90)
    table.paste(paper, (150, 150))
    return table


def as_photo(picture: Image.Image, *, turned: float = 3, size: float = 0.6, quality: int = 60) -> bytes:
    """The picture as a phone takes it and Telegram hands it on: crooked, smaller, JPEG."""
    crooked = picture.rotate(turned, Image.Resampling.BICUBIC, expand=True, fillcolor=90)
    smaller = crooked.resize((int(crooked.width * size), int(crooked.height * size)))
    return written(smaller, "JPEG", quality=quality)


def written(picture: Image.Image, kind: str, **how: object) -> bytes:
    """The picture as a file of this kind."""
    file = BytesIO()
    picture.save(file, kind, **how)
    return file.getvalue()


def on_disk(folder: Path, content: bytes) -> Path:
    """As a file, with a name that tells nothing."""
    path = folder / "received"
    path.write_bytes(content)
    return path
