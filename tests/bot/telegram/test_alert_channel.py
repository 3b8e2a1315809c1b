"""Deliveries by Telegram."""

from datetime import timedelta

import pytest

from bot.alerts.kinds import Kind
from bot.alerts.sending import Refused, TryLater
from bot.sandbox.clock import MovableClock
from bot.sandbox.telegram import LocalPerson, LocalTelegram
from bot.sandbox.telegram.faults import ServerError, TooManyRequests
from bot.telegram.actions import Send
from bot.telegram.alert_channel import Alert, TelegramChannel
from storage.deliveries import DueDelivery
from tests.bot.telegram.conftest import Opens
from tests.bot.telegram.process import Process


class Words:
    """Puts alerts into words; of what is over there is nothing to say."""

    async def screen(self, alert: Alert) -> Send | None:
        return None if alert.body["title"] == "over" else Send(alert.body["title"])


def channel_of(process: Process) -> TelegramChannel:
    async def note_blocked(chat_id: int) -> None:
        process.blocked.append(chat_id)

    return TelegramChannel(process.performer, process.inbox, Words(), note_blocked)


def delivery(clock: MovableClock, chat_id: int | None, title: str = "news", **options: str) -> DueDelivery:
    account = options.get("account_id", "ana") or None
    return DueDelivery(
        "1", 1, Kind.CASE_CHANGED, "telegram", account, None, chat_id, {"title": title}, 1, clock.now(), None
    )


async def test_an_alert_arrives(opens: Opens, clock: MovableClock, ana: LocalPerson) -> None:
    await channel_of(opens()).deliver(delivery(clock, ana.id))

    assert ana.newest["text"] == "news"


async def test_of_what_is_over_nothing_is_said(opens: Opens, clock: MovableClock, ana: LocalPerson) -> None:
    channel = channel_of(opens())
    for each in (
        delivery(clock, ana.id, "over"),
        delivery(clock, None),
        delivery(clock, ana.id, account_id=""),
    ):
        with pytest.raises(Refused):
            await channel.deliver(each)

    assert not [each for each in ana.chat.visible if each["from"]["is_bot"]]


async def test_a_chat_that_blocked_the_bot_is_noted(
    opens: Opens, clock: MovableClock, ana: LocalPerson
) -> None:
    await ana.blocks_bot()
    process = opens()

    with pytest.raises(Refused):
        await channel_of(process).deliver(delivery(clock, ana.id))
    assert process.blocked == [ana.id]


async def test_a_telegram_that_wants_to_be_left_alone_is_obeyed_to_the_second(
    opens: Opens, clock: MovableClock, telegram: LocalTelegram, ana: LocalPerson
) -> None:
    telegram.faults.next("sendMessage", TooManyRequests(19))

    with pytest.raises(TryLater) as told:
        await channel_of(opens()).deliver(delivery(clock, ana.id))
    assert told.value.after == timedelta(seconds=19)


async def test_a_telegram_that_is_away_is_tried_later(
    opens: Opens, clock: MovableClock, telegram: LocalTelegram, ana: LocalPerson
) -> None:
    telegram.faults.next("sendMessage", ServerError(), 5)

    with pytest.raises(TryLater):
        await channel_of(opens()).deliver(delivery(clock, ana.id))
