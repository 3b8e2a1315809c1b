"""The timeline as a picture: to be read on a phone, by anybody, in every language that we speak."""

import io
import unicodedata
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from PIL import Image

from bot.pictures.fonts_at_hand import can_show
from bot.pictures.painting import BLUE, GREY, INK, PAPER, WIDTH, draw_timeline
from bot.pictures.timeline import MOST_STEPS, CannotDraw, PictureStep, TimelineWords, When

TEXTS = Path(__file__).parents[3] / "bot" / "texts"
LANGUAGES = sorted(path.name for path in TEXTS.iterdir() if (path / "common.po").exists())


def words(*steps: PictureStep, note: str = "Typical order.") -> TimelineWords:
    return TimelineWords("I-485 · …3403", steps, note)


def step(text: str = "Case Was Received", day: str = "May 3, 2026", when: When = When.PAST) -> PictureStep:
    return PictureStep(text, day, when)


def opened(png: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(png))
    picture.load()
    return picture


def test_it_is_a_small_png_as_wide_as_a_phone_shows() -> None:
    png = draw_timeline(words(step(), step("Interview", "", When.NOW), step("Decision", "", When.AHEAD)))
    picture = opened(png)
    assert picture.format == "PNG"
    assert picture.width == WIDTH
    assert picture.height < 2 * WIDTH
    assert len(png) < 100_000


def test_the_same_words_give_the_same_bytes() -> None:
    assert draw_timeline(words(step())) == draw_timeline(words(step()))
    assert draw_timeline(words(step())) != draw_timeline(words(step("Case Was Approved")))


def test_however_much_there_is_it_stays_within_what_telegram_takes() -> None:
    """Bot API, sendPhoto: width and height together at most 10,000, their ratio at most 20."""
    long = step("Request for Additional Evidence Was Sent " * 20, "W" * 200, When.NOW)
    picture = opened(draw_timeline(words(*[long] * (MOST_STEPS + 20), note="Typical order. " * 100)))
    assert picture.width + picture.height < 10_000
    assert picture.height / picture.width < 20


def test_a_word_longer_than_a_line_is_parted_rather_than_cut_off() -> None:
    assert (
        opened(draw_timeline(words(step("W" * 60)))).height > opened(draw_timeline(words(step("W")))).height
    )


def test_what_no_font_has_is_not_drawn_as_boxes() -> None:
    assert can_show("Évaluation áéíóúñ¿¡ Đơn Заявление طلب")
    assert not can_show("案件")
    with pytest.raises(CannotDraw):
        draw_timeline(words(step("案件已收到")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_character_of_every_catalogue_can_be_shown(language: str) -> None:
    said = "".join(
        str(message.string)
        for path in (TEXTS / language).glob("*.po")
        for message in read_po(path.open("rb"))
        if message.id
    )
    letters = {each for each in said if unicodedata.category(each) not in ("So", "Mn", "Cf")}
    assert not {each for each in letters if not can_show(each)}


@pytest.mark.parametrize("colour", [INK, BLUE, GREY])
def test_every_colour_can_be_read_on_the_paper(colour: str) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1."""
    assert contrast(colour, PAPER) >= 4.5


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
