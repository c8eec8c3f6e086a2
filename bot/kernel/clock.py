"""The one source of "now", so that a test or a demo can move time for the whole program."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Whatever can say what time it is: an aware moment in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class StandingClock:
    """A clock that stands until somebody moves it."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment.astimezone(UTC)

    def now(self) -> datetime:
        return self._moment

    def advance(self, span: timedelta) -> None:
        """Move forward; time never runs backwards here."""
        _only_forward(span)
        self._moment += span


class ShiftedClock:
    """The machine's own clock, ahead of it by an offset that only grows.

    `ahead` may be one kept from an earlier run, so that what was stored then stays in the past.
    """

    def __init__(self, ahead: timedelta = timedelta(0)) -> None:
        _only_forward(ahead)
        self._ahead = ahead

    @property
    def ahead(self) -> timedelta:
        """How far before the machine's clock it goes."""
        return self._ahead

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def advance(self, span: timedelta) -> None:
        """Go so much further ahead, for good."""
        _only_forward(span)
        self._ahead += span


def _only_forward(span: timedelta) -> None:
    if span < timedelta(0):
        raise ValueError("a clock only moves forward")


class _Wall:
    clock: Clock = SystemClock()


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _Wall.clock.now()


def use(clock: Clock) -> Clock:
    """Hang up another clock for the whole process; returns the one taken down."""
    before, _Wall.clock = _Wall.clock, clock
    return before
