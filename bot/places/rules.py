"""Decisions about places: what lies within what, who is expected to report, made-up points."""

import hashlib
import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.places.model import Lot, Pause, Place, Point

RADIUS_KM = 8.0
"""How far from its county's point a made-up point may lie."""

_KM_A_DEGREE = 111.32


def within(place: Place, other: Place) -> bool:
    """Whether `place` is `other` or lies somewhere below it."""
    return place.path.startswith(other.path)


def path_range(path: str) -> tuple[str, str]:
    """Bounds of a subtree: its paths p are exactly those with low <= p < high."""
    return path, path[:-1] + "0"


def ids_in(path: str) -> tuple[int, ...]:
    """The ids of the places on the path, the highest first."""
    return tuple(int(id_) for id_ in path.split("/") if id_)


def parent_path(path: str) -> str:
    """The path of the place directly above."""
    return path[: path.rstrip("/").rfind("/") + 1]


def step_down(top: str, path: str) -> str:
    """The path of the place directly below `top` on the way to `path`; `top` where none is."""
    rest = path[len(top) :]
    return f"{top}{rest.partition('/')[0]}/" if rest else top


def is_open(place: Place, day: date) -> bool:
    """Whether the place exists on `day`; its first and last day count."""
    opened = place.valid_from is None or place.valid_from <= day
    return opened and (place.valid_to is None or day <= place.valid_to)


def is_expected(place: Place, pauses: Iterable[Pause], day: date) -> bool:
    """Whether a report of `place` is expected for `day`: open, and not paused with its parents."""
    paused = {pause.place_id for pause in pauses if covers(pause, day)}
    return is_open(place, day) and not is_under(place, paused)


def lots(
    parents: Mapping[str, int],
    apart: Sequence[Place],
    pauses: Iterable[Pause],
    days: Sequence[date],
) -> list[Lot]:
    """Who is expected on which of the days: places by their parents, and those that are apart.

    `parents` says by path how many reporting places a place has directly below, those `apart`
    included.
    """
    paused: dict[int, set[date]] = {}
    for pause in pauses:
        covered = {day for day in days if covers(pause, day)}
        paused.setdefault(pause.place_id, set()).update(covered)
    left = Counter(_above(place) for place in apart)
    found = [Lot(path, n - left[path], frozenset(days)) for path, n in parents.items()]
    for place in apart:
        is_there = frozenset(day for day in days if is_open(place, day))
        found.append(Lot(_above(place), 1, is_there, place.id))
    return [_without(lot, paused) for lot in found]


def _above(place: Place) -> str:
    """The path of the parent; a place without one is its own."""
    return parent_path(place.path) or place.path


def _without(lot: Lot, off: Mapping[int, Collection[date]]) -> Lot:
    """The lot without the days that are off for one of the places on its line."""
    ended = [off[id_] for id_ in lot.line if id_ in off]
    return replace(lot, days=lot.days.difference(*ended)) if ended else lot


def is_under(place: Place, tops: Collection[int]) -> bool:
    """Whether the place, or one above it, is among those with the ids `tops`."""
    return bool(tops) and (place.id in tops or any(id_ in tops for id_ in place.ancestor_ids))


def covers(pause: Pause, day: date) -> bool:
    """Whether `day` lies in the pause; without an end it lasts until further notice."""
    return pause.from_day <= day and (pause.to_day is None or day <= pause.to_day)


def synthetic_point(code: str, around: Point) -> Point:
    """A made-up point within RADIUS_KM of `around`, always the same for the same code."""
    digest = hashlib.sha256(code.encode()).digest()
    turn = int.from_bytes(digest[:4], "big") / 2**32
    reach = int.from_bytes(digest[4:8], "big") / 2**32
    degrees = math.sqrt(reach) * RADIUS_KM * 0.999 / _KM_A_DEGREE
    north = degrees * math.sin(2 * math.pi * turn)
    east = degrees * math.cos(2 * math.pi * turn) / math.cos(math.radians(around.latitude))
    return Point(round(around.longitude + east, 5), round(around.latitude + north, 5), True)
