"""What a tapped button gets beside its answer: its spinner ends, spent buttons go away.

These are no messages: they go at once, once, outside the limits, and may get lost.
"""

import asyncio
import logging
from typing import Any

from telegram import Bot
from telegram.error import TelegramError

MOST_TOAST = 200
log = logging.getLogger(__name__)


class Taps:
    """Answers taps in the background."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._errands: set[asyncio.Task[None]] = set()

    def answer(self, callback_id: str, toast: str | None) -> None:
        """End the spinner, with a note of up to 200 characters over the chat."""
        call = {"callback_query_id": callback_id}
        if toast:
            call["text"] = toast[:MOST_TOAST]
        self._run("answer_Callback_Query", call)

    def strip(self, chat_id: int, message_id: int) -> None:
        """Take the buttons off a message whose question is answered below it."""
        self._run("edit_Message_Reply_Markup", {"chat_id": chat_id, "message_id": message_id})

    async def close(self) -> None:
        """Let what has been begun come to its end."""
        if self._errands:
            await asyncio.wait(self._errands, timeout=5)

    def _run(self, method: str, call: dict[str, Any]) -> None:
        task = asyncio.create_task(self._call(method, call))
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def _call(self, method: str, call: dict[str, Any]) -> None:
        try:
            await self._bot.do_api_request(method, api_kwargs=call)
        except TelegramError as error:
            log.info("a tap was not answered", extra={"failure": type(error).__name__})
