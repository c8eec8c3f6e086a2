"""The people's hand on the clock: one move at a time, told to every open page as it goes."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from bot.kernel import clock
from bot.sandbox.persons import CannotDo
from bot.sandbox.world import World

PassTime = Callable[[timedelta], AsyncGenerator[datetime, None]]
"""Lets so much time pass for the whole program, and says after each step what time it is."""

MOST = 7 * 24 * 3600
PATIENCE = 5.0


class Timing:
    """What time it is; without `pass_time` it cannot be moved from here."""

    def __init__(self, world: World, pass_time: PassTime | None) -> None:
        self._world = world
        self._pass_time = pass_time
        self._move: asyncio.Task[None] | None = None

    def routes(self) -> list[web.AbstractRouteDef]:
        """The address of the hand."""
        return [web.post("/sim/clock", self._advance)]

    def state(self) -> dict[str, Any]:
        """What a page has to know to show the clock."""
        return {
            "clock": clock.now().isoformat(),
            "can_pass": self._pass_time is not None,
            "passing": self._move is not None,
        }

    async def hold(self) -> None:
        """End a move that is under way, and allow no other."""
        self._pass_time = None
        if self._move is not None:
            self._move.cancel()
            await asyncio.gather(self._move, return_exceptions=True)

    async def _advance(self, request: web.Request) -> web.Response:
        if self._pass_time is None:
            raise CannotDo(404, "time cannot be moved here")
        if self._move is not None:
            raise CannotDo(409, "time is passing already")
        span = _span((await request.json())["advance"])
        self._move = asyncio.create_task(self._pass(self._pass_time(span)))
        await asyncio.shield(self._move)  # a page that is closed meanwhile stops nothing
        return web.json_response({"now": clock.now().isoformat()})

    async def _pass(self, steps: AsyncGenerator[datetime, None]) -> None:
        patience = asyncio.get_running_loop().time() + PATIENCE
        try:
            self._tell()
            async with aclosing(steps):
                await self._heard(patience)
                async for _now in steps:
                    self._tell()
                    await self._heard(patience)
        finally:
            self._move = None
            self._tell()

    async def _heard(self, until: float) -> None:
        """Wait for the bot to hear what was said and answer what was tapped.

        An update or a tap that waits is dropped when its time has passed: a step of the clock
        must not make that so within the milliseconds that the bot needs.
        """
        loop = asyncio.get_running_loop()
        while (self._world.waiting or self._asking()) and loop.time() < until:  # noqa: ASYNC110 - a wait of milliseconds for two things that nobody announces
            await asyncio.sleep(0.01)

    def _asking(self) -> bool:
        now = clock.now()
        return any(not tap.answered and tap.until >= now for tap in self._world.taps.values())

    def _tell(self) -> None:
        for hear in self._world.on_event:
            hear({"event": "clock", **self.state()})


def _span(seconds: object) -> timedelta:
    if type(seconds) is not int or not 0 < seconds <= MOST:
        raise CannotDo(400, f"time moves by 1 to {MOST} whole seconds at once")
    return timedelta(seconds=seconds)
