"""Bots in processes of their own; whatever happens, none outlives the measurement."""

import asyncio
import json
import os
import secrets
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from bot.sandbox.server import Sandbox

REPOSITORY = Path(__file__).resolve().parents[1]
PATIENCE = 30.0
GRACE = 10.0


class BotFailed(RuntimeError):
    """A bot's process ended, or said nothing for too long."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A bot that can be measured: its name, its module and the interpreter that runs it."""

    name: str
    module: str
    python: Path = field(default_factory=lambda: Path(sys.executable))
    options: tuple[str, ...] = ()


OURS = Kind("qianshao", "benchmarks.ours")
PTB = Kind("python-telegram-bot echo", "benchmarks.ptb_echo")
PTB_AT_ONCE = Kind("  the same, 256 at once", "benchmarks.ptb_echo", options=("--at-once=256",))


class Running:
    """A bot at work."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.versions: dict[str, str] = {}

    async def wish(self, word: str) -> dict[str, Any]:
        """Have the process do something, and what it answers; BotFailed without an answer."""
        if self._process.stdin is None:
            raise BotFailed("the process hears nothing")
        self._process.stdin.write(f"{word}\n".encode())
        await self._process.stdin.drain()
        return await self.answer()

    async def answer(self) -> dict[str, Any]:
        """The next line of the process."""
        if self._process.stdout is None:
            raise BotFailed("the process says nothing")
        async with asyncio.timeout(PATIENCE):
            line = await self._process.stdout.readline()
        if not line:
            raise BotFailed("the process has ended")
        answer: dict[str, Any] = json.loads(line)
        return answer

    async def cpu(self) -> float:
        """The seconds that the process has computed until now, all its threads together."""
        return float((await self.wish("figures"))["cpu"])


@asynccontextmanager
async def working(
    kind: Kind, sandbox: Sandbox, extra: Sequence[str] = ()
) -> AsyncIterator[Running]:
    """The bot, with its webhook set at the sandbox; ended at the end of the block.

    It ends also when this process dies: its standard input does. BotFailed tells its last words.
    """
    given = [f"--api={sandbox.url}", f"--token={sandbox.token}", f"--port={_free_port()}"]
    given += [f"--secret={secrets.token_hex(16)}", *kind.options, *extra]
    with TemporaryFile() as words:
        process = await asyncio.create_subprocess_exec(
            kind.python,
            "-m",
            kind.module,
            *given,
            cwd=REPOSITORY,
            env={**os.environ, "NO_PROXY": "127.0.0.1"},
            stdin=PIPE,
            stdout=PIPE,
            stderr=words,
            start_new_session=True,  # Ctrl-C is for this process, which then ends the bot
        )
        running = Running(process)
        try:
            running.versions = (await running.answer())["versions"]
            yield running
        except (BotFailed, TimeoutError) as error:
            words.seek(0)
            last = words.read().decode(errors="replace")[-2_000:]
            raise BotFailed(f"{kind.name}: {error or 'no answer in time'}\n{last}") from error
        finally:
            await _ended(process)


async def _ended(process: Process) -> None:
    """Ask by closing its standard input, then tell, then force."""
    if process.stdin is not None:
        process.stdin.close()
    insistence: Sequence[Callable[[], None]] = (lambda: None, process.terminate, process.kill)
    for insist in insistence:
        try:
            insist()
        except ProcessLookupError:
            return
        try:
            async with asyncio.timeout(GRACE):
                await process.wait()
            return
        except TimeoutError:
            continue


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def run(*command: str | Path) -> str:
    """What a command that must succeed prints; BotFailed with its last words otherwise."""
    process = await asyncio.create_subprocess_exec(
        *command, stdin=DEVNULL, stdout=PIPE, stderr=PIPE, start_new_session=True
    )
    try:
        async with asyncio.timeout(300):
            out, words = await process.communicate()
    except TimeoutError:
        raise BotFailed("no end within five minutes") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise BotFailed((words or out).decode(errors="replace").strip()[-300:])
    return out.decode().strip()
