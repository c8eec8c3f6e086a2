"""The sandbox: a local Bot API server with people to chat with, started and stopped as one."""

import secrets
from collections.abc import Sequence
from types import TracebackType

from aiohttp import web

from bot.sandbox.api import Api
from bot.sandbox.control import Control
from bot.sandbox.faults import Faults
from bot.sandbox.flood import Flood, Limits
from bot.sandbox.hand import Hand
from bot.sandbox.persons import Persons
from bot.sandbox.timing import PassTime, Timing
from bot.sandbox.transcript import Transcript
from bot.sandbox.updates import Updates
from bot.sandbox.world import PersonSpec, World

MOST_BODY = 64 * 1024 * 1024


class Sandbox:
    """Stands in for Telegram on this machine, nowhere else.

    `latency` is the mean of every call's delay in seconds; `callback_window` how long a pressed
    button may be answered; a `seed` makes its numbers repeatable; port 0 is any free one; with
    `pass_time` the page can move the clock.
    """

    def __init__(
        self,
        people: Sequence[PersonSpec],
        *,
        token: str | None = None,
        username: str = "qianshao_demo_bot",
        limits: Limits | None = None,
        seed: int = 0,
        latency: float = 0.0,
        callback_window: float = 15.0,
        strict_webhook: bool = False,
        host: str = "127.0.0.1",
        port: int = 0,
        pass_time: PassTime | None = None,
    ) -> None:
        self.world = World(
            people, token=token, username=username, seed=seed, callback_window=callback_window
        )
        self.persons = Persons(self.world)
        self.faults = Faults()
        self.flood = Flood(limits)
        self.transcript = Transcript()
        self._timing = Timing(self.world, pass_time)
        self.key = secrets.token_urlsafe(24)
        self._strict = strict_webhook
        self._latency = latency
        self._host = host
        self._port = port
        self._runner: web.AppRunner | None = None
        self._updates: Updates | None = None
        self._control: Control | None = None

    @property
    def token(self) -> str:
        """The bot's token."""
        return self.world.token

    @property
    def url(self) -> str:
        """The page, and what the Bot API's addresses begin with."""
        return f"http://{self._host}:{self._port}"

    @property
    def base_url(self) -> str:
        """What python-telegram-bot wants as base_url."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        """What python-telegram-bot wants as base_file_url."""
        return f"{self.url}/file/bot"

    def person(self, person_id: int) -> Hand:
        """What somebody can do and see, for tests in this process."""
        return Hand(self.persons, person_id)

    async def start(self) -> None:
        """Listen; raises OSError when the port is in use."""
        self._updates = Updates(
            self.world, self.faults, self.transcript, strict_webhook=self._strict
        )
        self._control = Control(self.persons, self.faults, self.transcript, self._timing, self.key)
        api = Api(
            self.world, self._updates, self.flood, self.faults, self.transcript, self._latency
        )
        app = web.Application(client_max_size=MOST_BODY, middlewares=[self._control.guard])
        app.add_routes([*api.routes(), *self._control.routes(), *self._timing.routes()])
        app.on_shutdown.append(self._shut)
        self._runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=0.2
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        self._port = int(self._runner.addresses[0][1])

    async def hold_time(self) -> None:
        """End a move of the clock that is under way, and allow no other."""
        await self._timing.hold()

    async def stop(self) -> None:
        """Close everything, long polls and open pages included."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _shut(self, _app: web.Application) -> None:
        await self._timing.hold()
        if self._updates is not None:
            await self._updates.close()
        if self._control is not None:
            await self._control.close()

    async def __aenter__(self) -> "Sandbox":
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()
