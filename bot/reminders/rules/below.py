"""Who lies below whom: places by their nearest anchor, missing places by who looks after them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from bot.places.model import Place
from bot.reminders.model import Anchor
from bot.reports.model import Schedules
from bot.reports.rules.schedules import schedule_at


class InTree(Protocol):
    """Anything with a path in the tree of places."""

    @property
    def path(self) -> str: ...


T = TypeVar("T", bound=InTree)
Each = TypeVar("Each")


@lru_cache(maxsize=32_768)
def ids_of(path: str) -> tuple[int, ...]:
    """The ids of a path, the highest place's first."""
    return tuple(int(part) for part in path.split("/")[:-1])


def nearest(path: str, among: Collection[int]) -> int | None:
    """The id of the lowest place of the path that is among these."""
    return next((id_ for id_ in reversed(ids_of(path)) if id_ in among), None)


def anchors_of(
    schedules: Schedules,
    candidates: Iterable[Place],
    default: ZoneInfo,
    kept: Collection[int] = (),
) -> tuple[Anchor, ...]:
    """The candidates that have something of their own: tops, other clocks, another schedule.

    `kept` are those that a running ladder has left apart: they stay anchors until it is over.
    """
    known = {place.id: place for place in candidates}
    zones = {id_: place.time_zone for id_, place in known.items() if place.time_zone is not None}
    found = []
    for place in sorted(known.values(), key=lambda one: (len(one.ancestor_ids), one.id)):
        zone, above = _zone(place.path, zones), _zone(_parent(place), zones)
        its_own = place.id in schedules.differing or place.id in kept or zone != above
        if place.parent_id is None or its_own:
            clocks = default if zone is None else ZoneInfo(zone)
            found.append(Anchor(place, schedule_at(schedules, place), clocks))
    return tuple(found)


def _parent(place: Place) -> str:
    return "".join(f"{id_}/" for id_ in place.ancestor_ids)


def _zone(path: str, zones: Mapping[int, str]) -> str | None:
    id_ = nearest(path, zones)
    return None if id_ is None else zones[id_]


def by_ancestor(among: Iterable[T]) -> dict[int, list[T]]:
    """Each of them under the id of every place above it, and its own."""
    found: dict[int, list[T]] = {}
    for one in among:
        for id_ in ids_of(one.path):
            found.setdefault(id_, []).append(one)
    return found


def step_below(path: str, top: int) -> int:
    """The id in the path that comes right after `top`; the last one for `top` itself."""
    ids = ids_of(path)
    return ids[min(ids.index(top) + 1, len(ids) - 1)]


def in_batches(among: Sequence[Each], size: int) -> Iterable[Sequence[Each]]:
    """The same in pieces of at most `size`."""
    return (among[start : start + size] for start in range(0, len(among), size))
