"""What is older than anybody asks for goes, a piece at a time."""

import asyncio
from datetime import timedelta
from functools import partial

from bot.kernel import clock, database
from bot.reminders.store import digests, ladders

KEPT = timedelta(days=40)
BATCH = 2_000
"""Rows a transaction: SQLite answers nobody else meanwhile."""


async def prune() -> None:
    """Drop ladders, who was missing, and who was told, of days long past.

    A silent run needs its last day only, which counts those before.
    """
    before = clock.now().date() - KEPT
    for forget in (digests.forget_before, ladders.forget_before):
        more = True
        while more:
            more = await database.retried(partial(forget, before, BATCH)) > 0
            await asyncio.sleep(0)  # let others act between two batches
