"""Who fits a place of a task, in which order, and the first reason why somebody does not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from bot.places.model import Point
from bot.volunteers.model import Candidate, Demand, Fits, Reason, Urgency
from bot.volunteers.rules.pool import Codes, Column, Pool, bits
from bot.volunteers.rules.windows import as_bits, windows_between

EARTH_KM = 6371.0088
"""The mean radius of the earth (IUGG)."""

AVAILABLE_MATTERS = timedelta(hours=12)
"""“Available now” speaks of today: of a task next week it says nothing."""

WIDER = 2
WIDEST_KM = 100
"""Farther than people said they go, but not farther than that, unless they said so themselves."""

METRES_AN_HOUR = 500
"""Each hour of the last seven days counts as if they lived so much farther away."""

METRES_UNRELIABLE = 10_000
"""The same for somebody who never came when they had said yes; shares of it in between."""

NOT_ASKED = 255
"""Stands for whoever does not belong to the area at all."""

FITS = 0
_NUMBER: Mapping[Reason, int] = {reason: n for n, reason in enumerate(Reason, start=1)}


@dataclass(frozen=True, slots=True)
class Caps:
    """How much is asked of one volunteer in seven days; an emergency asks no matter what."""

    minutes: int = 24 * 60
    offers: int = 10


CAPS = Caps()


@dataclass(frozen=True, slots=True)
class Lately:
    """What changes from hour to hour, only of those for whom there is anything, by id.

    Who is committed at the time of the task; minutes of work in the seven days that end with it;
    numbers of offers in the last seven days, at least of those who had all that they may have; who
    was offered this very task.
    """

    busy: Sequence[int] = ()
    minutes: Mapping[int, int] = field(default_factory=dict)
    offers: Mapping[int, int] = field(default_factory=dict)
    already: Sequence[int] = ()


def sift(
    pool: Pool,
    demand: Demand,
    lately: Lately,
    codes: Codes,
    now: datetime,
    caps: Caps = CAPS,
) -> Column:
    """For each volunteer the number of the first reason against them, FITS, or NOT_ASKED."""
    against: dict[Reason, Column] = {
        Reason.PAUSED: pool.paused,
        Reason.UNAVAILABLE: _unavailable(pool, demand, now),
        **_unskilled(pool, demand, codes),
        Reason.LANGUAGE: _speechless(pool, demand, codes),
        Reason.TIME: _without_time(pool, demand),
        Reason.FAR: ~(kilometres(pool, demand.point) <= _reach(pool, demand)),
        Reason.BUSY: _among(pool, lately.busy),
        **_worn_out(pool, demand, lately, caps),
        Reason.ALREADY: _among(pool, lately.already),
    }
    found = np.full(len(pool), FITS, np.uint8)
    for reason in reversed(Reason):
        found[against[reason]] = _NUMBER[reason]
    found[~(pool.lines == demand.area_id).any(axis=1)] = NOT_ASKED
    return found


def _unavailable(pool: Pool, demand: Demand, now: datetime) -> Column:
    soon = demand.starts_at - now <= AVAILABLE_MATTERS
    return ~pool.available if soon or _hurries(demand) else _nobody(pool)


def _unskilled(pool: Pool, demand: Demand, codes: Codes) -> dict[Reason, Column]:
    if demand.skill is None:
        return {Reason.SKILL: _nobody(pool), Reason.CERTIFICATE: _nobody(pool)}
    if demand.skill not in codes.skills:
        return {Reason.SKILL: ~_nobody(pool), Reason.CERTIFICATE: _nobody(pool)}
    n = codes.skills.index(demand.skill)
    uncertified = (pool.suspended >> n & 1).astype(bool)
    if demand.skill in codes.certified and not demand.unverified:
        uncertified |= pool.verified[:, n] < demand.ends_at.date().toordinal()
    return {Reason.SKILL: ~(pool.held >> n & 1).astype(bool), Reason.CERTIFICATE: uncertified}


def _speechless(pool: Pool, demand: Demand, codes: Codes) -> Column:
    wanted = bits(codes.languages, demand.languages)
    return ~_nobody(pool) if wanted is None else (pool.languages & wanted) != wanted


def _without_time(pool: Pool, demand: Demand) -> Column:
    """An emergency does not ask for windows: whoever cannot come says so."""
    if _hurries(demand):
        return _nobody(pool)
    wanted = as_bits(windows_between(demand.starts_at, demand.ends_at))
    without: Column = (pool.windows & wanted) != wanted
    return without


def _reach(pool: Pool, demand: Demand) -> Column:
    reach: Column = pool.radius_km
    if demand.widened:
        reach = np.maximum(reach, np.minimum(reach * WIDER, WIDEST_KM))
    return reach


def _worn_out(pool: Pool, demand: Demand, lately: Lately, caps: Caps) -> dict[Reason, Column]:
    if _hurries(demand):
        return {Reason.HOURS: _nobody(pool), Reason.ASKED: _nobody(pool)}
    lasts = round((demand.ends_at - demand.starts_at).total_seconds() / 60)
    tired = [one for one, minutes in lately.minutes.items() if minutes + lasts > caps.minutes]
    asked = [one for one, offers in lately.offers.items() if offers >= caps.offers]
    hours = _nobody(pool) if lasts <= caps.minutes else ~_nobody(pool)
    return {Reason.HOURS: hours | _among(pool, tired), Reason.ASKED: _among(pool, asked)}


def _hurries(demand: Demand) -> bool:
    return demand.urgency is Urgency.EMERGENCY


def _nobody(pool: Pool) -> Column:
    return np.zeros(len(pool), bool)


def _among(pool: Pool, ids: Sequence[int]) -> Column:
    found = _nobody(pool)
    if ids:
        rows, _known = pool.at(ids)
        found[rows] = True
    return found


def kilometres(pool: Pool, point: Point) -> Column:
    """How far everybody is as the crow flies (haversine); not a number where nobody knows."""
    north, east = np.radians(pool.latitude), np.radians(pool.longitude)
    there_north, there_east = np.radians(point.latitude), np.radians(point.longitude)
    half = (
        np.sin((north - there_north) / 2) ** 2
        + np.cos(north) * np.cos(there_north) * np.sin((east - there_east) / 2) ** 2
    )
    away: Column = 2 * EARTH_KM * np.arcsin(np.sqrt(half))
    return away


# -- in which order -------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """Some rows of a pool: how far they are, how likely they say yes, what asking them costs."""

    rows: Column
    metres: Column
    chance: Column
    cost: Column


def weighed(pool: Pool, demand: Demand, lately: Lately, fit: Column) -> Weighed:
    """Those rows that `fit` (one truth value a row), in the order of their ids.

    The cost is metres: the way, METRES_AN_HOUR for the hours of the last seven days, and
    METRES_UNRELIABLE times the share of promises not kept, which is (failed + 0.5) / (kept +
    failed + 5): somebody new counts as one who keeps nine of ten. The chance of a yes is
    (yes + 1) / (asked + 2): somebody new says yes every second time.
    """
    rows, those = np.flatnonzero(fit), pool.taken(fit)
    metres = np.rint(kilometres(those, demand.point) * 1000).astype(np.int64)
    hours = np.zeros(len(those))
    there, known = those.at(list(lately.minutes))
    hours[there] = np.fromiter(lately.minutes.values(), float, len(lately.minutes))[known] / 60
    unkept = (those.failed + 0.5) / (those.came + those.failed + 5)
    cost = metres + np.rint(hours * METRES_AN_HOUR + unkept * METRES_UNRELIABLE).astype(np.int64)
    return Weighed(rows, metres, (those.said_yes + 1) / (those.asked + 2), cost)


def ranked(
    pool: Pool, demand: Demand, found: Column, lately: Lately, most: int | None = None
) -> tuple[Candidate, ...]:
    """Those who fit, the cheapest first and equal ones by id (see `weighed`), `most` of them."""
    one = weighed(pool, demand, lately, found == FITS)
    ids = pool.ids[one.rows]
    order = np.lexsort((ids, one.cost))[:most]
    columns = (column[order].tolist() for column in (ids, one.metres, one.chance, one.cost))
    return tuple(Candidate(*row) for row in zip(*columns, strict=True))


def counted(found: Column) -> Mapping[Reason, int]:
    """Against how many each reason stands first."""
    counts = np.bincount(found, minlength=len(Reason) + 1)
    return {reason: int(counts[n]) for reason, n in _NUMBER.items() if counts[n]}


def fits(
    pool: Pool,
    demand: Demand,
    lately: Lately,
    codes: Codes,
    now: datetime,
    most: int | None = None,
) -> Fits:
    """Who fits, ranked, how many they are, and how many each reason stands against first."""
    found = sift(pool, demand, lately, codes, now)
    candidates = ranked(pool, demand, found, lately, most)
    return Fits(candidates, int((found == FITS).sum()), counted(found))


def likelihood(asked: int, said_yes: int) -> float:
    """How likely somebody says yes who was asked and did so that often (see `weighed`)."""
    return (said_yes + 1) / (asked + 2)


def reason_of(number: int) -> Reason | None:
    """The reason of that number; None for FITS. Whoever is not of the area is too far away."""
    if number == FITS:
        return None
    return Reason.FAR if number == NOT_ASKED else list(Reason)[number - 1]
