"""The receipt number on a notice: found on photos and in PDFs; hostile and wrong files refused by name."""

import struct
import zlib
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from bot.cases.notice_codes import NoticeCodes, Trouble, UnreadableNotice
from bot.sandbox.clock import MovableClock
from tests.bot.cases.notices import RECEIPT, as_photo, notice, on_disk, written

JPEG, PDF = "JPEG", "PDF"


@pytest.fixture
def codes() -> NoticeCodes:
    return NoticeCodes(MovableClock())


async def read(codes: NoticeCodes, folder: Path, content: bytes) -> list[str]:
    return [each.value for each in await codes.read(on_disk(folder, content))]


PHOTOS = {
    "crooked, small and squeezed": lambda: as_photo(notice()),
    "straight": lambda: as_photo(notice(), turned=0),
    "turned the other way": lambda: as_photo(notice(), turned=-5),
    "on its side": lambda: as_photo(notice(), turned=90),
    "upside down": lambda: as_photo(notice(), turned=180),
    "as PNG": lambda: written(notice(), "PNG"),
    "as PNG that can be seen through": lambda: written(notice().convert("RGBA"), "PNG"),
    "as TIFF": lambda: written(notice().convert("1"), "TIFF"),
    "as PDF of a scanner": lambda: written(notice().convert("RGB"), PDF, resolution=200),
    "on the third page": lambda: written(
        Image.new("L", (850, 1100), "white"),
        PDF,
        save_all=True,
        append_images=[Image.new("L", (850, 1100), "white"), notice()],
    ),
    "with dashes": lambda: as_photo(notice("IOE-09-123-45678"), size=0.9),
}


@pytest.mark.parametrize("how", PHOTOS)
async def test_the_number_is_read_from_the_barcode(codes: NoticeCodes, tmp_path: Path, how: str) -> None:
    assert await read(codes, tmp_path, PHOTOS[how]()) == [RECEIPT]


async def test_a_phone_that_turned_the_picture_is_understood(codes: NoticeCodes, tmp_path: Path) -> None:
    turned = notice().transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # Orientation: the camera was held upright
    assert await read(codes, tmp_path, written(turned, JPEG, exif=exif)) == [RECEIPT]


async def test_a_number_that_is_only_printed_is_read_from_a_pdf(codes: NoticeCodes, tmp_path: Path) -> None:
    assert await read(codes, tmp_path, pdf_that_says("Receipt Number EAC-24-123-45678")) == ["EAC2412345678"]


async def test_where_no_number_stands_none_is_read(codes: NoticeCodes, tmp_path: Path) -> None:
    assert await read(codes, tmp_path, written(Image.new("L", (800, 600), "white"), JPEG)) == []
    assert await read(codes, tmp_path, as_photo(notice("A012345678"))) == []


def pdf_that_says(words: str, *, trailer: str = "") -> bytes:
    """A PDF of one page with a text layer."""
    stream = f"BT /F1 24 Tf 72 700 Td ({words}) Tj ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        "<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <{0}> /U <{0}> >>".format("ab" * 32),
    ]
    body, places = "%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    end = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{len(body)}\n%%EOF\n"
    return (body + head + end).encode()


def png_of(width: int, height: int) -> bytes:
    """A small file that unfolds to so many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    line = zlib.compress(bytes(width + 1) * min(height, 500), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", line) + chunk(b"IEND", b"")


FILES = {
    Trouble.OTHER_KIND: b"MZ\x90\x00 this program cannot be run",
    Trouble.HEIC: b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00",
    Trouble.BROKEN: as_photo(notice())[:3000],
    Trouble.LOCKED: pdf_that_says("hidden", trailer="/Encrypt 6 0 R /ID [<00> <00>]"),
    Trouble.TOO_LARGE: png_of(50_000, 50_000),
}


@pytest.mark.parametrize("trouble", FILES)
async def test_what_cannot_be_read_is_refused_by_name(
    codes: NoticeCodes, tmp_path: Path, trouble: Trouble
) -> None:
    with pytest.raises(UnreadableNotice) as refused:
        await read(codes, tmp_path, FILES[trouble])
    assert refused.value.trouble is trouble


BROKEN = {
    "nothing": b"",
    "no PDF": b"%PDF-1.7\nnothing of it is so",
    "no PNG": b"\x89PNG\r\n\x1a\n",
    "no TIFF": b"II*\x00\xff\xff\xff\xff",
    "cut off": png_of(15_000, 3_000)[:-40],
    "pages in a circle": pdf_that_says("x").replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]"),
}


@pytest.mark.parametrize("what", BROKEN)
async def test_a_file_made_to_break_its_reader_breaks_nothing(
    codes: NoticeCodes, tmp_path: Path, what: str
) -> None:
    with pytest.raises(UnreadableNotice) as refused:
        await read(codes, tmp_path, BROKEN[what])
    assert refused.value.trouble in {Trouble.BROKEN, Trouble.OTHER_KIND}
    assert await read(codes, tmp_path, as_photo(notice())) == [RECEIPT]


async def test_a_page_without_end_is_drawn_no_larger_than_others(codes: NoticeCodes, tmp_path: Path) -> None:
    endless = pdf_that_says("EAC-24-123-45678").replace(b"612 792", b"9e9 9e9")
    assert await read(codes, tmp_path, endless) == ["EAC2412345678"]


def test_the_pdf_of_these_tests_is_one() -> None:
    assert len(pypdfium2.PdfDocument(pdf_that_says("x"))) == 1
