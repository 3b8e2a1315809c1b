"""A photo or PDF of a notice in the chat: the number is read, compared, and the case added."""

import tempfile
from pathlib import Path

import pytest
from PIL import Image

from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.telegram.faults import ServerError
from tests.bot.cases.notices import RECEIPT, as_photo, notice, written
from tests.dialogues.person import PASSWORD, Person

PRINTED = "IOE-09-123-45678"


@pytest.fixture(autouse=True)
def known_case(desk: CaseDesk) -> None:
    desk.has(RECEIPT, "Case Was Received", form="I-765")


async def sends_photo(person: Person, content: bytes) -> None:
    await person.phone.sends_photo(content)
    await person.sandbox.settle()


async def sends_file(person: Person, name: str, content: bytes) -> None:
    await person.phone.sends_document(name, content)
    await person.sandbox.settle()


async def test_a_photo_leads_to_the_case(ana: Person) -> None:
    await ana.is_logged_in()
    await sends_photo(ana, as_photo(notice()))
    assert PRINTED in ana.last
    assert "compare it with your letter" in ana.last
    await ana.presses("Yes, that is it")
    assert ana.sees("Found it. From now on we watch this case for you.")


async def test_where_the_number_is_asked_for_a_pdf_answers_too(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.sends("/link")
    await sends_file(ana, "scan", written(notice().convert("RGB"), "PDF", resolution=200))
    assert PRINTED in ana.last
    await ana.presses("Type the number")
    assert "What is the receipt number" in ana.last


async def test_the_content_counts_and_not_the_name(ana: Person) -> None:
    await ana.is_logged_in()
    await sends_file(ana, "letter.exe", as_photo(notice()))
    assert PRINTED in ana.last
    await ana.presses("Cancel")
    await sends_file(ana, "letter.pdf", b"MZ\x90\x00")
    assert "This is something else" in ana.last


async def test_a_photo_without_a_number_gets_three_hints_and_another_way(ana: Person) -> None:
    await ana.is_logged_in()
    await sends_photo(ana, written(Image.new("L", (640, 480), "gray"), "JPEG"))
    assert ana.last.count("•") == 3
    await ana.presses("Type the number")
    await ana.sends(RECEIPT)
    assert ana.sees("Found it.")


async def test_a_further_page_without_a_number_takes_nothing_away(ana: Person) -> None:
    await ana.is_logged_in()
    await sends_photo(ana, as_photo(notice()))
    await sends_photo(ana, written(Image.new("L", (640, 480), "gray"), "JPEG"))
    assert PRINTED in ana.last
    await ana.presses("Yes, that is it")
    assert ana.sees("Found it.")


async def test_the_numbers_of_two_letters_are_offered_together(ana: Person) -> None:
    await ana.is_logged_in()
    await sends_photo(ana, as_photo(notice()))
    await sends_photo(ana, as_photo(notice("EAC2412345678")))
    assert ana.last.startswith("I read several numbers")
    assert {PRINTED, "EAC-24-123-45678"} <= set(ana.labels)


async def test_a_file_beyond_what_telegram_hands_over_is_said_to_be(ana: Person) -> None:
    await ana.is_logged_in()
    await sends_file(ana, "film.pdf", b"%PDF-" + bytes(20 * 1024 * 1024))
    assert "more than 20 megabytes" in ana.last


async def test_nothing_of_the_picture_is_kept(
    ana: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ana.is_logged_in()
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    await sends_photo(ana, as_photo(notice()))
    assert "I do not keep the picture" in ana.last
    assert list(folder.iterdir()) == []


async def test_a_locked_account_is_opened_first_and_the_picture_asked_for_again(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.sandbox.passes(minutes=61)
    await sends_photo(ana, as_photo(notice()))
    assert not ana.sees(PRINTED)
    await ana.sends(PASSWORD)
    assert "Please send the picture once more" in ana.last
    await sends_photo(ana, as_photo(notice()))
    assert PRINTED in ana.last


async def test_a_picture_that_telegram_does_not_hand_over_is_said_to_be(
    sandbox: Sandbox, ana: Person
) -> None:
    await ana.is_logged_in()
    sandbox.telegram.faults.next("getFile", ServerError())
    await sends_photo(ana, as_photo(notice()))
    assert "Telegram did not hand me the file" in ana.last
    await sends_photo(ana, as_photo(notice()))
    assert PRINTED in ana.last


async def test_who_has_no_account_open_is_not_read(ana: Person) -> None:
    await ana.starts()
    await sends_photo(ana, as_photo(notice()))
    assert not ana.sees(PRINTED)


async def test_it_is_said_in_spanish_too(luz: Person) -> None:
    await luz.is_logged_in_in_spanish()
    await sends_photo(luz, as_photo(notice()))
    assert "Compárelo con su carta" in luz.last
    await luz.presses("Sí, es ese")
    assert PRINTED in luz.last
