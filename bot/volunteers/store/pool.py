"""What matching has to know of volunteers: who changed since when, and what happened lately."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from bot.kernel import database, secret
from bot.places.model import Point
from bot.places.rules import ids_in
from bot.volunteers.model import LIVING, Demand, Stage
from bot.volunteers.rules.matching import CAPS, Lately
from bot.volunteers.rules.pool import Entry

WEEK = timedelta(days=7)

_ENTRY = (
    "SELECT v.*, p.path, n.chat_id, n.reachable FROM volunteer v "
    "LEFT JOIN place p ON p.id = v.place_id LEFT JOIN person n ON n.id = v.person_id "
)


async def newest() -> int:
    """The number of the latest change of any volunteer."""
    row = await database.row("SELECT number FROM volunteer_change WHERE id = 1")
    return 0 if row is None else int(row["number"])


async def points() -> dict[int, Point]:
    """The points of the places that have one, by id."""
    found = await database.rows(
        "SELECT id, longitude, latitude FROM place WHERE longitude IS NOT NULL"
    )
    return {int(row["id"]): Point(row["longitude"], row["latitude"]) for row in found}


async def changed_after(number: int) -> list[dict[str, Any]]:
    """The volunteers with a later change, as rows for `entry`; all of them after -1."""
    return await database.rows(f"{_ENTRY} WHERE v.changed > $1", number)


async def find(volunteer_id: int) -> dict[str, Any] | None:
    """One volunteer, as a row for `entry`."""
    return await database.row(f"{_ENTRY} WHERE v.id = $1", volunteer_id)


async def skills_of(ids: Sequence[int] | None) -> dict[int, list[dict[str, Any]]]:
    """The skills of these volunteers (of all, when None), as rows for `entry`."""
    columns = "SELECT volunteer_id, skill, verified_until, suspended FROM volunteer_skill"
    if ids is None:
        found = await database.rows(columns)
    else:
        some = f"{columns} WHERE volunteer_id IN {database.listed(1)}"
        found = await database.rows(some, json.dumps(ids))
    skills: dict[int, list[dict[str, Any]]] = {}
    for row in found:
        skills.setdefault(int(row["volunteer_id"]), []).append(row)
    return skills


def entry(
    row: Mapping[str, Any], skills: Sequence[Mapping[str, Any]], known: Mapping[int, Point]
) -> Entry | None:
    """The volunteer as matching sees them; None for who has left.

    They start from where they said, else from their place or the nearest above that has a point.
    Whom no message reaches is not available.
    """
    if row["person_id"] is None or row["path"] is None:
        return None
    line = ids_in(row["path"])
    return Entry(
        id=int(row["id"]),
        line=line,
        point=_start(row["sealed_point"], line, known),
        radius_km=int(row["radius_km"]),
        windows=int(row["windows"]),
        held=frozenset(one["skill"] for one in skills),
        suspended=frozenset(one["skill"] for one in skills if one["suspended"]),
        verified={
            one["skill"]: database.day(one["verified_until"])
            for one in skills
            if one["verified_until"] is not None
        },
        languages=frozenset(json.loads(row["languages"])),
        available=bool(row["available"] and row["reachable"] and row["chat_id"] is not None),
        paused=bool(row["paused"]),
        asked=int(row["asked"]),
        said_yes=int(row["said_yes"]),
        came=int(row["came"]),
        failed=int(row["failed"]),
    )


def _start(sealed: str | None, line: tuple[int, ...], known: Mapping[int, Point]) -> Point | None:
    if sealed is not None:
        longitude, latitude = secret.current().unseal(sealed).split()
        return Point(float(longitude), float(latitude))
    return next((known[id_] for id_ in reversed(line) if id_ in known), None)


# -- what changes from hour to hour ---------------------------------------------------

_COMMITTED = database.quoted(LIVING)
_COUNTED = database.quoted((*LIVING, Stage.DONE))


async def lately(demand: Demand, now: datetime, volunteer_id: int | None = None) -> Lately:
    """Commitments, work and offers that stand against somebody; of one volunteer, if given."""
    only = "" if volunteer_id is None else f" AND volunteer_id = {int(volunteer_id)}"
    busy = await database.rows(
        f"SELECT volunteer_id FROM assignment WHERE stage IN ({_COMMITTED}) "
        f"AND starts_at < $1 AND ends_at > $2{only}",
        demand.ends_at,
        demand.starts_at,
    )
    minutes = await database.rows(
        "SELECT volunteer_id, sum(COALESCE(minutes, planned)) AS n FROM assignment "
        f"WHERE ends_at > $1 AND ends_at <= $2 AND stage IN ({_COUNTED}){only} "
        "GROUP BY volunteer_id",
        demand.ends_at - WEEK,
        demand.ends_at,
    )
    already = await database.rows(
        f"SELECT volunteer_id FROM offer WHERE task_id = $1 AND state <> 'lost'{only}",
        demand.task_id or 0,
    )
    return Lately(
        busy=[int(row["volunteer_id"]) for row in busy],
        minutes={int(row["volunteer_id"]): int(row["n"]) for row in minutes},
        offers=await _offers(now, only),
        already=[int(row["volunteer_id"]) for row in already],
    )


@dataclass(frozen=True, slots=True)
class _Work:
    volunteer_id: int
    living: bool
    starts_at: datetime
    ends_at: datetime
    minutes: int


async def latelies(demands: Sequence[Demand], now: datetime) -> list[Lately]:
    """The same for several demands, in their order, with one reading for all of them."""
    if not demands:
        return []
    work = await _work(min(d.starts_at for d in demands), max(d.ends_at for d in demands))
    minutes = _Minutes(work)
    offers, already = await _offers(now), await _already([d.task_id or 0 for d in demands])
    return [
        Lately(
            busy=[w.volunteer_id for w in work if w.living and _overlap(w, one)],
            minutes=minutes.of_the_week_to(one.ends_at),
            offers=offers,
            already=already.get(one.task_id or 0, []),
        )
        for one in demands
    ]


async def _work(begins: datetime, ends: datetime) -> list[_Work]:
    found = await database.rows(
        "SELECT volunteer_id, stage, starts_at, ends_at, COALESCE(minutes, planned) AS n "
        f"FROM assignment WHERE stage IN ({_COUNTED}) AND ends_at > $1 AND starts_at < $2",
        begins - WEEK,
        ends,
    )
    return [
        _Work(
            int(row["volunteer_id"]),
            row["stage"] in LIVING,
            database.moment(row["starts_at"]),
            database.moment(row["ends_at"]),
            int(row["n"]),
        )
        for row in found
    ]


def _overlap(work: _Work, one: Demand) -> bool:
    return work.starts_at < one.ends_at and work.ends_at > one.starts_at


class _Minutes:
    """The minutes of everybody's work, to be added up for many weeks."""

    def __init__(self, work: Sequence[_Work]) -> None:
        who = np.array([one.volunteer_id for one in work], np.int64)
        self._people, self._row = np.unique(who, return_inverse=True)
        self._ends = np.array([one.ends_at.timestamp() for one in work])
        self._minutes = np.array([one.minutes for one in work], np.int64)

    def of_the_week_to(self, end: datetime) -> dict[int, int]:
        """By volunteer, of what ended in the seven days up to this moment."""
        last = end.timestamp()
        there = (self._ends > last - WEEK.total_seconds()) & (self._ends <= last)
        rows, many = self._row[there], len(self._people)
        sums = np.bincount(rows, weights=self._minutes[there], minlength=many)
        known = np.flatnonzero(np.bincount(rows, minlength=many))
        minutes = sums[known].astype(np.int64).tolist()
        return dict(zip(self._people[known].tolist(), minutes, strict=True))


async def _offers(now: datetime, only: str = "") -> dict[int, int]:
    found = await database.rows(
        f"SELECT volunteer_id, count(*) AS n FROM offer WHERE offered_at > $1{only} "
        "GROUP BY volunteer_id HAVING count(*) >= $2",
        now - WEEK,
        CAPS.offers,
    )
    return {int(row["volunteer_id"]): int(row["n"]) for row in found}


async def _already(task_ids: Sequence[int]) -> dict[int, list[int]]:
    found = await database.rows(
        "SELECT task_id, volunteer_id FROM offer WHERE state <> 'lost' "
        f"AND task_id IN {database.listed(1)}",
        json.dumps(sorted(set(task_ids))),
    )
    asked: dict[int, list[int]] = {}
    for row in found:
        asked.setdefault(int(row["task_id"]), []).append(int(row["volunteer_id"]))
    return asked
