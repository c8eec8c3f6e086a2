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
log = logging.getLogger(__name__)


class Polling:
    """Fetches updates until stopped; each batch is confirmed by the call that asks for the next.

    `seconds` is how long Telegram holds a call open when there is nothing new.
    """

    def __init__(self, bot: Bot, hearing: Hearing, seconds: int = 25) -> None:
        self._bot = bot
        self._hearing = hearing
        self._seconds = seconds
        self._offset = 0
        self._failures = 0

    async def run(self) -> None:
        """Poll until cancelled. Raises InvalidToken: nothing will help but another token."""
        await self._bot.do_api_request("delete_Webhook")
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
        batch = await self._fetch(self._seconds)
        if batch:
            # Side by side for different people; Hearing keeps the order of each.
            heard = (self._hearing.hear(update) for update in batch)
            outcomes = await asyncio.gather(*heard, return_exceptions=True)
            for outcome in outcomes:
                if isinstance(outcome, BaseException):
                    raise outcome
            self._offset = max(int(update["update_id"]) for update in batch) + 1

    async def _fetch(self, seconds: int) -> list[Mapping[str, Any]]:
        call = {"offset": self._offset, "timeout": seconds, "allowed_updates": LISTENS_TO}
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
