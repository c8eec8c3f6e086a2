"""A report that comes while its reminder is on its way, whatever the line then does."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from telegram import Bot

from bot.chat import sender as sending
from bot.chat.delivery import Fate, deliver
from bot.chat.request import AiohttpRequest
from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.outbox.rules.pacing import Limits
from bot.people.model import Person
from bot.places import service as places
from bot.places.model import Pause, Place
from bot.reminders import service as reminders
from bot.reports import service as reports
from bot.reports.model import Content, Filled
from bot.sandbox.server import Sandbox
from bot.sandbox.world import PersonSpec
from tests.builders import HEPING, XINMIN, a_worker

DAY = date(2026, 3, 2)
WORKER = 1


class Line:
    """The wire, with a gate before it: a message on its way waits there."""

    def __init__(self) -> None:
        self.reached, self.may_pass = asyncio.Event(), asyncio.Event()

    async def deliver(self, *args: Any) -> Fate:
        """Send as always, once the gate is open."""
        self.reached.set()
        await self.may_pass.wait()
        return await deliver(*args)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox([PersonSpec(WORKER, "Worker", started=True)]) as sandbox:
        yield sandbox


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Line:
    line = Line()
    monkeypatch.setattr(sending, "deliver", line.deliver)
    return line


@asynccontextmanager
async def at_work(sandbox: Sandbox) -> AsyncIterator[None]:
    """A sender, whose calls are given up after a moment."""
    request = AiohttpRequest(read_timeout=0.3, write_timeout=0.3)
    async with Bot(sandbox.token, base_url=sandbox.base_url, request=request) as bot:
        sender = sending.Sender(bot, Limits(overall=0))
        task = asyncio.create_task(sender.run())
        try:
            yield
        finally:
            sender.stop()
            await task


async def zero(person: Person, *villages: Place) -> None:
    form = await reports.form()
    filled = Filled(tuple(village.id for village in villages), DAY, Content.ZERO)
    await db.retried(lambda: reports.submit(person, form, filled))


def heard(sandbox: Sandbox) -> list[str]:
    return [message["text"] for message in sandbox.person(WORKER).messages]


async def states() -> list[str]:
    return [row["status"] for row in await db.rows("SELECT status FROM message ORDER BY id")]


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    for _attempt in range(1_000):
        if await holds():
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"it never came to be; the outbox: {await states()}")


async def nothing_is_open() -> bool:
    return not {"waiting", "sending", "unsure"} & set(await states())


async def reported_meanwhile(
    line: Line, clock: StandingClock, person: Person, *villages: Place
) -> None:
    """The reminder is on its way when these villages' reports come in; then it goes on."""
    clock.advance(timedelta(hours=5))
    await reminders.tick()
    await line.reached.wait()
    assert await states() == ["sending"]
    await zero(person, *villages)
    assert await states() == ["sending"], "it may be going out: nothing is said instead"
    line.may_pass.set()
    await until(nothing_is_open)


@pytest.mark.parametrize("kind", ["429", "500", "timeout"])
async def test_a_reminder_that_comes_back_after_the_report_is_never_sent(
    storage: None, sandbox: Sandbox, clock: StandingClock, line: Line, kind: str
) -> None:
    worker = await a_worker(WORKER, HEPING)
    sandbox.faults.order(kind, method="sendMessage")
    async with at_work(sandbox):
        await reported_meanwhile(line, clock, worker, HEPING)
        clock.advance(timedelta(minutes=10))
        await reminders.remind_of_rest()
        await reminders.tick()
    assert heard(sandbox) == []
    assert await states() == ["cancelled"]


@pytest.mark.parametrize("kind", ["429", "timeout"])
async def test_whoever_still_misses_a_place_is_reminded_of_that_one(
    storage: None, sandbox: Sandbox, clock: StandingClock, line: Line, kind: str
) -> None:
    worker = await a_worker(WORKER, HEPING, XINMIN)
    sandbox.faults.order(kind, method="sendMessage")
    async with at_work(sandbox):
        await reported_meanwhile(line, clock, worker, HEPING)
        for _twice in range(2):
            await asyncio.gather(*(reminders.remind_of_rest() for _ in range(3)))
        clock.advance(timedelta(minutes=1))
        await until(nothing_is_open)
    (said,) = heard(sandbox)
    assert XINMIN.name in said
    assert HEPING.name not in said


async def test_what_did_go_out_is_not_said_again(
    storage: None, sandbox: Sandbox, clock: StandingClock, line: Line
) -> None:
    worker = await a_worker(WORKER, HEPING, XINMIN)
    async with at_work(sandbox):
        await reported_meanwhile(line, clock, worker, HEPING)
        await reminders.remind_of_rest()
    assert len(heard(sandbox)) == 1
    assert await states() == ["sent"]


async def test_a_place_that_was_paused_meanwhile_is_not_asked_for(
    storage: None, sandbox: Sandbox, clock: StandingClock, line: Line
) -> None:
    worker = await a_worker(WORKER, HEPING, XINMIN)
    sandbox.faults.order("429", method="sendMessage")
    async with at_work(sandbox):
        await reported_meanwhile(line, clock, worker, HEPING)
        await places.pause(Pause(XINMIN.id, DAY, None, "closed"))
        await reminders.remind_of_rest()
    assert await states() == ["cancelled"]
