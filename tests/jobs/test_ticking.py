"""A job that fails is tried at the next tick, and does not stop the others."""

import asyncio
from collections import Counter

from bot.jobs.ticking import ticking


async def test_every_job_goes_on_although_one_fails() -> None:
    ran: Counter[str] = Counter()
    twice = asyncio.Event()

    async def steady() -> None:
        ran["steady"] += 1
        if min(ran["steady"], ran["failing"]) >= 2:
            twice.set()

    async def failing() -> None:
        ran["failing"] += 1
        raise ValueError

    async with asyncio.timeout(20), ticking({"s": (0.02, steady), "f": (0.02, failing)}):
        await twice.wait()
