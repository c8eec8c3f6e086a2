"""The shape of the machine and the versions, without which a figure says nothing."""

import os
import platform
import sqlite3
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("python-telegram-bot", "aiohttp", "tortoise-orm", "aiosqlite", "httpx")


def shape() -> list[str]:
    """Lines that describe this machine, and how busy it was before."""
    busy = ", ".join(f"{load:.2f}" for load in os.getloadavg())
    return [
        f"{os.cpu_count()} cores ({_processor()}), {platform.system()} {platform.release()}",
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version} "
        "(WAL, synchronous=FULL)",
        ", ".join(f"{name} {version(name)}" for name in LIBRARIES),
        f"load average before the run (1, 5, 15 minutes): {busy}",
    ]


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()
