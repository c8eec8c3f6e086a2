"""Every query about digests: who was told, who acknowledged, who chased, what is resolved."""

from datetime import date, datetime
from typing import Any

from bot.kernel import clock, database
from bot.reminders.model import Digest

_COLUMNS = "id, form, day, rung, person_id, told_at, acknowledged_at, chased_at, resolved_at"


async def find(digest_id: int) -> Digest | None:
    """The digest of that id."""
    row = await database.row(f"SELECT {_COLUMNS} FROM digest WHERE id = $1", digest_id)  # noqa: S608
    return None if row is None else _digest(row)


async def told(form: str, day: date) -> list[Digest]:
    """Every digest of the day, in the order in which people were told."""
    found = await database.rows(
        f"SELECT {_COLUMNS} FROM digest WHERE form = $1 AND day = $2 ORDER BY id",  # noqa: S608
        form,
        day,
    )
    return [_digest(row) for row in found]


async def tell(form: str, day: date, rung: str, person_id: int) -> int | None:
    """Note that the person is being told; None when they were already, on this rung."""
    row = await database.row(
        "INSERT INTO digest (form, day, rung, person_id, told_at) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (form, day, rung, person_id) DO NOTHING RETURNING id",
        form,
        day,
        rung,
        person_id,
        clock.now(),
    )
    return None if row is None else int(row["id"])


async def acknowledge(form: str, day: date, person_id: int) -> bool:
    """Note on all that the person was told for the day that they see to it; False when noted."""
    changed = await database.execute(
        "UPDATE digest SET acknowledged_at = $4 "
        "WHERE form = $1 AND day = $2 AND person_id = $3 AND acknowledged_at IS NULL",
        form,
        day,
        person_id,
        clock.now(),
    )
    return changed > 0


async def chase(digest_id: int, before: datetime) -> bool:
    """Note that the person chases now; False when they did after `before`, from any digest."""
    changed = await database.execute(
        "UPDATE digest SET chased_at = $2 WHERE id = $1 AND NOT EXISTS ("
        "SELECT 1 FROM digest other WHERE other.person_id = digest.person_id "
        "AND other.chased_at > $3)",
        digest_id,
        clock.now(),
        before,
    )
    return changed == 1


async def resolve(form: str, day: date, person_id: int) -> list[Digest]:
    """Note that what the person was told is settled; the digests for which it was not noted."""
    found = await database.rows(
        "UPDATE digest SET resolved_at = $4 WHERE form = $1 AND day = $2 AND person_id = $3 "  # noqa: S608
        f"AND resolved_at IS NULL RETURNING {_COLUMNS}",
        form,
        day,
        person_id,
        clock.now(),
    )
    return sorted((_digest(row) for row in found), key=lambda digest: digest.id)


def _digest(row: dict[str, Any]) -> Digest:
    def moment(name: str) -> datetime | None:
        return None if row[name] is None else database.moment(row[name])

    return Digest(
        id=int(row["id"]),
        form=row["form"],
        day=database.day(row["day"]),
        rung=row["rung"],
        person_id=int(row["person_id"]),
        told_at=database.moment(row["told_at"]),
        acknowledged_at=moment("acknowledged_at"),
        chased_at=moment("chased_at"),
        resolved_at=moment("resolved_at"),
    )
