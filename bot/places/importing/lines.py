"""Lines of a file of places: what each says, and what is wrong with it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import available_timezones

from bot.kernel.errors import Refused
from bot.kernel.i18n import Said, _
from bot.kernel.table_import import BadLine, Line, day_in
from bot.places.model import Level, Place, Point

REQUIRED = ("code", "parent_code", "level", "name_zh")
OPTIONAL = ("lon", "lat", "time_zone", "valid_from", "valid_to")

_ZONES = available_timezones()
_CODE_LENGTH = 32
_NAME_LENGTH = 128


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the file, its cells read; the parent is still a code."""

    number: int
    code: str
    parent_code: str | None
    level: Level
    name: str
    point: Point | None
    time_zone: str | None
    valid_from: date | None
    valid_to: date | None


def entry_in(line: Line) -> Entry | BadLine:
    """What the line says, or why it cannot be taken."""
    cells = line.cells
    try:
        opened, closed = day_in(cells.get("valid_from", "")), day_in(cells.get("valid_to", ""))
        _check(not opened or not closed or opened <= closed, _("it closes before it opens"))
        return Entry(
            number=line.number,
            code=_filled(cells, "code", _CODE_LENGTH),
            parent_code=cells["parent_code"] or None,
            level=_level(cells["level"]),
            name=_filled(cells, "name_zh", _NAME_LENGTH),
            point=_point(cells.get("lon", ""), cells.get("lat", "")),
            time_zone=_zone(cells.get("time_zone", "")),
            valid_from=opened,
            valid_to=closed,
        )
    except Refused as refused:
        return BadLine(line.number, refused.text)


def _check(holds: bool, otherwise: Said) -> None:
    if not holds:
        raise Refused(otherwise)


def _filled(cells: Mapping[str, str], column: str, most: int) -> str:
    text = cells[column]
    _check(bool(text), _("“{column}” is empty", column=column))
    _check(len(text) <= most, _("“{column}” is longer than {most}", column=column, most=most))
    return text


def _level(text: str) -> Level:
    levels = ", ".join(Level)
    _check(text in set(Level), _("“{text}” is no level; levels: {all}", text=text, all=levels))
    return Level(text)


def _zone(text: str) -> str | None:
    known = not text or text in _ZONES
    _check(known, _("“{text}” is no time zone like Asia/Shanghai", text=text))
    return text or None


def _point(lon: str, lat: str) -> Point | None:
    _check(bool(lon) == bool(lat), _("“lon” and “lat” go together"))
    return Point(_degrees(lon, 180), _degrees(lat, 90)) if lon else None


def _degrees(text: str, most: int) -> float:
    try:
        degrees = float(text)
    except ValueError:
        raise Refused(_("“{text}” is not a number like 106.62", text=text)) from None
    _check(abs(degrees) <= most, _("“{text}” is beyond {most} degrees", text=text, most=most))
    return degrees


def misplaced(
    entries: Iterable[Entry], stored: Mapping[str, Place], named: set[str]
) -> Iterator[BadLine]:
    """Lines that stand twice or at a wrong spot; `named` are all codes that the file has."""
    entries = list(entries)
    times = Counter(entry.code for entry in entries)
    levels = {code: place.level for code, place in stored.items()}
    levels |= {entry.code: entry.level for entry in entries}
    deepest = _highest_below(entries, stored)
    for entry in entries:
        if times[entry.code] > 1:
            yield BadLine(entry.number, _("the code {code} stands twice", code=entry.code))
        elif (reason := _wrong_parent(entry, levels, named)) is not None:
            yield BadLine(entry.number, reason)
        elif deepest.get(entry.code, len(Level)) <= entry.level.depth:
            yield BadLine(entry.number, _("a place below it, not in this file, is not lower"))


def _wrong_parent(entry: Entry, levels: Mapping[str, Level], named: set[str]) -> Said | None:
    if entry.parent_code is None:
        return None
    if entry.parent_code in levels:
        parent = levels[entry.parent_code]
        if parent.depth < entry.level.depth:
            return None
        return _("a {level} cannot lie in a {parent}", level=str(entry.level), parent=str(parent))
    if entry.parent_code in named:
        return _("the line of its parent {code} is bad", code=entry.parent_code)
    return _("its parent {code} is unknown", code=entry.parent_code)


def _highest_below(entries: Iterable[Entry], stored: Mapping[str, Place]) -> dict[str, int]:
    """The least depth among the stored children of a place that the file does not name."""
    named = {entry.code for entry in entries}
    codes = {place.id: place.code for place in stored.values()}
    found: dict[str, int] = {}
    for place in stored.values():
        if place.parent_id is not None and place.code not in named:
            parent = codes[place.parent_id]
            found[parent] = min(found.get(parent, len(Level)), place.level.depth)
    return found
