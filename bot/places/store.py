"""Every query for places. Returns values, never rows."""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date

from tortoise.expressions import Q

from bot.kernel import database
from bot.kernel.errors import Refused
from bot.kernel.i18n import _
from bot.places.model import Level, Pause, Place, Point
from bot.places.rules import path_range
from bot.places.tables import PauseRow, PlaceRow

BATCH = 1_000
"""Rows a statement: below the number of parameters that either database takes."""


async def get(id_: int) -> Place:
    """The place with this id; Refused when there is none."""
    row = await PlaceRow.get_or_none(id=id_)
    if row is None:
        raise Refused(_("This place is no longer known."))
    return _place(row)


async def find(code: str) -> Place | None:
    row = await PlaceRow.get_or_none(code=code)
    return None if row is None else _place(row)


async def many(ids: Iterable[int]) -> dict[int, Place]:
    """The known ones among `ids`, by id."""
    wanted = sorted(set(ids))
    found: dict[int, Place] = {}
    for start in range(0, len(wanted), BATCH):
        rows = await PlaceRow.filter(id__in=wanted[start : start + BATCH])
        found.update((row.id, _place(row)) for row in rows)
    return found


async def children(parent_id: int) -> tuple[Place, ...]:
    rows = await PlaceRow.filter(parent_id=parent_id).order_by("code")
    return tuple(_place(row) for row in rows)


async def parents_among(ids: Sequence[int]) -> set[int]:
    """Those of `ids` that have something below them."""
    found = PlaceRow.filter(parent_id__in=list(ids)).distinct()
    return {int(str(id_)) for id_ in await found.values_list("parent_id", flat=True)}


async def tops() -> tuple[Place, ...]:
    rows = await PlaceRow.filter(parent_id__isnull=True).order_by("code")
    return tuple(_place(row) for row in rows)


async def subtree(path: str, level: Level | None = None) -> tuple[Place, ...]:
    """The place with this path and all below it, or those of one level, by code."""
    low, high = path_range(path)
    query = PlaceRow.filter(path__gte=low, path__lt=high)
    if level is not None:
        query = query.filter(level=level.value)
    return tuple(_place(row) for row in await query.order_by("code"))


async def everything() -> tuple[Place, ...]:
    return tuple(_place(row) for row in await PlaceRow.all())


async def count() -> int:
    return await PlaceRow.all().count()


async def by_parent(path: str, levels: Collection[Level]) -> dict[str, int]:
    """How many places of these levels lie directly below each place of a subtree, by its path."""
    low, high = path_range(path)
    marks = ", ".join(f"${n}" for n in range(3, 3 + len(levels)))
    found = await database.rows(
        "SELECT p.path, c.n FROM (SELECT parent_id, COUNT(*) AS n FROM place "  # noqa: S608
        f"WHERE level IN ({marks}) AND path >= $1 AND path < $2 GROUP BY parent_id) c "
        "JOIN place p ON p.id = c.parent_id WHERE p.path >= $1 AND p.path < $2",
        low,
        high,
        *[level.value for level in levels],
    )
    return {row["path"]: int(row["n"]) for row in found}


async def differing(
    path: str, levels: Collection[Level], since: date, until: date, alone: Collection[int]
) -> tuple[Place, ...]:
    """The places of these levels in a subtree that are not open on each day, or are `alone`."""
    low, high = path_range(path)
    marks = ", ".join(f"${n}" for n in range(6, 6 + len(levels)))
    found = await database.rows(
        "SELECT id FROM place WHERE path >= $1 AND path < $2 "  # noqa: S608
        f"AND (valid_from > $3 OR valid_to < $4 OR id IN {database.listed(5)}) "
        f"AND level IN ({marks})",
        low,
        high,
        since,
        until,
        json.dumps([*alone]),
        *[level.value for level in levels],
    )
    return tuple((await many(int(row["id"]) for row in found)).values())


async def time_zones() -> dict[int, str]:
    """By id the places with a time zone of their own."""
    found = await database.rows("SELECT id, time_zone FROM place WHERE time_zone IS NOT NULL")
    return {int(row["id"]): row["time_zone"] for row in found}


async def pauses_between(since: date, until: date) -> tuple[Pause, ...]:
    rows = await PauseRow.filter(Q(to_day__isnull=True) | Q(to_day__gte=since), from_day__lte=until)
    return tuple(Pause(row.place_id, row.from_day, row.to_day, row.reason) for row in rows)


async def pauses_on(day: date) -> tuple[Pause, ...]:
    return await pauses_between(day, day)


async def add_pause(pause: Pause) -> None:
    await PauseRow.create(
        place_id=pause.place_id,
        from_day=pause.from_day,
        to_day=pause.to_day,
        reason=pause.reason,
        by_id=pause.by_id,
    )


async def pauses_over(place: Place, day: date) -> tuple[Pause, ...]:
    """The pauses of the place and of those above it that are not over on `day`, by their start."""
    return await _pauses(place_id__in=[*place.ancestor_ids, place.id], day=day)


async def pauses_within(path: str, day: date) -> tuple[Pause, ...]:
    """The pauses of the place with this path and of all below that are not over on `day`."""
    low, high = path_range(path)
    found = await database.rows(
        "SELECT u.id FROM pause u JOIN place p ON p.id = u.place_id "
        "WHERE p.path >= $1 AND p.path < $2 AND (u.to_day IS NULL OR u.to_day >= $3)",
        low,
        high,
        day,
    )
    return await _pauses(id__in=[int(row["id"]) for row in found], day=day)


async def _pauses(*, day: date, **which: list[int]) -> tuple[Pause, ...]:
    rows = await PauseRow.filter(Q(to_day__isnull=True) | Q(to_day__gte=day), **which)
    return tuple(
        Pause(row.place_id, row.from_day, row.to_day, row.reason, row.by_id)
        for row in sorted(rows, key=lambda row: (row.from_day, row.id))
        if row.to_day is None or row.from_day <= row.to_day
    )


async def end_pauses(place_id: int, last_day: date) -> int:
    """Have the place's own pauses that last longer end on that day; how many did.

    One that began later is over before it begins.
    """
    longer = Q(to_day__isnull=True) | Q(to_day__gt=last_day)
    return await PauseRow.filter(longer, place_id=place_id).update(to_day=last_day)


async def add(places: Sequence[Place], done: Callable[[int], None]) -> None:
    """Write new places in batches; `done` hears the size of each."""
    for start in range(0, len(places), BATCH):
        batch = places[start : start + BATCH]
        await PlaceRow.bulk_create([_row(place) for place in batch])
        done(len(batch))


async def change(places: Sequence[Place], done: Callable[[int], None]) -> None:
    """Write all that can change of known places in batches; `done` hears the size of each."""
    for start in range(0, len(places), BATCH):
        batch = places[start : start + BATCH]
        rows = [_row(place) for place in batch]
        await PlaceRow.bulk_create(rows, on_conflict=["id"], update_fields=_CHANGEABLE)
        done(len(batch))


_CHANGEABLE = (
    *("parent_id", "level", "name", "path", "time_zone"),
    *("longitude", "latitude", "synthetic", "valid_from", "valid_to"),
)


def _place(row: PlaceRow) -> Place:
    point = None
    if row.longitude is not None and row.latitude is not None:
        point = Point(row.longitude, row.latitude, bool(row.synthetic))
    return Place(
        id=row.id,
        code=row.code,
        parent_id=row.parent_id,
        level=Level(row.level),
        name=row.name,
        path=row.path,
        time_zone=row.time_zone,
        point=point,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def _row(place: Place) -> PlaceRow:
    return PlaceRow(
        id=place.id,
        code=place.code,
        parent_id=place.parent_id,
        level=place.level.value,
        name=place.name,
        path=place.path,
        time_zone=place.time_zone,
        longitude=None if place.point is None else place.point.longitude,
        latitude=None if place.point is None else place.point.latitude,
        synthetic=place.point is not None and place.point.synthetic,
        valid_from=place.valid_from,
        valid_to=place.valid_to,
    )
