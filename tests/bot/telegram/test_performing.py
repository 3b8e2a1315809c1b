"""Each way in which Telegram does, refuses, delays or garbles what it is asked to do."""

from collections.abc import Callable

import pytest
from telegram import Bot

from bot.sandbox.telegram import LocalPerson, LocalTelegram
from bot.sandbox.telegram.faults import (
    CutAfterDoing,
    CutConnection,
    Fault,
    Garbage,
    ServerError,
    TooManyRequests,
)
from bot.telegram.actions import (
    Action,
    AnswerPress,
    Delete,
    DeleteMarked,
    Edit,
    RemoveKeyboard,
    Send,
    SendPhoto,
    read_actions,
    write_actions,
)
from bot.telegram.pace import Pace
from bot.telegram.performing import ChatUnreachable, Marks, Performer, TelegramUnavailable
from bot.telegram.qr import qr_picture
from bot.telegram.transport import AiohttpRequest
from tests.bot.telegram.watch import Watch

BUTTONS = {"inline_keyboard": [[{"text": "My cases", "callback_data": "cases"}]]}
QR = qr_picture("otpauth://totp/Casebell")


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def performer(bot: Bot, request_of_ours: AiohttpRequest, watch: Watch, telegram: LocalTelegram) -> Performer:
    pace = Pace(1_000_000, monotonic=watch.now, sleep=watch.sleep)
    return Performer(bot, request_of_ours, pace, sleep=watch.sleep)


async def perform(performer: Performer, person: LocalPerson, *actions: Action) -> Marks:
    marks: Marks = {}
    for action in actions:
        await performer.perform(person.id, action, marks)
    return marks


async def test_a_message_arrives_with_its_markup_and_buttons(performer: Performer, ana: LocalPerson) -> None:
    await perform(performer, ana, Send("<b>Ana &amp; Bo</b>", BUTTONS, protect=True))

    assert ana.newest["text"] == "Ana & Bo"
    assert ana.newest["entities"][0]["type"] == "bold"
    assert ana.newest["has_protected_content"]
    assert ana.sees("[My cases]")


async def test_a_picture_arrives_with_its_caption(performer: Performer, ana: LocalPerson) -> None:
    marks = await perform(performer, ana, SendPhoto.of(QR, "Scan <i>this</i>", markup=BUTTONS, mark="secret"))

    assert ana.sees("(photo) Scan this")
    assert marks == {"secret": [ana.newest["message_id"]]}


async def test_a_message_changes_in_its_place(performer: Performer, ana: LocalPerson) -> None:
    await perform(performer, ana, Send("one", BUTTONS))
    number = ana.newest["message_id"]
    await perform(performer, ana, Edit(number, "two"), Edit(number, "two"))

    assert (ana.newest["message_id"], ana.newest["text"]) == (number, "two")


async def test_a_change_to_a_message_that_is_gone_is_said_anew(
    performer: Performer, ana: LocalPerson
) -> None:
    marks = await perform(performer, ana, Edit(999_999, "the case", BUTTONS, mark="kept"))

    assert ana.newest["text"] == "the case"
    assert marks == {"kept": [ana.newest["message_id"]]}


async def test_a_message_is_deleted_and_one_that_is_gone_needs_no_word(
    performer: Performer, ana: LocalPerson
) -> None:
    number = await ana.sends("a password")
    await perform(performer, ana, Delete(number, "Please delete it."), Delete(number, "Please delete it."))

    assert not ana.sees("a password")
    assert not ana.sees("Please delete it")


async def test_where_a_message_may_not_be_deleted_the_person_is_asked_to(
    performer: Performer, ana: LocalPerson, clock: object
) -> None:
    number = await ana.sends("a password")
    ana.chat.messages[number]["date"] -= 49 * 3600
    await perform(performer, ana, Delete(number, "Please delete it."))

    assert ana.sees("Please delete it.")


async def test_marked_messages_are_deleted_together(performer: Performer, ana: LocalPerson) -> None:
    codes = [Send(f"code {number}", mark="codes") for number in range(3)]
    marks = await perform(performer, ana, *codes, Send("stays", mark="other"), DeleteMarked("codes"))

    assert not ana.sees("code")
    assert marks == {"other": [ana.newest["message_id"]]}


async def test_marked_messages_that_could_not_be_deleted_are_still_known(
    performer: Performer, telegram: LocalTelegram, ana: LocalPerson
) -> None:
    marks = await perform(performer, ana, Send("one", mark="codes"), Send("two", mark="codes"))
    _, second = marks["codes"]
    await performer.perform(ana.id, DeleteMarked("nothing"), marks)
    telegram.faults.next("deleteMessage", ServerError(), 5)
    with pytest.raises(TelegramUnavailable):
        await performer.perform(ana.id, DeleteMarked("codes"), marks)
    assert len(marks["codes"]) == 2

    await performer.perform(ana.id, DeleteMarked("codes"), marks)
    assert second in ana.chat.deleted
    assert marks == {}


@pytest.mark.parametrize(
    "courtesy",
    [AnswerPress("unknown", "Too late"), RemoveKeyboard(999_999)],
    ids=lambda it: type(it).__name__,
)
@pytest.mark.parametrize(
    "fault", [None, TooManyRequests(9), ServerError(), Garbage(), CutConnection()], ids=lambda it: str(it)
)
async def test_a_courtesy_that_is_refused_stops_nothing(
    performer: Performer, telegram: LocalTelegram, ana: LocalPerson, courtesy: Action, fault: Fault | None
) -> None:
    if fault:
        method = "answerCallbackQuery" if isinstance(courtesy, AnswerPress) else "editMessageReplyMarkup"
        telegram.faults.next(method, fault)
    await perform(performer, ana, courtesy, Send("and on"))

    assert ana.newest["text"] == "and on"


async def test_a_courtesy_in_a_chat_that_blocked_the_bot_is_no_error(
    performer: Performer, ana: LocalPerson
) -> None:
    await perform(performer, ana, Send("one", BUTTONS))
    await ana.blocks_bot()

    await perform(performer, ana, RemoveKeyboard(ana.newest["message_id"]))


@pytest.mark.parametrize("fault", [ServerError(502), ServerError(500), Garbage(), CutConnection()])
async def test_a_telegram_that_stumbles_is_asked_again(
    performer: Performer, telegram: LocalTelegram, watch: Watch, ana: LocalPerson, fault: Fault
) -> None:
    telegram.faults.next("sendMessage", fault, 4)
    await perform(performer, ana, Send("hello"))

    assert [each["text"] for each in ana.chat.visible if each["from"]["is_bot"]] == ["hello"]
    assert watch.slept == [0.5, 1.0, 2.0, 4.0]


@pytest.mark.parametrize("fault", [ServerError(), CutConnection()])
async def test_a_telegram_that_is_away_is_told_by_name(
    performer: Performer, telegram: LocalTelegram, ana: LocalPerson, fault: Fault
) -> None:
    telegram.faults.next("sendMessage", fault, 5)
    with pytest.raises(TelegramUnavailable):
        await perform(performer, ana, Send("hello"))


async def test_an_answer_that_is_cut_off_is_rather_said_twice_than_not(
    performer: Performer, telegram: LocalTelegram, ana: LocalPerson
) -> None:
    telegram.faults.next("sendMessage", CutAfterDoing())
    await perform(performer, ana, Send("hello"))

    assert [each["text"] for each in ana.chat.visible if each["from"]["is_bot"]] == ["hello", "hello"]


async def test_too_many_requests_are_waited_out_to_the_second(
    performer: Performer, telegram: LocalTelegram, watch: Watch, ana: LocalPerson
) -> None:
    telegram.faults.next("sendMessage", TooManyRequests(17))
    await perform(performer, ana, Send("hello"))

    assert ana.newest["text"] == "hello"
    assert watch.slept == [17.0]


async def test_a_wait_that_is_too_long_is_left_to_later(
    performer: Performer, telegram: LocalTelegram, watch: Watch, ana: LocalPerson
) -> None:
    telegram.faults.next("sendMessage", TooManyRequests(300))
    with pytest.raises(TelegramUnavailable) as told:
        await perform(performer, ana, Send("hello"))

    assert told.value.retry_after == 300
    assert watch.slept == []


async def test_what_goes_by_itself_waits_nowhere_for_a_chat_that_has_to_pause(
    performer: Performer, telegram: LocalTelegram, watch: Watch, ana: LocalPerson, bo: LocalPerson
) -> None:
    telegram.faults.next("sendMessage", TooManyRequests(3))
    for _ in range(2):
        with pytest.raises(TelegramUnavailable) as told:
            await performer.send_by_itself(ana.id, Send("news"))
        assert told.value.retry_after == 3
    await performer.send_by_itself(bo.id, Send("news"))
    assert watch.slept == []
    assert bo.sees("news")

    watch.seconds += 3
    await performer.send_by_itself(ana.id, Send("news"))
    assert ana.sees("news")


async def blocks(telegram: LocalTelegram, person: LocalPerson) -> None:
    await person.blocks_bot()


async def vanishes(telegram: LocalTelegram, person: LocalPerson) -> None:
    del telegram.chats[person.id]


@pytest.mark.parametrize("leaves", [blocks, vanishes])
@pytest.mark.parametrize("action", [Send("hello"), SendPhoto.of(QR, "hello"), Edit(1, "hello")])
async def test_a_chat_that_is_closed_is_told_by_name(
    performer: Performer,
    telegram: LocalTelegram,
    ana: LocalPerson,
    leaves: Callable[[LocalTelegram, LocalPerson], object],
    action: Action,
) -> None:
    await leaves(telegram, ana)  # type: ignore[misc]

    with pytest.raises(ChatUnreachable):
        await perform(performer, ana, action)


@pytest.mark.parametrize(
    ("faulty", "seen"),
    [
        (Send("<b>Case <i>approved</b>", BUTTONS), "Case approved"),
        (Send("Approved &amp; <unknown>mailed</unknown>"), "Approved & mailed"),
        (Send("word " * 1_000), ("word " * 1_000)[:4096].strip()),
        (Send("Pick one", {"inline_keyboard": [[{"text": "x", "callback_data": "y" * 65}]]}), "Pick one"),
        (SendPhoto.of(b"no picture", "Type <i>this</i> key", markup=BUTTONS), "Type this key"),
        (SendPhoto.of(QR, "<b>Type <i>this</b> key"), "Type this key"),
    ],
    ids=["tags", "unknown tag", "too long", "button", "picture", "caption"],
)
async def test_a_message_that_telegram_finds_fault_with_arrives_plain_rather_than_not_at_all(
    performer: Performer, ana: LocalPerson, faulty: Action, seen: str
) -> None:
    marks = await perform(performer, ana, faulty, Send("and on", mark="on"))

    texts = [
        str(each.get("text", each.get("caption"))) for each in ana.chat.visible if each["from"]["is_bot"]
    ]
    assert [each.strip() for each in texts] == [seen, "and on"]
    assert len(marks["on"]) == 1


async def test_a_message_that_cannot_be_sent_at_all_holds_up_nothing(
    performer: Performer, ana: LocalPerson
) -> None:
    await perform(performer, ana, Send("<b></b>"), Send("and on"))

    assert [each["text"] for each in ana.chat.visible if each["from"]["is_bot"]] == ["and on"]


def test_actions_come_back_from_the_database_as_they_went_in() -> None:
    actions: list[Action] = [
        Send("one", BUTTONS, protect=True, mark="mark"),
        SendPhoto.of(QR, "two"),
        Edit(1, "three"),
        Delete(2, "four"),
        DeleteMarked("mark"),
        RemoveKeyboard(3),
        AnswerPress("5", None),
    ]

    assert read_actions(write_actions(actions)) == actions
