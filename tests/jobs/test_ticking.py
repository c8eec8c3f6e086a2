"""Jobs run by themselves or at once, never twice at a time; one that fails stops no other."""

import asyncio
import logging
from collections import Counter

import pytest

from bot.jobs.ticking import Ticking

NEVER = 3_600.0


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

    async with asyncio.timeout(20), Ticking({"s": (0.02, steady), "f": (0.02, failing)}):
        await twice.wait()


async def test_all_at_once_is_in_order_and_logs_what_failed(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ran: list[str] = []

    async def first() -> None:
        await asyncio.sleep(0)
        ran.append("first")

    async def second() -> None:
        ran.append("second")
        raise ValueError

    async def third() -> None:
        ran.append("third")

    timetable = {"1": (NEVER, first), "2": (NEVER, second), "3": (NEVER, third)}
    with caplog.at_level(logging.ERROR):
        async with Ticking(timetable) as ticking:
            await ticking.tick_all()
    assert ran == ["first", "second", "third"]
    assert [record.__dict__["job"] for record in caplog.records] == ["2"]


async def test_a_scheduled_run_is_waited_for_and_followed_by_another() -> None:
    began, may_end = asyncio.Event(), asyncio.Event()
    running: Counter[str] = Counter()

    async def job() -> None:
        running["now"] += 1
        running["most"] = max(running["most"], running["now"])
        running["all"] += 1
        began.set()
        await may_end.wait()
        running["now"] -= 1

    async with asyncio.timeout(20), Ticking({"job": (0.02, job)}) as ticking:
        await began.wait()
        at_once = asyncio.create_task(ticking.tick_all())
        for _turn in range(10):
            await asyncio.sleep(0)
        assert running["all"] == 1
        assert not at_once.done()
        may_end.set()
        await at_once
    assert running["all"] >= 2
    assert running["most"] == 1


async def test_what_is_cancelled_midway_leaves_the_job_free() -> None:
    began, forever = asyncio.Event(), asyncio.Event()
    ran: Counter[str] = Counter()

    async def job() -> None:
        ran["job"] += 1
        began.set()
        if ran["job"] == 1:
            await forever.wait()

    ticking = Ticking({"job": (NEVER, job)})
    at_once = asyncio.create_task(ticking.tick_all())
    await began.wait()
    at_once.cancel()
    await asyncio.gather(at_once, return_exceptions=True)
    async with asyncio.timeout(20):
        await ticking.tick_all()
    assert ran["job"] == 2
