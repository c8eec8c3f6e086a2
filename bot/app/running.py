"""Building the program and starting it in order; what started last stops first."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from urllib.parse import urlsplit

from telegram import Bot
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.app import COMMANDS, FORMS, REACTIONS, TABLES, TIMETABLE, desk
from bot.app.leader import Leader
from bot.chat.hearing import Hearing
from bot.chat.polling import LISTENS_TO, Polling
from bot.chat.request import AiohttpRequest
from bot.jobs.ticking import Ticking
from bot.kernel import events, secret, site
from bot.kernel.config import Settings
from bot.kernel.database import opened
from bot.kernel.database.lead import alone, leading
from bot.kernel.database.migrating import migrate
from bot.kernel.i18n import LANGUAGES, _, say
from bot.notices.service.limits import Bounds, within
from bot.outbox.rules.pacing import Limits
from bot.reports import service as reports
from bot.web.server import serving
from bot.web.site.pages import routes as site_routes
from bot.web.webhook import webhook

FAST = 1_000
"""Messages a second that are reckoned with where no limit is kept: the most that Telegram sells."""

LOOPBACK = ("127.0.0.1", "localhost")
log = logging.getLogger(__name__)


class WrongToken(RuntimeError):
    """Telegram does not know the token."""


class OutOfReach(RuntimeError):
    """The Bot API did not answer at the start; the text says at which address, and what failed."""


class WebhookRefused(RuntimeError):
    """The Bot API does not take the webhook's address; the text is its reason."""


@asynccontextmanager
async def storage(
    settings: Settings, progress: Callable[[str], None] | None = None
) -> AsyncIterator[None]:
    """The database of the program, migrated and open, with its key, reactions and forms."""
    with secret.using(secret.Keyring(settings.key)), events.reacting(REACTIONS):
        await migrate(settings.database_url, TABLES, progress)
        async with opened(settings.database_url, TABLES):
            for definition in FORMS:
                await reports.import_form(definition)
            yield


@asynccontextmanager
async def chatting(
    settings: Settings, limits: Limits | None = None, ticking: Ticking | None = None
) -> AsyncIterator[asyncio.Task[None]]:
    """The bot at work, on an open storage; the task ends only when it cannot go on.

    `limits` stand in for Telegram's with `messages_per_second`, against a server without any;
    `ticking` for one of its own, so that the caller can have the timetable run at once.
    Of several processes on one database each answers webhooks and shows the site; one has the
    lead and sends, keeps the timetable and polls. Raises Taken where only one process may work,
    WrongToken for a token that Telegram does not know, OutOfReach when it cannot be asked,
    WebhookRefused for an address that it does not take, PortTaken for a port in use.
    """
    async with AsyncExitStack() as stack:
        stack.enter_context(alone(settings.database_url))
        telegram = await stack.enter_async_context(_telegram(settings))
        hearing = Hearing(telegram, desk(telegram.username))
        stack.push_async_callback(hearing.close)
        limits = limits or Limits(overall=settings.messages_per_second)
        polling = Polling(telegram, hearing) if settings.webhook_url is None else None
        leader = Leader(telegram, limits, ticking or Ticking(TIMETABLE), polling)
        # Ends after the site: what is heard by the webhook until then is still answered.
        lead = leading(settings.database_url, leader.at_work)
        working = await stack.enter_async_context(lead)
        routes = []
        if settings.webhook_url is not None:
            path = urlsplit(settings.webhook_url).path or "/"
            routes.append(webhook(path, settings.webhook_secret or "", hearing.hear))
        routes += site_routes()
        port = await stack.enter_async_context(serving(settings.host, settings.port, routes))
        stack.enter_context(within(Bounds(limits.overall or FAST, settings.large_notice)))
        stack.enter_context(site.published_at(_public_url(settings, port)))
        await _introduce(telegram)
        if settings.webhook_url is not None:
            await _announce(telegram, settings.webhook_url, settings.webhook_secret)
        leader.ready.set()
        yield working


def _public_url(settings: Settings, port: int) -> str | None:
    """Where the site is found: as configured, or on this machine while nobody else can see it."""
    if settings.public_url is None and settings.host in LOOPBACK:
        return f"http://{settings.host}:{port}"
    return settings.public_url


@asynccontextmanager
async def _telegram(settings: Settings) -> AsyncIterator[Bot]:
    api = settings.api_url
    telegram = Bot(
        settings.token,
        base_url=f"{api}/bot",
        base_file_url=f"{api}/file/bot",
        request=AiohttpRequest(),
        get_updates_request=AiohttpRequest(connections=2),
    )
    try:
        await _acquainted(telegram, api)
        yield telegram
    except InvalidToken as error:
        raise WrongToken from error
    finally:
        await telegram.shutdown()


async def _acquainted(telegram: Bot, api: str) -> None:
    try:
        await telegram.initialize()
    except InvalidToken:
        raise
    except TelegramError as error:
        raise OutOfReach(f"{api} ({type(error).__name__})") from error


async def _announce(telegram: Bot, url: str, secret_token: str | None) -> None:
    """Have Telegram send what is heard to this address."""
    try:
        await telegram.set_webhook(url, secret_token=secret_token, allowed_updates=LISTENS_TO)
    except BadRequest as error:
        raise WebhookRefused(error.message) from error
    except (NetworkError, RetryAfter) as error:
        raise OutOfReach(type(error).__name__) from error


async def _introduce(telegram: Bot) -> None:
    """Fill Telegram's command menu, in every language; not worth failing for."""
    codes = {"en": "", "zh_Hans": "zh"}
    try:
        for language in LANGUAGES:
            listed = [(name, say(c.description, language)) for name, c in COMMANDS.items()]
            cancel = ("cancel", say(_("Give up what I have begun"), language))
            await telegram.set_my_commands([*listed, cancel], language_code=codes[language])
    except TelegramError as error:
        failure = type(error).__name__
        log.warning("the command menu could not be set", extra={"failure": failure})


@contextmanager
def stoppable() -> Iterator[asyncio.Event]:
    """An event that Ctrl-C or a polite kill sets, as long as the block lasts."""
    stop = asyncio.Event()
    loop, signs = asyncio.get_running_loop(), (signal.SIGINT, signal.SIGTERM)
    for sign in signs:
        loop.add_signal_handler(sign, stop.set)
    try:
        yield stop
    finally:
        for sign in signs:
            loop.remove_signal_handler(sign)


async def ended(stop: asyncio.Event, working: asyncio.Task[None]) -> None:
    """Wait for the one or the other; raises what ended the work."""
    waiting = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            working.result()
    finally:
        waiting.cancel()


async def serve(settings: Settings) -> None:
    """The whole program until it is stopped."""
    with stoppable() as stop:
        async with storage(settings), chatting(settings) as working:
            log.info("at work")
            await ended(stop, working)
            log.info("stopping")
