"""Lives of the program in processes of their own, begun by a test and ended by SIGKILL."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from bot.kernel import clock
from bot.kernel.config import Settings


class Lives:
    """One life at a time, each a fork of a process that has loaded the program."""

    def __init__(self, mother: asyncio.subprocess.Process, trace: Path) -> None:
        self._mother = mother
        self._trace = trace

    @asynccontextmanager
    async def one(self, settings: Settings, die_at: str = "") -> AsyncIterator[asyncio.Task[int]]:
        """The program at work for as long as the block; the task is done when it is dead."""
        self._trace.write_text("")
        order = {
            "settings": settings.model_dump(mode="json", exclude_none=True),
            "now": clock.now().isoformat(),
            "trace": str(self._trace),
            "at": die_at,
        }
        assert self._mother.stdin is not None
        self._mother.stdin.write(json.dumps(order).encode() + b"\n")
        await self._mother.stdin.drain()
        process = await self._told()
        dead = asyncio.create_task(self._told())
        try:
            yield dead
        finally:
            if not dead.done():
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            assert await dead == -signal.SIGKILL

    async def _told(self) -> int:
        assert self._mother.stdout is not None
        return int(await self._mother.stdout.readline())

    def steps(self) -> list[str]:
        """The steps of the latest life, in order; the last one is where it died."""
        return self._trace.read_text().splitlines()


@asynccontextmanager
async def lives(folder: Path) -> AsyncIterator[Lives]:
    """A process that is ready to begin lives."""
    pipe = asyncio.subprocess.PIPE
    mother = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.journeys.victim", stdin=pipe, stdout=pipe
    )
    assert mother.stdin is not None
    assert mother.stdout is not None
    try:
        assert await mother.stdout.readline() == b"ready\n"
        yield Lives(mother, folder / "steps")
    finally:
        mother.stdin.close()
        await mother.wait()
