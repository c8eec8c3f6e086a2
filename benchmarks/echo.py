"""One message in, one answer out: three bots in turn, on the same sandbox and the same people."""

import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import town
from benchmarks.crowd import Load, chatter, gathered
from benchmarks.process import OURS, Kind, working

WORDS = "?"
"""The echo bots say it again; ours answers an idle worker with what it can do, and a menu."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is sent: by how many people, messages to warm up, to count, by one person alone.

    `latency` is the seconds that Telegram is away, on average.
    """

    people: int
    warm_up: int
    messages: int
    alone: int
    latency: float = 0.0


@dataclass(frozen=True, slots=True)
class Round:
    """One bot measured once. `bot_cpu` and `load_cpu` are shares of one core."""

    load: Load
    alone: Load
    bot_cpu: float
    load_cpu: float
    extra_answers: int
    versions: dict[str, str]
    hottest: str


async def measured(kind: Kind, plan: Plan, prepared: Path, *, profiled: bool = False) -> Round:
    """Start the bot, warm it up, let everybody send, then one person alone; end the bot."""
    chats = town.chats(plan.people)
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="bench-")))
        sandbox, crowd = await stack.enter_async_context(gathered(chats, plan.latency))
        extra = []
        if kind is OURS:
            extra = [f"--database={town.copy(prepared, folder / 'bench.sqlite3')}"]
        bot = await stack.enter_async_context(working(kind, sandbox, extra))
        warm = await chatter(crowd, chats, plan.warm_up, WORDS)
        if profiled:
            await bot.wish("profile")
        bot_before, load_before = await bot.cpu(), time.process_time()
        load = await chatter(crowd, chats, plan.messages, WORDS)
        load_cpu, bot_cpu = time.process_time() - load_before, await bot.cpu() - bot_before
        hottest = (await bot.wish("hottest"))["hottest"] if profiled else ""
        alone = await chatter(crowd, chats[:1], plan.alone, WORDS)
        answers = sum(len(one.latencies) for one in (warm, load, alone))
        return Round(
            load,
            alone,
            bot_cpu / load.seconds,
            load_cpu / load.seconds,
            crowd.told - answers,
            bot.versions,
            hottest,
        )


def ratios(ours: Sequence[Round], theirs: Sequence[Round]) -> list[float]:
    """How many times faster ours was, repeat by repeat."""
    return [
        one.load.per_second / other.load.per_second for one, other in zip(ours, theirs, strict=True)
    ]
