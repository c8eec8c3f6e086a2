"""Every query for people, roles and invites; returns model values, never rows."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from bot.kernel import clock, database
from bot.people.model import Grant, Invite, Person, Role

_COLUMNS = "id, chat_id, name, language, reachable"


async def find_in_chat(chat_id: int) -> Person | None:
    """Who talks in this chat, locked until the transaction ends: one update at a time."""
    row = await database.row(
        f"SELECT {_COLUMNS} FROM person WHERE chat_id = $1 FOR UPDATE",  # noqa: S608
        chat_id,
    )
    return None if row is None else _person(row)


async def find_by_phone(digest: str) -> Person | None:
    """Who has the phone of this digest, locked until the transaction ends."""
    row = await database.row(
        f"SELECT {_COLUMNS} FROM person WHERE phone_digest = $1 FOR UPDATE",  # noqa: S608
        digest,
    )
    return None if row is None else _person(row)


async def phones() -> dict[str, Person]:
    """Everybody whose phone is known, by its digest."""
    found = await database.rows(
        f"SELECT {_COLUMNS}, phone_digest FROM person "  # noqa: S608
        "WHERE phone_digest IS NOT NULL"
    )
    return {row["phone_digest"]: _person(row) for row in found}


async def add(
    chat_id: int | None,
    name: str,
    language: str,
    *,
    phone: str | None = None,
    phone_digest: str | None = None,
) -> Person:
    """A new person; the one who is there when the chat is known already. `phone` is sealed."""
    row = await database.row(
        "INSERT INTO person "  # noqa: S608 - constant columns
        "(chat_id, name, language, phone, phone_digest, reachable, joined_at) "
        "VALUES ($1, $2, $3, $4, $5, TRUE, $6) "
        "ON CONFLICT (chat_id) DO UPDATE SET reachable = TRUE "
        f"RETURNING {_COLUMNS}",
        chat_id,
        name,
        language,
        phone,
        phone_digest,
        clock.now(),
    )
    if row is None:
        raise RuntimeError("the database kept nobody")
    return _person(row)


async def change(person_id: int, name: str, language: str) -> None:
    await database.execute(
        "UPDATE person SET name = $2, language = $3 WHERE id = $1", person_id, name, language
    )


async def set_phone(person_id: int, phone: str | None, digest: str | None) -> None:
    """`phone` is sealed; None forgets it."""
    await database.execute(
        "UPDATE person SET phone = $2, phone_digest = $3 WHERE id = $1", person_id, phone, digest
    )


async def set_reachable(chat_id: int, reachable: bool) -> bool:
    """Note whether messages arrive; False when that was noted already."""
    changed = await database.execute(
        "UPDATE person SET reachable = $2 WHERE chat_id = $1 AND reachable <> $2",
        chat_id,
        reachable,
    )
    return changed == 1


async def absorb(newcomer_id: int, imported_id: int) -> bool:
    """Give the newcomer all that was prepared for the imported person, who is there no more.

    False when nobody waits under that id any more: they have come by another way.
    """
    imported = await database.row(
        "SELECT name, phone, phone_digest FROM person WHERE id = $1 AND chat_id IS NULL FOR UPDATE",
        imported_id,
    )
    if imported is None:
        return False
    await _hand_over_grants(newcomer_id, imported_id)
    await database.execute("DELETE FROM person WHERE id = $1", imported_id)
    await database.execute(
        "UPDATE person SET name = $2, phone = $3, phone_digest = $4 WHERE id = $1",
        newcomer_id,
        imported["name"],
        imported["phone"],
        imported["phone_digest"],
    )
    return True


async def _hand_over_grants(newcomer_id: int, imported_id: int) -> None:
    await database.execute(
        "UPDATE grant_ SET until = $3 WHERE person_id = $1 AND until IS NULL AND EXISTS ("
        "SELECT 1 FROM grant_ other WHERE other.person_id = $2 AND other.until IS NULL "
        "AND other.role = grant_.role AND other.place_id = grant_.place_id)",
        imported_id,
        newcomer_id,
        clock.now(),
    )
    await database.execute(
        "UPDATE grant_ SET person_id = $2 WHERE person_id = $1", imported_id, newcomer_id
    )


# -- roles ----------------------------------------------------------------------------


async def grants(person_id: int) -> tuple[Grant, ...]:
    """The person's living roles, each with the path of its place, the oldest first."""
    found = await database.rows(
        "SELECT g.role, g.place_id, g.since, p.path FROM grant_ g "
        "JOIN place p ON p.id = g.place_id "
        "WHERE g.person_id = $1 AND g.until IS NULL ORDER BY g.id",
        person_id,
    )
    return tuple(
        Grant(Role(r["role"]), int(r["place_id"]), r["path"], database.moment(r["since"]))
        for r in found
    )


async def holders(roles: Collection[Role], place_ids: Collection[int]) -> list[tuple[Person, int]]:
    """Who holds one of the roles at one of the places, each with the place; the longest first."""
    if not roles or not place_ids:
        return []
    columns = ", ".join(f"p.{name}" for name in _COLUMNS.split(", "))
    marks = [f"${n}" for n in range(1, 1 + len(roles) + len(place_ids))]
    found = await database.rows(
        f"SELECT {columns}, g.place_id FROM grant_ g JOIN person p ON p.id = g.person_id "  # noqa: S608
        f"WHERE g.until IS NULL AND g.role IN ({', '.join(marks[: len(roles)])}) "
        f"AND g.place_id IN ({', '.join(marks[len(roles) :])}) ORDER BY g.id",
        *(role.value for role in roles),
        *place_ids,
    )
    return [(_person(row), int(row["place_id"])) for row in found]


async def roles_held() -> set[tuple[int, Role, int]]:
    """Every living role as (person, role, place)."""
    found = await database.rows("SELECT person_id, role, place_id FROM grant_ WHERE until IS NULL")
    return {(int(r["person_id"]), Role(r["role"]), int(r["place_id"])) for r in found}


async def grant(person_id: int, role: Role, place_id: int, by: int | None) -> bool:
    """Give a role; False when the person has it already."""
    row = await database.row(
        "INSERT INTO grant_ (person_id, role, place_id, since, granted_by) "
        "VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING id",
        person_id,
        role.value,
        place_id,
        clock.now(),
        by,
    )
    return row is not None


async def workers_at(place_ids: Collection[int]) -> list[tuple[int, str, str | None]]:
    """Who reports for exactly these places: id, name, sealed phone."""
    if not place_ids:
        return []
    marks = ", ".join(f"${n}" for n in range(1, 1 + len(place_ids)))
    found = await database.rows(
        "SELECT DISTINCT n.id, n.name, n.phone FROM person n "  # noqa: S608
        "JOIN grant_ g ON g.person_id = n.id AND g.role = 'worker' AND g.until IS NULL "
        f"WHERE g.place_id IN ({marks}) ORDER BY n.id",
        *place_ids,
    )
    return [(int(row["id"]), row["name"], row["phone"]) for row in found]


# -- invites --------------------------------------------------------------------------


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


async def many(person_ids: Collection[int]) -> dict[int, Person]:
    """The people of these ids that are known."""
    if not person_ids:
        return {}
    marks = ", ".join(f"${n}" for n in range(1, 1 + len(person_ids)))
    found = await database.rows(
        f"SELECT {_COLUMNS} FROM person WHERE id IN ({marks})",  # noqa: S608
        *person_ids,
    )
    return {int(row["id"]): _person(row) for row in found}


async def names(person_ids: Collection[int]) -> dict[int, str]:
    """What the people are called, by id."""
    if not person_ids:
        return {}
    marks = ", ".join(f"${n}" for n in range(1, 1 + len(person_ids)))
    found = await database.rows(
        f"SELECT id, name FROM person WHERE id IN ({marks})",  # noqa: S608
        *person_ids,
    )
    return {int(row["id"]): row["name"] for row in found}


def _person(row: dict[str, Any]) -> Person:
    chat_id = row["chat_id"]
    return Person(
        id=int(row["id"]),
        chat_id=None if chat_id is None else int(chat_id),
        name=row["name"],
        language=row["language"],
        reachable=bool(row["reachable"]),
    )


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
