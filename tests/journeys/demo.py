"""`python -m bot demo` in a process of its own, as a newcomer starts it."""

import asyncio
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path


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


async def begun(*arguments: str) -> Process:
    """The process, not waited for."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", *arguments),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=PIPE,
        stderr=STDOUT,
        env={**os.environ, "LANG": "en_US.UTF-8", "LC_ALL": "en_US.UTF-8"},
    )


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Demo]:
    """A demo that is ready, on a free port."""
    process = await begun("--port", "0", "--data", str(folder))
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
