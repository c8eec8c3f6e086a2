"""A bare aiogram echo bot with its aiohttp webhook, in a virtual environment of its own."""

import asyncio

import aiogram
import aiohttp
from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from benchmarks import child


async def _echo(message: Message) -> None:
    await message.answer(message.text or "")


async def main() -> None:
    """Work until nobody measures any more."""
    given = child.told()
    session = AiohttpSession(api=TelegramAPIServer.from_base(given.api))
    bot = Bot(given.token, session=session)
    dispatcher = Dispatcher()
    dispatcher.message.register(_echo, F.text)
    server = web.Application()
    SimpleRequestHandler(dispatcher, bot, secret_token=given.secret).register(server, "/hook")
    setup_application(server, dispatcher, bot=bot)
    runner = web.AppRunner(server, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", given.port).start()
    await bot.set_webhook(f"http://127.0.0.1:{given.port}/hook", secret_token=given.secret)
    await child.at_work(aiogram=aiogram.__version__, aiohttp=aiohttp.__version__)
    await runner.cleanup()
    await bot.session.close()


if __name__ == "__main__":
    asyncio.run(main())
