"""How updates reach the bot: by long polling, or posted to its webhook."""

import asyncio
import logging
import re
from collections import deque
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.sandbox import errors
from bot.sandbox.arguments import Arguments
from bot.sandbox.faults import Faults
from bot.sandbox.transcript import Transcript
from bot.sandbox.world import Waiting, World

LONGEST_POLL = 50
MOST_AT_ONCE = 100
GATHERED_FOR = 0.1
"""Seconds in which updates gather that the webhook is to get out of order."""
_SECRET = re.compile(r"[A-Za-z0-9_-]*")
log = logging.getLogger(__name__)


class Updates:
    """One bot's updates; polling and webhook exclude one another, as on the real server."""

    def __init__(
        self, world: World, faults: Faults, transcript: Transcript, *, strict_webhook: bool
    ) -> None:
        self._world = world
        self._faults = faults
        self._transcript = transcript
        self._strict = strict_webhook
        self._arrived = asyncio.Event()
        self._poll: asyncio.Future[errors.ApiError] | None = None
        self._url = ""
        self._secret = ""
        self._last_error = ""
        self._queues: dict[str, deque[Waiting]] = {}
        self._posting: dict[str, asyncio.Task[None]] = {}
        self._gathered: list[Waiting] = []
        self._session: aiohttp.ClientSession | None = None
        world.on_update.append(self._came)

    def _came(self, update: Waiting) -> None:
        self._arrived.set()
        if self._url:
            self._post_in_turn(update)

    async def close(self) -> None:
        """End every poll and delivery."""
        self._end_poll(errors.WEBHOOK_SET)
        self._gathered.clear()
        for task in list(self._posting.values()):
            task.cancel()
        await asyncio.gather(*self._posting.values(), return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    # -- polling --------------------------------------------------------------------------

    async def get(self, given: Arguments) -> str:
        """getUpdates: the result as JSON text; raises the 409s."""
        if self._url:
            raise errors.WEBHOOK_ACTIVE
        self._allow(given)
        self._end_poll(errors.OTHER_POLL)
        offset, limit = given.number("offset"), given.number("limit", MOST_AT_ONCE)
        seconds = min(max(given.number("timeout"), 0), LONGEST_POLL)
        if offset:
            self._world.confirm(offset)
        ended = self._poll = asyncio.get_running_loop().create_future()
        try:
            found = await self._wait(min(max(limit, 1), MOST_AT_ONCE), seconds, ended)
        finally:
            if self._poll is ended:
                self._poll = None
        for update in found:
            self._transcript.update(update.text)
        return "[" + ",".join(update.text for update in found) + "]"

    async def _wait(
        self, limit: int, seconds: float, ended: "asyncio.Future[errors.ApiError]"
    ) -> list[Waiting]:
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while True:
            self._arrived.clear()
            if found := self._take(limit):
                return found
            left = until - loop.time()
            if left <= 0:
                return []
            await self._arrival(left, ended)
            if ended.done():
                raise ended.result()

    async def _arrival(self, seconds: float, ended: "asyncio.Future[errors.ApiError]") -> None:
        arrival = asyncio.ensure_future(self._arrived.wait())
        either: set[asyncio.Future[Any]] = {arrival, ended}
        try:
            await asyncio.wait(either, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            arrival.cancel()

    def _take(self, limit: int) -> list[Waiting]:
        self._world.confirm(0)
        found = list(self._world.waiting)[:limit] if self._world.waiting else []
        if not found or self._faults.of_updates("stop_updates"):
            return []
        if self._faults.of_updates("shuffle_updates"):
            found = self._out_of_order(found)
        if self._faults.of_updates("duplicate_update"):
            found = [*found, *found]
        return found

    def _out_of_order(self, updates: list[Waiting]) -> list[Waiting]:
        shuffled = self._world.random.sample(updates, len(updates))
        return shuffled if shuffled != updates else updates[::-1]

    def _end_poll(self, error: errors.ApiError) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(error)

    def _allow(self, given: Arguments) -> None:
        if "allowed_updates" not in given.values:
            return
        with suppress(ValueError):
            wanted = given.parsed("allowed_updates")
            self._world.allowed = frozenset(wanted) if wanted else None

    # -- the webhook ----------------------------------------------------------------------

    def set_webhook(self, given: Arguments) -> tuple[bool, str]:
        """Have updates posted to the url; without one, no longer."""
        url, secret = given.text("url") or "", given.text("secret_token") or ""
        if url:
            self._check(url, secret)
        self._allow(given)
        self._end_poll(errors.WEBHOOK_SET)
        was, self._url, self._secret = self._url, url, secret
        if given.flag("drop_pending_updates"):
            self._world.waiting.clear()
        self._queues.clear()
        self._gathered.clear()
        if not url:
            return True, "Webhook was deleted" if was else "Webhook is already deleted"
        for update in self._world.waiting:
            self._post_in_turn(update)
        return True, "Webhook is already set" if was == url else "Webhook was set"

    def _check(self, url: str, secret: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise errors.WEBHOOK_URL
        if self._strict and parts.scheme != "https":
            raise errors.WEBHOOK_HTTPS
        if self._strict and (parts.port or 443) not in {80, 88, 443, 8443}:
            raise errors.WEBHOOK_PORT
        if len(secret) > 256:
            raise errors.SECRET_LONG
        if not _SECRET.fullmatch(secret):
            raise errors.SECRET_CHARACTERS

    def webhook_info(self) -> dict[str, object]:
        """getWebhookInfo."""
        told: dict[str, object] = {
            "url": self._url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._world.waiting),
        }
        return {**told, "last_error_message": self._last_error} if self._last_error else told

    def _post_in_turn(self, update: Waiting) -> None:
        """One delivery at a time for each queue: a chat's messages, a person's taps."""
        if self._gathered or self._faults.of_updates("shuffle_updates"):
            if not self._gathered:
                asyncio.get_running_loop().call_later(GATHERED_FOR, self._scatter)
            self._gathered.append(update)
        else:
            self._post_behind(update.queue, update)

    def _scatter(self) -> None:
        """What has gathered goes out of order, whatever queue it belongs to."""
        gathered, self._gathered = self._gathered, []
        for update in self._out_of_order(gathered):
            self._post_behind("scattered", update)

    def _post_behind(self, queue: str, update: Waiting) -> None:
        self._queues.setdefault(queue, deque()).append(update)
        if queue not in self._posting:
            self._posting[queue] = asyncio.create_task(self._post_queue(queue))

    async def _post_queue(self, queue: str) -> None:
        try:
            while waiting := self._queues.get(queue):
                await self._post_for_sure(waiting[0])
                if self._faults.of_updates("duplicate_update"):
                    await self._post(waiting[0])
                if self._queues.get(queue) is waiting:
                    with suppress(ValueError):
                        self._world.waiting.remove(waiting.popleft())
        finally:
            self._posting.pop(queue, None)
            self._queues.pop(queue, None)

    async def _post_for_sure(self, update: Waiting) -> None:
        pause = 0.05
        while self._url and not await self._post(update):
            await asyncio.sleep(pause)
            pause = min(pause * 2, 5.0)

    async def _post(self, update: Waiting) -> bool:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        if self._faults.of_updates("stop_updates"):
            return False
        headers = {"Content-Type": "application/json"}
        if self._secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self._secret
        try:
            async with self._session.post(
                self._url, data=update.text.encode(), headers=headers
            ) as response:
                self._transcript.update(update.text)
                if response.status // 100 == 2:
                    return True
                reason = f"{response.status} {response.reason}"
                self._last_error = f"Wrong response from the webhook: {reason}"
        except (aiohttp.ClientError, OSError) as error:
            self._last_error = f"Connection failed: {type(error).__name__}"
        return False
