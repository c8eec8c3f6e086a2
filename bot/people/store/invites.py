"""Every query for invites, and for the wrong codes that people sent."""

from datetime import datetime
from typing import Any

from bot.kernel import clock, database
from bot.people.model import Invite, Role


async def add_invite(digest: str, invite: Invite) -> None:
    await database.execute(
        "INSERT INTO invite (digest, role, place_id, person_id, created_by, created_at, "
        "expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        digest,
        None if invite.role is None else invite.role.value,
        invite.place_id,
        invite.person_id,
        invite.created_by,
        clock.now(),
        invite.expires_at,
    )


async def find_invite(digest: str) -> Invite | None:
    row = await database.row("SELECT * FROM invite WHERE digest = $1", digest)
    return None if row is None else _invite(row)


async def use_invite(invite: Invite, person_id: int) -> bool:
    """Use it up for the person; False when somebody else was quicker."""
    moved = await database.execute(
        "UPDATE invite SET used_at = $2, used_by = $3 WHERE id = $1 AND used_at IS NULL",
        invite.id,
        clock.now(),
        person_id,
    )
    return moved == 1


async def add_guess(person_id: int) -> None:
    await database.execute(
        "INSERT INTO guess (person_id, at) VALUES ($1, $2)", person_id, clock.now()
    )


async def guesses_since(person_id: int, moment: datetime) -> int:
    row = await database.row(
        "SELECT count(*) AS n FROM guess WHERE person_id = $1 AND at > $2", person_id, moment
    )
    return 0 if row is None else int(row["n"])


def _invite(row: dict[str, Any]) -> Invite:
    return Invite(
        id=int(row["id"]),
        role=None if row["role"] is None else Role(row["role"]),
        place_id=row["place_id"],
        person_id=row["person_id"],
        created_by=row["created_by"],
        expires_at=database.moment(row["expires_at"]),
        used_at=None if row["used_at"] is None else database.moment(row["used_at"]),
    )
