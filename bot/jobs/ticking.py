"""Ticks for the timetable: each job asks the database what is due, so a lost tick costs nothing."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC

from apscheduler.schedulers.asyncio import AsyncIOScheduler

Job = Callable[[], Awaitable[object]]
log = logging.getLogger(__name__)


@asynccontextmanager
async def ticking(timetable: Mapping[str, tuple[float, Job]]) -> AsyncIterator[None]:
    """Run each job every so many seconds while the context lasts, never twice at a time.

    `timetable` maps a job's name to its interval in seconds and the job. A job that fails is
    logged and runs again at its next tick.
    """
    scheduler = AsyncIOScheduler(
        timezone=UTC, job_defaults={"coalesce": True, "misfire_grace_time": None}
    )
    for name, (seconds, job) in timetable.items():
        scheduler.add_job(_guarded, "interval", (name, job), seconds=seconds, id=name)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)


async def _guarded(name: str, job: Job) -> None:
    try:
        await job()
    except Exception:
        log.exception("a job failed", extra={"job": name})
