"""What only the leading process does: send, keep the timetable, poll. One at a time of many."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from telegram import Bot
from telegram.error import TelegramError

from bot.chat.polling import Polling
from bot.chat.sender import Sender
from bot.jobs.ticking import Ticking
from bot.outbox.rules.pacing import Limits
from bot.people import service as people

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Leader:
    """The work of the leader. `polling` is None with a webhook; else it begins when `ready`."""

    telegram: Bot
    limits: Limits
    ticking: Ticking
    polling: Polling | None
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    @asynccontextmanager
    async def at_work(self, epoch: int) -> AsyncIterator[asyncio.Task[None]]:
        """Everything, as long as the block lasts; the task ends only when polling cannot go on.

        At the end nothing more is heard first, and what is in the sender's hands is finished last.
        """
        sender = Sender(self.telegram, self.limits, on_blocked=_blocked, epoch=epoch)
        async with _sending(sender), self.ticking, self._listening() as listening:
            yield listening

    @asynccontextmanager
    async def _listening(self) -> AsyncIterator[asyncio.Task[None]]:
        listening = asyncio.create_task(self._listen())
        try:
            yield listening
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
            if self.polling is not None:
                await _confirmed(self.polling)

    async def _listen(self) -> None:
        await self.ready.wait()
        if self.polling is None:  # the webhook hears
            await asyncio.Event().wait()
        else:
            await self.polling.run()


async def _blocked(chat_id: int) -> None:
    await people.reached(chat_id, False)


@asynccontextmanager
async def _sending(sender: Sender) -> AsyncIterator[None]:
    task = asyncio.create_task(sender.run())
    try:
        yield
    finally:
        sender.stop()
        await task


async def _confirmed(polling: Polling) -> None:
    try:
        async with asyncio.timeout(3):
            await polling.confirm()
    except (TelegramError, TimeoutError):
        log.info("what was stored could not be confirmed; it will be recognised")
