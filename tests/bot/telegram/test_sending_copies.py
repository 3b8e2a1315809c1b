"""A copy is built at the moment of its sending, and is stored nowhere in between."""

from dataclasses import replace

import pytest
from telegram import Bot

from bot.sandbox.telegram import LocalPerson, LocalTelegram
from bot.sandbox.telegram.faults import CutConnection, ServerError
from bot.telegram.actions import Action, EditMarked, Send, SendCopy, read_actions, write_actions
from bot.telegram.pace import Pace
from bot.telegram.performing import ChatUnreachable, Marks, Performer, TelegramUnavailable
from bot.telegram.transport import AiohttpRequest
from tests.bot.telegram.watch import Watch

COPY = SendCopy("ana", "my-data.zip", "Here it <b>is</b>", "Not now, sorry.", mark="copy")
TOO_LARGE = 50 * 1024 * 1024 + 1


async def copies(account_id: str) -> bytes | None:
    """The copies of a small house: one of Ana's, one that is too large, and no other."""
    return {"ana": b"PK all of it", "large": bytes(TOO_LARGE)}.get(account_id)


@pytest.fixture
def performer(bot: Bot, request_of_ours: AiohttpRequest, telegram: LocalTelegram) -> Performer:
    watch = Watch()
    pace = Pace(1_000_000, monotonic=watch.now, sleep=watch.sleep)
    return Performer(bot, request_of_ours, pace, copies=copies, sleep=watch.sleep)


async def test_a_copy_is_sent_as_a_file_under_its_mark(
    performer: Performer, telegram: LocalTelegram, ana: LocalPerson
) -> None:
    marks: Marks = {}
    await performer.perform(ana.id, COPY, marks)
    message = ana.newest
    assert telegram.files.get(message["document"]["file_id"]).data == b"PK all of it"
    assert message["document"]["file_name"] == "my-data.zip"
    assert message["caption"] == "Here it is"
    assert marks == {"copy": [message["message_id"]]}


async def test_nothing_is_sent_of_an_account_that_is_gone(performer: Performer, ana: LocalPerson) -> None:
    marks: Marks = {}
    await performer.perform(ana.id, Send("before"), marks)
    await performer.perform(ana.id, SendCopy("nobody", "my-data.zip", "Here", "Not now"), marks)
    assert ana.newest["text"] == "before"
    assert marks == {}


@pytest.mark.parametrize("refused", [replace(COPY, account_id="large"), replace(COPY, caption="x" * 1025)])
async def test_a_file_that_telegram_does_not_take_is_told(
    performer: Performer, ana: LocalPerson, refused: SendCopy
) -> None:
    marks: Marks = {}
    await performer.perform(ana.id, refused, marks)
    assert ana.newest["text"] == "Not now, sorry."
    assert marks == {}


async def test_a_copy_is_tried_again_after_trouble_and_told_when_it_must_wait(
    performer: Performer, telegram: LocalTelegram, ana: LocalPerson
) -> None:
    telegram.faults.next("sendDocument", CutConnection(), 2)
    await performer.perform(ana.id, COPY, {})
    assert ana.newest["caption"] == "Here it is"
    telegram.faults.next("sendDocument", ServerError(), 5)
    with pytest.raises(TelegramUnavailable):
        await performer.perform(ana.id, COPY, {})


async def test_a_chat_that_is_closed_gets_no_copy(performer: Performer, ana: LocalPerson) -> None:
    await ana.blocks_bot()
    with pytest.raises(ChatUnreachable):
        await performer.perform(ana.id, COPY, {})


async def test_what_was_promised_is_changed_in_its_place_or_said_anew(
    performer: Performer, ana: LocalPerson
) -> None:
    marks: Marks = {}
    await performer.perform(ana.id, Send("in a moment", mark="promise"), marks)
    await performer.perform(ana.id, EditMarked("promise", "it is there"), marks)
    assert not ana.sees("in a moment")
    assert ana.newest["text"] == "it is there"
    assert marks == {}
    await ana.deletes(ana.newest["message_id"])
    await performer.perform(ana.id, EditMarked("promise", "it is there again"), marks)
    assert ana.newest["text"] == "it is there again"


def test_they_come_back_from_the_database_as_they_went_in() -> None:
    actions: list[Action] = [COPY, EditMarked("promise", "it is there")]
    assert read_actions(write_actions(actions)) == actions
