"""`python -m bot …` in a process of its own, as an operator runs it."""

import asyncio
import os
import sys
from pathlib import Path

from tests.builders import KEY


async def ran(folder: Path, *arguments: str, typed: str = "", **settings: str) -> tuple[int, str]:
    """Run a command in the folder: (exit status, everything it printed)."""
    url = f"sqlite://{folder / 'test.sqlite3'}"
    given = {"QIANSHAO_KEY": KEY, "QIANSHAO_DATABASE_URL": url, **settings}
    root = str(Path(__file__).parents[2])
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        cwd=folder,
        env={**os.environ, "LC_ALL": "en_US.UTF-8", "PYTHONPATH": root, **given},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _err = await process.communicate(typed.encode())
    return int(process.returncode or 0), out.decode()
