"""Killed (SIGKILL) between any two steps and begun again: one report, one answer."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.kernel import database as db
from bot.kernel.config import Settings
from bot.sandbox.server import Sandbox
from tests.journeys.conftest import WORKER

STEPS = [
    "bot.conversations.store:find:before",
    "bot.people.store:find_in_chat:after",
    "bot.reports.store.reports:add:before",
    "bot.reports.store.reports:add:after",
    "bot.journal.service:note:after",
    "bot.conversations.store:close:after",
    "bot.outbox.store:add:before",
    "bot.outbox.store:add:after",
    "bot.outbox.service:nudge:before",
    "bot.outbox.store:claim:after",
    "bot.chat.sender:deliver:before",
]
UNKNOWABLE = ["bot.chat.sender:deliver:after", "bot.outbox.store:note:before"]
"""Sent, and dead before that was noted: such an answer may come twice."""

NTH = {
    "bot.conversations.store:find:before": 3,
    "bot.outbox.store:claim:after": 2,
    "bot.outbox.store:note:before": 2,
    "bot.people.store:find_in_chat:after": 2,
    "bot.outbox.store:add:before": 2,
    "bot.outbox.store:add:after": 2,
    "bot.outbox.service:nudge:before": 2,
    "bot.chat.sender:deliver:before": 2,
    "bot.chat.sender:deliver:after": 2,
}
"""How many times a step is reached until the tap that sends the report; once, when not named."""

pytestmark = pytest.mark.parametrize(
    ("dialect", "settings"), [("sqlite", "polling"), ("postgres", "webhook")], indirect=True
)


@asynccontextmanager
async def victim(
    settings: Settings, kill_at: str = ""
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The program in a process of its own."""
    given = {
        f"QIANSHAO_{name.upper()}": str(value)
        for name, value in settings.model_dump().items()
        if value is not None
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.journeys.victim",
        env={**os.environ, **given, "KILL_AT": kill_at},
        stdin=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def said(sandbox: Sandbox, words: str) -> int:
    """How many of the bot's calls that had their effect said so."""
    return sum(
        words in str(entry["args"].get("text"))
        for entry in sandbox.transcript.after(0)
        if entry["kind"] == "call" and entry["ok"]
    )


async def reported(settings: Settings, sandbox: Sandbox, step: str, nth: int) -> None:
    """Report zero with a program that dies at the step, and with one that lives."""
    worker = sandbox.person(WORKER)
    async with victim(settings, f"{step}:{nth}") as dying:
        await worker.send("0")
        asked = await worker.hears("Send it", within=20)
        await worker.tap("Send", asked)
        async with asyncio.timeout(20):
            assert await dying.wait() == -signal.SIGKILL
    async with victim(settings):
        await _settled(sandbox)


async def _settled(sandbox: Sandbox) -> None:
    """Until nothing is under way: no update, no message."""
    async with asyncio.timeout(20):
        while True:
            open_ones = "SELECT id FROM message WHERE status IN ('waiting', 'sending', 'unsure')"
            if said(sandbox, "Received") and not await db.rows(open_ones):
                return
            await asyncio.sleep(0.05)


async def figures() -> tuple[int, int, int]:
    """Reports, journal entries of reports, stumbles."""
    counted = []
    for sql in ("report", "journal WHERE act = 'report.submitted'", "stumble"):
        row = await db.row(f"SELECT count(*) AS n FROM {sql}")
        assert row is not None
        counted.append(int(row["n"]))
    return counted[0], counted[1], counted[2]


@pytest.mark.parametrize("step", STEPS)
async def test_killed_at_any_step_it_acts_and_answers_once(
    town: None, settings: Settings, sandbox: Sandbox, step: str
) -> None:
    await reported(settings, sandbox, step, NTH.get(step, 1))
    assert await figures() == (1, 1, 0)
    assert said(sandbox, "Received") == 1


@pytest.mark.parametrize("step", UNKNOWABLE)
async def test_killed_before_the_delivery_was_noted_the_answer_may_come_twice(
    town: None, settings: Settings, sandbox: Sandbox, step: str
) -> None:
    await reported(settings, sandbox, step, NTH.get(step, 1))
    assert await figures() == (1, 1, 0)
    assert said(sandbox, "Received") in {1, 2}
