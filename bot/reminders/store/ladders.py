"""Every query about ladders, and about who was missing when they opened."""

import json
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from bot.kernel import clock, database
from bot.places import service as places
from bot.places.rules import path_range
from bot.reminders.model import Anchor, Ladder, Missing, Settled
from bot.reminders.rules.moments import closes, plan_of, read_plan


async def find_open(form: str) -> list[Ladder]:
    """The ladders that are not over."""
    found = await database.rows(
        "SELECT id, form, day, place_id, plan FROM ladder WHERE closes_at > $1 AND form = $2 "
        "ORDER BY day, id",
        clock.now(),
        form,
    )
    return await _ladders(found)


async def of_day(form: str, day: date) -> list[Ladder]:
    """The ladders of a day, over or not."""
    found = await database.rows(
        "SELECT id, form, day, place_id, plan FROM ladder WHERE form = $1 AND day = $2 ORDER BY id",
        form,
        day,
    )
    return await _ladders(found)


async def _ladders(found: list[dict[str, Any]]) -> list[Ladder]:
    known = await places.many(int(row["place_id"]) for row in found) if found else {}
    ladders = []
    for row in found:
        anchor, apart = read_plan(row["plan"], known[int(row["place_id"])])
        ladders.append(Ladder(int(row["id"]), row["form"], database.day(row["day"]), anchor, apart))
    return ladders


async def open_ladder(form: str, day: date, anchor: Anchor, apart: Collection[int]) -> int | None:
    """Open the ladder; its id, or None when somebody else was quicker."""
    row = await database.row(
        "INSERT INTO ladder (form, day, place_id, plan, opened_at, closes_at) "
        "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (form, day, place_id) DO NOTHING RETURNING id",
        form,
        day,
        anchor.place.id,
        plan_of(anchor, apart),
        clock.now(),
        closes(day, anchor),
    )
    return None if row is None else int(row["id"])


async def freeze(ladder_id: int, place_ids: Collection[int]) -> int:
    """Note which of the places have not reported, and for how many days; how many.

    A run goes on when the last time that the place was missing is still open, and nothing was
    reported since: what was paused then, or came in late, has ended it.
    """
    return await database.execute(
        "INSERT INTO missing (form, place_id, day, ladder_id, silent) "
        "SELECT l.form, p.id, l.day, l.id, 1 + coalesce((SELECT e.silent FROM missing e "
        "WHERE e.form = l.form AND e.place_id = p.id AND e.settled_at IS NULL AND e.day = ("
        "SELECT max(b.day) FROM missing b "
        "WHERE b.form = l.form AND b.place_id = p.id AND b.day < l.day) AND NOT EXISTS ("
        "SELECT 1 FROM report r WHERE r.form = l.form AND r.place_id = p.id AND r.is_current "
        "AND r.day >= e.day AND r.day < l.day)), 0) "
        f"FROM ladder l JOIN place p ON p.id IN {database.listed(2)} "
        "WHERE l.id = $1 AND NOT EXISTS (SELECT 1 FROM report r WHERE r.form = l.form "
        "AND r.place_id = p.id AND r.day = l.day AND r.is_current) "
        "ON CONFLICT DO NOTHING",
        ladder_id,
        json.dumps([*place_ids]),
    )


async def missing(
    form: str, day: date, ladder_ids: Collection[int], tops: Collection[str] | None = None
) -> list[Missing]:
    """Everybody who was missing for the day by these ladders, settled or not, by code.

    With `tops`, paths of places, only what lies below one of them.
    """
    values: list[Any] = [form, day, json.dumps([*ladder_ids])]
    under = "TRUE" if tops is None else _under("p.path", tops, values)
    found = await database.rows(
        "SELECT m.place_id, p.name, p.path, m.day, m.ladder_id, m.silent, m.settled_by "
        "FROM missing m JOIN place p ON p.id = m.place_id WHERE m.form = $1 AND m.day = $2 "
        f"AND m.ladder_id IN {database.listed(3)} AND {under} ORDER BY p.code",
        *values,
    )
    return [_missing(row) for row in found]


def _under(column: str, tops: Collection[str], values: list[Any]) -> str:
    """A condition for what lies in one of the subtrees; its parameters are added to `values`."""
    bounds = []
    for top in tops:
        values += path_range(top)
        bounds.append(f"({column} >= ${len(values) - 1} AND {column} < ${len(values)})")
    return f"({' OR '.join(bounds)})" if bounds else "FALSE"


async def settle_reported(form: str, day: date) -> int:
    """Note for whom a report has come since; how many."""
    return await database.execute(
        "UPDATE missing SET settled_at = $3, settled_by = 'report' "
        "WHERE form = $1 AND day = $2 AND settled_at IS NULL AND EXISTS ("
        "SELECT 1 FROM report r WHERE r.form = missing.form AND r.place_id = missing.place_id "
        "AND r.day = missing.day AND r.is_current)",
        form,
        day,
        clock.now(),
    )


async def settle_paused(form: str, day: date, place_ids: Collection[int]) -> int:
    """Note that the places need not report; how many of them had not."""
    return await database.execute(
        "UPDATE missing SET settled_at = $4, settled_by = 'pause' "
        "WHERE form = $1 AND day = $2 AND settled_at IS NULL "
        f"AND place_id IN {database.listed(3)}",
        form,
        day,
        json.dumps([*place_ids]),
        clock.now(),
    )


async def stir(ladder_ids: Collection[int]) -> None:
    """Note that something may have settled what these ladders are about."""
    await database.execute(
        f"UPDATE ladder SET changes = changes + 1 WHERE id IN {database.listed(1)}",
        json.dumps([*ladder_ids]),
    )


async def stirred(ladder_ids: Collection[int]) -> dict[int, int]:
    """Those of the ladders that must be looked into, and up to which change."""
    found = await database.rows(
        f"SELECT id, changes FROM ladder WHERE changes > heeded AND id IN {database.listed(1)}",
        json.dumps([*ladder_ids]),
    )
    return {int(row["id"]): int(row["changes"]) for row in found}


async def heed(upto: Mapping[int, int]) -> None:
    """Note that the changes up to these have been looked into: who was to be told was."""
    for ladder_id, changes in upto.items():
        await database.execute(
            "UPDATE ladder SET heeded = $2 WHERE id = $1 AND heeded < $2", ladder_id, changes
        )


async def last_reports(form: str, place_ids: Collection[int]) -> dict[int, tuple[date, datetime]]:
    """The last report of each place: its day, and when it came."""
    found = await database.rows(
        "SELECT r.place_id, r.day, r.submitted_at FROM report r "
        f"WHERE r.form = $1 AND r.is_current AND r.place_id IN {database.listed(2)} "
        "AND NOT EXISTS (SELECT 1 FROM report n WHERE n.form = r.form "
        "AND n.place_id = r.place_id AND n.is_current AND n.day > r.day)",
        form,
        json.dumps([*place_ids]),
    )
    return {
        int(r["place_id"]): (database.day(r["day"]), database.moment(r["submitted_at"]))
        for r in found
    }


async def forget_before(day: date, most: int) -> int:
    """Drop who was missing, and the ladders, of earlier days, so many of each; how many."""
    dropped = 0
    for table in ("missing", "ladder"):
        dropped += await database.execute(
            f"DELETE FROM {table} WHERE id IN (SELECT id FROM {table} WHERE day < $1 LIMIT {most})",
            day,
        )
    return dropped


def _missing(row: dict[str, Any]) -> Missing:
    settled = row["settled_by"]
    return Missing(
        place_id=int(row["place_id"]),
        name=row["name"],
        path=row["path"],
        day=database.day(row["day"]),
        ladder_id=int(row["ladder_id"]),
        silent=int(row["silent"]),
        settled=None if settled is None else Settled(settled),
    )
