"""The composition root: the only place that knows every part, and puts them together."""

import asyncio
import contextlib
import os
import secrets
import time
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

import aiohttp
import structlog
from telegram import Bot

from bot.accounts.changes import Changes
from bot.accounts.unused_chats import UnusedChats
from bot.alerts.discretion import Discretion
from bot.alerts.mail_channel import MailChannel
from bot.alerts.sending import Channel, Sender
from bot.alerts.telling import Digests, RuledTeller
from bot.cases.plan import Plan
from bot.cases.recording import Recorder
from bot.cases.reminding import Reminding
from bot.cases.watching import Watcher, WatchLimits
from bot.clock import Clock
from bot.composition.accounts import account_services
from bot.composition.cases import case_services, sources_of
from bot.composition.correspondence import correspondence_services
from bot.composition.means import Means, Randomness
from bot.config.settings import Settings
from bot.housekeeping import Housekeeping
from bot.mail.message import Letterhead
from bot.mail.smtp import mail_server
from bot.services import Services
from bot.source_setup import budget_of, rhythm_of
from bot.telegram.alert_channel import TelegramChannel
from bot.telegram.answering import Answering
from bot.telegram.buttons import ButtonCodec
from bot.telegram.files import Files
from bot.telegram.handing_over import HandingOver
from bot.telegram.inbox import ALLOWED_UPDATES, Inbox
from bot.telegram.menu import Menu
from bot.telegram.pace import Pace
from bot.telegram.performing import Performer
from bot.telegram.polling import Polling
from bot.telegram.polling_turn import PollingTurn
from bot.telegram.router import Router
from bot.telegram.transport import AiohttpRequest
from bot.telegram.turn import House, Organisation
from bot.telegram.waiting import Waiting
from bot.telegram.working import Workers
from bot.texts.catalogue import Texts
from bot.texts.dates import Dates
from bot.ticking import Ticking
from handlers.accounts.export import CopyScreens
from handlers.alerts import AlertScreens
from handlers.dialogues import DIALOGUES
from handlers.letters import Letters
from storage.database import Database
from storage.ids import Ids
from storage.leases import release_everything
from storage.seals import check_seal
from storage.vault import Key, Vault

_log = structlog.get_logger()

_SENDER_TICK = 1.0  # seconds: how long an alert may wait for the next look at the outbox
_DIGEST_TICK = 30.0  # seconds
_REMINDING_TICK = 60.0  # seconds
_LATE_TICK = 900.0  # seconds
_HOUSEKEEPING_TICK = 3600.0  # seconds


class App:
    """A whole Casebell: `async with App(…) as app: await app.run()`."""

    def __init__(
        self,
        settings: Settings,
        keys: Sequence[Key],
        *,
        clock: Clock,
        randomness: Randomness = secrets.token_bytes,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._ids = Ids(randomness)
        self._owner = f"{os.getpid()}-{randomness(6).hex()}"
        self._vault = Vault(keys, randomness=randomness)
        self._database = Database.open(settings.database.url, self._vault)
        self._request = AiohttpRequest()
        api_url = settings.telegram.api_url
        self._bot = Bot(
            settings.telegram.token.get_secret_value(),
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )
        self._stack = AsyncExitStack()
        self._means = Means(
            settings, self._database, clock, self._ids, randomness, self._while_waiting, self._stack
        )
        self._running: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        """Connect to everything and begin to work. What is opened is closed again, also on failure."""
        try:
            await self._start()
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Finish what is under way and let go of everything."""
        await self._stack.aclose()

    async def run(self) -> None:
        """Return when the work ends by itself, which it does only by an error."""
        done, _ = await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()

    async def settle(self) -> None:
        """Work off everything that is due at this moment: for the sandbox, where time is moved by hand."""
        while True:
            await self.workers.settled()
            done = await self._watch() + await self.digests.tick() + await self.reminding.tick()
            done += await self.thread_desk.tick() + await self.sender.tick() + await self.housekeeping.end()
            # What is sent may put a note into a chat's inbox.
            if not done and await self.workers.is_settled():
                return

    # --- putting together ------------------------------------------------------------------------

    async def _start(self) -> None:
        settings, clock = self._settings, self._clock
        self._stack.push_async_callback(self._database.close)
        async with self._database.transaction() as tx:
            await check_seal(tx)
            if self._database.is_sqlite:
                # One process owns this file, so whoever held anything in it is dead.
                await release_everything(tx, clock.now())
        session = await self._stack.enter_async_context(aiohttp.ClientSession())
        await self._stack.enter_async_context(self._bot)
        means = self._means
        accounts = account_services(means)
        plan = Plan(rhythm_of(settings), chance=means.chance)
        budget = budget_of(settings, self._database)
        sources = sources_of(means, session, budget)
        recorder = Recorder(self._ids, plan, RuledTeller(self._ids, settings.organisation.time_zone))
        cases = case_services(means, sources, plan, recorder, accounts.staff)
        correspondence = correspondence_services(means, accounts, recorder.teller)
        await correspondence.help.fill()
        self.thread_desk = correspondence.thread_desk
        files = Files(self._bot, session, while_waiting=self._while_waiting)
        house = self._house(Services.of(accounts, cases, correspondence), files)
        performer = Performer(
            self._bot,
            self._request,
            Pace(settings.limits.messages_per_second, monotonic=time.monotonic),
            copies=house.services.exporting.archive,
        )
        self._waiting = Waiting(performer, house.texts)
        self._stack.push_async_callback(self._waiting.close)
        router = Router(DIALOGUES)
        self.workers = Workers(
            self._database,
            Answering(house, router, self._bot, accounts.sessions).answer,
            performer,
            clock,
            owner=self._owner,
            slots=settings.limits.updates_at_once,
            blocked=house.services.bindings.note_unreachable,
        )
        self.inbox = Inbox(self.workers.take)
        self.watcher = Watcher(
            self._database,
            sources,
            clock,
            plan,
            recorder,
            owner=self._owner,
            limits=WatchLimits.at_rate(settings.uscis.requests_per_second),
            budget=budget if settings.uscis.is_configured else None,
        )
        self.sender = self._sender(house, performer)
        self.digests = Digests(self._database, clock, self._ids)
        self.reminding = Reminding(
            self._database, clock, self._ids, recorder.teller, settings.organisation.time_zone
        )
        unused_chats = UnusedChats(self._database, clock, Changes(clock, self._ids))
        self.housekeeping = Housekeeping(self._database, clock, house.services.deletions, unused_chats)
        await Menu(self._bot, house.texts, router.commands).register()
        await self._begin_to_work()
        _log.info("started", bot=self._bot.username)

    def _house(self, services: Services, files: Files) -> House:
        organisation = self._settings.organisation
        texts = Texts.load()
        return House(
            services=services,
            texts=texts,
            dates=Dates(texts),
            buttons=ButtonCodec(self._vault),
            files=files,
            clock=self._clock,
            organisation=Organisation(
                name=organisation.name,
                contact=organisation.contact,
                support_hours=organisation.support_hours,
                website=organisation.website or "",
                privacy_url=organisation.privacy_url or "",
                zone=organisation.time_zone,
            ),
            bot_username=self._bot.username,
        )

    def _sender(self, house: House, performer: Performer) -> Sender:
        settings = self._settings
        mail = settings.mail
        letterhead = Letterhead(
            mail.sender.name or settings.organisation.name, mail.sender.address, self._clock
        )
        letters = Letters(house.texts, house.dates, self._clock, house.organisation, house.bot_username)
        screens = AlertScreens(house, Discretion(self._database, self._clock, house.services.sessions))
        unreachable = house.services.bindings.note_unreachable
        channels: Mapping[str, Channel] = {
            "telegram": HandingOver(
                TelegramChannel(performer, self.inbox, screens, unreachable),
                self.inbox,
                CopyScreens(house),
                house.services.tidying,
            ),
            "email": MailChannel(
                mail_server(mail), letterhead, letters, phrase_of=house.services.safety_phrases.of
            ),
        }
        return Sender(self._database, self._clock, channels, owner=self._owner)

    @contextlib.contextmanager
    def _while_waiting(self) -> Iterator[None]:
        """What happens in a chat whose answer waits for something slow."""
        with self.workers.aside(), self._waiting.shown():
            yield

    async def _begin_to_work(self) -> None:
        self._spawn(self.workers.run(), "workers")
        self._stack.push_async_callback(self.workers.stop)
        self._stack.push_async_callback(self.sender.stop)
        ticking = Ticking()
        seconds = self._settings.watching.tick_seconds
        self._watch = ticking.every(seconds, self.watcher.tick, name="watching")
        ticking.every(_SENDER_TICK, self.sender.begin, name="sending")
        ticking.every(_DIGEST_TICK, self.digests.tick, name="digests")
        ticking.every(_REMINDING_TICK, self.reminding.tick, name="reminding")
        ticking.every(_LATE_TICK, self.thread_desk.tick, name="late-answers")
        ticking.every(_HOUSEKEEPING_TICK, self.housekeeping.tick, name="housekeeping")
        ticking.start()
        self._stack.push_async_callback(ticking.stop)
        self._stack.callback(self.watcher.stop)
        await self._begin_to_receive()

    async def _begin_to_receive(self) -> None:
        telegram = self._settings.telegram
        if telegram.mode == "polling":
            turn = PollingTurn(self._database, self._clock, self._owner)
            self._stack.push_async_callback(turn.give_up)
            self._spawn(Polling(self._bot, self._request, self.inbox, turn).run(), "polling")
            return
        # Imported here: who polls need not wait for a web server.
        from bot.telegram.listening import Listener
        from bot.telegram.webhook import Webhook

        secret = telegram.webhook_secret.get_secret_value() if telegram.webhook_secret else ""
        webhook = Webhook(self.inbox, secret, telegram.webhook_path)
        listener = Listener(webhook.app, telegram.webhook_listen, telegram.webhook_port)
        await listener.start()
        self._stack.push_async_callback(listener.stop)
        await self._bot.set_webhook(
            telegram.webhook_url or "", secret_token=secret, allowed_updates=list(ALLOWED_UPDATES)
        )
        self._spawn(listener.ended(), "webhook")

    def _spawn(self, work: Coroutine[None, None, None], name: str) -> None:
        """Run in the background; ended, from the last begun to the first, when the app ends."""
        task = asyncio.create_task(work, name=name)
        self._running.append(task)
        self._stack.push_async_callback(_ended, task)


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError, Exception):
        await task
