"""What a daily report costs: workers who fill it in all at once, each for their own village."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import town
from benchmarks.crowd import Crowd, gathered
from benchmarks.form import COUNTS
from benchmarks.process import OURS, working
from bot.sandbox.persons import buttons

SENT = "Received"
TAPPED = ("There is something to report", "Skip", "Send")


@dataclass(frozen=True, slots=True)
class Cost:
    """What it took, each figure of one report but `seconds`, which is of all together."""

    reports: int
    seconds: float
    cpu: float
    updates: float
    typed: float
    skipped: float
    calls: float


@dataclass(frozen=True, slots=True)
class Writing:
    """What the database did for one report."""

    rows: float
    statements: float
    transactions: float


async def cost(prepared: Path, workers: int) -> Cost:
    """So many workers report at the same time, as fast as they are asked."""
    with TemporaryDirectory(prefix="bench-") as folder:
        database = town.copy(prepared, Path(folder) / "bench.sqlite3")
        async with (
            gathered(town.chats(workers)) as (sandbox, crowd),
            working(OURS, sandbox, [f"--database={database}"]) as bot,
        ):
            cpu, calls, begun = await bot.cpu(), crowd.calls, time.perf_counter()
            acts = await _everybody(crowd, town.chats(workers))
            seconds = time.perf_counter() - begun
            return Cost(
                workers,
                seconds,
                (await bot.cpu() - cpu) / workers,
                acts.total() / workers,
                acts["typed"] / workers,
                acts["Skip"] / workers,
                (crowd.calls - calls) / workers,
            )


async def writing(prepared: Path, workers: int) -> Writing:
    """The same once more with SQLite's statements counted, which takes time of its own."""
    with TemporaryDirectory(prefix="bench-") as folder:
        database = town.copy(prepared, Path(folder) / "bench.sqlite3")
        async with (
            gathered(town.chats(workers)) as (sandbox, crowd),
            working(OURS, sandbox, [f"--database={database}"]) as bot,
        ):
            await bot.wish("count")
            before = await bot.wish("rows")
            await _everybody(crowd, town.chats(workers))
            after = await bot.wish("rows")
            names = ("rows", "statements", "transactions")
            return Writing(*((after[name] - before[name]) / workers for name in names))


async def _everybody(crowd: Crowd, chats: Sequence[int]) -> Counter[str]:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_fill_in(crowd, chat)) for chat in chats]
    acts: Counter[str] = Counter()
    for task in tasks:
        acts += task.result()
    if acts["typed"] != COUNTS * len(chats):
        raise RuntimeError(f"{COUNTS} counts were to be typed for a report, it was {acts}")
    return acts


async def _fill_in(crowd: Crowd, person: int) -> Counter[str]:
    """Report figures: count what is asked, skip what may be skipped, send. What was done."""
    acts = Counter(["/report"])
    message = await crowd.says(person, "/report")
    while not message["text"].startswith(SENT):
        below = buttons(message)
        label = next((label for label in TAPPED if label in below), None)
        if label is None:
            message = await crowd.says(person, "1")
        else:
            message = await crowd.taps(person, message, label)
        acts[label or "typed"] += 1
        if acts.total() > 40:
            raise RuntimeError(f"the report does not end; the bot says: {message['text']}")
    return acts
