"""The bot we compare with: python-telegram-bot with its defaults; it answers in the same words."""

import os
from typing import Any

from telegram import Update
from telegram.ext import ApplicationBuilder, CallbackContext, MessageHandler, filters

Context = CallbackContext[Any, Any, Any, Any]


async def echo(update: Update, _context: Context) -> None:
    """Say the same."""
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


def main() -> None:
    """Run until SIGTERM, against the Bot API that the environment names as for our bot."""
    url, token = os.environ["TERIMCHI_BOT_API_URL"], os.environ["TERIMCHI_BOT_TOKEN"]
    application = ApplicationBuilder().token(token).base_url(f"{url}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


if __name__ == "__main__":
    main()
