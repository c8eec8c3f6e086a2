"""The vocabulary of places: levels of the tree, places, pauses."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Level(StrEnum):
    """Levels of the administrative tree, the highest first."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"

    @property
    def depth(self) -> int:
        """0 for a province, 4 for a village."""
        return _DEPTHS[self]


_DEPTHS = {level: depth for depth, level in enumerate(Level)}


@dataclass(frozen=True, slots=True)
class Point:
    """A spot on the map in degrees (WGS84); `synthetic` ones are made up and say so."""

    longitude: float
    latitude: float
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """One node of the tree. `path` holds the ids from the top, own id last: "1/5/77/"."""

    id: int
    code: str
    parent_id: int | None
    level: Level
    name: str
    path: str
    time_zone: str | None = None
    point: Point | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def ancestor_ids(self) -> tuple[int, ...]:
        """The ids above this place, the highest first."""
        return tuple(int(part) for part in self.path.split("/")[:-2])


@dataclass(frozen=True, slots=True)
class Pause:
    """A place and all below it need not report from one day to another, both included.

    `reason` is one of PAUSE_REASONS or somebody's own words; `by_id` the person who said so.
    """

    place_id: int
    from_day: date
    to_day: date | None
    reason: str
    by_id: int | None = None


@dataclass(frozen=True, slots=True)
class Lot:
    """Places with the same parent whose reports are expected on the same days.

    `path` is the parent's. All of its places but those apart are one lot; one that is apart
    (dated, paused by itself, or asked for) is a lot of its own with its `place_id`.
    """

    path: str
    n: int
    days: frozenset[date]
    place_id: int | None = None

    @property
    def line(self) -> tuple[int, ...]:
        """The ids from the top down to the place itself, or to the parent of the places."""
        above = tuple(int(part) for part in self.path.split("/") if part)
        return above if self.place_id is None else (*above, self.place_id)
