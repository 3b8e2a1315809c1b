"""Files up and down, whole and within Telegram's bounds."""

import io

import pytest
from telegram import Bot, InputFile
from telegram.error import BadRequest, TelegramError

from bot.sandbox.telegram import LocalPerson, LocalTelegram
from tests.bot.sandbox.telegram.bot_end import TOKEN, Line

PNG = b"\x89PNG\r\n\x1a\n and what follows"
A_MEGABYTE = 1024 * 1024


async def test_what_a_person_sends_is_downloaded_byte_for_byte(
    bot: Bot, line: Line, ana: LocalPerson
) -> None:
    data = bytes(range(256)) * 10
    await ana.sends_document("notice.pdf", data, "my notice", mime="application/pdf")
    (update,) = await line.does("getUpdates")
    document = update["message"]["document"]
    assert (document["file_name"], document["mime_type"]) == ("notice.pdf", "application/pdf")
    assert (document["file_size"], update["message"]["caption"]) == (len(data), "my notice")
    file = await bot.get_file(document["file_id"])
    assert bytes(await file.download_as_bytearray()) == data


async def test_a_photo_has_sizes_and_a_sticker_is_a_sticker(line: Line, ana: LocalPerson) -> None:
    await ana.sends_photo(PNG)
    await ana.sends_sticker()
    photo, sticker = [each["message"] for each in await line.does("getUpdates")]
    assert photo["photo"][-1]["file_size"] == len(PNG)
    assert "caption" not in photo
    assert sticker["sticker"]["type"] == "regular"


async def test_what_the_library_sends_is_seen_and_can_be_sent_again_by_its_id(
    bot: Bot, telegram: LocalTelegram, ana: LocalPerson
) -> None:
    sent = await bot.send_document(
        ana.id, InputFile(io.BytesIO(b"a,b"), "cases.csv"), caption="<b>All</b>", parse_mode="HTML"
    )
    assert sent.document is not None
    again = await bot.send_document(ana.id, sent.document.file_id)
    assert again.document is not None
    assert telegram.files.get(again.document.file_id).data == b"a,b"
    photo = await bot.send_photo(ana.id, PNG, caption="scan me")
    assert telegram.files.get(photo.photo[-1].file_id).data == PNG
    assert ana.screen.splitlines()[1:] == [
        "bot: (file: cases.csv) All",
        "bot: (file: cases.csv) ",
        "bot: (photo) scan me",
    ]


async def test_a_caption_is_measured_after_parsing(bot: Bot, ana: LocalPerson) -> None:
    await bot.send_photo(ana.id, PNG, caption=f"<b>{'x' * 1024}</b>", parse_mode="HTML")
    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.send_photo(ana.id, PNG, caption="x" * 1025)


async def test_what_is_no_picture_is_no_photo(bot: Bot, ana: LocalPerson) -> None:
    with pytest.raises(BadRequest, match=r"(?i)image_process_failed"):
        await bot.send_photo(ana.id, b"%PDF-1.7")
    assert ana.screen == "me: /start"


async def test_beyond_its_bound_a_file_is_neither_sent_nor_downloaded(
    bot: Bot, line: Line, ana: LocalPerson
) -> None:
    with pytest.raises(TelegramError, match=r"(?i)entity too large"):
        await bot.send_document(ana.id, bytes(50 * A_MEGABYTE + 1))
    with pytest.raises(BadRequest):
        await bot.send_photo(ana.id, PNG + bytes(10 * A_MEGABYTE))
    await ana.sends_document("large.pdf", bytes(20 * A_MEGABYTE + 1))
    (update,) = await line.does("getUpdates")
    refusal = await line.refusal("getFile", file_id=update["message"]["document"]["file_id"])
    assert refusal == "400 Bad Request: file is too big"


async def test_an_unknown_file_is_nowhere(line: Line, ana: LocalPerson) -> None:
    refusal = await line.refusal("getFile", file_id="file-99")
    assert refusal == "400 Bad Request: wrong file_id or the file is temporarily unavailable"
    refusal = await line.refusal("sendDocument", chat_id=ana.id, document="file-99")
    assert refusal == "400 Bad Request: wrong file identifier/HTTP URL specified"
    for path in ("documents/file-99", "elsewhere/file-1", "documents/../documents/file-1"):
        async with line.session.get(f"{line.url}/file/bot{TOKEN}/{path}") as response:
            assert response.status == 404


async def test_a_file_that_is_missing_from_the_form_is_missing(line: Line, ana: LocalPerson) -> None:
    refusal = await line.refusal("sendDocument", chat_id=ana.id, document="attach://nowhere")
    assert refusal == "400 Bad Request: there is no document in the request"


async def test_the_oldest_files_are_forgotten_beyond_a_bound(
    telegram: LocalTelegram, ana: LocalPerson
) -> None:
    for number in range(5):
        await ana.sends_document(f"{number}.bin", bytes(45 * A_MEGABYTE))
    kept = [message["document"]["file_id"] for message in ana.chat.visible[1:]]
    assert telegram.files.at(f"documents/{kept[0]}") is None
    assert telegram.files.at(f"documents/{kept[-1]}") is not None
