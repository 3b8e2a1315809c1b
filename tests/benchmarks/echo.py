"""The yardstick: a bare python-telegram-bot at its defaults that echoes, in a process of its own."""

import asyncio
import sys

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def _echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


def main(url: str) -> None:
    """Echo until the process ends."""
    asyncio.set_event_loop(asyncio.new_event_loop())
    application = Application.builder().token("1:echo").base_url(f"{url}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, _echo))
    application.run_polling(stop_signals=None)


if __name__ == "__main__":
    main(sys.argv[1])
