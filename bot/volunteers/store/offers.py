"""Offers: added once for a volunteer and task, answered once, found when their time is out."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from bot.kernel import clock, database
from bot.volunteers.model import Offer, OfferState


async def add(
    task_id: int, need_id: int, volunteer_id: int, *, metres: int, expires_at: datetime
) -> Offer | None:
    """A new open offer; None when the task was offered to the volunteer before.

    What was taken back by us, because all places were taken, opens again.
    """
    kept = await database.row(
        "INSERT INTO offer (task_id, need_id, volunteer_id, state, wave, metres, offered_at, "
        "expires_at) VALUES ($1, $2, $3, 'open', 1, $4, $5, $6) "
        "ON CONFLICT (task_id, volunteer_id) DO UPDATE SET state = 'open', need_id = $2, "
        "wave = offer.wave + 1, metres = $4, offered_at = $5, expires_at = $6, "
        "answered_at = NULL, reason = NULL WHERE offer.state = 'lost' RETURNING *",
        task_id,
        need_id,
        volunteer_id,
        metres,
        clock.now(),
        expires_at,
    )
    return None if kept is None else _offer(kept)


async def reopen(former: Offer, need_id: int, expires_at: datetime) -> Offer | None:
    """The offer open once more, for a place of that need; None when it stands elsewhere by now."""
    kept = await database.row(
        "UPDATE offer SET state = 'open', need_id = $3, wave = wave + 1, offered_at = $4, "
        "expires_at = $5, remind_at = NULL, answered_at = NULL, reason = NULL "
        "WHERE id = $1 AND state = $2 RETURNING *",
        former.id,
        former.state.value,
        need_id,
        clock.now(),
        expires_at,
    )
    return None if kept is None else _offer(kept)


async def find(offer_id: int) -> Offer | None:
    """The offer of that id, if there is one."""
    row = await database.row("SELECT * FROM offer WHERE id = $1", offer_id)
    return None if row is None else _offer(row)


async def of_task(task_id: int, states: Collection[OfferState] = (*OfferState,)) -> list[Offer]:
    """The offers of a task that stand in these states, the oldest first."""
    named = database.quoted(states)
    found = await database.rows(
        f"SELECT * FROM offer WHERE task_id = $1 AND state IN ({named}) ORDER BY id",
        task_id,
    )
    return [_offer(row) for row in found]


async def of_volunteer(volunteer_id: int, states: Collection[OfferState]) -> list[Offer]:
    """The volunteer's offers that stand in these states, the oldest first."""
    named = database.quoted(states)
    found = await database.rows(
        f"SELECT * FROM offer WHERE volunteer_id = $1 AND state IN ({named}) ORDER BY id",
        volunteer_id,
    )
    return [_offer(row) for row in found]


async def move(offer: Offer, state: OfferState, *, reason: str | None = None) -> bool:
    """Have the offer stand elsewhere, unless it does not stand any more where it was seen."""
    return (
        await database.execute(
            "UPDATE offer SET state = $3, reason = $4, answered_at = $5, remind_at = NULL "
            "WHERE id = $1 AND state = $2",
            offer.id,
            offer.state.value,
            state.value,
            reason,
            clock.now(),
        )
        == 1
    )


async def turn(offer_id: int, need_id: int) -> None:
    """Have the open offer stand for a place of another need of its task."""
    await database.execute("UPDATE offer SET need_id = $2 WHERE id = $1", offer_id, need_id)


async def chances(volunteer_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """How often each of the volunteers was asked, and said yes."""
    found = await database.rows(
        f"SELECT id, asked, said_yes FROM volunteer WHERE id IN {database.listed(1)}",
        json.dumps(sorted(volunteer_ids)),
    )
    return {int(row["id"]): (int(row["asked"]), int(row["said_yes"])) for row in found}


async def people_of(volunteer_ids: Collection[int]) -> dict[int, int]:
    """Which person each of the volunteers is; those who have left are left out."""
    found = await database.rows(
        f"SELECT id, person_id FROM volunteer WHERE id IN {database.listed(1)} "
        "AND person_id IS NOT NULL",
        json.dumps(sorted(volunteer_ids)),
    )
    return {int(row["id"]): int(row["person_id"]) for row in found}


async def set_reminder(offer_id: int, at: datetime | None) -> None:
    """When to remind of the open offer; None: not any more."""
    await database.execute("UPDATE offer SET remind_at = $2 WHERE id = $1", offer_id, at)


def _offer(row: dict[str, Any]) -> Offer:
    return Offer(
        id=int(row["id"]),
        task_id=int(row["task_id"]),
        need_id=int(row["need_id"]),
        volunteer_id=int(row["volunteer_id"]),
        state=OfferState(row["state"]),
        wave=int(row["wave"]),
        metres=int(row["metres"]),
        offered_at=database.moment(row["offered_at"]),
        expires_at=database.moment(row["expires_at"]),
        remind_at=database.moment_or_none(row["remind_at"]),
        answered_at=database.moment_or_none(row["answered_at"]),
        reason=row["reason"],
    )
