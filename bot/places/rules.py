"""Decisions about places: what lies within what, who is expected to report, made-up points."""

import hashlib
import math
from collections.abc import Iterable
from datetime import date

from bot.places.model import Pause, Place, Point

RADIUS_KM = 8.0
"""How far from its county's point a made-up point may lie."""

_KM_A_DEGREE = 111.32


def within(place: Place, other: Place) -> bool:
    """Whether `place` is `other` or lies somewhere below it."""
    return place.path.startswith(other.path)


def path_range(path: str) -> tuple[str, str]:
    """Bounds of a subtree: its paths p are exactly those with low <= p < high."""
    return path, path[:-1] + "0"


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
    if not is_open(place, day):
        return False
    concerned = {place.id, *place.ancestor_ids}
    return not any(pause.place_id in concerned and covers(pause, day) for pause in pauses)


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
