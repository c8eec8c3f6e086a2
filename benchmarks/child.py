"""The bot's side of a measured process: it says that it is ready, gives figures, ends in time.

One line on standard input is one wish, one line of JSON on standard output its answer. When
standard input ends, whoever measures is gone, and the process ends too.
"""

import argparse
import asyncio
import cProfile
import io
import json
import pstats
import resource
import sys
from collections.abc import Awaitable, Callable
from typing import Any

Wishes = dict[str, Callable[[], Awaitable[dict[str, Any]]]]

HOTTEST = 15


def told() -> argparse.Namespace:
    """What whoever measures gave along."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--api", required=True, help="the Bot API server")
    parser.add_argument("--token", required=True)
    parser.add_argument("--port", type=int, required=True, help="where the webhook listens")
    parser.add_argument("--secret", required=True, help="the webhook's")
    parser.add_argument("--database", default="", help="a prepared file, for the bot that has one")
    parser.add_argument("--at-once", type=int, default=0, help="updates; 0 for one by one")
    return parser.parse_args()


async def at_work(**versions: str) -> None:
    """Say that the bot is ready, and fulfil wishes until nobody measures any more."""
    await obey({}, **versions)


async def obey(wishes: Wishes, **versions: str) -> None:
    """As `at_work`, with more wishes than everybody's."""
    profile = cProfile.Profile()

    async def begin_profile() -> dict[str, Any]:
        profile.enable()
        return {}

    async def end_profile() -> dict[str, Any]:
        profile.disable()
        return {"hottest": _hottest(profile)}

    known: Wishes = {
        "figures": _figures,
        "profile": begin_profile,
        "hottest": end_profile,
        **wishes,
    }
    lines = await _standard_input()
    _say({"ready": True, "versions": versions})
    while line := await lines.readline():
        _say(await known[line.decode().strip()]())


async def _figures() -> dict[str, Any]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"cpu": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss}


def _hottest(profile: cProfile.Profile) -> str:
    out = io.StringIO()
    statistics = pstats.Stats(profile, stream=out)
    statistics.sort_stats("tottime").print_stats(HOTTEST)
    statistics.sort_stats("cumtime").print_stats(r"bot/|telegram/|aiogram/", 2 * HOTTEST)
    return out.getvalue()


async def _standard_input() -> asyncio.StreamReader:
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(lines), sys.stdin
    )
    return lines


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
