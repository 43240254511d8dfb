"""How python-telegram-bot meets us: it builds and routes updates, and never uses the network."""

from collections.abc import Callable
from typing import Any

from telegram import CallbackQuery, Update, User
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackContext,
    CallbackQueryHandler,
    Defaults,
    ExtBot,
    MessageHandler,
    TypeHandler,
    filters,
)

from handlers import routes
from handlers.room import Handler
from handlers.visit import Visit

Built = Application[Any, Any, Any, Any, Any, Any]
Context = CallbackContext[Any, Any, Any, Any]

#: Who pressed stands in the visit; here it is nobody's business.
SOMEBODY = User(0, "", is_bot=False)

COMMANDS = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE & filters.COMMAND


class OfflineBot(ExtBot[None]):
    """A bot that only builds objects: everything to be said goes through the outbox."""

    async def initialize(self) -> None:
        """Ask nothing: Telegram may be down when we start."""

    async def shutdown(self) -> None:
        """Close nothing: nothing was opened."""


def build(token: str) -> Built:
    """Build the application: no updater, no job queue, no persistence, no limiter of its own."""
    bot = OfflineBot(token, defaults=Defaults(block=True))
    application = (ApplicationBuilder().bot(bot).updater(None).job_queue(None)).build()
    application.add_handler(MessageHandler(COMMANDS, _adapted(routes.commanded)))
    application.add_handler(CallbackQueryHandler(_adapted(routes.pressed)))
    application.add_handler(TypeHandler(Update, _adapted(routes.told)))
    application.add_error_handler(_record)
    return application


async def answer(application: Built, visit: Visit, update: dict[str, Any]) -> Exception | None:
    """Run one update through the application; return what went wrong, which PTB keeps to itself."""
    number = int(update["update_id"])
    application.bot_data[number] = visit
    try:
        await application.process_update(_built(application, update))
    finally:
        del application.bot_data[number]
    return visit.failure


def _built(application: Built, update: dict[str, Any]) -> Update:
    """Build what is routed; a press, the most frequent, without a look for all it might have."""
    pressed = update.get("callback_query")
    if pressed is None:
        return Update.de_json(update, application.bot)
    query = CallbackQuery(pressed["id"], SOMEBODY, pressed["chat_instance"], data=pressed["data"])
    return Update(update["update_id"], callback_query=query)


def _adapted(handler: Handler) -> Callable[[Update, Context], Any]:
    async def adapted(update: Update, context: Context) -> None:
        await handler(context.bot_data[update.update_id])

    return adapted


async def _record(update: object, context: Context) -> None:
    if isinstance(update, Update):
        context.bot_data[update.update_id].failure = context.error
