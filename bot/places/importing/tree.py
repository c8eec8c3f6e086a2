"""The tree as it would stand after an import, and how it differs from what is stored."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from bot.kernel.table_import import BadLine, Changed, Difference, Plan, Table
from bot.places.importing.lines import Entry, entry_in, misplaced
from bot.places.model import Place, Point
from bot.places.rules import synthetic_point


def planned(table: Table, known: Iterable[Place]) -> Plan[Place]:
    """What the file would do to the known tree."""
    stored = {place.code: place for place in known}
    read = [entry_in(line) for line in table.lines]
    entries = [entry for entry in read if isinstance(entry, Entry)]
    bad = [*table.bad, *(entry for entry in read if isinstance(entry, BadLine))]
    named = {line.cells["code"] for line in table.lines}
    bad += misplaced(entries, stored, named)
    if bad:
        return Plan(bad=tuple(sorted(bad, key=lambda line: line.number)))
    return _compared(Tree(entries, stored, table.columns).places(), stored)


class Tree:
    """What is stored, overlaid by the file's entries."""

    def __init__(
        self, entries: Iterable[Entry], stored: Mapping[str, Place], columns: frozenset[str]
    ) -> None:
        self._stored = stored
        self._columns = columns
        self._entries = {entry.code: entry for entry in entries}
        self._parents = _parents(stored) | {e.code: e.parent_code for e in self._entries.values()}
        self._ids = {place.code: place.id for place in stored.values()}
        newcomers = [code for code in self._entries if code not in stored]
        first = max(self._ids.values(), default=0) + 1
        self._ids |= {code: id_ for id_, code in enumerate(newcomers, first)}
        self._paths: dict[str, str] = {}

    def places(self) -> Iterator[Place]:
        """All places that the file names, and those whose path it changes."""
        for entry in self._entries.values():
            yield self._placed(entry)
        for code, place in self._stored.items():
            if code not in self._entries and self._path(code) != place.path:
                yield replace(place, path=self._path(code))

    def _placed(self, entry: Entry) -> Place:
        place = Place(
            id=self._ids[entry.code],
            code=entry.code,
            parent_id=None if entry.parent_code is None else self._ids[entry.parent_code],
            level=entry.level,
            name=entry.name,
            path=self._path(entry.code),
            time_zone=entry.time_zone,
            point=self._known_point(entry.code) or self._made_up(entry),
            valid_from=entry.valid_from,
            valid_to=entry.valid_to,
        )
        before = self._stored.get(entry.code)
        return place if before is None else self._keeping(before, place)

    def _keeping(self, before: Place, place: Place) -> Place:
        """`place` with the values of `before` in the columns that the file lacks."""
        has = self._columns.__contains__
        return replace(
            place,
            time_zone=place.time_zone if has("time_zone") else before.time_zone,
            valid_from=place.valid_from if has("valid_from") else before.valid_from,
            valid_to=place.valid_to if has("valid_to") else before.valid_to,
        )

    def _path(self, code: str) -> str:
        if code not in self._paths:
            parent = self._parents[code]
            above = "" if parent is None else self._path(parent)
            self._paths[code] = f"{above}{self._ids[code]}/"
        return self._paths[code]

    def _known_point(self, code: str) -> Point | None:
        """The point that the file or, where the file has no such column, the database gives."""
        entry = self._entries.get(code)
        if entry is not None and "lon" in self._columns:
            return entry.point
        before = self._stored.get(code)
        return None if before is None or before.point is None else _real(before.point)

    def _made_up(self, entry: Entry) -> Point | None:
        """A synthetic point near the lowest place above that has a real one."""
        above = entry.parent_code
        while above is not None:
            around = self._known_point(above)
            if around is not None:
                return synthetic_point(entry.code, around)
            above = self._parents[above]
        return None


def _real(point: Point) -> Point | None:
    return None if point.synthetic else point


def _parents(stored: Mapping[str, Place]) -> dict[str, str | None]:
    codes = {place.id: place.code for place in stored.values()}
    return {
        place.code: None if place.parent_id is None else codes[place.parent_id]
        for place in stored.values()
    }


def _compared(places: Iterable[Place], stored: Mapping[str, Place]) -> Plan[Place]:
    new: list[Place] = []
    changed: list[Changed[Place]] = []
    same = 0
    for place in places:
        before = stored.get(place.code)
        if before is None:
            new.append(place)
        elif before == place:
            same += 1
        else:
            changed.append(Changed(place, _differences(before, place)))
    return Plan(tuple(new), tuple(changed), same)


def _differences(before: Place, after: Place) -> tuple[Difference, ...]:
    old, new = _told(before), _told(after)
    return tuple(Difference(name, old[name], new[name]) for name in old if old[name] != new[name])


def _told(place: Place) -> dict[str, str]:
    point = place.point
    spot = "" if point is None else f"{point.longitude}, {point.latitude}"
    return {
        "level": str(place.level),
        "name_zh": place.name,
        "path": place.path,
        "point": f"{spot} (synthetic)" if point is not None and point.synthetic else spot,
        "time_zone": place.time_zone or "",
        "valid_from": str(place.valid_from or ""),
        "valid_to": str(place.valid_to or ""),
    }
