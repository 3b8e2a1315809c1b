"""The fonts that pictures are drawn with, and what they can show.

DejaVu Sans covers Latin with all its accents, Vietnamese, Greek, Cyrillic and Arabic letters. It ships with
the project, under the licence beside it: no machine's own fonts are relied upon.
"""

from functools import cache
from pathlib import Path

from PIL import ImageFont

_FOLDER = Path(__file__).parent / "fonts"
_NOWHERE = "\U0010fffe"  # never a character, so drawn as "not there"
_PROBE_SIZE = 20


@cache
def regular(size: int) -> ImageFont.FreeTypeFont:
    """The font of running text, so many pixels high."""
    return ImageFont.truetype(_FOLDER / "DejaVuSans.ttf", size)


@cache
def bold(size: int) -> ImageFont.FreeTypeFont:
    """The font of headings, so many pixels high."""
    return ImageFont.truetype(_FOLDER / "DejaVuSans-Bold.ttf", size)


def can_show(text: str) -> bool:
    """Whether both fonts have every character of `text`; if not, words say it better than boxes."""
    return all(_has(character) for character in set(text) if not character.isspace())


@cache
def _has(character: str) -> bool:
    return all(
        bytes(font.getmask(character)) != bytes(font.getmask(_NOWHERE))
        for font in (regular(_PROBE_SIZE), bold(_PROBE_SIZE))
    )
