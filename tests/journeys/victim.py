"""The real program in a process of its own, which dies (SIGKILL) at a chosen step.

`KILL_AT` names the step: module:function:before|after:n, the n-th call of that function which
was about anything.
"""

import asyncio
import importlib
import os
import signal
from collections.abc import Callable
from typing import Any

from bot.app import running
from bot.kernel.config import read_settings
from bot.outbox.rules.pacing import Limits


def arm(point: str) -> None:
    """Wrap the function so that the process dies there."""
    module_name, name, when, nth = point.split(":")
    module = importlib.import_module(module_name)
    real: Callable[..., Any] = getattr(module, name)
    calls = 0

    def counted(about: object) -> None:
        nonlocal calls
        calls += about != []  # a call about nothing is no step
        if calls == int(nth) and about != []:
            os.kill(os.getpid(), signal.SIGKILL)

    async def waiting(*args: Any, **kwargs: Any) -> Any:
        if when == "before":
            counted(args[0])
        result = await real(*args, **kwargs)
        if when == "after":
            counted(result)
        return result

    def at_once(*args: Any, **kwargs: Any) -> Any:
        counted(args)
        return real(*args, **kwargs)

    setattr(module, name, waiting if asyncio.iscoroutinefunction(real) else at_once)


async def main() -> None:
    """Serve until killed."""
    settings = read_settings(env_file=None)
    brisk = Limits(overall=1000, burst=100)
    async with running.storage(settings), running.chatting(settings, brisk) as working:
        await working


if __name__ == "__main__":
    if os.environ.get("KILL_AT"):
        arm(os.environ["KILL_AT"])
    asyncio.run(main())
