"""What holds in the volunteers' room at any time, and what once everything has had its turn."""

import json
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from bot.kernel import clock, secret
from bot.kernel import database as db
from bot.outbox.model import Payload
from bot.people import service as people
from bot.volunteers.model import LIVING, RUNNING
from bot.volunteers.service.catalogue import catalogue
from tests.services.the_crew import CREW, FIRST_CHAT, Room

ZONE = ZoneInfo("Asia/Shanghai")
TAKING = db.quoted((*LIVING, "done"))
_LIVING = db.quoted(LIVING)


async def hold(room: Room) -> None:
    """What holds at any time, also when something was killed just now."""
    await _places_add_up(room)
    await _nobody_is_in_two_places(room)
    await _offered_rightly(room)
    await _assigned_rightly(room)
    await _lost_buttons(room)
    await _counted_rightly()
    await _somebody_will_look(room)
    await _without_a_trace(room)


async def settled(room: Room) -> None:
    """What holds when the dispatcher has had its turn."""
    stale = await db.rows(
        "SELECT o.id FROM offer o JOIN task t ON t.id = o.task_id WHERE o.task_id > $1 "
        "AND o.state = 'open' AND (o.expires_at <= $2 OR t.ends_at <= $2 "
        f"OR t.state NOT IN ({db.quoted(RUNNING)}))",
        room.first["task"],
        clock.now(),
    )
    assert stale == []
    due = "SELECT id FROM task WHERE look_at <= $1"
    assert await db.rows(due, clock.now()) == []


async def over(room: Room) -> None:
    """What holds when the last task is over."""
    left = await db.rows(
        "SELECT t.id FROM task t WHERE t.id > $1 AND (t.state NOT IN ('ended', 'cancelled') OR "
        "EXISTS (SELECT 1 FROM offer o WHERE o.task_id = t.id AND o.state = 'open') OR EXISTS "
        f"(SELECT 1 FROM assignment a WHERE a.task_id = t.id AND a.stage IN ({_LIVING})))",
        room.first["task"],
    )
    assert left == []


async def _places_add_up(room: Room) -> None:
    needs = await db.rows(
        "SELECT n.filled, n.count, (SELECT count(*) FROM assignment a WHERE a.need_id = n.id "
        f"AND a.stage IN ({TAKING})) AS held FROM task_need n WHERE n.task_id > $1",
        room.first["task"],
    )
    for need in needs:
        assert need["filled"] == need["held"] <= need["count"]


async def _nobody_is_in_two_places(room: Room) -> None:
    living = await db.rows(
        "SELECT volunteer_id, starts_at, ends_at FROM assignment WHERE task_id > $1 "
        f"AND stage IN ({_LIVING}) ORDER BY volunteer_id, starts_at",
        room.first["task"],
    )
    for one, other in pairwise(living):
        if one["volunteer_id"] == other["volunteer_id"]:
            assert db.moment(one["ends_at"]) <= db.moment(other["starts_at"])


_ASKED = (
    "SELECT o.*, n.skill, t.unverified, t.ends_at, v.paused, v.person_id, s.skill AS held, "
    "s.verified_until, s.suspended FROM {table} o JOIN task_need n ON n.id = o.need_id "
    "JOIN task t ON t.id = o.task_id JOIN volunteer v ON v.id = o.volunteer_id "
    "LEFT JOIN volunteer_skill s ON s.volunteer_id = v.id AND s.skill = n.skill "
    "WHERE o.task_id > $1"
)


async def _offered_rightly(room: Room) -> None:
    """Looked at after every act: an offer not seen before has been made in the last one."""
    open_ = await db.rows(
        f"{_ASKED.format(table='offer')} AND o.state = 'open'", room.first["task"]
    )
    once = {(row["task_id"], row["volunteer_id"]) for row in open_}
    assert len(once) == len(open_)
    for row in open_:
        if (row["id"], row["wave"]) not in room.offered:
            room.offered.add((row["id"], row["wave"]))
            _fits(row)


async def _assigned_rightly(room: Room) -> None:
    for row in await db.rows(_ASKED.format(table="assignment"), room.first["task"]):
        if row["id"] not in room.assigned:
            room.assigned.add(row["id"])
            _fits(row)


def _fits(row: dict[str, Any]) -> None:
    """Neither paused nor gone, with the skill that is wanted, which holds to the last day."""
    assert row["person_id"] is not None
    assert not row["paused"]
    if row["skill"] is None:
        return
    assert row["held"] is not None
    assert not row["suspended"]
    if catalogue().skills[row["skill"]].certificate and not row["unverified"]:
        assert row["verified_until"] is not None
        last_day = db.moment(row["ends_at"]).astimezone(ZONE).date()
        assert db.day(row["verified_until"]) >= last_day


async def _lost_buttons(room: Room) -> None:
    """What has gone out and is not asked any more cannot be answered any more."""
    found = await db.rows(
        "SELECT id, wave FROM offer WHERE task_id > $1 AND state IN ('lost', 'expired')",
        room.first["task"],
    )
    keys = [f"offer:{row['id']}:{row['wave']}" for row in found]
    messages = await db.rows(
        "SELECT m.payload, m.sealed, (SELECT a.payload FROM message a WHERE a.amends = m.id "
        "AND a.status <> 'cancelled' ORDER BY a.id DESC LIMIT 1) AS amended, "
        "(SELECT a.sealed FROM message a WHERE a.amends = m.id "
        "AND a.status <> 'cancelled' ORDER BY a.id DESC LIMIT 1) AS amended_sealed "
        f"FROM message m WHERE m.dedupe_key IN {_listed_texts(keys)} AND m.status <> 'cancelled'",
    )
    for row in messages:
        text, sealed = row["payload"], row["sealed"]
        if row["amended"] is not None:
            text, sealed = row["amended"], row["amended_sealed"]
        payload = Payload.from_json(secret.current().unseal(text) if sealed else text)
        assert not (payload.markup or {}).get("inline_keyboard"), payload.html


def _listed_texts(keys: list[str]) -> str:
    both = [*keys, *(f"{key}:later" for key in keys)]
    return f"({db.quoted(both) if both else 'NULL'})"


async def _counted_rightly() -> None:
    """Nobody says yes more often than they are asked, nor less often than never."""
    wrong = "said_yes < 0 OR said_yes > asked OR failed < 0 OR came < 0"
    assert await db.rows(f"SELECT asked, said_yes FROM volunteer WHERE {wrong}") == []


async def _somebody_will_look(room: Room) -> None:
    """No task with a free place is forgotten."""
    forgotten = await db.rows(
        "SELECT t.id FROM task t WHERE t.id > $1 AND t.state IN ('open', 'scheduled') "
        "AND t.ends_at > $2 AND t.look_at IS NULL AND EXISTS "
        "(SELECT 1 FROM task_need n WHERE n.task_id = t.id AND n.filled < n.count)",
        room.first["task"],
        clock.now(),
    )
    assert forgotten == []


async def _without_a_trace(room: Room) -> None:
    """Of whoever has left nothing is kept but hours, and nothing more is said to them."""
    traces = await db.rows(
        "SELECT v.id FROM volunteer v WHERE v.person_id IS NULL AND (v.sealed_point IS NOT NULL "
        "OR EXISTS (SELECT 1 FROM volunteer_skill s WHERE s.volunteer_id = v.id) "
        "OR EXISTS (SELECT 1 FROM certificate c WHERE c.volunteer_id = v.id) "
        "OR EXISTS (SELECT 1 FROM offer o WHERE o.volunteer_id = v.id "
        "AND o.state IN ('open', 'standby')) OR EXISTS (SELECT 1 FROM assignment a "
        f"WHERE a.volunteer_id = v.id AND a.stage IN ({_LIVING})))"
    )
    assert traces == []
    chats = range(FIRST_CHAT, FIRST_CHAT + len(CREW))
    found = await db.rows(
        "SELECT p.chat_id, p.name, v.id AS volunteer, (SELECT max(m.id) FROM message m "
        "WHERE m.chat_id = p.chat_id) AS latest FROM person p LEFT JOIN volunteer v "
        f"ON v.person_id = p.id WHERE p.chat_id IN {db.listed(1)}",
        json.dumps([*chats]),
    )
    for row in found:
        if row["volunteer"] is not None:
            room.gone.pop(row["chat_id"], None)
            continue
        assert row["name"] == people.NAMELESS
        assert room.gone.setdefault(row["chat_id"], row["latest"] or 0) == (row["latest"] or 0)
