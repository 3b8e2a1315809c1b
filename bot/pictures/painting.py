"""Painting a timeline with Pillow."""

import io
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PIL import Image, ImageDraw
from PIL.ImageFont import FreeTypeFont

from bot.pictures.fonts_at_hand import bold, can_show, regular
from bot.pictures.timeline import MOST_STEPS, CannotDraw, PictureStep, TimelineWords, When

WIDTH = 1080
"""Pixels; what a phone shows without making it smaller."""
_MOST_LINES = 4  # of one step

# Contrast on white: ink 16.5, blue 6.6, grey 6.0. WCAG 2.2 (1.4.3) asks for 4.5.
PAPER, INK, BLUE, GREY, RULE = "#ffffff", "#1b1f24", "#0b5cad", "#5a6270", "#c9ced6"

_MARGIN, _RAIL, _TEXT = 64, 88, 150
_HEADING, _BODY, _SMALL = 46, 36, 30
_DOT, _GAP, _LINE = 15, 40, 1.32


def draw_timeline(words: TimelineWords) -> bytes:
    """The picture as PNG, at most `MOST_STEPS` steps of it. The same words give the same bytes.

    Raises CannotDraw. Takes some 50 ms of a core: to be called in a thread.
    """
    steps = list(words.steps)[:MOST_STEPS]
    if not can_show("".join([words.heading, words.note, *(step.text + step.day for step in steps)])):
        raise CannotDraw("no font at hand has all characters")
    blocks = [_Block(step, _wrapped(step.text, _font(_BODY, step.when is When.NOW))) for step in steps]
    heading = _wrapped(words.heading, bold(_HEADING), WIDTH - 2 * _MARGIN)
    note = _wrapped(words.note, regular(_SMALL), WIDTH - 2 * _MARGIN)
    top = _MARGIN + _height(len(heading), _HEADING) + _GAP
    height = top + sum(block.height + _GAP for block in blocks) + _height(len(note), _SMALL) + _MARGIN
    picture = Image.new("RGB", (WIDTH, height), PAPER)
    pen = ImageDraw.Draw(picture)
    _write(pen, heading, _MARGIN, _MARGIN, _HEADING, INK, is_bold=True)
    _rail(pen, blocks, top)
    y = top
    for block in blocks:
        _step(pen, block, y)
        y += block.height + _GAP
    _write(pen, note, _MARGIN, y, _SMALL, GREY)
    return _png(picture)


@dataclass(frozen=True)
class _Block:
    """A step, and its text in lines."""

    step: PictureStep
    lines: Sequence[str]

    @property
    def height(self) -> int:
        return _height(len(self.lines), _BODY) + (_height(1, _SMALL) if self.step.day else 0)


def _step(pen: ImageDraw.ImageDraw, block: _Block, y: int) -> None:
    when = block.step.when
    colour = {When.PAST: INK, When.NOW: BLUE, When.AHEAD: GREY}[when]
    middle = y + _height(1, _BODY) // 2
    box = (_RAIL - _DOT, middle - _DOT, _RAIL + _DOT, middle + _DOT)
    # Told apart by form as well as by colour: full, full within a ring, hollow.
    if when is When.NOW:
        pen.ellipse((box[0] - 10, box[1] - 10, box[2] + 10, box[3] + 10), PAPER, BLUE, 4)
    pen.ellipse(box, PAPER if when is When.AHEAD else colour, colour, 4)
    _write(pen, block.lines, _TEXT, y, _BODY, colour, is_bold=when is When.NOW)
    if block.step.day:
        _write(pen, [block.step.day], _TEXT, y + _height(len(block.lines), _BODY), _SMALL, GREY)


def _rail(pen: ImageDraw.ImageDraw, blocks: Sequence[_Block], top: int) -> None:
    """The line that joins the dots, dashed where it leads ahead."""
    y, half = top, _height(1, _BODY) // 2
    for block, after in pairwise(blocks):
        end = y + block.height + _GAP
        if after.step.when is When.AHEAD:
            for dash in range(y + half, end + half, 20):
                pen.line((_RAIL, dash, _RAIL, min(dash + 10, end + half)), RULE, 5)
        else:
            pen.line((_RAIL, y + half, _RAIL, end + half), RULE, 5)
        y = end


def _wrapped(text: str, font: FreeTypeFont, room: int = WIDTH - _TEXT - _MARGIN) -> list[str]:
    """The text in lines of at most `room` pixels; what is too much for `_MOST_LINES` ends in an ellipsis."""
    lines: list[str] = []
    rest = " ".join(text.split())
    while rest and len(lines) < _MOST_LINES:
        fits = _fitting(rest, font, room)
        lines.append(rest[:fits].rstrip())
        rest = rest[fits:].lstrip()
    if rest:
        last = lines[-1]
        while last and font.getlength(f"{last}…") > room:
            last = last[:-1]
        lines[-1] = f"{last.rstrip()}…"
    return lines


def _fitting(text: str, font: FreeTypeFont, room: int) -> int:
    """How many characters fit into a line: whole words where there is one that does."""
    if font.getlength(text) <= room:
        return len(text)
    widths = range(1, len(text) + 1)
    most = bisect_right(widths, room, key=lambda count: round(font.getlength(text[:count])))
    space = text.rfind(" ", 0, most + 1)
    return space if space > 0 else max(1, most)


def _font(size: int, is_bold: bool) -> FreeTypeFont:
    return bold(size) if is_bold else regular(size)


def _height(lines: int, size: int) -> int:
    return round(lines * size * _LINE)


def _write(
    pen: ImageDraw.ImageDraw,
    lines: Sequence[str],
    x: int,
    y: int,
    size: int,
    colour: str,
    *,
    is_bold: bool = False,
) -> None:
    font = _font(size, is_bold)
    for number, line in enumerate(lines):
        pen.text((x, y + _height(number, size)), line, colour, font)


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.quantize(64, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()
