"""A prepared database: Guizhou's real places, invented workers, a daily report of nine counts."""

import shutil
from pathlib import Path

from benchmarks.form import nine_counts
from bot.app.running import storage
from bot.kernel.config import Settings
from bot.kernel.database import transaction
from bot.people import service as people
from bot.people.model import Role
from bot.places import store as places
from bot.places.importing import GUIZHOU, import_places
from bot.places.model import Level, Place
from bot.reports import service as reports

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
"""A key for measuring; it protects nothing."""


def chats(number: int) -> range:
    """The chats of so many invented workers."""
    return range(1_000_001, 1_000_001 + number)


async def prepare(file: Path, workers: int) -> None:
    """Make `file` a database in which each worker reports for a village of their own."""
    settings = Settings(
        token="1:benchmark",
        key=KEY,
        database_url=f"sqlite://{file}?synchronous=OFF",
    )
    async with storage(settings):
        await import_places(GUIZHOU)
        await reports.import_form(nine_counts())
        villages = await _villages(workers)
        async with transaction():
            for chat_id, village in zip(chats(workers), villages, strict=True):
                worker = await people.known(chat_id, f"Worker {chat_id}", "en")
                await people.give(worker.id, Role.WORKER, village, by=None)


def copy(prepared: Path, to: Path) -> Path:
    """A fresh copy of a prepared database that nobody has open."""
    return Path(shutil.copyfile(prepared, to))


async def _villages(number: int) -> list[Place]:
    found: list[Place] = []
    for top in await places.tops():
        found += await places.subtree(top.path, Level.VILLAGE)
    if len(found) < number:
        raise RuntimeError(f"there are {len(found)} villages for {number} workers")
    return found[:number]
