"""What Telegram shows of the bot by itself: its commands and its description, in every language."""

from collections.abc import Sequence

import structlog
from telegram import Bot, BotCommand
from telegram.error import TelegramError

from bot.texts.catalogue import FALLBACK, Texts

_log = structlog.get_logger()


class Menu:
    """Registers commands and descriptions with Telegram."""

    def __init__(self, bot: Bot, texts: Texts, commands: Sequence[str]) -> None:
        self._bot = bot
        self._texts = texts
        self._commands = commands

    async def register(self) -> None:
        """Register in every language what is not registered yet; a failure is logged, not more.

        Telegram allows few changes of a description a day, so only differences are sent.
        """
        try:
            for language in self._texts.languages:
                await self._register_in(language)
        except TelegramError as trouble:
            _log.warning("menu_not_registered", reason=type(trouble).__name__)

    async def _register_in(self, language: str) -> None:
        # Without a language it is for everybody whose language we do not speak.
        code = None if language == FALLBACK else language
        commands = [
            BotCommand(name, self._texts.plain(language, f"command-{name}")) for name in self._commands
        ]
        if list(await self._bot.get_my_commands(language_code=code)) != commands:
            await self._bot.set_my_commands(commands, language_code=code)
        about = self._texts.plain(language, "command-about")
        if (await self._bot.get_my_description(code)).description != about:
            await self._bot.set_my_description(about, code)
        short = self._texts.plain(language, "command-about-short")
        if (await self._bot.get_my_short_description(code)).short_description != short:
            await self._bot.set_my_short_description(short, code)
