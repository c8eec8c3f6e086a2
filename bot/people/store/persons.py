"""Every query for persons; returns model values, never rows."""

from collections.abc import Collection
from typing import Any

from bot.kernel import clock, database
from bot.people.model import Person

COLUMNS = "id, chat_id, name, language, reachable"


async def find_in_chat(chat_id: int) -> Person | None:
    """Who talks in this chat, locked until the transaction ends: one update at a time."""
    row = await database.row(
        f"SELECT {COLUMNS} FROM person WHERE chat_id = $1 FOR UPDATE",
        chat_id,
    )
    return None if row is None else person_in(row)


async def find_by_phone(digest: str) -> Person | None:
    """Who has the phone of this digest, locked until the transaction ends."""
    row = await database.row(
        f"SELECT {COLUMNS} FROM person WHERE phone_digest = $1 FOR UPDATE",
        digest,
    )
    return None if row is None else person_in(row)


async def phones() -> dict[str, Person]:
    """Everybody whose phone is known, by its digest."""
    found = await database.rows(
        f"SELECT {COLUMNS}, phone_digest FROM person WHERE phone_digest IS NOT NULL"
    )
    return {row["phone_digest"]: person_in(row) for row in found}


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
        "INSERT INTO person "
        "(chat_id, name, language, phone, phone_digest, reachable, joined_at) "
        "VALUES ($1, $2, $3, $4, $5, TRUE, $6) "
        "ON CONFLICT (chat_id) DO UPDATE SET reachable = TRUE "
        f"RETURNING {COLUMNS}",
        chat_id,
        name,
        language,
        phone,
        phone_digest,
        clock.now(),
    )
    if row is None:
        raise RuntimeError("the database kept nobody")
    return person_in(row)


async def change(person_id: int, name: str, language: str) -> None:
    await database.execute(
        "UPDATE person SET name = $2, language = $3 WHERE id = $1", person_id, name, language
    )


async def set_phone(person_id: int, phone: str | None, digest: str | None) -> None:
    """`phone` is sealed; None forgets it."""
    await database.execute(
        "UPDATE person SET phone = $2, phone_digest = $3 WHERE id = $1", person_id, phone, digest
    )


async def phone(person_id: int) -> str | None:
    """The person's sealed number, if it is known."""
    row = await database.row("SELECT phone FROM person WHERE id = $1", person_id)
    return None if row is None else row["phone"]


async def has_phone(person_id: int) -> bool:
    row = await database.row(
        "SELECT id FROM person WHERE id = $1 AND phone_digest IS NOT NULL", person_id
    )
    return row is not None


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


async def many(person_ids: Collection[int]) -> dict[int, Person]:
    """The people of these ids that are known."""
    if not person_ids:
        return {}
    marks = ", ".join(f"${n}" for n in range(1, 1 + len(person_ids)))
    found = await database.rows(
        f"SELECT {COLUMNS} FROM person WHERE id IN ({marks})",
        *person_ids,
    )
    return {int(row["id"]): person_in(row) for row in found}


async def names(person_ids: Collection[int]) -> dict[int, str]:
    """What the people are called, by id."""
    if not person_ids:
        return {}
    marks = ", ".join(f"${n}" for n in range(1, 1 + len(person_ids)))
    found = await database.rows(
        f"SELECT id, name FROM person WHERE id IN ({marks})",
        *person_ids,
    )
    return {int(row["id"]): row["name"] for row in found}


def person_in(row: dict[str, Any]) -> Person:
    chat_id = row["chat_id"]
    return Person(
        id=int(row["id"]),
        chat_id=None if chat_id is None else int(chat_id),
        name=row["name"],
        language=row["language"],
        reachable=bool(row["reachable"]),
    )
