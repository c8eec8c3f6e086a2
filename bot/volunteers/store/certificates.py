"""Every query for certificates, and what they make of a skill. File ids lie sealed."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from bot.kernel import clock, database, secret
from bot.places.rules import path_range
from bot.volunteers.model import Certificate, CertificateState, Filed, Paper, Shown


async def hold(volunteer_id: int) -> bool:
    """Have whoever else changes the volunteer wait; False when they have left."""
    found = await database.rows(
        "SELECT id FROM volunteer WHERE id = $1 AND person_id IS NOT NULL FOR UPDATE", volunteer_id
    )
    return bool(found)


async def add(volunteer_id: int, paper: Paper) -> int:
    """A new certificate, which waits; the id."""
    row = await database.row(
        "INSERT INTO certificate (volunteer_id, skill, state, shown_as, sealed_file, last_day, "
        "sent_at) VALUES ($1, $2, 'waiting', $3, $4, $5, $6) RETURNING id",
        volunteer_id,
        paper.skill,
        paper.shown_as.value,
        secret.current().seal(paper.file_id),
        paper.last_day,
        clock.now(),
    )
    if row is None:
        raise RuntimeError("the database kept no certificate")
    return int(row["id"])


async def of(volunteer_id: int) -> list[Certificate]:
    """The volunteer's certificates that are not replaced, the oldest first."""
    found = await database.rows(
        "SELECT * FROM certificate WHERE volunteer_id = $1 AND state <> 'replaced' ORDER BY id",
        volunteer_id,
    )
    return [_certificate(row) for row in found]


# -- what becomes of one --------------------------------------------------------------


async def replace(
    volunteer_id: int, skill: str, states: Collection[CertificateState], but: int = 0
) -> None:
    """Have another one take the place of those in the states; nothing is kept to look at."""
    await database.execute(
        "UPDATE certificate SET state = 'replaced', sealed_file = '', reason = NULL "
        "WHERE volunteer_id = $1 AND skill = $2 AND id <> $3 "
        f"AND state IN ({database.quoted(states)})",
        volunteer_id,
        skill,
        but,
    )


async def move(
    certificate: Certificate, state: CertificateState, by: int, reason: str | None = None
) -> bool:
    """Have it stand elsewhere, unless it does not stand any more where it was seen."""
    return (
        await database.execute(
            "UPDATE certificate SET state = $3, decided_by = $4, decided_at = $5, reason = $6 "
            "WHERE id = $1 AND state = $2",
            certificate.id,
            certificate.state.value,
            state.value,
            by,
            clock.now(),
            reason,
        )
        == 1
    )


async def count(volunteer_id: int, skill: str, until: date) -> None:
    """Have the skill count until that day."""
    await database.execute(
        "UPDATE volunteer_skill SET verified_until = $3, suspended = FALSE "
        "WHERE volunteer_id = $1 AND skill = $2",
        volunteer_id,
        skill,
        until,
    )


async def discount(volunteer_id: int, skill: str) -> None:
    """Have the skill not count until it is verified again."""
    await database.execute(
        "UPDATE volunteer_skill SET suspended = TRUE WHERE volunteer_id = $1 AND skill = $2",
        volunteer_id,
        skill,
    )


async def note_told(certificate_id: int, *, over: bool) -> bool:
    """Note that its volunteer is told of its end; False when they have been, or it is no more."""
    column = "told_over_at" if over else "told_at"
    return (
        await database.execute(
            f"UPDATE certificate SET {column} = $2 "
            f"WHERE id = $1 AND state = 'verified' AND {column} IS NULL",
            certificate_id,
            clock.now(),
        )
        == 1
    )


async def forget(volunteer_id: int, skills: Collection[str] | None = None) -> None:
    """Delete the volunteer's certificates: all of them, or those for these skills."""
    if skills is None:
        await database.execute("DELETE FROM certificate WHERE volunteer_id = $1", volunteer_id)
    for skill in skills or ():
        await database.execute(
            "DELETE FROM certificate WHERE volunteer_id = $1 AND skill = $2", volunteer_id, skill
        )


# -- as those see them who look after an area -----------------------------------------

_FILED = (
    "SELECT c.*, v.person_id, v.place_id FROM certificate c "
    "JOIN volunteer v ON v.id = c.volunteer_id AND v.person_id IS NOT NULL "
)


async def find(certificate_id: int) -> Filed | None:
    """The certificate, if there is one and its volunteer has not left."""
    row = await database.row(f"{_FILED} WHERE c.id = $1", certificate_id)
    return None if row is None else _filed(row)


async def below(
    paths: Sequence[str],
    states: Collection[CertificateState],
    but: int,
    limit: int,
    *,
    offset: int = 0,
    after: int = 0,
) -> list[Filed]:
    """Certificates of volunteers below the paths, but of that person; with ids beyond `after`.

    Those that wait come as they were sent, others by their last day.
    """
    waiting = CertificateState.WAITING in states
    order = "c.id" if waiting else "c.last_day IS NULL, c.last_day, c.id"
    found = await database.rows(
        f"{_FILED} {_BELOW} AND c.state IN ({database.quoted(states)}) AND c.id > $2 "
        f"AND ({_within(paths, 5)}) ORDER BY {order} LIMIT $3 OFFSET $4",
        but,
        after,
        limit,
        offset,
        *_bounds(paths),
    )
    return [_filed(row) for row in found]


async def count_below(paths: Sequence[str], states: Collection[CertificateState], but: int) -> int:
    """How many `below` finds in all."""
    row = await database.row(
        "SELECT count(*) AS n FROM certificate c "
        "JOIN volunteer v ON v.id = c.volunteer_id AND v.person_id IS NOT NULL "
        f"{_BELOW} AND c.state IN ({database.quoted(states)}) AND ({_within(paths, 2)})",
        but,
        *_bounds(paths),
    )
    return 0 if row is None else int(row["n"])


async def ending(soon: date, over: date) -> list[Filed]:
    """Verified certificates of whose end there is still something to tell.

    That they end soon of those with a last day up to `soon`, that they have ended up to `over`.
    """
    found = await database.rows(
        f"{_FILED} WHERE c.state = 'verified' AND c.told_over_at IS NULL AND c.last_day <= $1 "
        "AND (c.told_at IS NULL OR c.last_day <= $2) ORDER BY c.last_day, c.id",
        soon,
        over,
    )
    return [_filed(row) for row in found]


_BELOW = "JOIN place p ON p.id = v.place_id WHERE v.person_id <> $1"


def _within(paths: Sequence[str], first: int) -> str:
    ranges = (
        f"p.path >= ${n} AND p.path < ${n + 1}" for n in range(first, first + 2 * len(paths), 2)
    )
    return " OR ".join(f"({one})" for one in ranges)


def _bounds(paths: Sequence[str]) -> list[str]:
    return [bound for path in paths for bound in path_range(path)]


# -- rows -----------------------------------------------------------------------------


def _filed(row: dict[str, Any]) -> Filed:
    return Filed(_certificate(row), int(row["person_id"]), int(row["place_id"]))


def _certificate(row: dict[str, Any]) -> Certificate:
    sealed, last_day = row["sealed_file"], row["last_day"]
    return Certificate(
        id=int(row["id"]),
        volunteer_id=int(row["volunteer_id"]),
        skill=row["skill"],
        state=CertificateState(row["state"]),
        shown_as=Shown(row["shown_as"]),
        file_id=secret.current().unseal(sealed) if sealed else "",
        last_day=None if last_day is None else database.day(last_day),
        sent_at=database.moment(row["sent_at"]),
        decided_by=row["decided_by"],
        decided_at=database.moment_or_none(row["decided_at"]),
        reason=row["reason"],
        told_at=database.moment_or_none(row["told_at"]),
        told_over_at=database.moment_or_none(row["told_over_at"]),
    )
