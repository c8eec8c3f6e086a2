"""Time that passes at a press, for the demo: in small steps, and all that is due on the way."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.cli.saying import Trouble
from bot.jobs.ticking import Ticking
from bot.kernel.clock import ShiftedClock
from bot.kernel.i18n import Said, _
from bot.outbox import service as outbox

STEP = timedelta(minutes=15)
PATIENCE = 10.0


class Passing:
    """Moves its clock; how far it went is kept in `file`, so that a restart goes on from there."""

    def __init__(self, file: Path, ticking: Ticking) -> None:
        self._file = file
        self._ticking = ticking
        self.clock = ShiftedClock(_ahead_in(file))

    async def through(self, span: timedelta) -> AsyncGenerator[datetime, None]:
        """Let `span` pass, and say after each step what time it is.

        Never in one leap: what is due at 14:00 and at 16:00 would then happen together, at a
        moment that is right for neither, and what has lost its point meanwhile not at all. So
        the clock stops at every quarter of an hour on the way, until the timetable has been run
        and what is due has been delivered. Waiting for deliveries takes 10 seconds in all at
        most: a broken line does not stop the clock.
        """
        end, patience = self.clock.now() + span, _time() + PATIENCE
        while (now := self.clock.now()) < end:
            self._go(min(next_stop(now), end) - now)
            await self._ticking.tick_all()
            await _delivered(patience)
            yield self.clock.now()

    def _go(self, span: timedelta) -> None:
        """Noted before it is done: what is stored at the new moment never lies in the future."""
        ahead = self.clock.ahead + span
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"{ahead.total_seconds()}\n", encoding="ascii")
        fresh.replace(self._file)
        self.clock.advance(span)


def next_stop(now: datetime) -> datetime:
    """The next full quarter of an hour, later than `now`."""
    return now - (now - datetime.min.replace(tzinfo=UTC)) % STEP + STEP


def _ahead_in(file: Path) -> timedelta:
    if not file.exists():
        return timedelta(0)
    try:
        return timedelta(seconds=float(file.read_text(encoding="ascii")))
    except (ValueError, OverflowError):
        raise Trouble(damaged(file)) from None


def damaged(file: Path) -> Said:
    """What to do about a file of the demo that cannot be read."""
    return _(
        "{file} is damaged. To begin anew, remove the folder {folder}.",
        file=str(file),
        folder=str(file.parent),
    )


async def _delivered(until: float) -> None:
    while await outbox.busy() and _time() < until:
        outbox.nudge()
        await asyncio.sleep(0.01)


def _time() -> float:
    return asyncio.get_running_loop().time()
