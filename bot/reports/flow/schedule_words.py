"""What applies at a place, in words: deadline, reminders, quiet hours, who is told when."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from bot.kernel.i18n import Bold, Said, _, _n, lines
from bot.places.model import Level
from bot.reports.rules.schedules import WEEKDAYS

WEEKDAY_NAMES: tuple[Said, ...] = (
    _("Mon"),
    _("Tue"),
    _("Wed"),
    _("Thu"),
    _("Fri"),
    _("Sat"),
    _("Sun"),
)

LEVEL_NAMES: Mapping[str, Said] = {
    Level.VILLAGE.value: _("Village"),
    Level.TOWNSHIP.value: _("Township"),
    Level.COUNTY.value: _("County"),
    Level.PREFECTURE.value: _("Prefecture"),
    Level.PROVINCE.value: _("Province"),
}

VALUES: Mapping[str, Said] = {
    "deadline": _("Deadline"),
    "reminders": _("Reminders"),
    "quiet": _("Quiet hours"),
    "days_off": _("Days off"),
    "accepted_days": _("How long late reports are taken"),
    "rungs": _("Told who is missing"),
    "again": _("Asked again"),
    "silent_days": _("Silent places listed apart after"),
    "hopeless_days": _("Asked after only weekly after"),
}
"""The values of a schedule that can be seen and changed here."""


def shown(known: dict[str, Any]) -> Said:
    """What applies at a place, and from which place each value comes."""
    return lines(Bold(known["name"]), *[_line(known, name) for name in VALUES])


def _line(known: dict[str, Any], name: str) -> Said:
    value, comes_from = worded(name, known[name]), known["from"].get(name)
    if comes_from is None:
        return _("{what}: {value}", what=VALUES[name], value=value)
    return _("{what}: {value} (set for {place})", what=VALUES[name], value=value, place=comes_from)


def worded(name: str, value: Any) -> Said:
    """A value as it is kept, in words."""
    match name:
        case "deadline":
            return _("{time}", time=time.fromisoformat(value))
        case "quiet":
            return _quiet(value)
        case "rungs":
            return _("{list}", list=[_rung(level, value[level]) for level in _climbing(value)])
        case "again":
            return _("{time} after the deadline", time=span(value))
        case "reminders":
            return _reminders(value)
        case "days_off":
            return days_off(value)
    return _n("{n} day", "{n} days", value)


def _quiet(value: Sequence[str]) -> Said:
    starts, ends = (time.fromisoformat(one) for one in value)
    if starts == ends:
        return _("none")
    return _("{starts} to {ends}", starts=starts, ends=ends)


def _climbing(rungs: Mapping[str, int]) -> list[str]:
    return sorted(rungs, key=lambda level: (rungs[level], -Level(level).depth))


def _rung(level: str, minutes: int) -> Said:
    if minutes == 0:
        return _("{level} at the deadline", level=LEVEL_NAMES[level])
    return _("{level} {time} after", level=LEVEL_NAMES[level], time=span(minutes))


def span(minutes: int) -> Said:
    """So many minutes, in hours where they are whole."""
    if minutes and minutes % 60 == 0:
        return _n("{n} hour", "{n} hours", minutes // 60)
    return _n("{n} minute", "{n} minutes", minutes)


def _reminders(minutes: Sequence[int]) -> Said:
    if not minutes:
        return _("none")
    each = [_n("{n} minute before", "{n} minutes before", n) for n in minutes]
    return _("{list}", list=each)


def days_off(values: Sequence[str]) -> Said:
    """Weekdays and single days, as they are kept, in words."""
    weekdays = [WEEKDAY_NAMES[n] for n, name in enumerate(WEEKDAYS) if name in values]
    days = [_("{day}", day=date.fromisoformat(value)) for value in values if value not in WEEKDAYS]
    return _("{list}", list=[*weekdays, *days]) if values else _("none")
