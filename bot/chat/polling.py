"""Long polling that confirms an update to Telegram only once it is stored."""

import asyncio
import logging
import random
from collections.abc import Mapping
from typing import Any

from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.chat.hearing import Hearing

LISTENS_TO = ["message", "edited_message", "callback_query", "my_chat_member"]
LONGEST_PAUSE = 30.0
MOST_IN_HAND = 100
"""What Telegram hands out from one offset on; nothing further is fetched while they last."""
PATIENCE = 0.1
"""Seconds until the next updates are fetched while some of the former are still worked on."""
log = logging.getLogger(__name__)


class Polling:
    """Fetches updates until stopped, and goes on fetching while some of them take long.

    Telegram forgets what lies below the offset of a call, so that is the lowest update not yet
    stored: whoever is slow holds up nobody, and a killed process loses nothing. Those above it
    are handed out again with each call and known by their numbers. `seconds` is how long
    Telegram holds a call open when there is nothing new.
    """

    def __init__(self, bot: Bot, hearing: Hearing, seconds: int = 25) -> None:
        self._bot = bot
        self._hearing = hearing
        self._seconds = seconds
        self._offset = 0
        self._in_hand: dict[int, asyncio.Task[None]] = {}
        self._stored: set[int] = set()
        self._failed: set[int] = set()
        self._failures = 0

    async def run(self) -> None:
        """Poll until cancelled. Raises InvalidToken: nothing will help but another token."""
        await self._bot.do_api_request("delete_Webhook")
        try:
            await self._for_ever()
        finally:
            await self._drop()

    async def _for_ever(self) -> None:
        while True:
            try:
                await self._round()
                self._failures = 0
            except InvalidToken:
                raise
            except RetryAfter as error:
                await asyncio.sleep(float(getattr(error.retry_after, "seconds", 1)))
            except TelegramError as error:
                await self._pause(error)
            except Exception as error:  # an outermost loop: the database may be back in a moment
                log.exception("updates could not be stored; they will be fetched again")
                await self._pause(error)

    async def _round(self) -> None:
        batch = await self._fetch(0 if self._in_hand else self._seconds)
        self._take({int(update["update_id"]): update for update in batch})
        if self._in_hand:
            await asyncio.wait(self._in_hand.values(), timeout=PATIENCE)
        self._settle()

    def _take(self, batch: Mapping[int, Mapping[str, Any]]) -> None:
        """Have heard what is new: side by side, Hearing keeps the order of each person."""
        for number, update in batch.items():
            if number not in self._in_hand and number not in self._stored:
                self._in_hand[number] = asyncio.create_task(self._hearing.hear(update))
        # What failed has come again, or Telegram has given it up.
        self._failed = {number for number in self._failed if number > max(batch, default=0)}

    def _settle(self) -> None:
        """Look at what has ended; raises the failure of one that must be fetched again."""
        ended = [number for number, task in self._in_hand.items() if task.done()]
        failures = []
        for number in ended:
            failure = self._in_hand.pop(number).exception()
            if failure is None:
                self._stored.add(number)
            else:
                self._failed.add(number)
                failures.append(failure)
        behind = max(self._stored, default=self._offset - 1) + 1
        self._offset = min([behind, *self._in_hand, *self._failed])
        self._stored = {number for number in self._stored if number > self._offset}
        if failures:
            raise failures[0]

    async def _drop(self) -> None:
        """Stop what is in hand; what was not stored comes again."""
        for task in self._in_hand.values():
            task.cancel()
        await asyncio.gather(*self._in_hand.values(), return_exceptions=True)

    async def _fetch(self, seconds: int) -> list[Mapping[str, Any]]:
        call = {
            "offset": self._offset,
            "limit": MOST_IN_HAND,
            "timeout": seconds,
            "allowed_updates": LISTENS_TO,
        }
        got = await self._bot.do_api_request(
            "get_Updates", api_kwargs=call, read_timeout=seconds + 10
        )
        return list(got)

    async def confirm(self) -> None:
        """Tell Telegram at the end what was stored, so that it does not come again."""
        if self._offset:
            await self._bot.do_api_request(
                "get_Updates", api_kwargs={"offset": self._offset, "timeout": 0, "limit": 1}
            )

    async def _pause(self, error: Exception) -> None:
        self._failures += 1
        if isinstance(error, Conflict):
            log.error("another process polls with this token; only one may")
        else:
            log.warning("Telegram is out of reach", extra={"failure": type(error).__name__})
        longest = min(LONGEST_PAUSE, 0.25 * 2.0 ** min(self._failures, 10))
        await asyncio.sleep(longest * random.uniform(0.5, 1.0))  # noqa: S311 - no secret
