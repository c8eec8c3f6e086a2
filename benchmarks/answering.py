"""How soon a stored answer goes out: from the commit to its call at the Bot API, bot idle.

`python -m benchmarks.answering` measures this alone.
"""

import asyncio
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import town
from benchmarks.crowd import Crowd, gathered, percentile
from benchmarks.process import OURS, BotFailed, Running, working

AIM = 0.050
MESSAGES, WARM_UP = 300, 20
REST = 0.03
"""Seconds between an answer and the next message, for the bot to write down what it sent."""
WORDS = "?"
SAYING = {"sendmessage", "editmessagetext"}


async def waits(prepared: Path, messages: int = MESSAGES) -> list[float]:
    """Seconds that each answer lay there, one person sending one message at a time.

    Both processes read the same clock, the system's monotonic one.
    """
    with TemporaryDirectory(prefix="bench-") as folder:
        database = town.copy(prepared, Path(folder) / "bench.sqlite3")
        chats = town.chats(1)
        async with (
            gathered(chats) as (sandbox, crowd),
            working(OURS, sandbox, [f"--database={database}"]) as bot,
        ):
            arrivals: list[float] = []

            def arrived(entry: dict[str, Any]) -> None:
                if entry["kind"] == "call" and entry["method"].lower() in SAYING:
                    arrivals.append(time.perf_counter())

            await _talk(crowd, chats[0], WARM_UP)
            sandbox.transcript.on_entry.append(arrived)
            await bot.wish("commits")
            await _talk(crowd, chats[0], messages)
            return _each(await _commits(bot), arrivals)


async def _talk(crowd: Crowd, person: int, messages: int) -> None:
    for _message in range(messages):
        await crowd.says(person, WORDS)
        await asyncio.sleep(REST)


async def _commits(bot: Running) -> list[float]:
    return [float(moment) for moment in (await bot.wish("commits"))["commits"]]


def _each(commits: Sequence[float], arrivals: Sequence[float]) -> list[float]:
    if len(commits) != len(arrivals):
        raise BotFailed(f"{len(commits)} answers were stored, {len(arrivals)} arrived")
    return [arrival - commit for commit, arrival in zip(commits, arrivals, strict=True)]


def told(measured: Sequence[float]) -> list[str]:
    """The figures as lines."""
    marks = ((f"p{part * 100:.0f}", percentile(measured, part)) for part in (0.5, 0.95, 0.99))
    return [
        "",
        f"From an answer's commit to its call at the Bot API, {len(measured)} answers one by one:",
        "  " + "   ".join(f"{name} {seconds * 1000:.1f} ms" for name, seconds in marks)
        + f"   slowest {max(measured) * 1000:.1f} ms   aim: p99 below {AIM * 1000:.0f} ms",
    ]  # fmt: skip


async def main() -> None:
    """Measure, and print."""
    with TemporaryDirectory(prefix="bench-") as folder:
        prepared = Path(folder) / "prepared.sqlite3"
        await town.prepare(prepared, 1)
        sys.stdout.write("\n".join(told(await waits(prepared))) + "\n")


if __name__ == "__main__":
    asyncio.run(main())
