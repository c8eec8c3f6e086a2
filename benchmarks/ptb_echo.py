"""A bare python-telegram-bot echo bot with its default request class; aiohttp hears its webhook.

Updates are handled one by one from the library's queue, which is its default, or all at once.
One by one is the faster one here, where the Bot API answers at once; far from Telegram it is not.
"""

import asyncio
from importlib.metadata import version

from aiohttp import web
from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from benchmarks import child

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


async def _echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message is not None and update.message.text is not None:
        await update.message.reply_text(update.message.text)


async def main() -> None:
    """Work until nobody measures any more."""
    given = child.told()
    application = (
        Application.builder()
        .token(given.token)
        .base_url(f"{given.api}/bot")
        .updater(None)
        .concurrent_updates(given.at_once or False)
        .build()
    )
    application.add_handler(MessageHandler(filters.TEXT, _echo))

    async def hear(request: web.Request) -> web.Response:
        if request.headers.get(SECRET_HEADER) != given.secret:
            return web.Response(status=403)
        update = Update.de_json(await request.json(), application.bot)
        await application.update_queue.put(update)
        return web.Response()

    server = web.Application()
    server.add_routes([web.post("/hook", hear)])
    runner = web.AppRunner(server, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", given.port).start()
    async with application:
        await application.bot.set_webhook(
            f"http://127.0.0.1:{given.port}/hook", secret_token=given.secret
        )
        await application.start()
        await child.at_work(httpx=version("httpx"))
        await application.stop()
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
