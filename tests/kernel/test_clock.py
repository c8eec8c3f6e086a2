"""Clocks only move forward, and the one that hangs on the wall counts for everybody."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.kernel import clock
from bot.kernel.clock import ShiftedClock, StandingClock, SystemClock

HOUR = timedelta(hours=1)


def between(before: datetime, moment: datetime, after: datetime) -> bool:
    return before <= moment <= after


def test_a_shifted_clock_goes_with_the_machines_and_ahead_of_it() -> None:
    machine, shifted = SystemClock(), ShiftedClock()
    assert between(machine.now(), shifted.now(), machine.now())
    shifted.advance(HOUR)
    shifted.advance(2 * HOUR)
    assert shifted.ahead == 3 * HOUR
    assert between(machine.now(), shifted.now() - 3 * HOUR, machine.now())
    assert shifted.now().tzinfo is UTC


def test_a_shifted_clock_goes_on_from_where_an_earlier_run_ended() -> None:
    first = ShiftedClock()
    first.advance(24 * HOUR)
    last = first.now()
    assert ShiftedClock(first.ahead).now() >= last


@pytest.mark.parametrize("clock", [ShiftedClock(HOUR), StandingClock(datetime.now(UTC))])
def test_no_clock_moves_back(clock: ShiftedClock | StandingClock) -> None:
    before = clock.now()
    with pytest.raises(ValueError, match="forward"):
        clock.advance(timedelta(microseconds=-1))
    assert clock.now() >= before
    with pytest.raises(ValueError, match="forward"):
        ShiftedClock(-HOUR)


def test_the_clock_on_the_wall_is_everybodys() -> None:
    standing = StandingClock(datetime(2026, 3, 2, 1, tzinfo=UTC))
    before = clock.use(standing)
    try:
        assert clock.now() == standing.now()
    finally:
        assert clock.use(before) is standing
