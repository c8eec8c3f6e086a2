"""`python -m bot demo` in a process of its own, as a newcomer starts it."""

import asyncio
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

HOUSE = Path(__file__).parents[2]


@dataclass
class Demo:
    """A demo that runs; `said` is what it printed until it was ready."""

    url: str
    said: str
    process: Process

    async def stop(self) -> tuple[int, str]:
        """Press Ctrl-C; the exit status and what was printed after that."""
        self.process.send_signal(signal.SIGINT)
        out, _err = await asyncio.wait_for(self.process.communicate(), 20)
        return int(self.process.returncode or 0), out.decode()


async def begun(
    *arguments: str,
    before: Sequence[str] = (),
    folder: Path = HOUSE,
    surroundings: Mapping[str, str] | None = None,
) -> Process:
    """The process, not waited for: in `folder`, started by the command `before` where given."""
    english = {"LANG": "en_US.UTF-8", "LC_ALL": "en_US.UTF-8", "PYTHONPATH": str(HOUSE)}
    return await asyncio.create_subprocess_exec(
        *(*before, sys.executable, "-m", "bot", "demo", *arguments),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=PIPE,
        stderr=STDOUT,
        cwd=folder,
        env={**os.environ, **english, **(surroundings or {})},
    )


@asynccontextmanager
async def running(
    folder: Path, *, in_folder: Path = HOUSE, surroundings: Mapping[str, str] | None = None
) -> AsyncIterator[Demo]:
    """A demo that is ready, on a free port, with its data in `folder`."""
    given = ("--port", "0", "--data", str(folder))
    process = await begun(*given, folder=in_folder, surroundings=surroundings)
    try:
        said = ""
        async with asyncio.timeout(60):
            while (
                not (found := re.search(r"http://127\.0\.0\.1:\d+", said)) or "Its data" not in said
            ):
                line = await process.stdout.readline() if process.stdout else b""
                assert line, f"the demo ended: {said}"
                said += line.decode()
        yield Demo(found[0], said, process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()
