"""When volunteers can be asked: weekdays times morning, afternoon and night, kept as 21 bits."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from bot.volunteers.model import Part, Window

STARTS: Mapping[Part, int] = {Part.MORNING: 6, Part.AFTERNOON: 12, Part.NIGHT: 18}
"""The hour from which a part of the day runs to the next one; the night runs until six."""

WEEK: tuple[Window, ...] = tuple(Window(day, part) for day in range(7) for part in Part)
"""Every window, in the order of their bits."""

_WORKDAYS = range(5)

PRESETS: Mapping[str, frozenset[Window]] = {
    "any": frozenset(WEEK),
    "workdays": frozenset(w for w in WEEK if w.weekday in _WORKDAYS and w.part is not Part.NIGHT),
    "nights": frozenset(w for w in WEEK if w.part is Part.NIGHT),
    "weekends": frozenset(w for w in WEEK if w.weekday not in _WORKDAYS),
}
"""The choices that save most people ticking 21 boxes."""


def code_of(window: Window) -> str:
    """How a window is named in data: its weekday from 1 (Monday), and the part: 1-morning."""
    return f"{window.weekday + 1}-{window.part}"


_BY_CODE = {code_of(window): window for window in WEEK}


def read_windows(codes: Iterable[str]) -> frozenset[Window]:
    """The windows of these codes; KeyError for one that is none."""
    return frozenset(_BY_CODE[code] for code in codes)


def as_bits(windows: Collection[Window]) -> int:
    """The windows as one number, Monday morning the lowest bit."""
    return sum(1 << n for n, window in enumerate(WEEK) if window in windows)


def from_bits(bits: int) -> frozenset[Window]:
    """The windows that the number stands for."""
    return frozenset(window for n, window in enumerate(WEEK) if bits >> n & 1)


def windows_between(start: datetime, end: datetime) -> frozenset[Window]:
    """The windows that the time from one local moment to another touches."""
    found, moment = {window_at(start)}, start
    while moment < end:
        found.add(window_at(moment))
        moment += timedelta(hours=1)
    return frozenset(found | {window_at(end - timedelta(minutes=1))})


def window_at(moment: datetime) -> Window:
    """The window into which a local moment falls; before six it is still the night before."""
    if moment.hour < STARTS[Part.MORNING]:
        return Window((moment - timedelta(days=1)).weekday(), Part.NIGHT)
    part = max((p for p in Part if STARTS[p] <= moment.hour), key=lambda p: STARTS[p])
    return Window(moment.weekday(), part)
