"""Every query about report forms."""

from datetime import datetime

from bot.kernel import clock, database
from bot.reports.model import Form


async def add_form(definition: str, form: Form) -> bool:
    """Store a version of a form; False when that version is there already."""
    row = await database.row(
        "INSERT INTO form (code, version, definition, imported_at) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (code, version) DO NOTHING RETURNING id",
        form.code,
        form.version,
        definition,
        clock.now(),
    )
    return row is not None


async def find_form(code: str, version: int | None = None) -> str | None:
    """The definition (TOML) of a version of a form, of the newest one when none is named."""
    row = await database.row(
        "SELECT definition FROM form WHERE code = $1 AND (version = $2 OR $3) "
        "ORDER BY version DESC LIMIT 1",
        code,
        version or 0,
        version is None,
    )
    return None if row is None else str(row["definition"])


async def introduced() -> list[tuple[str, datetime]]:
    """The forms' codes, each with the moment when its first version was taken in."""
    found = await database.rows(
        "SELECT code, min(imported_at) AS since FROM form GROUP BY code ORDER BY code"
    )
    return [(row["code"], database.moment(row["since"])) for row in found]
