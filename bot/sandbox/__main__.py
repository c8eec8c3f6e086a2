"""`python -m bot.sandbox`: the stand-in for Telegram alone, for a bot in another process."""

import argparse
import asyncio
import signal
import sys

from bot.sandbox.flood import DOCUMENTED
from bot.sandbox.server import Sandbox
from bot.sandbox.world import PersonSpec


async def _serve(options: argparse.Namespace) -> None:
    people = [
        PersonSpec(id=1_000_000 + n, first_name=f"Person {n}", phone_number=f"+8613900{n:06}")
        for n in range(1, options.people + 1)
    ]
    sandbox = Sandbox(
        people,
        token=options.token,
        limits=DOCUMENTED if options.limits == "documented" else None,
        latency=options.latency,
        port=options.port,
    )
    stop = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    async with sandbox:
        sys.stdout.write(f"url {sandbox.url}\ntoken {sandbox.token}\nkey {sandbox.key}\n")
        sys.stdout.flush()
        await stop.wait()


def main() -> None:
    """Serve until stopped; url, token and key stand in the first three lines."""
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--limits", choices=("documented", "none"), default="none")
    parser.add_argument("--latency", type=float, default=0.0, help="mean seconds of a call")
    parser.add_argument("--people", type=int, default=3, help="how many there are from the start")
    parser.add_argument("--token", default=None, help="of the bot; made up when left out")
    asyncio.run(_serve(parser.parse_args()))


if __name__ == "__main__":
    main()
