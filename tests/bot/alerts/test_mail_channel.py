"""Deliveries by e-mail, to a real server that takes, refuses, hangs up or cuts in the middle."""

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta

import pytest

from bot.alerts.mail_channel import MailChannel
from bot.alerts.sending import OutcomeUnknown, Refused, Sender, TryLater
from bot.mail.message import Letter, Letterhead
from bot.mail.smtp import MailServer, MailServerSettings, Security
from bot.sandbox.clock import MovableClock
from bot.sandbox.mailbox import Mailbox
from storage import deliveries
from storage.database import Database
from storage.deliveries import DueDelivery, NewDelivery
from storage.ids import Ids

ADDRESS = "ana@example.org"
MINUTE = timedelta(minutes=1)


class Words:
    """Puts deliveries into words: one kind of them has none."""

    def letter(self, kind: str, body: Mapping[str, str]) -> Letter | None:
        if kind == "chat-only":
            return None
        return Letter(subject="News", paragraphs=(body["title"],), language="en")


@pytest.fixture
async def mailbox(clock: MovableClock) -> AsyncIterator[Mailbox]:
    mailbox = Mailbox(clock)
    await mailbox.start()
    yield mailbox
    await mailbox.stop()


@pytest.fixture
def channel(mailbox: Mailbox, clock: MovableClock) -> MailChannel:
    server = MailServer(MailServerSettings(mailbox.host, mailbox.port, Security.NONE, timeout=5))
    return MailChannel(server, Letterhead("Casebell", "casebell@example.org", clock), Words())


@pytest.fixture
def delivery(clock: MovableClock) -> DueDelivery:
    body = {"address": ADDRESS, "title": "Your case has news."}
    return DueDelivery("delivery1", 1, "news", "email", None, None, None, body, 1, clock.now(), None)


async def put(database: Database, clock: MovableClock) -> None:
    body = {"address": ADDRESS, "title": "Your case has news."}
    async with database.transaction() as tx:
        new = [NewDelivery(once_key="one", kind="news", channel="email", body=body)]
        await deliveries.add_deliveries(tx, Ids(), clock.now(), new)


async def test_a_letter_arrives_and_can_be_known_again(
    channel: MailChannel, mailbox: Mailbox, delivery: DueDelivery
) -> None:
    await channel.deliver(delivery)

    letter = await mailbox.letter_to(ADDRESS)
    assert "Your case has news." in letter.text
    assert letter.headers["Message-ID"] == "<delivery1@example.org>"


async def test_what_has_no_words_for_a_mail_is_not_sent(
    channel: MailChannel, mailbox: Mailbox, delivery: DueDelivery, clock: MovableClock
) -> None:
    silent = DueDelivery("two", 1, "chat-only", "email", None, None, None, {}, 1, clock.now(), None)
    with pytest.raises(Refused):
        await channel.deliver(silent)

    assert mailbox.messages == []


@pytest.mark.parametrize("code", [550, 553, 554])
async def test_an_address_that_is_refused_for_good_is_told_without_the_address(
    channel: MailChannel, mailbox: Mailbox, delivery: DueDelivery, code: int
) -> None:
    mailbox.refuses(ADDRESS, code)

    with pytest.raises(Refused, match=rf"^the mail server refused it with {code}$"):
        await channel.deliver(delivery)


@pytest.mark.parametrize("code", [421, 450, 451, 452])
async def test_a_server_that_asks_to_come_later_is_obeyed(
    channel: MailChannel, mailbox: Mailbox, delivery: DueDelivery, code: int
) -> None:
    mailbox.refuses(ADDRESS, code)
    with pytest.raises(TryLater) as told:
        await channel.deliver(delivery)

    assert told.value.after >= MINUTE


async def test_a_server_that_hangs_up_is_tried_later(
    channel: MailChannel, mailbox: Mailbox, delivery: DueDelivery
) -> None:
    mailbox.is_down = True

    with pytest.raises(TryLater):
        await channel.deliver(delivery)


async def test_a_server_that_is_not_there_is_tried_later(
    channel: MailChannel, mailbox: Mailbox, delivery: DueDelivery
) -> None:
    await mailbox.stop()

    with pytest.raises(TryLater):
        await channel.deliver(delivery)


async def test_a_connection_that_is_cut_once_the_text_was_on_its_way_means_nobody_knows(
    channel: MailChannel, mailbox: Mailbox, delivery: DueDelivery
) -> None:
    mailbox.cuts_after_data = True

    with pytest.raises(OutcomeUnknown):
        await channel.deliver(delivery)


async def test_a_letter_waits_for_the_server_and_for_the_next_start(
    channel: MailChannel, mailbox: Mailbox, sqlite_database: Database, clock: MovableClock
) -> None:
    await put(sqlite_database, clock)
    mailbox.is_down = True
    before = Sender(sqlite_database, clock, {"email": channel}, owner="before")
    await before.tick()
    await before.stop()
    mailbox.is_down = False
    clock.move_on(MINUTE)
    after = Sender(sqlite_database, clock, {"email": channel}, owner="after")
    assert [await after.tick() for _ in range(2)] == [1, 0]

    assert [each.recipient for each in mailbox.messages] == [ADDRESS]


async def test_a_letter_whose_outcome_nobody_knows_comes_again_as_the_same(
    channel: MailChannel, mailbox: Mailbox, sqlite_database: Database, clock: MovableClock
) -> None:
    await put(sqlite_database, clock)
    sender = Sender(sqlite_database, clock, {"email": channel}, owner="one")
    mailbox.cuts_after_data = True
    await sender.tick()
    mailbox.cuts_after_data = False
    clock.move_on(MINUTE)
    await sender.tick()
    await sender.tick()

    first, second = mailbox.messages
    assert first.headers["Message-ID"] == second.headers["Message-ID"]
