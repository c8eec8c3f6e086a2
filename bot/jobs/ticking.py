"""Ticks for the timetable: each job asks the database what is due, so a lost tick costs nothing."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC
from types import TracebackType

from apscheduler.schedulers.asyncio import AsyncIOScheduler

Job = Callable[[], Awaitable[object]]
Timetable = Mapping[str, tuple[float, Job]]
log = logging.getLogger(__name__)


class Ticking:
    """Runs each job every so many seconds while the context lasts, never twice at a time.

    The context may be entered again later: the lead can be lost and come back.

    `timetable` maps a job's name to its interval in seconds and the job. A job that fails is
    logged and runs again at its next tick.
    """

    def __init__(self, timetable: Timetable) -> None:
        self._timetable = timetable
        self._turns = {name: asyncio.Lock() for name in timetable}
        self._scheduler: AsyncIOScheduler | None = None

    async def tick_all(self) -> None:
        """Run every job now, in the timetable's order, and wait until the last is done.

        A job that is just running is waited for, and then run: whatever became due before the
        call has been seen to. For a clock that was moved; also outside the context.
        """
        for name, (_seconds, job) in self._timetable.items():
            await self._guarded(name, job)

    async def _guarded(self, name: str, job: Job) -> None:
        async with self._turns[name]:
            try:
                await job()
            except Exception:
                log.exception("a job failed", extra={"job": name})

    async def __aenter__(self) -> "Ticking":
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "misfire_grace_time": None}
        )
        for name, (seconds, job) in self._timetable.items():
            self._scheduler.add_job(
                self._guarded, "interval", (name, job), seconds=seconds, id=name
            )
        self._scheduler.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
